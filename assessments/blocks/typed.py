"""Items answered by typing a word or a number."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .item import ItemBlock, keyed, said

POLICIES = [("vietnamese", _("as Vietnamese is typed")), ("strict", _("letter by letter, as other systems do"))]
TOLERANCES = [
    ("absolute", _("so much")),
    ("relative", _("such a part of the number")),
    ("geometric", _("such a factor")),
]
DIACRITICS = [
    ("exact", _("must be right")),
    ("partial", _("half the points without them")),
    ("ignore", _("do not matter")),
]
TYPOS = [("0", _("none")), ("1", _("one letter")), ("2", _("two letters"))]


def share_block() -> blocks.DecimalBlock:
    """What an answer earns: 1 is everything, 0.5 half."""
    return blocks.DecimalBlock(
        label=_("part of the points (1: all, 0.5: half)"),
        default=1,
        min_value=-1,
        max_value=1,
        max_digits=12,
        decimal_places=7,
    )


class WordBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=250)
    share = share_block()
    feedback = blocks.CharBlock(label=_("what we say to it"), max_length=500, required=False)


class SpellingBlock(blocks.StructBlock):
    """How strictly words are read; as Vietnamese is typed, capitals and blanks never matter."""

    policy = blocks.ChoiceBlock(label=_("how it is read"), choices=POLICIES, default="vietnamese")
    diacritics = blocks.ChoiceBlock(label=_("accents"), choices=DIACRITICS, default="exact")
    typos = blocks.ChoiceBlock(label=_("slips of the finger forgiven"), choices=TYPOS, default="0")
    match_case = blocks.BooleanBlock(
        label=_("capitals matter"), required=False, help_text=_("Only letter by letter; there * stands for anything.")
    )

    class Meta:
        label = _("spelling")


def words_content(answers) -> list[dict[str, str]]:
    return [
        {"text": said(value, "text"), "share": _plain(value.get("share"), "1"), "feedback": said(value, "feedback")}
        for _key, value in keyed(answers)
    ]


def spelling_content(value) -> dict[str, Any]:
    if value.get("policy") == "strict":
        return {"policy": "strict", "match_case": bool(value.get("match_case"))}
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
    value = blocks.DecimalBlock(label=_("number"), max_digits=30, decimal_places=12)
    tolerance = blocks.DecimalBlock(
        label=_("may be off by"), max_digits=30, decimal_places=12, default=0, min_value=0, required=False
    )
    tolerance_type = blocks.ChoiceBlock(label=_("counted as"), choices=TOLERANCES, default="absolute")
    share = share_block()
    feedback = blocks.CharBlock(label=_("what we say to it"), max_length=500, required=False)


def amounts_content(answers) -> list[dict[str, str]]:
    return [
        {
            "value": _plain(one.get("value")),
            "tolerance": _plain(one.get("tolerance")),
            "tolerance_type": one.get("tolerance_type") or "absolute",
            "share": _plain(one.get("share"), "1"),
            "feedback": said(one, "feedback"),
        }
        for _key, one in keyed(answers)
    ]


def _plain(number, default: str = "0") -> str:
    """A decimal as content keeps it, without the zeros of its form field: “12.50” → “12.5”."""
    return format(Decimal(number).normalize(), "f") if number is not None else default


class UnitBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("unit"), max_length=30)
    multiplier = blocks.DecimalBlock(
        label=_("one of the first unit is so many of this"), max_digits=30, decimal_places=12, default=1
    )


class NumericBlock(ItemBlock):
    answers = blocks.ListBlock(AmountBlock(label=_("answer")), label=_("answers that are right"), min_num=1, max_num=8)
    units = blocks.ListBlock(UnitBlock(label=_("unit")), label=_("units"), default=[], max_num=8)
    unit_rule = blocks.ChoiceBlock(
        label=_("a unit"),
        choices=[("optional", _("may be typed")), ("required", _("must be typed")), ("none", _("is not asked for"))],
        default="optional",
    )
    policy = blocks.ChoiceBlock(label=_("how it is read"), choices=POLICIES, default="vietnamese")
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
            "policy": value.get("policy") or "vietnamese",
            "feedback_wrong": said(value, "feedback_wrong"),
        }

    class Meta:
        icon = "decimal"
        label = _("Number")
