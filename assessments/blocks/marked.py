"""Items that a person marks, by a rubric; and a description, which asks nothing."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .item import ItemBlock, keyed, said


class LevelBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("what the work looks like"), max_length=300)
    points = blocks.IntegerBlock(label=_("points"), min_value=0, max_value=100)


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("what is looked at"), max_length=200)
    levels = blocks.ListBlock(LevelBlock(label=_("level")), label=_("levels"), min_num=2, max_num=6)


class RubricItemBlock(ItemBlock):
    rubric = blocks.ListBlock(
        CriterionBlock(label=_("criterion")),
        label=_("how it is marked"),
        min_num=1,
        max_num=10,
        help_text=_("Every marker sees the same levels; learners see them with their result."),
    )

    def content(self, value) -> dict[str, Any]:
        rubric = [
            {
                "key": key,
                "text": said(criterion, "text"),
                "levels": [
                    {"key": level_key, "text": said(level, "text"), "points": str(level.get("points") or 0)}
                    for level_key, level in keyed(criterion["levels"])
                ],
            }
            for key, criterion in keyed(value["rubric"])
        ]
        return {**super().content(value), "rubric": rubric}


class EssayBlock(RubricItemBlock):
    min_words = blocks.IntegerBlock(label=_("at least so many words"), required=False, min_value=1, max_value=2000)
    max_words = blocks.IntegerBlock(label=_("at most so many words"), required=False, min_value=1, max_value=2000)

    def content(self, value) -> dict[str, Any]:
        limits = {name: value.get(name) for name in ("min_words", "max_words")}
        return {**super().content(value), **limits}

    class Meta:
        icon = "edit"
        label = _("Written answer")


class DescriptionBlock(ItemBlock):
    class Meta:
        icon = "info-circle"
        label = _("Text without a question")
