"""Forms for giving more time or more attempts."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..taking.timing import NOTHING_EXTRA, Allowance, parse_factor
from .accommodations import quizzes_to_choose

_WEEK = 7 * 24 * 60


class FindForm(forms.Form):
    """Sent by POST and shown at once: a name or number must not end up in addresses and logs."""

    text = forms.CharField(
        label=_("Name, user name, phone number or e-mail address"),
        max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )


class AccommodationForm(forms.Form):
    """How much more, and where."""

    quiz = forms.ModelChoiceField(queryset=None, label=_("Quiz"), required=False, empty_label=_("Every quiz"))
    factor = forms.CharField(
        label=_("Time, as a factor"),
        help_text=_("1 is the usual time, 1,5 half as much again, 2 twice the time. At most 4."),
        initial="1",
        max_length=8,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )
    extra_minutes = forms.IntegerField(
        label=_("Extra minutes"),
        help_text=_("Added at the end, also after the quiz has closed: when the power was cut, for example."),
        initial=0,
        min_value=0,
        max_value=_WEEK,
    )
    extra_attempts = forms.IntegerField(label=_("Extra attempts"), initial=0, min_value=0, max_value=20)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quiz"].queryset = quizzes_to_choose()  # type: ignore[attr-defined]

    def clean_factor(self):
        try:
            return parse_factor(self.cleaned_data["factor"])
        except ValueError:
            raise ValidationError(_("Enter a number from 1 to 4, such as 1,5.")) from None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and self.allowance() == NOTHING_EXTRA:
            raise ValidationError(_("This gives nothing more. Enter more time or more attempts."))
        return cleaned

    def allowance(self) -> Allowance:
        """What was asked for; of a valid form."""
        facts = self.cleaned_data
        return Allowance(facts["factor"], facts["extra_minutes"], facts["extra_attempts"])
