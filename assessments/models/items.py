"""The item bank: items as their authors edit them, and the versions learners get."""

from django.contrib import admin
from django.db import models
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.fields import StreamField
from wagtail.models import DraftStateMixin, LockableMixin, PreviewableMixin, RevisionMixin, WorkflowMixin
from wagtail.search import index

from cms.api import Competence

from ..bank.finding import findable
from ..blocks import ItemStream

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
    lesson = models.ForeignKey(
        "wagtailcore.Page",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lesson that teaches it"),
        help_text=_("Who answers wrongly is led back to it."),
    )
    language = models.CharField(
        _("language"), max_length=5, default="vi", choices=[("vi", _("Vietnamese")), ("en", _("English"))]
    )
    # Its words without diacritics: what lists search in, together with any filter.
    folded = models.TextField(editable=False, blank=True, default="")

    panels = [
        FieldPanel("title"),
        FieldPanel("content"),
        MultiFieldPanel(
            [
                FieldPanel("level"),
                FieldPanel("competence"),
                FieldPanel("audience"),
                FieldPanel("topic"),
                PageChooserPanel("lesson", "courses.LessonPage"),
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
        self.folded = findable(self.title, self.topic, raw=[dict(one) for one in self.content.raw_data])
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
        from ..bank.preview import item_card, item_trial

        card = item_card(self)
        more = {"card": card, "cards": [card], "trial": item_trial(self)}
        return {**super().get_preview_context(request, mode_name), **more}


class ItemVersion(models.Model):
    """An item as it was on one publishing; never changed, so that a dispute can see what the learner saw."""

    # Its own versions are no use of an item; `usage` says what is.
    wagtail_reference_index_ignore = True

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
