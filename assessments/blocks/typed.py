"""Items answered by typing a word or a number."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .item import ItemBlock, keyed, said

SHARES = [("1", _("all points")), ("0.75", "75 %"), ("0.5", "50 %"), ("0.25", "25 %"), ("0", _("no points"))]
DIACRITICS = [
    ("exact", _("must be right")),
    ("partial", _("half the points without them")),
    ("ignore", _("do not matter")),
]
TYPOS = [("0", _("none")), ("1", _("one letter")), ("2", _("two letters"))]


class WordBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=120)
    share = blocks.ChoiceBlock(label=_("gives"), choices=SHARES, default="1")
    feedback = blocks.CharBlock(label=_("what we say to it"), max_length=500, required=False)


class SpellingBlock(blocks.StructBlock):
    """How strictly words are read; capitals and blanks never matter."""

    diacritics = blocks.ChoiceBlock(label=_("accents"), choices=DIACRITICS, default="exact")
    typos = blocks.ChoiceBlock(label=_("slips of the finger forgiven"), choices=TYPOS, default="0")

    class Meta:
        label = _("spelling")


def words_content(answers) -> list[dict[str, str]]:
    return [
        {"text": said(value, "text"), "share": value.get("share") or "1", "feedback": said(value, "feedback")}
        for _key, value in keyed(answers)
    ]


def spelling_content(value) -> dict[str, Any]:
    return {
        "policy": "vietnamese",
        "diacritics": value.get("diacritics") or "exact",
        "typos": int(value.get("typos") or 0),
    }


class ShortAnswerBlock(ItemBlock):
    answers = blocks.ListBlock(WordBlock(label=_("answer")), label=_("answers that are right"), min_num=1, max_num=20)
    spelling = SpellingBlock()
    feedback_wrong = blocks.CharBlock(label=_("what we say to any other answer"), required=False, max_length=500)

    def content(self, value) -> dict[str, Any]:
        return {
            **super().content(value),
            "answers": words_content(value["answers"]),
            **spelling_content(value["spelling"]),
            "feedback_wrong": said(value, "feedback_wrong"),
        }

    class Meta:
        icon = "pilcrow"
        label = _("Short answer")


class AmountBlock(blocks.StructBlock):
    value = blocks.DecimalBlock(label=_("number"), max_digits=20, decimal_places=6)
    tolerance = blocks.DecimalBlock(
        label=_("may be off by"), max_digits=20, decimal_places=6, default=0, min_value=0, required=False
    )
    share = blocks.ChoiceBlock(label=_("gives"), choices=SHARES, default="1")
    feedback = blocks.CharBlock(label=_("what we say to it"), max_length=500, required=False)


def amounts_content(answers) -> list[dict[str, str]]:
    return [
        {
            "value": _plain(one.get("value")),
            "tolerance": _plain(one.get("tolerance")),
            "tolerance_type": "absolute",
            "share": one.get("share") or "1",
            "feedback": said(one, "feedback"),
        }
        for _key, one in keyed(answers)
    ]


def _plain(number, default: str = "0") -> str:
    """A decimal as content keeps it, without the zeros of its form field: “12.50” → “12.5”."""
    return format(number.normalize(), "f") if number is not None else default


class UnitBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("unit"), max_length=30)
    multiplier = blocks.DecimalBlock(
        label=_("one of the first unit is so many of this"), max_digits=20, decimal_places=6, default=1
    )


class NumericBlock(ItemBlock):
    answers = blocks.ListBlock(AmountBlock(label=_("answer")), label=_("answers that are right"), min_num=1, max_num=8)
    units = blocks.ListBlock(UnitBlock(label=_("unit")), label=_("units"), default=[], max_num=8)
    unit_rule = blocks.ChoiceBlock(
        label=_("a unit"),
        choices=[("optional", _("may be typed")), ("required", _("must be typed")), ("none", _("is not asked for"))],
        default="optional",
    )
    feedback_wrong = blocks.CharBlock(label=_("what we say to any other answer"), required=False, max_length=500)

    def content(self, value) -> dict[str, Any]:
        units = [
            {"text": said(one, "text"), "multiplier": _plain(one.get("multiplier"), "1")}
            for _key, one in keyed(value["units"])
        ]
        return {
            **super().content(value),
            "answers": amounts_content(value["answers"]),
            "units": units,
            # Without a unit to type there is nothing to ask for.
            "unit_rule": (value.get("unit_rule") or "optional") if units else "none",
            "policy": "vietnamese",
            "feedback_wrong": said(value, "feedback_wrong"),
        }

    class Meta:
        icon = "decimal"
        label = _("Number")
