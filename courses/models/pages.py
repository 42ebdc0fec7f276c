"""A course is its pages: drafts, preview, moderation and translation come from Wagtail."""

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from cms.api import BasePage, Competence, StreamPage
from people.api import current_person

from ..blocks import LessonStream
from ..complete import CompletePage
from ..page_forms import CompletePageForm


class Audience(models.TextChoices):
    RESIDENT = "resident", _("Residents")
    OFFICER = "officer", _("Civil servants")


class Need(models.TextChoices):
    PHONE = "phone", _("Use a smartphone")
    PUBLIC_SERVICES = "public_services", _("Public services online")
    PAYMENT = "payment", _("Pay without cash")
    SAFETY = "safety", _("Be safe online")
    HOTLINE = "hotline", _("Ask and report")
    OFFICE = "office", _("Office work")


class CompletionRule(models.TextChoices):
    LESSONS_AND_QUIZZES = "lessons_and_quizzes", _("all lessons read and all quizzes passed")
    QUIZZES = "quizzes", _("all quizzes passed")
    LESSONS = "lessons", _("all lessons read")


class CourseIndexPage(BasePage):
    """The catalogue of courses."""

    class Meta:
        verbose_name = _("catalogue of courses")

    template = "courses/course_index_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["courses.CoursePage"]
    max_count_per_parent = 1

    def get_context(self, request, *args, **kwargs):
        from ..catalogue import CatalogueForm, catalogue

        form = CatalogueForm(request.GET or None, language=self.locale.language_code)
        wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
        context = {"form": form, "courses": catalogue(self, **wanted), "is_filtered": any(wanted.values())}
        return {**super().get_context(request, *args, **kwargs), **context, "section": "courses"}


class CoursePage(CompletePage, BasePage):
    """A course: what one will be able to do, and its lessons as child pages."""

    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.RESIDENT)
    need = models.CharField(_("need"), max_length=16, choices=Need)
    outcomes = StreamField(
        [("outcome", blocks.CharBlock(label=_("outcome"), max_length=200))],
        verbose_name=_("what one can do afterwards"),
        blank=True,
    )
    competences = ParentalManyToManyField(Competence, blank=True, related_name="+", verbose_name=_("competences"))
    completion_rule = models.CharField(
        _("completed when"), max_length=20, choices=CompletionRule, default=CompletionRule.LESSONS_AND_QUIZZES
    )

    class Meta:
        verbose_name = _("course")

    template = "courses/course_page.html"
    card_template = "courses/cards/course.html"
    parent_page_types = ["courses.CourseIndexPage"]
    subpage_types = ["courses.LessonPage"]
    # The editor lists lessons as learners meet them, and lets authors drag them.
    admin_default_ordering = "ord"
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel([FieldPanel("audience"), FieldPanel("need")], heading=_("Who is it for?")),
        FieldPanel("outcomes"),
        FieldPanel("competences", widget=forms.CheckboxSelectMultiple),
        FieldPanel("completion_rule"),
    ]
    search_fields = [*BasePage.search_fields, index.FilterField("audience"), index.FilterField("need")]
    base_form_class = CompletePageForm

    def body_text(self) -> str:
        return " ".join(str(block.value) for block in self.outcomes)

    def get_context(self, request, *args, **kwargs):
        from ..lesson_view import course_context

        context = course_context(self, current_person(request))
        return {**super().get_context(request, *args, **kwargs), **context, "section": "courses"}


class LessonPage(CompletePage, StreamPage):
    """A lesson: one thing one can do afterwards."""

    minutes = models.PositiveSmallIntegerField(_("minutes"), default=6)
    body = StreamField(LessonStream(), blank=True, verbose_name=_("content"))

    class Meta:
        verbose_name = _("lesson")

    template = "courses/lesson_page.html"
    parent_page_types = ["courses.CoursePage"]
    subpage_types = []
    content_panels = [*BasePage.content_panels, FieldPanel("minutes"), FieldPanel("body")]
    base_form_class = CompletePageForm

    def get_context(self, request, *args, **kwargs):
        from ..lesson_view import lesson_context

        is_preview = getattr(request, "is_preview", False)
        person = None if is_preview else current_person(request)
        context = lesson_context(self, person, preview=is_preview)
        return {**super().get_context(request, *args, **kwargs), **context, "section": "courses"}
