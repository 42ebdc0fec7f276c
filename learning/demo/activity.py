"""Write simulated people and what they did, through the bulk doors of `people`, `courses` and `assessments`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.utils import timezone
from numpy.typing import NDArray
from wagtail.models import Locale

from assessments.api import Attempt, AttemptRow, Item, Quiz, QuizItem, record_attempts, sample_answers
from courses.api import (
    Activity,
    ActivityResult,
    CoursePage,
    enrol_many,
    lessons_of,
    quiz_key,
    record_activities,
)
from people.api import Gender, Person, PersonKind, Purpose, add_people
from places.api import Area

from .study import DIFFICULTY, CourseShape, QuizShape, Sitting, Study
from .truth import DAY_S, People, first_day

__all__ = ["Written", "read_courses", "write"]

# So many people at a time: enough for the inserts to pay, little enough for the memory.
CHUNK = 5000
# Of these people every response is kept, so that items have statistics; of the others only the quiz results.
# Officers are few, and their quizzes need statistics too.
RESIDENTS_WITH_RESPONSES, OFFICERS_WITH_RESPONSES = 0.065, 0.40
# Given names only: nobody must find their neighbour here.
NAMES = {
    True: ("Hoa", "Lan", "Mai", "Hạnh", "Thu", "Bích", "Ngọc", "Yến", "Tuyết", "Phượng", "Loan", "Nga"),
    False: ("Minh", "Hùng", "Dũng", "Sơn", "Tài", "Phước", "Lộc", "Bình", "Tâm", "Hải", "Khang", "Đức"),
}
SECONDS_PER_ITEM = 40
POINTS = Decimal("0.0001")


@dataclass
class QuizHere:
    """A quiz in its place: its activity key, its items in the order of the shape, what can be answered to each."""

    quiz: Quiz
    key: str
    items: list[int]
    samples: list[list[Any]]
    max_score: Decimal


@dataclass
class CourseHere:
    """A course of this site, and its shape for the simulation."""

    page: CoursePage
    shape: CourseShape
    lesson_keys: list[str]
    quizzes: list[QuizHere]


@dataclass
class Written:
    """How many rows came about."""

    people: int = 0
    enrolments: int = 0
    completed: int = 0
    results: int = 0
    attempts: int = 0
    responses: int = 0


def read_courses() -> list[CourseHere]:
    """The published courses of the site's first language that have something to do in them."""
    found = []
    for page in CoursePage.objects.live().filter(locale=Locale.get_default()).order_by("path"):
        known = set(Activity.objects.filter(course=page, retired_at=None).values_list("key", flat=True))
        lessons = list(lessons_of(page))
        lesson_keys = [lesson.translation_key.hex for lesson in lessons if lesson.translation_key.hex in known]
        quizzes = [
            _quiz_here(block.value["quiz"], quiz_key(lesson, block.id))
            for lesson in lessons
            for block in lesson.body
            if block.block_type == "quiz" and quiz_key(lesson, block.id) in known
        ]
        quizzes = [(here, shape) for here, shape in quizzes if here.items]
        if lesson_keys:
            shapes = tuple(shape for _here, shape in quizzes)
            shape = CourseShape(page.slug, page.audience == "officer", len(lesson_keys), shapes)
            found.append(CourseHere(page, shape, lesson_keys, [here for here, _shape in quizzes]))
    return found


def _quiz_here(quiz: Quiz, key: str) -> tuple[QuizHere, QuizShape]:
    samples = sample_answers(quiz)
    # Only what can be answered rightly and wrongly says anything about ability.
    items = [item for item, answers in samples.items() if {share == 1 for _given, share in answers} == {True, False}]
    places = QuizItem.objects.filter(quiz=quiz, item__in=items)
    points = dict(places.values_list("item", "points"))
    levels = dict(Item.objects.filter(pk__in=items).values_list("pk", "level"))
    shape = QuizShape(
        difficulty=np.array([DIFFICULTY[levels[item]] for item in items]),
        points=np.array([float(points[item]) for item in items]),
        earns=tuple(np.array([float(share) for _given, share in samples[item]]) for item in items),
        pass_mark=quiz.pass_mark,
    )
    answers = [[given for given, _share in samples[item]] for item in items]
    return QuizHere(quiz, key, items, answers, sum(points.values(), Decimal(0))), shape


def write(
    people: People,
    studies: list[Study],
    courses: list[CourseHere],
    *,
    until: date,
    seed: int,
    tell: Callable[[str], None],
) -> Written:
    """Write everything, some thousand people at a time, telling how far it is; call it inside a transaction."""
    writer = _Writer(people, studies, courses, until, seed)
    for first in range(0, len(people), CHUNK):
        after = min(first + CHUNK, len(people))
        writer.write(first, after)
        tell(f"  {after:,} of {len(people):,} people")
    return writer.written


class _Writer:
    """Everything simulated, and where each thing has its place in the database."""

    def __init__(self, people: People, studies: list[Study], courses: list[CourseHere], until: date, seed: int) -> None:
        self.people, self.studies, self.courses, self.seed = people, studies, courses, seed
        start = first_day(until)
        self.start = timezone.make_aware(datetime.combine(start, time.min)).astimezone(UTC)
        # What would happen from `until` on has not happened yet.
        self.end_s = (until - start).days * DAY_S
        rng = np.random.default_rng((seed, 1))
        share = np.where(people.is_officer, OFFICERS_WITH_RESPONSES, RESIDENTS_WITH_RESPONSES)
        self.has_responses = rng.random(len(people)) < share
        self.names = rng.integers(0, len(NAMES[True]), len(people))
        self.areas = Area.objects.in_bulk(np.unique(people.area_id).tolist())
        self.written = Written()

    def at(self, seconds: int) -> datetime:
        return self.start + timedelta(seconds=int(seconds))

    def write(self, first: int, after: int) -> None:
        """Write the people of one chunk and all they did."""
        persons = add_people(self._person(index) for index in range(first, after))
        self.written.people += len(persons)
        for study, course in zip(self.studies, self.courses, strict=True):
            rows = np.arange(*np.searchsorted(study.person, (first, after)))
            rows = rows[study.enrolled_s[rows] < self.end_s]
            self._write_course(study, course, rows, {row: persons[study.person[row] - first] for row in rows})

    def _person(self, index: int) -> dict[str, Any]:
        people = self.people
        at = self.at(people.joined_s[index])
        is_female = bool(people.is_female[index])
        gender = Gender.FEMALE if is_female else Gender.MALE
        return {
            "name": NAMES[is_female][self.names[index]],
            "commune": self.areas[int(people.area_id[index])],
            "birth_year": at.year - int(people.age[index]) if people.says_birth_year[index] else None,
            "gender": gender if people.says_gender[index] else Gender.UNSTATED,
            "kind": PersonKind.OFFICER if people.is_officer[index] else PersonKind.RESIDENT,
            "at": at,
            "consents": (Purpose.LEARNING, Purpose.STATISTICS),
            "is_demo": True,
        }

    def _write_course(
        self, study: Study, course: CourseHere, rows: NDArray[np.int64], persons: dict[int, Person]
    ) -> None:
        modes = np.where(study.in_person, "in_person", "online")
        enrolments = enrol_many(
            (persons[row], course.page, str(modes[row]), self.at(study.enrolled_s[row])) for row in rows
        )
        results: dict[int, list[tuple[str, ActivityResult, datetime]]] = {row: [] for row in rows}
        for number, key in enumerate(course.lesson_keys):
            # As the lesson page itself reports it.
            result = ActivityResult(source="lesson", ref=f"read-{key}", completed=True)
            for row in rows[self._happened(study.read_s[rows, number])]:
                results[row].append((key, result, self.at(study.read_s[row, number])))
        for quiz, sittings in zip(course.quizzes, study.sittings, strict=True):
            for row, result, at in self._quiz_results(study, quiz, sittings, persons):
                results[row].append((quiz.key, result, at))
        self.written.enrolments += len(enrolments)
        self.written.results += record_activities(
            (enrolment, *one) for row, enrolment in zip(rows, enrolments, strict=True) for one in results[row]
        )
        self.written.completed += sum(one.completed_at is not None for one in enrolments)

    def _happened(self, at_s: NDArray[np.int64]) -> NDArray[np.bool_]:
        return (at_s >= 0) & (at_s < self.end_s)

    def _quiz_results(
        self, study: Study, quiz: QuizHere, sittings: list[Sitting], persons: dict[int, Person]
    ) -> Iterator[tuple[int, ActivityResult, datetime]]:
        """(row, result, at) of every attempt of these people, first attempts first; those of the sample are sat."""
        here = np.fromiter(persons, dtype=np.int64)
        taken = [
            (number, place, sitting)
            for number, sitting in enumerate(sittings)
            for place in np.flatnonzero(np.isin(sitting.rows, here) & self._happened(sitting.at_s)).tolist()
        ]
        sat = self._sit(study, quiz, taken, persons)
        for number, place, sitting in taken:
            row = int(sitting.rows[place])
            attempt = sat.get((persons[row].pk, number + 1))
            score = attempt.score if attempt else Decimal(repr(sitting.score[place].item())).quantize(POINTS)
            result = ActivityResult(
                source="quiz",
                ref=f"{attempt.pk if attempt else f'demo-{number + 1}'}:{score}",
                completed=True,
                passed=attempt.passed if attempt else bool(sitting.passed[place]),
                score=score,
                max_score=attempt.max_score if attempt else quiz.max_score,
            )
            yield row, result, self.at(sitting.at_s[place])

    def _sit(
        self, study: Study, quiz: QuizHere, taken: list[tuple[int, int, Sitting]], persons: dict[int, Person]
    ) -> dict[tuple[int, int], Attempt]:
        """Record the attempts of the sample's people in full; gives them by person and number."""
        rows = []
        for number, place, sitting in taken:
            row = int(sitting.rows[place])
            if self.has_responses[study.person[row]]:
                submitted_at = self.at(sitting.at_s[place])
                rows.append(self._attempt(quiz, persons[row], number, sitting.given[place], submitted_at))
        self.written.attempts += record_attempts(rows)
        self.written.responses += len(rows) * len(quiz.items)
        people = {row.person.pk for row in rows}
        sat = Attempt.objects.filter(quiz=quiz.quiz, context=quiz.key, person__in=people).defer("paper")
        return {(attempt.person_id, attempt.number): attempt for attempt in sat}

    def _attempt(
        self, quiz: QuizHere, person: Person, number: int, given: NDArray[np.int8], submitted_at: datetime
    ) -> AttemptRow:
        started_at = submitted_at - timedelta(seconds=SECONDS_PER_ITEM * (len(quiz.items) + 1))
        return AttemptRow(
            quiz=quiz.quiz,
            person=person,
            answers={item: quiz.samples[place][given[place]] for place, item in enumerate(quiz.items)},
            started_at=started_at,
            submitted_at=submitted_at,
            context=quiz.key,
            seed=f"{self.seed}-{person.created_at.timestamp()}-{number}",
            given_at={
                item: started_at + timedelta(seconds=SECONDS_PER_ITEM * (place + 1))
                for place, item in enumerate(quiz.items)
            },
        )
