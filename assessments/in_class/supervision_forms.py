"""Forms for supervised sessions."""

from django import forms
from django.utils.translation import gettext_lazy as _

_SHORTEST, _LONGEST = 5, 8 * 60


class EndForm(forms.Form):
    """When a session ends, told from now on: nobody need work out a time."""

    minutes = forms.IntegerField(
        label=_("Ends in how many minutes?"),
        help_text=_("Whoever is still working then is stopped; what was answered counts."),
        initial=60,
        min_value=_SHORTEST,
        max_value=_LONGEST,
    )


class SessionForm(EndForm):
    """A session to be opened."""

    place = forms.CharField(
        label=_("Where?"), help_text=_("For example: Village hall of Ấp 3, or the name of the class."), max_length=120
    )
    field_order = ["place", "minutes"]
