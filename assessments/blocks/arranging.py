"""Items answered by putting together: pairs, and an order."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .item import JudgedBlock, keyed, said

RULES = [
    ("all_previous_and_next", _("a part for every two things that stand in the right order")),
    ("absolute_position", _("a part for each thing in its right place")),
    ("all_or_nothing", _("only when all are in order")),
    ("next_exclude_last", _("a part for each thing followed by the right one")),
    ("next_include_last", _("the same, and a part for the right last thing")),
    ("one_previous_and_next", _("a part for each right neighbour, before and after")),
    ("longest_ordered", _("by the longest series in the right order")),
    ("longest_contiguous", _("by the longest series without a gap")),
    ("relative_to_correct", _("by how far each thing is from its place")),
]


class PairBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("on the left"), max_length=200)
    match = blocks.CharBlock(label=_("belongs to"), max_length=200)


class MatchingBlock(JudgedBlock):
    pairs = blocks.ListBlock(PairBlock(label=_("pair")), label=_("pairs"), min_num=2, max_num=10)
    extra = blocks.ListBlock(
        blocks.CharBlock(label=_("answer"), max_length=200),
        label=_("answers that belong to nothing"),
        default=[],
        help_text=_("With one or two of them the last pair cannot be guessed."),
    )

    def content(self, value) -> dict[str, Any]:
        pairs = [(key, said(pair, "text"), said(pair, "match")) for key, pair in keyed(value["pairs"])]
        targets: dict[str, str] = {}
        for key, _text, match in pairs:
            # Two may belong to the same: it is offered once.
            targets.setdefault(match, key)
        for key, text in keyed(value["extra"]):
            targets.setdefault(str(text or "").strip(), key)
        return {
            **super().content(value),
            "prompts": [{"key": key, "text": text, "target": targets[match]} for key, text, match in pairs],
            "targets": [{"key": key, "text": text} for text, key in targets.items()],
        }

    class Meta:
        icon = "link"
        label = _("Matching")


class OrderingBlock(JudgedBlock):
    elements = blocks.ListBlock(
        blocks.CharBlock(label=_("step"), max_length=200),
        label=_("steps in the right order"),
        min_num=3,
        max_num=10,
        help_text=_("Learners get them shuffled."),
    )
    rule = blocks.ChoiceBlock(label=_("points"), choices=RULES, default="all_previous_and_next")

    def content(self, value) -> dict[str, Any]:
        return {
            **super().content(value),
            "elements": [{"key": key, "text": str(text or "").strip()} for key, text in keyed(value["elements"])],
            "rule": value.get("rule") or "all_previous_and_next",
        }

    class Meta:
        icon = "list-ol"
        label = _("Ordering")
