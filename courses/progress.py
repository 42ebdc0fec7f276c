"""Enrolment, results, progress, completion. `record_activity` is the one way anything becomes progress."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F

from people.api import Person

from .activities import source_of
from .models import Activity, CoursePage, Enrolment, ResultLog
from .models.pages import CompletionRule
from .models.records import ActivityKind, Mode
from .results import ActivityResult

__all__ = [
    "Progress",
    "UnknownActivity",
    "enrol",
    "enrol_many",
    "open_enrolment",
    "progress",
    "progress_of",
    "record_activities",
    "record_activity",
    "visit_lesson",
    "withdraw",
]

# One INSERT statement's worth of rows; SQLite takes at most 250,000 variables.
_BATCH = 2000


class UnknownActivity(LookupError):
    """The activity is not, or no longer, part of the enrolment's course."""


@dataclass(frozen=True)
class Progress:
    """How far an enrolment has come; derived from its results each time."""

    activities: list[Activity]
    done: frozenset[str] = field(default_factory=frozenset)
    complete: bool = False

    @property
    def n_lessons(self) -> int:
        return sum(activity.kind == ActivityKind.LESSON for activity in self.activities)

    @property
    def n_lessons_done(self) -> int:
        return sum(activity.kind == ActivityKind.LESSON and activity.key in self.done for activity in self.activities)

    @property
    def awaits_quiz(self) -> bool:
        """Whether every lesson is read and only a quiz stands between the learner and completion."""
        return not self.complete and 0 < self.n_lessons == self.n_lessons_done

    @property
    def percent(self) -> int:
        """Share of the activities done, in whole percent, rounded down so that 100 means all."""
        return 100 * len(self.done) // len(self.activities) if self.activities else 0


def counted(rule: str, activities: Iterable[Activity]) -> set[str]:
    """The keys that must be done for completion under a course's rule."""
    kinds = {
        CompletionRule.LESSONS_AND_QUIZZES: {ActivityKind.LESSON, ActivityKind.QUIZ},
        CompletionRule.QUIZZES: {ActivityKind.QUIZ},
        CompletionRule.LESSONS: {ActivityKind.LESSON},
    }[rule]
    return {activity.key for activity in activities if activity.required and activity.kind in kinds}


def _progress(rule: str, activities: list[Activity], done: Iterable[str]) -> Progress:
    keys = {activity.key for activity in activities}
    reached = frozenset(done) & keys
    needed = counted(rule, activities)
    # A course without anything to do is never complete by itself.
    return Progress(activities, reached, bool(needed) and needed <= reached)


def open_enrolment(person, course: CoursePage) -> Enrolment | None:
    """The person's enrolment in the course, in whatever language the page is. One query."""
    if person is None:
        return None
    mine = Enrolment.objects.filter(person=person, withdrawn_at=None)
    # Not first(), which sorts: there is one.
    enrolment = next(iter(mine.filter(course__translation_key=course.translation_key)), None)
    if enrolment is not None and enrolment.course_id == course.pk:
        enrolment.course = course  # not read a second time: a page's forty columns cost more than the query
    return enrolment


def latest_enrolment(person: Person, course: CoursePage) -> Enrolment | None:
    """The person's open enrolment, else the one left last; None: never enrolled. Two queries at most."""
    known = open_enrolment(person, course)
    if known is not None:
        return known
    left = Enrolment.objects.filter(person=person, course=source_of(course)).select_related("course")
    return left.order_by("-pk").first()


def enrol(person: Person, course: CoursePage, *, at: datetime, mode: str = Mode.ONLINE) -> Enrolment:
    """Enrol a person, or give the enrolment they already have (one query). The commune is that of this moment.

    Who left the course and comes back goes on where they stopped: attempts at its quizzes were counted as well.
    """
    known = open_enrolment(person, course)
    if known is not None:
        return known
    source = source_of(course)
    left = Enrolment.objects.filter(person=person, course=source).select_related("course").order_by("-pk").first()
    try:
        with transaction.atomic():
            if left is not None:
                left.withdrawn_at, left.last_activity_at = None, at
                left.save(update_fields=["withdrawn_at", "last_activity_at"])
                return left
            fresh = Enrolment(person=person, course=source, **_at_start(person, mode, at))
            fresh.save(force_insert=True)
            return fresh
    except IntegrityError:  # the other click was faster
        return Enrolment.objects.get(person=person, course=source, withdrawn_at=None)


def enrol_many(rows: Iterable[tuple[Person, CoursePage, str, datetime]]) -> list[Enrolment]:
    """Enrol many at once under the rules of `enrol`; one enrolment per row (person, course, mode, at), in their order.

    For demonstrations, imports and classes. All or none; two statements per 2,000 rows, one more where people come
    back. The persons and courses given hang on the enrolments, so that `record_activities` asks for neither.
    """
    rows, found, sources = list(rows), {}, {}
    for start in range(0, len(rows), _BATCH):
        people = {person.pk for person, *_rest in rows[start : start + _BATCH]}
        # Open ones last: of several, they count.
        known = Enrolment.objects.filter(person__in=people).order_by(F("withdrawn_at").asc(nulls_last=True), "pk")
        found.update({(one.person_id, one.course_id): one for one in known})
    already, back, result = set(found), [], []
    for person, course, mode, at in rows:
        if course.pk not in sources:
            sources[course.pk] = source_of(course)
        key = (person.pk, sources[course.pk].pk)
        if key not in found:
            found[key] = Enrolment(**_at_start(person, mode, at))
        if found[key].withdrawn_at is not None:
            found[key].withdrawn_at, found[key].last_activity_at = None, at
            back.append(found[key])
        found[key].person, found[key].course = person, sources[course.pk]
        result.append(found[key])
    with transaction.atomic():
        Enrolment.objects.bulk_create((one for key, one in found.items() if key not in already), batch_size=_BATCH)
        Enrolment.objects.bulk_update(back, ["withdrawn_at", "last_activity_at"], batch_size=500)
    return result


def _at_start(person: Person, mode: str, at: datetime) -> dict:
    return {"mode": mode, "area_id": person.commune_id, "enrolled_at": at, "last_activity_at": at}


def withdraw(enrolment: Enrolment, *, at: datetime) -> None:
    """End an enrolment; its results stay, and enrolling again goes on with them. Repeating it changes nothing."""
    Enrolment.objects.filter(pk=enrolment.pk, withdrawn_at=None).update(withdrawn_at=at)


def visit_lesson(enrolment: Enrolment, lesson, *, at: datetime) -> None:
    """Remember the lesson as the place to continue. Writes only when it is another one than before."""
    if enrolment.last_lesson_key != lesson.translation_key:
        enrolment.last_lesson_key, enrolment.last_activity_at = lesson.translation_key, at
        enrolment.save(update_fields=["last_lesson_key", "last_activity_at"])


def record_activity(
    enrolment: Enrolment, key: str, result: ActivityResult, *, at: datetime, by_learner: bool = True
) -> Progress:
    """Add one result and bring the enrolment up to date. Repeating the same `result.ref` changes nothing.

    `by_learner` False: somebody else decided (a regrade), so the learner's last activity stays when it was.

    The completion moment is claimed once: a later change of the course, or a worse attempt, does not take it back.
    Raises UnknownActivity, before anything is written, where the key is not part of the course (any more).
    """
    activities = _activities(enrolment.course_id)
    activity = next((one for one in activities if one.key == key), None)
    if activity is None:
        raise UnknownActivity(key)
    with transaction.atomic(savepoint=False):  # nobody catches an error from here and goes on
        # Two tabs that bring the last two results at once must see each other's, or nobody notices the completion.
        held = Enrolment.objects.select_for_update().values_list("completed_at", flat=True)
        enrolment.completed_at = held.get(pk=enrolment.pk)
        ResultLog.objects.bulk_create([_row(enrolment, activity, result, at)], ignore_conflicts=True)
        state = _progress(enrolment.course.completion_rule, activities, _done([enrolment.pk])[enrolment.pk])
        if state.complete and enrolment.completed_at is None:
            enrolment.completed_at = at
        news = {"last_activity_at": at} if by_learner else {}
        Enrolment.objects.filter(pk=enrolment.pk).update(completed_at=enrolment.completed_at, **news)
    return state


def record_activities(rows: Iterable[tuple[Enrolment, str, ActivityResult, datetime]]) -> int:
    """Add many results at once under the rules of `record_activity`; returns how many rows were offered.

    For demonstrations, imports and classes. Rows of one enrolment must come in order of time: its completion
    moment is the first at which the rule holds.
    """
    activities: dict[int, dict[str, Activity]] = {}
    logs, done, touched = [], defaultdict(set), {}
    rows = list(rows)
    already = _done({enrolment.pk for enrolment, *_rest in rows})
    for enrolment, key, result, at in rows:
        course_id = enrolment.course_id
        if course_id not in activities:
            activities[course_id] = {one.key: one for one in _activities(course_id)}
        if key not in activities[course_id]:
            raise UnknownActivity(key)
        logs.append(_row(enrolment, activities[course_id][key], result, at))
        done[enrolment.pk] |= already[enrolment.pk]
        if result.counts:
            done[enrolment.pk].add(key)
        enrolment.last_activity_at = at
        touched[enrolment.pk] = enrolment
        if enrolment.completed_at is None:
            here = list(activities[course_id].values())
            if _progress(enrolment.course.completion_rule, here, done[enrolment.pk]).complete:
                enrolment.completed_at = at
    with transaction.atomic():
        ResultLog.objects.bulk_create(logs, batch_size=_BATCH, ignore_conflicts=True)
        # One INSERT … ON CONFLICT a batch: a third of the time of bulk_update's CASE for every row.
        Enrolment.objects.bulk_create(
            touched.values(),
            batch_size=_BATCH,
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=["completed_at", "last_activity_at"],
        )
    return len(logs)


def _row(enrolment, activity, result: ActivityResult, at) -> ResultLog:
    return ResultLog(
        enrolment=enrolment,
        activity=activity,
        source=result.source,
        ref=result.ref,
        completed=result.completed,
        passed=result.passed,
        score=result.score,
        max_score=result.max_score,
        at=at,
    )


def _activities(course_id: int) -> list[Activity]:
    return list(Activity.objects.filter(course_id=course_id, retired_at=None))


def _done(enrolment_ids) -> dict[int, set[str]]:
    """Keys done, by enrolment. One query."""
    done: dict[int, set[str]] = defaultdict(set)
    results = ResultLog.objects.filter(enrolment_id__in=enrolment_ids, completed=True).exclude(passed=False)
    for enrolment_id, key in results.values_list("enrolment_id", "activity__key"):
        done[enrolment_id].add(key)
    return done


def progress(enrolment: Enrolment) -> Progress:
    """How far this enrolment has come. Two queries (a third where the course page is not loaded)."""
    return _progress(
        enrolment.course.completion_rule, _activities(enrolment.course_id), _done([enrolment.pk])[enrolment.pk]
    )


def progress_of(enrolments: Iterable[Enrolment]) -> dict[int, Progress]:
    """Progress by enrolment id. Two queries, however many; load `course` with the enrolments."""
    enrolments = list(enrolments)
    by_course = defaultdict(list)
    for activity in Activity.objects.filter(course_id__in={one.course_id for one in enrolments}, retired_at=None):
        by_course[activity.course_id].append(activity)
    done = _done([one.pk for one in enrolments])
    return {one.pk: _progress(one.course.completion_rule, by_course[one.course_id], done[one.pk]) for one in enrolments}
