"""What a person may tell about himself or herself: shared by sign-up, first sign-in through a provider, correction."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from places.api import Area

from .communes import choices_for, suggestions
from .models import Gender, Person, PersonKind, Purpose

_OLDEST, _YOUNGEST_AGE = 1900, 7
# By year alone someone who turns 16 this year may still be 15: ask rather than miss a child.
_GUARDIAN_UNTIL = 16


class CommuneForm(forms.Form):
    """Which commune: typed as people call it, old names too; radio buttons only where the name is not enough."""

    commune = forms.CharField(
        label=_("Your commune or ward"),
        help_text=_("Where you live now. You can also type the name from before July 2025."),
        max_length=120,
        widget=forms.TextInput(attrs={"list": "communes", "autocomplete": "off"}),
        error_messages={"required": _("Enter the name of your commune or ward.")},
    )
    commune_area = forms.CharField(label=_("Which one is yours?"), required=False, widget=forms.RadioSelect)

    @cached_property
    def commune_suggestions(self) -> list[str]:
        return suggestions()

    @property
    def commune_is_ambiguous(self) -> bool:
        return bool(self.fields["commune_area"].widget.choices)  # type: ignore[attr-defined]

    def clean_commune(self) -> Area:
        choices = choices_for(self.cleaned_data["commune"])
        if not choices:
            raise ValidationError(_("We do not know this commune or ward. Check the spelling, or type its old name."))
        if len(choices) == 1:
            return choices[0].area
        self.fields["commune_area"].widget.choices = [(one.area.pk, one.label) for one in choices]  # type: ignore[attr-defined]
        picked = self.data.get(self.add_prefix("commune_area"))
        for one in choices:
            if str(one.area.pk) == picked:
                return one.area
        raise ValidationError(_("Several places have this name. Choose yours below."), code="ambiguous")


class ProfileForm(CommuneForm):
    """Name, commune, birth year and gender."""

    name = forms.CharField(
        label=_("What may we call you?"),
        help_text=_("Your name or a nickname, as you like."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Enter a name. A nickname will do.")},
    )
    birth_year = forms.CharField(
        label=_("Year of birth (optional)"),
        help_text=_("Four digits, e.g. 1958."),
        required=False,
        max_length=4,
        widget=forms.TextInput(attrs={"autocomplete": "bday-year", "inputmode": "numeric"}),
    )
    guardian_agrees = forms.BooleanField(label=_("My parent or guardian agrees that I learn here."), required=False)
    gender = forms.ChoiceField(
        label=_("Gender (optional)"), choices=Gender.choices, required=False, widget=forms.RadioSelect
    )

    @property
    def asks_for_guardian(self) -> bool:
        """Whether the year typed is a child's, so that the page shows the guardian's line."""
        return self.is_bound and _is_child(getattr(self, "cleaned_data", {}).get("birth_year"))

    def clean_birth_year(self) -> int | None:
        text = self.cleaned_data["birth_year"].strip()
        if not text:
            return None
        latest = timezone.localdate().year - _YOUNGEST_AGE
        if not (text.isascii() and text.isdigit() and _OLDEST <= int(text) <= latest):
            raise ValidationError(
                _("Enter the year with four digits, from %(first)s to %(last)s, or leave the box empty."),
                params={"first": _OLDEST, "last": latest},
            )
        return int(text)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if _is_child(cleaned.get("birth_year")) and not cleaned.get("guardian_agrees"):
            self.add_error(
                "guardian_agrees", _("Under 16 you need a parent or guardian who agrees. Ask, then tick here.")
            )
        return cleaned

    def profile(self) -> dict[str, Any]:
        """The cleaned answers as the fields of persons.Profile."""
        return {field: self.cleaned_data[field] for field in ("name", "commune", "birth_year", "gender")}

    def consents(self) -> list[Purpose]:
        """The purposes agreed to in this form."""
        return [Purpose.GUARDIAN] if _is_child(self.cleaned_data["birth_year"]) else []


class JoiningForm(ProfileForm):
    """Who joins: the profile, the office, and consent by purpose. Nothing is ticked beforehand."""

    is_officer = forms.BooleanField(label=_("I work in a state office"), required=False)
    consent_learning = forms.BooleanField(
        label=_("You may keep what I learn here, so that I can go on where I stopped."),
        error_messages={"required": _("Without this we cannot keep your learning. Tick it, or learn on as a guest.")},
    )
    consent_statistics = forms.BooleanField(
        label=_("You may count me, without my name, in the figures of my commune (optional)."), required=False
    )
    consent_reminders = forms.BooleanField(
        label=_("You may remind me of a course I have not finished (optional)."), required=False
    )

    def profile(self) -> dict[str, Any]:
        kind = PersonKind.OFFICER if self.cleaned_data["is_officer"] else PersonKind.RESIDENT
        return {**super().profile(), "kind": kind}

    def consents(self) -> list[Purpose]:
        asked = (Purpose.LEARNING, Purpose.STATISTICS, Purpose.REMINDERS)
        return [*super().consents(), *(one for one in asked if self.cleaned_data[f"consent_{one}"])]


def said_by(person: Person) -> dict[str, Any]:
    """What the person said already, as the forms' initial values."""
    return {
        "name": person.name,
        "birth_year": person.birth_year or "",
        "gender": person.gender,
        "commune": person.commune.name if person.commune else "",
        "is_officer": person.kind == PersonKind.OFFICER,
    }


def _is_child(birth_year: int | None) -> bool:
    return birth_year is not None and timezone.localdate().year - birth_year <= _GUARDIAN_UNTIL
