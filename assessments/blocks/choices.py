"""Items answered by picking: single and multiple choice, right or wrong, self-rating; and one that asks nothing."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from .item import ItemBlock, keyed, said


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=300)
    correct = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = blocks.CharBlock(label=_("what we say to it"), max_length=500, required=False)


def choices_content(choices) -> list[dict]:
    """List the choices with stable keys."""
    return [
        {
            "key": key,
            "text": said(value, "text"),
            "correct": bool(value.get("correct")),
            "feedback": said(value, "feedback"),
        }
        for key, value in keyed(choices)
    ]


class SingleChoiceBlock(ItemBlock):
    choices = blocks.ListBlock(ChoiceBlock(label=_("answer")), label=_("answers"), min_num=2, max_num=8)

    def content(self, value) -> dict:
        return {**super().content(value), "choices": choices_content(value["choices"])}

    class Meta:
        icon = "radio-full"
        label = _("Single choice")


class MultipleChoiceBlock(ItemBlock):
    choices = blocks.ListBlock(ChoiceBlock(label=_("answer")), label=_("answers"), min_num=2, max_num=8)
    rule = blocks.ChoiceBlock(
        label=_("points"),
        choices=[("partial", _("a part for each right answer")), ("all_or_nothing", _("only when all are right"))],
        default="partial",
    )

    def content(self, value) -> dict:
        return {
            **super().content(value),
            "choices": choices_content(value["choices"]),
            "rule": value.get("rule") or "partial",
        }

    class Meta:
        icon = "tasks"
        label = _("Multiple choice")


class TrueFalseBlock(ItemBlock):
    answer = blocks.ChoiceBlock(label=_("the statement is"), choices=[("true", _("right")), ("false", _("wrong"))])
    feedback_true = blocks.CharBlock(label=_("what we say to “right”"), required=False, max_length=500)
    feedback_false = blocks.CharBlock(label=_("what we say to “wrong”"), required=False, max_length=500)

    def content(self, value) -> dict:
        return {
            **super().content(value),
            "answer": {"true": True, "false": False}.get(value.get("answer")),
            "feedback_true": said(value, "feedback_true"),
            "feedback_false": said(value, "feedback_false"),
        }

    class Meta:
        icon = "check"
        label = _("Right or wrong")


class LikertBlock(ItemBlock):
    # Nothing is right here, so nothing leads to it.
    hints = None
    scale = blocks.ListBlock(
        blocks.CharBlock(label=_("step"), max_length=120),
        label=_("steps, from least to most"),
        min_num=2,
        max_num=7,
        help_text=_("For what people say of themselves. It gives no points."),
    )

    def content(self, value) -> dict:
        # A step's key is its place: answers of different years stay comparable when a word is mended.
        steps = [str(step or "").strip() for step in value["scale"]]
        scale = [{"key": str(n), "text": text, "value": str(n)} for n, text in enumerate(steps, start=1)]
        return {**super().content(value), "scale": scale}

    class Meta:
        icon = "order"
        label = _("Self-rating")


class DescriptionBlock(ItemBlock):
    hints = None

    class Meta:
        icon = "info-circle"
        label = _("Text without a question")
