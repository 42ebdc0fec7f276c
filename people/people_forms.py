"""Forms of the people page."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .access import grantable_roles, managed_organisations, manages_everyone
from .communes import choices_for
from .directory import Wish
from .forms import users_by_contact
from .grants import SCOPES, Bound
from .models import Organisation, Role, User
from .phones import PhoneField


class OfficeField(forms.ModelChoiceField):
    """An office; the code tells two of the same name apart. The form sets the queryset: what its viewer manages."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), **{"empty_label": _("Choose an office"), **kwargs})

    def label_from_instance(self, office: Organisation) -> str:
        return f"{office.name} ({office.code})"


class AreaField(forms.CharField):
    """One commune or ward of today, by its full name; cleans to the Area, or None where the box is empty."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "off"}))
        super().__init__(max_length=120, **kwargs)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        choices = choices_for(text)
        if len(choices) != 1:
            raise ValidationError(_("Enter the full name of one commune or ward of today."))
        return choices[0].area


class SearchForm(forms.Form):
    """Sent by POST and kept in the session: a name or number must not end up in addresses and logs."""

    text = forms.CharField(
        label=_("Name, user name, phone number or e-mail address"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("Any")), *Role.choices])
    organisation = OfficeField(label=_("Office (with those below it)"), required=False, empty_label=_("Any"))

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = managed_organisations(viewer)  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What was asked for; what is not valid does not narrow the list."""
        if not self.is_valid():
            return Wish()
        organisation = self.cleaned_data["organisation"]
        return Wish(self.cleaned_data["text"], self.cleaned_data["role"], organisation.pk if organisation else None)


class GrantForm(forms.Form):
    """One role for one person; a head's office and a facilitator's area go with it."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    organisation = OfficeField(label=_("Office"), help_text=_("Only for a head of an office."), required=False)
    area = AreaField(
        label=_("Commune or ward"),
        help_text=_("For a facilitator; for an analyst only where the role is limited to one commune."),
        required=False,
    )

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in grantable_roles(viewer)]  # type: ignore[attr-defined]
        self.fields["organisation"].queryset = managed_organisations(viewer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("role"):
            scope = SCOPES[Role(cleaned["role"])]
            self._bound("organisation", scope.organisation, _("Choose the office that this person heads."))
            self._bound("area", scope.area, _("Enter the commune or ward where this person helps."))
        return cleaned

    def _bound(self, field: str, bound: Bound, missing: Any) -> None:
        if bound is Bound.NONE:
            self.cleaned_data[field] = None
        elif bound is Bound.NEEDED and not self.cleaned_data.get(field) and field not in self.errors:
            self.add_error(field, missing)


class InviteForm(forms.Form):
    """Who gets an account; without phone and e-mail the link is shown once on screen."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    phone = PhoneField(
        required=False, widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})
    )
    email = forms.EmailField(
        label=_("E-mail address"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    organisation = OfficeField(label=_("Office"), required=False)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = managed_organisations(viewer)  # type: ignore[attr-defined]
        # A head invites into the own office only.
        self.fields["organisation"].required = not manages_everyone(viewer)

    def clean_phone(self) -> str:
        return self._unused(self.cleaned_data["phone"])

    def clean_email(self) -> str:
        return self._unused(self.cleaned_data["email"].lower())

    def _unused(self, contact: str) -> str:
        taken = Q(phone=contact) | Q(email__iexact=contact)
        if contact and (User.objects.filter(taken).exists() or users_by_contact(contact)):
            raise ValidationError(_("There is an account with this already. Look for it in the list."))
        return contact
