"""What a lesson is made of: the site's own parts, quick checks and quizzes."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.api import ContentStream


class QuickCheckChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("answer"), max_length=200)
    correct = blocks.BooleanBlock(label=_("right"), required=False)
    feedback = blocks.CharBlock(label=_("what we say to it"), max_length=400)


class QuickCheckBlock(blocks.StructBlock):
    """A question to oneself; opens its comment at once and is not scored."""

    question = blocks.CharBlock(label=_("question"), max_length=300)
    choices = blocks.ListBlock(QuickCheckChoiceBlock(label=_("answer")), label=_("answers"), min_num=2, max_num=6)

    class Meta:
        icon = "help"
        label = _("Quick check")
        template = "courses/blocks/quick_check.html"


class QuizBlock(blocks.StructBlock):
    quiz = SnippetChooserBlock("assessments.Quiz", label=_("quiz"))
    required = blocks.BooleanBlock(label=_("needed to complete the course"), required=False, default=True)

    class Meta:
        icon = "form"
        label = _("Quiz")
        template = "courses/blocks/quiz.html"


class LessonStream(ContentStream):
    quick_check = QuickCheckBlock()
    quiz = QuizBlock()
