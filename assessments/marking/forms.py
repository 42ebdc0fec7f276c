"""What a marker sends: a level of each criterion, or a part of the points; words for the learner and for colleagues."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..items import Content
from .rubric_cards import ShownCriterion, criteria_of


class MarkForm(forms.Form):
    """A mark. The rubric's radio buttons are drawn by the page, from `criteria`."""

    percent = forms.IntegerField(
        label=gettext_lazy("Part of the points (%)"),
        min_value=0,
        max_value=100,
        required=False,
        help_text=gettext_lazy("0: nothing, 100: all points."),
    )
    comment = forms.CharField(
        label=gettext_lazy("Comment for the learner"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Say what is good, and what would make it better. The learner sees it with the result."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Only colleagues see it."),
    )

    def __init__(
        self, content: Content, data: Any = None, *, picked: Mapping[str, str], needs_reason: bool, **options: Any
    ):
        super().__init__(data, **options)
        self.content = content
        self.needs_reason = needs_reason
        sent = {} if data is None else {key: data.get(f"level-{key}", "") for key in _keys(content)}
        self.criteria: list[ShownCriterion] = criteria_of(content, picked if data is None else sent)
        # Criteria without a level picked, once the form was sent.
        self.missing: set[str] = set()
        if self.criteria:
            del self.fields["percent"]
        if not needs_reason:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        self.missing = {criterion.key for criterion in self.criteria if criterion.picked is None}
        for criterion in self.criteria:
            if criterion.key in self.missing:
                said = _("Pick a level: %(criterion)s") % {"criterion": criterion.text}
                # No field of ours draws the criteria, so the summary's link is written here.
                self.add_error(None, format_html('<a href="#level-{}-1">{}</a>', criterion.number, said))
        if not self.criteria and cleaned.get("percent") is None and "percent" not in self.errors:
            self.add_error("percent", _("Give a number from 0 to 100."))
        if self.needs_reason and not cleaned.get("reason", "").strip() and "reason" not in self.errors:
            self.add_error("reason", _("Give the reason."))
        return cleaned

    def said(self) -> dict[str, Any]:
        """What `marking.mark` and `marking.decide` take."""
        return {
            "levels": {criterion.key: criterion.picked.key for criterion in self.criteria if criterion.picked},
            "percent": self.cleaned_data.get("percent"),
            "comment": self.cleaned_data["comment"],
            "reason": self.cleaned_data.get("reason", ""),
        }


def _keys(content: Content) -> list[str]:
    return [criterion["key"] for criterion in content.get("rubric") or []]


class ReasonForm(forms.Form):
    """Why a mark is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why the marks are taken back"),
        max_length=500,
        help_text=gettext_lazy("Only colleagues see it."),
        error_messages={"required": gettext_lazy("Say why the marks are taken back.")},
    )
