"""How an author writes an item: one block per item type, in the Wagtail editor without code."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock


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


class SingleChoiceBlock(ItemBlock):
    choices = blocks.ListBlock(ChoiceBlock(label=_("answer")), label=_("answers"), min_num=2, max_num=8)

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

    class Meta:
        icon = "tasks"
        label = _("Multiple choice")


class TrueFalseBlock(ItemBlock):
    answer = blocks.ChoiceBlock(label=_("the statement is"), choices=[("true", _("right")), ("false", _("wrong"))])
    feedback_true = blocks.CharBlock(label=_("what we say to “right”"), required=False, max_length=500)
    feedback_false = blocks.CharBlock(label=_("what we say to “wrong”"), required=False, max_length=500)

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
