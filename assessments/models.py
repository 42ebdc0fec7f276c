"""The item bank, quizzes, and what learners answered."""

from django.contrib import admin
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, Orderable, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.api import Competence

from .blocks import ItemStream

# A few lines in a list on a laptop; longer questions differ before this.
_STEM_LENGTH = 100


class Item(WorkflowMixin, DraftStateMixin, LockableMixin, RevisionMixin, PreviewableMixin, index.Indexed, models.Model):
    """A question in the bank, as its author edits it. What learners get are its versions."""

    title = models.CharField(_("short name"), max_length=120, help_text=_("Only authors see it."))
    content = StreamField(ItemStream(), verbose_name=_("question"))
    # The item type of the content, kept beside it so that lists can filter by it.
    kind = models.CharField(_("kind"), max_length=20, editable=False, blank=True)
    level = models.PositiveSmallIntegerField(
        _("difficulty"), choices=[(1, _("easy")), (2, _("medium")), (3, _("hard"))], default=1
    )
    competence = models.ForeignKey(
        Competence, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("competence")
    )
    audience = models.CharField(
        _("for"),
        max_length=10,
        blank=True,
        choices=[("", _("everyone")), ("resident", _("residents")), ("officer", _("civil servants"))],
    )
    topic = models.CharField(_("topic"), max_length=60, blank=True, help_text=_("In a few words, to find it again."))
    # Where to read it again: translation_key of a lesson, resolved by `courses`. None: nowhere in particular.
    lesson_key = models.UUIDField(null=True, blank=True, editable=False)
    language = models.CharField(
        _("language"), max_length=5, default="vi", choices=[("vi", _("Vietnamese")), ("en", _("English"))]
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("content"),
        MultiFieldPanel(
            [
                FieldPanel("level"),
                FieldPanel("competence"),
                FieldPanel("audience"),
                FieldPanel("topic"),
                FieldPanel("language"),
            ],
            heading=_("Finding it again"),
        ),
    ]
    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("content"),
        index.FilterField("level"),
        index.FilterField("kind"),
        index.FilterField("competence"),
        index.FilterField("language"),
        index.FilterField("audience"),
        index.SearchField("topic"),
        index.AutocompleteField("topic"),
    ]

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs):
        self.kind = self.content[0].block_type if self.content else ""
        super().save(*args, **kwargs)

    @admin.display(description=_("kind"), ordering="kind")
    def kind_name(self) -> str:
        """The kind in the author's words."""
        block = ItemStream.base_blocks.get(self.kind)
        return str(block.label) if block else ""

    @admin.display(description=_("question"))
    def stem(self) -> str:
        """What is asked, on one line; read from the stored form, where no picture need be fetched."""
        block = next(iter(self.content.raw_data), None)
        asked = " ".join((block["value"].get("stem") or "").split()) if block else ""
        return Truncator(asked).chars(_STEM_LENGTH) or self.title

    @admin.display(description=_("in quizzes"))
    def quiz_titles(self) -> str:
        return ", ".join(use.quiz.title for use in self.uses.all())

    def get_preview_template(self, request, mode_name):
        return "assessments/item_preview.html"

    def get_preview_context(self, request, mode_name):
        from .preview import item_card

        return {**super().get_preview_context(request, mode_name), "card": item_card(self)}


class ItemVersion(models.Model):
    """An item as it was on one publishing; never changed, so that a dispute can see what the learner saw."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)
    # The pure type's content: stem, choices with keys, feedback (assessments.items).
    content = models.JSONField()
    # Names kind and content: the same digest is the same question, whatever row or database it comes from.
    digest = models.CharField(max_length=32)
    frozen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "number"], name="assessments_version_number")]
        ordering = ["item", "number"]

    def __str__(self) -> str:
        return f"{self.item} ({self.number})"


class Feedback(models.TextChoices):
    FULL = "full", _("right answers and explanations, after handing in")
    AFTER_PASS = "after_pass", _("right answers only once passed; before, which questions were wrong")
    SCORE = "score", _("only the score")


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
    feedback = models.CharField(_("feedback"), max_length=12, choices=Feedback, default=Feedback.FULL)
    shuffle = models.BooleanField(_("shuffle questions and answers"), default=True)
    language = models.CharField(
        _("language"), max_length=5, default="vi", choices=[("vi", _("Vietnamese")), ("en", _("English"))]
    )

    panels = [
        FieldPanel("title"),
        FieldPanel("introduction"),
        MultiFieldPanel(
            [
                FieldPanel("pass_mark"),
                FieldPanel("attempts_allowed"),
                FieldPanel("feedback"),
                FieldPanel("shuffle"),
                FieldPanel("language"),
            ],
            heading=_("Rules"),
        ),
        InlinePanel("quiz_items", label=_("question"), heading=_("Questions"), min_num=1),
    ]
    search_fields = [index.SearchField("title"), index.AutocompleteField("title"), index.FilterField("language")]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    def get_preview_template(self, request, mode_name):
        return "assessments/quiz_preview.html"

    def get_preview_context(self, request, mode_name):
        from .preview import quiz_cards

        return {**super().get_preview_context(request, mode_name), "cards": quiz_cards(self)}


class QuizItem(Orderable):
    """An item's place in a quiz."""

    quiz = ParentalKey(Quiz, on_delete=models.CASCADE, related_name="quiz_items")
    item = models.ForeignKey(Item, models.PROTECT, related_name="uses", verbose_name=_("item"))
    points = models.DecimalField(
        _("points"), max_digits=5, decimal_places=2, default=1, validators=[MinValueValidator(0)]
    )

    panels = [FieldPanel("item"), FieldPanel("points")]

    class Meta(Orderable.Meta):
        constraints = [models.UniqueConstraint(fields=["quiz", "item"], name="assessments_quiz_item_once")]


class State(models.TextChoices):
    OPEN = "open", _("being taken")
    SUBMITTED = "submitted", _("handed in")


class Attempt(models.Model):
    """One sitting of one person. The paper (versions, order, rules) is fixed at the start."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="attempts")
    # What the attempt is taken for: an activity key of `courses`; empty: for itself.
    context = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # {"items": [{"item": id, "version": id, "digest": …, "points": "1.00", "order": [choice keys as shown]}],
    #  "rules": {"pass_mark": 70, "feedback": "full"}}; later keys are read with a default.
    paper = models.JSONField()
    started_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    max_score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    # None: open, or waiting for marking.
    passed = models.BooleanField(null=True)

    # Begun a moment ago by this very process: nothing can have been given yet, so nothing need be asked for.
    is_new = False

    class Meta:
        constraints = [
            # Two tabs must not make two sittings.
            models.UniqueConstraint(
                fields=["quiz", "person", "context"], condition=Q(state="open"), name="assessments_attempt_one_open"
            ),
            models.UniqueConstraint(fields=["quiz", "person", "context", "number"], name="assessments_attempt_number"),
        ]
        indexes = [models.Index(fields=["submitted_at"], name="assessments_attempt_at")]


class Response(models.Model):
    """What was given to one item at one moment. Added, never changed: the newest per position counts."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="responses")
    position = models.PositiveSmallIntegerField(help_text="place of the item in the paper, from 0")
    # The same as the paper says; here so that item statistics need not open every paper.
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="responses")
    # As the item type understood it: a list of choice keys. Empty list: taken back.
    response = models.JSONField()
    # Share of the item's points, by the version in the paper.
    scaled = models.DecimalField(max_digits=8, decimal_places=7)
    given_at = models.DateTimeField()
    # Who decided the score; empty: the item type's own rule.
    scored_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    # The sender's own name for this response; its second arrival changes nothing. Empty: it has none.
    ref = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            # A phone on weak 3G sends again what it heard no answer to, perhaps after a newer answer.
            models.UniqueConstraint(fields=["attempt", "ref"], condition=~Q(ref=""), name="assessments_response_ref"),
        ]
        indexes = [models.Index(fields=["attempt", "position", "id"], name="assessments_response_newest")]
