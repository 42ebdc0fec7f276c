"""What to learn next, by what a placement found: courses for the weakest areas, each with the lesson to begin with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.api import checks_due, placement_areas

from .activities import lessons_of
from .models import CoursePage, Enrolment, LessonPage

__all__ = ["Check", "Recommendation", "checks_of", "occasion_for", "recommended"]

MOST = 3
# A placement of longer ago says little of today.
GOOD_FOR = timedelta(days=365)


@dataclass(frozen=True)
class Recommendation:
    """A course someone should take next, and its lesson to begin with or go on with."""

    course: CoursePage
    lesson: LessonPage


def recommended(person, *, language: str, at: datetime) -> list[Recommendation]:
    """Up to three courses, those for the weakest areas first, none of them completed; empty: no placement lately.

    Four queries, and one for each course recommended. By competence: a course counts for every area it is tagged with.
    """
    areas = placement_areas(person, since=at - GOOD_FOR)
    if not areas:
        return []
    rank = {area: place for place, area in enumerate(areas)}
    done = Enrolment.objects.filter(person=person).exclude(completed_at=None).values("course__translation_key")
    audience = "officer" if person.kind == "officer" else "resident"
    courses = (
        CoursePage.objects.live()
        .public()
        .filter(locale__language_code=language, audience=audience, competences__isnull=False)
        .exclude(translation_key__in=done)
        .distinct()
        .prefetch_related("competences")
        .order_by("path")
    )
    by_need = sorted(courses, key=lambda course: min(rank.get(one.area, 9) for one in course.competences.all()))
    read = {
        one.course.translation_key: one.last_lesson_key
        for one in Enrolment.objects.filter(person=person, withdrawn_at=None).select_related("course")
    }
    found = []
    for course in by_need:
        lessons = list(lessons_of(course))
        if lessons:
            last = read.get(course.translation_key)
            found.append(
                Recommendation(course, next((one for one in lessons if one.translation_key == last), lessons[0]))
            )
        if len(found) == MOST:
            break
    return found


@dataclass(frozen=True)
class Check:
    """A placement that is due for a completed course; `occasion` after or check."""

    course: CoursePage
    occasion: str


def checks_of(person, *, at: datetime) -> list[Check]:
    """What the person's completed courses have due: the placement after them, or the 90-day check. Two queries."""
    courses = {one.course.translation_key.hex: one for one in _completed(person)}
    due = checks_due(person, {key: one.completed_at for key, one in courses.items()}, at=at)
    return [Check(courses[key].course, occasion) for key, occasion in due]


def occasion_for(person, course: CoursePage, *, at: datetime) -> str | None:
    """What a placement taken now for this course is: before it, or what is due after it. None: nothing is due."""
    done = next((one for one in _completed(person) if one.course.translation_key == course.translation_key), None)
    if done is None:
        return "before"
    due = checks_due(person, {course.translation_key.hex: done.completed_at}, at=at)
    return due[0][1] if due else None


def _completed(person) -> list[Enrolment]:
    done = Enrolment.objects.filter(person=person, withdrawn_at=None).exclude(completed_at=None)
    return list(done.select_related("course").order_by("completed_at"))
