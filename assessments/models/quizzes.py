"""Quizzes: which items, under which rules."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from ..bank.widgets import VersionSelect
from ..blocks.sections import SectionStream
from .items import Item, ItemVersion


class Feedback(models.TextChoices):
    FULL = "full", _("right answers and explanations, after handing in")
    AFTER_PASS = "after_pass", _("right answers only once passed; before, which questions were wrong")
    SCORE = "score", _("only the score")


class FeedbackWhen(models.TextChoices):
    EACH = "each", _("with each question: a practice quiz, with hints and several tries")
    HANDED_IN = "handed_in", _("after handing in")
    CLOSED = "closed", _("only when the quiz is closed for everyone")


class Penalty(models.TextChoices):
    NONE = "0", _("nothing")
    TENTH = "1/10", _("1/10 of the points")
    QUARTER = "1/4", _("1/4 of the points")
    THIRD = "1/3", _("1/3 of the points")
    HALF = "1/2", _("1/2 of the points")


class Quiz(
    WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, ClusterableModel
):
    """A set of items with the rules for taking it."""

    title = models.CharField(_("title"), max_length=160)
    introduction = models.TextField(_("introduction"), blank=True, max_length=400)
    pass_mark = models.PositiveSmallIntegerField(
        _("pass mark (%)"), default=70, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts allowed"), default=0, help_text=_("0: as often as one likes")
    )
    minutes = models.PositiveSmallIntegerField(
        _("time to work (minutes)"), default=0, help_text=_("0: as long as one likes")
    )
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True, help_text=_("Nobody can begin before."))
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Nobody can begin later, and whoever is still working is stopped then."),
    )
    wait_minutes = models.PositiveIntegerField(
        _("wait between attempts (minutes)"), default=0, help_text=_("0: none. 60 is an hour, 1440 a day.")
    )
    feedback = models.CharField(_("feedback"), max_length=12, choices=Feedback, default=Feedback.FULL)
    feedback_when = models.CharField(
        _("feedback comes"), max_length=10, choices=FeedbackWhen, default=FeedbackWhen.HANDED_IN
    )
    tries = models.PositiveSmallIntegerField(
        _("tries for each question"), default=3, help_text=_("In practice. 0: as many as one likes.")
    )
    penalty = models.CharField(
        _("every further try costs"),
        max_length=4,
        choices=Penalty,
        default=Penalty.THIRD,
        help_text=_("In practice."),
    )
    shuffle = models.BooleanField(_("shuffle questions and answers"), default=True)
    language = models.CharField(
        _("language"), max_length=5, default="vi", choices=[("vi", _("Vietnamese")), ("en", _("English"))]
    )
    per_page = models.PositiveSmallIntegerField(
        _("questions on a page"), default=0, help_text=_("0: all on one page, which is best on a bad line.")
    )
    supervised = models.BooleanField(
        _("only in a room, with a PIN"),
        default=False,
        help_text=_("A facilitator opens a session and reads a PIN out; without it nobody can begin."),
    )
    # Read with the quiz itself, so that quizzes without sections cost no query.
    sections = StreamField(SectionStream(), blank=True, verbose_name=_("sections"))

    panels = [
        FieldPanel("title"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel("attempts_allowed"),
                FieldPanel("supervised"),
                FieldPanel("feedback"),
                FieldPanel("feedback_when"),
                FieldPanel("tries"),
                FieldPanel("penalty"),
                FieldPanel("shuffle"),
                FieldPanel("language"),
                FieldPanel("per_page"),
            ],
            heading=_("Rules"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("minutes"),
                FieldPanel("opens_at"),
                FieldPanel("closes_at"),
                FieldPanel("wait_minutes"),
            ],
            heading=_("Time"),
            help_text=_("Who has begun keeps the rules of that moment."),
        ),
        FieldPanel("sections", heading=_("Sections and random questions")),
        InlinePanel("quiz_items", label=_("question"), heading=_("Questions")),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("language")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("The quiz must close after it opens.")})
        if self.feedback_when == FeedbackWhen.CLOSED and not self.closes_at:
            raise ValidationError({"closes_at": _("Say when the quiz closes: feedback comes only then.")})

    def get_preview_template(self, request, mode_name):
        return "assessments/quiz_preview.html"

    def get_preview_context(self, request, mode_name):
        from ..bank.preview import quiz_cards, quiz_trial

        more = {"cards": quiz_cards(self), "trial": quiz_trial(self)}
        return {**super().get_preview_context(request, mode_name), **more}


class QuizItem(Orderable):
    """An item's place in a quiz."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="quiz_items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="uses", verbose_name=_("item"))
    points = models.DecimalField(
        _("points"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )
    section = models.PositiveSmallIntegerField(
        _("section"),
        null=True,
        blank=True,
        help_text=_("Its number: 1, 2… Empty: the first, or none where the quiz has none."),
    )

    # None: whatever version is newest when a paper is begun.
    version = models.ForeignKey(
        ItemVersion,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("version of the question"),
        help_text=_("A question just added can be fixed to a version once the quiz is saved."),
    )

    panels = [
        FieldPanel("item"),
        FieldPanel("points"),
        FieldPanel("section"),
        FieldPanel("version", widget=VersionSelect),
    ]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["quiz", "item"], name="assessments_quiz_item_once")]
