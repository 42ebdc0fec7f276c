"""What to learn next, by what a placement found: courses for the weakest areas, each with the lesson to begin with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.api import placement_areas

from .activities import lessons_of
from .models import CoursePage, Enrolment, LessonPage

__all__ = ["Recommendation", "recommended"]

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
