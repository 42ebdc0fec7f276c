"""Forms of the learner and of those who help."""

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from .models.records import HelpRequest

__all__ = ["HelpForm", "ReplyForm"]


def new_ref() -> str:
    """A name for one filled-in form, so that sending it twice is harmless."""
    return secrets.token_urlsafe(18)


class HelpForm(forms.Form):
    topic = forms.ChoiceField(
        label=_("What is it about?"), choices=HelpRequest.Topic.choices, widget=forms.RadioSelect, initial="help"
    )
    text = forms.CharField(
        label=_("Tell us in your own words"),
        help_text=_("For example: “I cannot find the button in step 3.”"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact = forms.CharField(
        label=_("Your phone number or e-mail (may be left out)"),
        help_text=_("Only if you want us to call or write back."),
        max_length=120,
        required=False,
    )
    ref = forms.CharField(max_length=40, widget=forms.HiddenInput, initial=new_ref)


class ReplyForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}))
