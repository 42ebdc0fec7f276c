"""What the course and lesson pages show to whoever reads them."""

from dataclasses import dataclass

from django.utils import timezone

from assessments.api import attempts_of

from .activities import course_of, lessons_of, quiz_key
from .models import CoursePage, Enrolment, LessonPage
from .models.records import ActivityKind
from .progress import Progress, open_enrolment, progress, visit_lesson

__all__ = ["course_context", "lesson_context"]

# What a list of lessons shows and links; a page's other forty columns cost more than the query.
_LISTED = ("title", "introduction", "minutes", "url_path", "path", "depth", "locale_id", "translation_key")


@dataclass(frozen=True)
class LessonRow:
    """A lesson in a course's list."""

    lesson: LessonPage
    number: int
    done: bool
    here: bool
    # Known of an enrolled learner; a visitor meets the quiz in the lesson.
    quizzes: tuple["QuizRow", ...] = ()


@dataclass(frozen=True)
class QuizRow:
    """A quiz in a course's list, and where in its lesson it stands."""

    url: str
    required: bool
    done: bool


def course_context(course: CoursePage, person) -> dict:
    """Lessons with their state, and where to continue. Three queries, two more when enrolled."""
    lessons = list(lessons_of(course).only(*_LISTED))
    enrolment = open_enrolment(person, course)
    state = progress(enrolment) if enrolment else None
    rows = _rows(lessons, enrolment, state)
    return {
        "rows": rows,
        "enrolment": enrolment,
        "progress": state,
        "minutes": sum(lesson.minutes for lesson in lessons),
        "continue_with": _continue_with(rows),
        "quiz_left": _quiz_left(rows, state),
    }


def _rows(lessons: list[LessonPage], enrolment: Enrolment | None, state: Progress | None) -> list[LessonRow]:
    done = state.done if state else frozenset()
    last = enrolment.last_lesson_key if enrolment else None
    return [
        LessonRow(
            lesson,
            number,
            lesson.translation_key.hex in done,
            lesson.translation_key == last,
            tuple(_quiz_rows(lesson, state)) if state else (),
        )
        for number, lesson in enumerate(lessons, start=1)
    ]


def _quiz_rows(lesson: LessonPage, state: Progress):
    for activity in state.activities:
        if activity.kind == ActivityKind.QUIZ and activity.lesson_key == lesson.translation_key:
            yield QuizRow(f"{lesson.url}#quiz-{activity.key}", activity.required, activity.key in state.done)


def _quiz_left(rows: list[LessonRow], state: Progress | None) -> QuizRow | None:
    """What is left to do once every lesson is read: to read again would lead nowhere."""
    if state is None or not state.awaits_quiz:
        return None
    return next((quiz for row in rows for quiz in row.quizzes if quiz.required and not quiz.done), None)


def _continue_with(rows: list[LessonRow]) -> LessonPage | None:
    """The lesson last opened while it is unfinished, else the first unfinished one, else the first."""
    open_rows = [row for row in rows if not row.done]
    for row in (*(row for row in open_rows if row.here), *open_rows, *rows):
        return row.lesson
    return None


def lesson_context(lesson: LessonPage, person, *, preview: bool = False) -> dict:
    """The lesson's neighbours, the learner's progress, and the state of each quiz in it.

    Remembers the lesson as the place to continue, unless it is a preview. Five queries when enrolled.
    """
    course = course_of(lesson)
    context = course_context(course, person)
    lessons = [row.lesson for row in context["rows"]]
    position = next((place for place, one in enumerate(lessons) if one.pk == lesson.pk), None)
    quizzes = {}
    if context["enrolment"] and not preview:
        visit_lesson(context["enrolment"], lesson, at=timezone.now())
    for block in lesson.body:
        if block.block_type == "quiz" and block.value["quiz"] is not None:
            key = quiz_key(lesson, block.id)
            attempts = list(attempts_of(person, block.value["quiz"], context=key)) if person else []
            quizzes[block.id] = {"key": key, "attempts": attempts, "passed": any(one.passed for one in attempts)}
    return {
        **context,
        "course": course,
        "number": None if position is None else position + 1,
        "previous": lessons[position - 1] if position else None,
        "next": lessons[position + 1] if position is not None and position + 1 < len(lessons) else None,
        "is_done": any(row.done for row in context["rows"] if row.lesson.pk == lesson.pk),
        "quizzes": quizzes,
    }
