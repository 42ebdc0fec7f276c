"""Items with gaps in a text, which the author marks in the text itself.

“Bấm [nút xanh] rồi bấm [Gửi].” – the right word stands in square brackets; other spellings after a stroke:
“[Gửi/gởi]”. For several kinds of gap in one text the brackets hold the number of the part: “[1]”, “[2]”.
"""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .choices import ChoiceBlock, choices_content
from .item import JudgedBlock, keyed, said
from .typed import POLICIES, AmountBlock, SpellingBlock, WordBlock, amounts_content, spelling_content, words_content

_GAP = re.compile(r"\[([^\[\]]+)\]")


def _numbered(text: str) -> tuple[str, list[str]]:
    """The text with its gaps numbered, and what stood in them: “a [b]” → (“a [[1]]”, [“b”])."""
    inside: list[str] = []

    def number(found: re.Match) -> str:
        inside.append(" ".join(found[1].split()))
        return f"[[{len(inside)}]]"

    return _GAP.sub(number, text), inside


class GapFillBlock(JudgedBlock):
    text = blocks.TextBlock(
        label=_("text"), rows=4, max_length=2000, help_text=_("Put each missing word in square brackets: [word].")
    )
    mode = blocks.ChoiceBlock(
        label=_("the gaps are filled by"),
        choices=[("choose", _("choosing from a list")), ("type", _("typing"))],
        default="choose",
    )
    extra = blocks.ListBlock(
        blocks.CharBlock(label=_("word"), max_length=120),
        label=_("words that belong nowhere"),
        default=[],
        help_text=_("Not for typing."),
    )
    spelling = SpellingBlock()

    def content(self, value) -> dict[str, Any]:
        text, inside = _numbered(said(value, "text"))
        mode = value.get("mode") or "choose"
        content = {**super().content(value), "text": text, "mode": mode}
        if mode == "type":
            spelling = spelling_content(value["spelling"])
            gaps: list[dict[str, Any]] = [
                {
                    "key": str(n),
                    "answers": [{"text": one.strip(), "share": "1"} for one in words.split("/")],
                    **spelling,
                }
                for n, words in enumerate(inside, start=1)
            ]
            return {**content, "gaps": gaps, "words": []}
        extra = [str(word or "").strip() for _key, word in keyed(value["extra"])]
        keys = {word: f"w{n}" for n, word in enumerate(dict.fromkeys([*inside, *extra]), start=1)}
        # Any gap's list has every word, however often it is taken.
        words = [{"key": key, "text": word, "many": True} for word, key in keys.items()]
        gaps = [{"key": str(n), "word": keys[word]} for n, word in enumerate(inside, start=1)]
        return {**content, "words": words, "gaps": gaps}

    class Meta:
        icon = "pilcrow"
        label = _("Gaps in a text")


class PartBlock(blocks.StructBlock):
    """One part of a text with parts of several kinds; its content is that of an item without a question."""

    points = blocks.IntegerBlock(label=_("points"), default=1, min_value=1, max_value=20)

    def content(self, value) -> dict[str, Any]:
        return {"kind": self.name, "points": str(value.get("points") or 1)}


class ChoicePartBlock(PartBlock):
    choices = blocks.ListBlock(ChoiceBlock(label=_("answer")), label=_("answers"), min_num=2, max_num=8)

    def content(self, value) -> dict[str, Any]:
        return {**super().content(value), "choices": choices_content(value["choices"])}

    class Meta:
        icon = "radio-full"
        label = _("Single choice")


class WordPartBlock(PartBlock):
    answers = blocks.ListBlock(WordBlock(label=_("answer")), label=_("answers that are right"), min_num=1, max_num=20)
    spelling = SpellingBlock()

    def content(self, value) -> dict[str, Any]:
        answers = words_content(value["answers"])
        return {**super().content(value), "answers": answers, **spelling_content(value["spelling"])}

    class Meta:
        icon = "pilcrow"
        label = _("Short answer")


class NumberPartBlock(PartBlock):
    answers = blocks.ListBlock(AmountBlock(label=_("answer")), label=_("answers that are right"), min_num=1, max_num=8)
    policy = blocks.ChoiceBlock(label=_("how it is read"), choices=POLICIES, default="vietnamese")

    def content(self, value) -> dict[str, Any]:
        answers = amounts_content(value["answers"])
        policy = value.get("policy") or "vietnamese"
        return {**super().content(value), "answers": answers, "units": [], "unit_rule": "none", "policy": policy}

    class Meta:
        icon = "decimal"
        label = _("Number")


class PartStream(blocks.StreamBlock):
    single_choice = ChoicePartBlock()
    short_answer = WordPartBlock()
    numeric = NumberPartBlock()


class ClozeBlock(JudgedBlock):
    text = blocks.TextBlock(
        label=_("text"),
        rows=4,
        max_length=2000,
        help_text=_("Put [1] where the first part goes, [2] where the second goes, and so on."),
    )
    parts = PartStream(label=_("parts, in this order"), min_num=1, max_num=12)

    def content(self, value) -> dict[str, Any]:
        parts = {str(n): child.block.content(child.value) for n, child in enumerate(value["parts"], start=1)}
        return {**super().content(value), "text": _GAP.sub(r"[[\1]]", said(value, "text")), "parts": parts}

    class Meta:
        icon = "form"
        label = _("Text with parts of several kinds")
