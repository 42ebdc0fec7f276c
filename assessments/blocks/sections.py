"""How an author writes the sections of a quiz, and what is drawn for them from the bank."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..bank.competences import competence_choices

LEVELS = [("1", _("easy")), ("2", _("medium")), ("3", _("hard"))]


class DrawBlock(blocks.StructBlock):
    """So many questions of the bank that have these things in common."""

    count = blocks.IntegerBlock(label=_("how many questions"), min_value=1, max_value=100, default=5)
    competence = blocks.ChoiceBlock(label=_("competence"), choices=competence_choices, required=False)
    level = blocks.ChoiceBlock(label=_("difficulty"), choices=LEVELS, required=False)
    topic = blocks.CharBlock(label=_("topic"), max_length=60, required=False)
    audience = blocks.ChoiceBlock(
        label=_("for"),
        choices=[("resident", _("residents")), ("officer", _("civil servants"))],
        required=False,
        help_text=_("Questions for everyone are drawn too."),
    )
    language = blocks.ChoiceBlock(
        label=_("language"),
        choices=[("vi", _("Vietnamese")), ("en", _("English"))],
        required=False,
        help_text=_("Left open: the language of the quiz."),
    )
    points = blocks.DecimalBlock(label=_("points for each"), min_value=0, max_digits=5, decimal_places=2, default=1)

    class Meta:
        label = _("random questions")
        icon = "rotate"


class SectionBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("title"), max_length=120)
    pass_mark = blocks.IntegerBlock(
        label=_("pass mark of this section (%)"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Empty: it only counts towards the whole."),
    )
    draws = blocks.ListBlock(
        DrawBlock(),
        label=_("random questions"),
        default=[],
        help_text=_("Every learner gets others. Questions of your choice stand below, with the number of the section."),
    )

    class Meta:
        label = _("section")
        icon = "list-ul"


class SectionStream(blocks.StreamBlock):
    section = SectionBlock()

    class Meta:
        max_num = 20
        required = False
