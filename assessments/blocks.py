"""How an author writes an item: one block per item type, in the Wagtail editor without code.

A block knows how its value becomes the pure type's content (`content`), and refuses what the type has
problems with, unless only a draft is saved.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from .items import item_type
from .problems import sentence


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=300)
    correct = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = blocks.CharBlock(label=_("what we say to it"), max_length=500, required=False)


class ItemBlock(blocks.StructBlock):
    """What every item type has."""

    stem = blocks.TextBlock(label=_("question"), rows=3, max_length=1000)
    image = ImageChooserBlock(label=_("picture"), required=False)
    alt = blocks.CharBlock(label=_("what the picture shows"), required=False, max_length=250)
    explanation = blocks.TextBlock(
        label=_("explanation"), rows=3, required=False, max_length=1000, help_text=_("Shown after handing in.")
    )

    def content(self, value) -> dict:
        """Turn the author's form into the content the pure type of the same name reads."""
        image = value.get("image")
        return {
            "stem": (value.get("stem") or "").strip(),
            "picture": {"id": image.pk, "alt": (value.get("alt") or "").strip()} if image else None,
            "explanation": (value.get("explanation") or "").strip(),
        }

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation:
            # Empty fields are already refused beside the field; what is left concerns the whole question.
            problems = item_type(self.name).clean(self.content(value))
            if problems:
                raise StructBlockValidationError(
                    non_block_errors=[ValidationError(sentence(problem)) for problem in problems]
                )
        return value


def choices_content(choices) -> list[dict]:
    """List the choices with stable keys: the start of the block's id, which survives edits and reordering."""
    keys = [str(child.id or "")[:8] for child in choices.bound_blocks]
    if not all(keys) or len(set(keys)) < len(keys):
        keys = [str(child.id or f"c{place}") for place, child in enumerate(choices.bound_blocks)]
    return [
        {
            "key": key,
            "text": (child.value.get("text") or "").strip(),
            "correct": bool(child.value.get("correct")),
            "feedback": (child.value.get("feedback") or "").strip(),
        }
        for key, child in zip(keys, choices.bound_blocks, strict=True)
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
            "feedback_true": (value.get("feedback_true") or "").strip(),
            "feedback_false": (value.get("feedback_false") or "").strip(),
        }

    class Meta:
        icon = "check"
        label = _("Right or wrong")


class ItemStream(blocks.StreamBlock):
    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()

    class Meta:
        min_num = 1
        max_num = 1
