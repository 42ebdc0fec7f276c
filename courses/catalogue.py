"""The catalogue: which courses there are, and which of them someone is looking for."""

from collections import Counter

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.api import Competence

from .models import CourseIndexPage, CoursePage, LessonPage
from .models.pages import Audience, Need

__all__ = ["CatalogueForm", "catalogue", "catalogue_page"]

_EVERY = ("", _("all"))


class CatalogueForm(forms.Form):
    """The filters above the catalogue; each may be left out."""

    need = forms.ChoiceField(label=_("I want to"), choices=[_EVERY, *Need.choices], required=False)
    audience = forms.ChoiceField(label=_("For"), choices=[_EVERY, *Audience.choices], required=False)
    minutes = forms.TypedChoiceField(
        label=_("I have time for"),
        choices=[_EVERY, (30, _("up to 30 minutes")), (35, _("up to 35 minutes")), (45, _("up to 45 minutes"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    competence = forms.ChoiceField(label=_("Competence"), required=False)

    def __init__(self, *args, language: str, **kwargs):
        super().__init__(*args, **kwargs)
        name = "name_en" if language == "en" else "name"
        tags = Competence.objects.filter(pk__in=CoursePage.competences.through.objects.values("competence_id"))
        self.fields["competence"].choices = [_EVERY, *((tag.code, f"{tag.code} {getattr(tag, name)}") for tag in tags)]


def catalogue_page(language: str) -> CourseIndexPage | None:
    """The published catalogue page in a language, wherever its editors have put it. One query."""
    return CourseIndexPage.objects.live().filter(locale__language_code=language).first()


def catalogue(index, *, need="", audience="", minutes=None, competence="") -> list[CoursePage]:
    """The published courses below the catalogue page that fit, each with `n_minutes` and `n_lessons`.

    Three queries. Courses without a published lesson are left out: there is nothing to learn in them yet.
    """
    courses = CoursePage.objects.child_of(index).live().select_related("picture").order_by("path")
    if need:
        courses = courses.filter(need=need)
    if audience:
        courses = courses.filter(audience=audience)
    if competence:
        courses = courses.filter(competences__code=competence)
    time, lessons = Counter(), Counter()
    steplen = CoursePage.steplen
    for path, length in LessonPage.objects.descendant_of(index).live().values_list("path", "minutes"):
        time[path[:-steplen]] += length
        lessons[path[:-steplen]] += 1
    fitting = []
    for course in courses:
        course.n_minutes, course.n_lessons = time[course.path], lessons[course.path]
        if course.n_lessons and (minutes is None or course.n_minutes <= minutes):
            fitting.append(course)
    return fitting
