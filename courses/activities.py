"""Which things of a published course are tracked, and what keeps a page from being published."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale

from assessments.api import problems as quiz_problems

from .models import Activity, CoursePage, Enrolment, LessonPage
from .models.records import ActivityKind

__all__ = ["Problem", "course_of", "has_learners", "lessons_of", "problems", "quiz_key", "source_of", "sync"]


def has_learners(page) -> bool:
    """Whether anyone was ever enrolled in this course, in one below this page, or in this lesson. One query."""
    if isinstance(page, LessonPage):
        return Enrolment.objects.filter(course__activities__lesson_key=page.translation_key).exists()
    keys = CoursePage.objects.descendant_of(page, inclusive=True).values("translation_key")
    return Enrolment.objects.filter(course__translation_key__in=keys).exists()


@dataclass(frozen=True)
class Problem:
    """What is missing on a page, and where, in words for its author."""

    where: str
    what: str


def source_of(course: CoursePage) -> CoursePage:
    """The course in the site's first language, which carries enrolments; itself where it has no other. ≤ 1 query."""
    default = Locale.get_default()
    if course.locale_id == default.pk:
        return course
    return CoursePage.objects.filter(translation_key=course.translation_key, locale=default).first() or course


def course_of(lesson: LessonPage) -> CoursePage:
    """The course a lesson stands in, in the lesson's language. One query."""
    return CoursePage.objects.get(path=lesson.path[: -lesson.steplen])


def lessons_of(course: CoursePage):
    """The published lessons in order, their bodies left until asked for. One query when read."""
    return LessonPage.objects.child_of(course).live().order_by("path").defer("body")


def quiz_key(lesson: LessonPage, block_id: str) -> str:
    """The activity key of a quiz block: the same in every language of the lesson."""
    return f"{lesson.translation_key.hex}-{block_id}"


@transaction.atomic
def sync(course: CoursePage, *, at) -> None:
    """Bring the activities of a course in line with its published lessons. Repeating it changes nothing.

    What left the course is retired, not deleted: results point to it.
    """
    course = source_of(course)
    wanted = {}
    for lesson in lessons_of(course).defer(None):
        for key, kind, title, required in _trackable(lesson):
            wanted[key] = Activity(
                key=key,
                course=course,
                lesson_key=lesson.translation_key,
                kind=kind,
                title=title,
                required=required,
                position=len(wanted),
                retired_at=None,
            )
    Activity.objects.filter(course=course, retired_at=None).exclude(key__in=wanted).update(retired_at=at)
    Activity.objects.bulk_create(
        wanted.values(),
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["course", "lesson_key", "kind", "title", "required", "position", "retired_at"],
    )


def _trackable(lesson: LessonPage):
    """(key, kind, title, required) of the lesson itself and of each quiz in it."""
    yield lesson.translation_key.hex, ActivityKind.LESSON, lesson.title, True
    for block in lesson.body:
        if block.block_type == "quiz" and block.value["quiz"] is not None:
            quiz = block.value["quiz"]
            yield quiz_key(lesson, block.id), ActivityKind.QUIZ, quiz.title, bool(block.value["required"])


def problems(page) -> list[Problem]:
    """What must be mended before this course or lesson may be published; empty: nothing."""
    if isinstance(page, LessonPage):
        return list(_lesson_problems(page))
    if isinstance(page, CoursePage):
        return list(_course_problems(page))
    return []


def _course_problems(course: CoursePage):
    if not course.introduction:
        yield Problem("introduction", _("Say in one or two sentences what the course is about."))
    if not course.need:
        yield Problem("need", _("Choose the need that the course meets."))
    if not course.outcomes:
        yield Problem("outcomes", _("Name at least one thing that one can do after the course."))


def _lesson_problems(lesson: LessonPage):
    if not lesson.body:
        yield Problem("body", _("The lesson is empty. Add at least one part."))
    for number, block in enumerate(lesson.body, start=1):
        for what in _block_problems(block):
            yield Problem("body", _("Part %(number)d: %(what)s") % {"number": number, "what": what})


def _block_problems(block):
    value = block.value
    if block.block_type == "steps":
        for number, step in enumerate(value["steps"], start=1):
            if step["image"] and not step["alt"]:
                yield _("step %(number)d has a picture without words that stand in for it.") % {"number": number}
    if block.block_type == "quick_check" and not any(choice["correct"] for choice in value["choices"]):
        yield _("the quick check has no right answer.")
    if block.block_type == "quiz":
        quiz = value["quiz"]
        if quiz is None:
            yield _("the quiz no longer exists. Choose another one.")
        elif not quiz.live:
            yield _("the quiz “%(quiz)s” is not published yet.") % {"quiz": quiz}
        else:
            for problem in quiz_problems(quiz):
                yield _("quiz “%(quiz)s”: %(problem)s") % {"quiz": quiz, "problem": problem}
