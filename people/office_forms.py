"""Forms of the pages about offices. Days are typed or picked: a browser without a picker takes year-month-day."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from . import directory
from .access import managed_organisations, manages_everyone
from .directory import Wish
from .models import Organisation, Person, User
from .organisations import ids_below
from .people_forms import AreaField, OfficeField

_MOST_CHOICES = 20


def day_field(**kwargs: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "off"})
    formats = ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"]
    wrong = {"invalid": _("Enter a day like 2025-07-01 or 01/07/2025.")}
    return forms.DateField(widget=widget, input_formats=formats, error_messages=wrong, **kwargs)


class OfficeSearchForm(forms.Form):
    """Sent by GET: the name of an office is nobody's secret."""

    q = forms.CharField(
        label=_("Name or code of the office"),
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    closed = forms.BooleanField(label=_("Show closed offices too"), required=False)


class OfficeForm(forms.Form):
    """What an office is called and where it stands; the code only when it is new."""

    name = forms.CharField(label=_("Name of the office"), max_length=200)
    code = forms.CharField(
        label=_("Code"), help_text=_("Short and never used for another office, e.g. UB-28261-VP."), max_length=40
    )
    parent = OfficeField(label=_("Part of"), required=False, empty_label=_("Of no other office"))
    area = AreaField(label=_("Commune or ward"), help_text=_("Only where the office belongs to one."), required=False)
    valid_from = day_field(label=_("Exists from"), required=False)
    valid_to = day_field(
        label=_("Closed from"), help_text=_("Empty this box to open the office again."), required=False
    )
    successor = OfficeField(label=_("Successor"), required=False, empty_label=_("None"))

    def __init__(self, *args: Any, viewer: User, office: Organisation | None = None, **kwargs: Any) -> None:
        if office is not None:
            kwargs["initial"] = {
                **{name: getattr(office, name) for name in ("name", "parent", "valid_from", "valid_to", "successor")},
                "area": office.area.name if office.area else "",
            }
        super().__init__(*args, **kwargs)
        self.office = office
        offices = managed_organisations(viewer)
        if office is not None:
            offices = offices.exclude(pk__in=ids_below([office.pk]))
            del self.fields["code"]
        for name in ("parent", "successor"):
            self.fields[name].queryset = offices  # type: ignore[attr-defined]
        if not manages_everyone(viewer):
            # A head adds parts to the own office, and does not move that office itself.
            self.fields["parent"].required, self.fields["parent"].empty_label = True, None  # type: ignore[attr-defined]
            if office is not None and not offices.filter(pk=office.parent_id).exists():
                del self.fields["parent"]
        if office is None or office.valid_to is None:
            del self.fields["valid_to"], self.fields["successor"]

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if Organisation.objects.filter(code__iexact=code).exists():
            raise ValidationError(_("Another office has this code."))
        return code

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("valid_to") and cleaned.get("valid_from") and cleaned["valid_to"] <= cleaned["valid_from"]:
            self.add_error("valid_to", _("This day must come after the first."))
        if "valid_to" in self.fields and not cleaned.get("valid_to"):
            cleaned["successor"] = None
        return cleaned


class CloseForm(forms.Form):
    """From when an office no longer is, and who takes over."""

    on = day_field(label=_("Closed from"), help_text=_("The first day on which the office no longer exists."))
    successor = OfficeField(
        label=_("Successor"),
        help_text=_("Everyone who works here then works there from that day."),
        required=False,
        empty_label=_("None"),
    )

    def __init__(self, *args: Any, viewer: User, office: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
        self.fields["successor"].queryset = managed_organisations(viewer).exclude(pk=office.pk)  # type: ignore[attr-defined]


class StartForm(forms.Form):
    """As what and since when someone works in an office."""

    position = forms.CharField(
        label=_("Position"), required=False, max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    on = day_field(label=_("Works there from"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)


class MemberForm(StartForm):
    """Someone for an office: whom the viewer manages; radio buttons only where the text fits several."""

    who = forms.CharField(
        label=_("Name, user name, phone number or e-mail address"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    person = forms.CharField(label=_("Who of them?"), required=False, widget=forms.RadioSelect)
    field_order = ["who", "person", "position", "on"]

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    @cached_property
    def is_ambiguous(self) -> bool:
        return bool(self.fields["person"].widget.choices)  # type: ignore[attr-defined]

    def clean_who(self) -> Person:
        found = list(directory.find(self.viewer, Wish(self.cleaned_data["who"]))[: _MOST_CHOICES + 1])
        if not found:
            raise ValidationError(_("Nobody found. Check the spelling, or invite the person first."))
        if len(found) == 1:
            return found[0]
        if len(found) > _MOST_CHOICES:
            raise ValidationError(_("Too many people fit. Type more of the name, or the user name."))
        self.fields["person"].widget.choices = [(one.pk, _described(one)) for one in found]  # type: ignore[attr-defined]
        picked = next((one for one in found if str(one.pk) == self.data.get(self.add_prefix("person"))), None)
        if picked is None:
            raise ValidationError(_("Several people fit. Choose one below."), code="ambiguous")
        return picked


def _described(person: Person) -> str:
    offices = [one.organisation.name for one in person.offices_now]  # type: ignore[attr-defined]
    facts = [person.name, person.user.username if person.user else "", str(person.birth_year or ""), *offices]
    return " · ".join(fact for fact in facts if fact)


class JoinForm(StartForm):
    """An office for someone."""

    office = OfficeField(label=_("Office"))
    field_order = ["office", "position", "on"]

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].queryset = managed_organisations(viewer)  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    """From when someone no longer works in an office."""

    on = day_field(label=_("No longer there from"), help_text=_("The first day without this work."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": timezone.localdate()}, **kwargs)
