"""How a course fares, for its trainer: who started, is stuck, dropped out, finished. Counts; names only by right."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Avg, Count, FloatField, Q
from django.db.models.functions import Cast
from wagtail.models import Locale

from .activities import source_of
from .models import Activity, CoursePage, Enrolment, ResultLog
from .models.records import ActivityKind

__all__ = ["CourseReport", "QuizLine", "StepLine", "course_report", "learners_by_course", "people_lines", "state_of"]

# Not here for two weeks: stuck. Not for two months: dropped out. Until then a learner may simply be harvesting.
STUCK_AFTER = timedelta(days=14)
DROPPED_AFTER = timedelta(days=60)


@dataclass(frozen=True)
class StepLine:
    """One lesson or quiz: how many have done it, and how many open enrolments came to rest before it."""

    title: str
    kind: str
    n_done: int
    n_stuck: int
    n_dropped: int


@dataclass(frozen=True)
class QuizLine:
    """One quiz: people who took it and passed it, and the mean share of points over all attempts (0–1, or None)."""

    title: str
    # The activity's: it names the report of the questions as well.
    key: str
    n_taken: int
    n_passed: int
    mean_scaled: float | None


@dataclass(frozen=True)
class CourseReport:
    n_started: int
    n_active: int
    n_stuck: int
    n_dropped: int
    n_finished: int
    n_left: int
    steps: list[StepLine]
    quizzes: list[QuizLine]


def state_of(enrolment, *, at: datetime) -> str:
    """finished, left, active, stuck or dropped, as of `at`."""
    if enrolment.completed_at:
        return "finished"
    if enrolment.withdrawn_at:
        return "left"
    away = at - enrolment.last_activity_at
    if away >= DROPPED_AFTER:
        return "dropped"
    return "stuck" if away >= STUCK_AFTER else "active"


def course_report(course: CoursePage, *, at: datetime) -> CourseReport:
    """The whole report as of `at`. Six queries, however many learners."""
    course = source_of(course)
    activities = list(Activity.objects.filter(course=course, retired_at=None))
    enrolments = list(Enrolment.objects.filter(course=course).only("completed_at", "withdrawn_at", "last_activity_at"))
    states = {one.pk: state_of(one, at=at) for one in enrolments}
    counts = Counter(states.values())
    return CourseReport(
        n_started=len(enrolments),
        n_active=counts["active"],
        n_stuck=counts["stuck"],
        n_dropped=counts["dropped"],
        n_finished=counts["finished"],
        n_left=counts["left"],
        steps=_step_lines(activities, states),
        quizzes=_quiz_lines([one for one in activities if one.kind == ActivityKind.QUIZ]),
    )


def _step_lines(activities: list[Activity], states: dict[int, str]) -> list[StepLine]:
    order = {activity.pk: place for place, activity in enumerate(activities)}
    # A quiz tried and not passed is where its learner stands, not something done.
    done = ResultLog.objects.filter(activity__in=activities, completed=True).exclude(passed=False)
    done_by = defaultdict(set)
    for activity_id, enrolment_id in done.values_list("activity_id", "enrolment_id").distinct():
        done_by[enrolment_id].add(order[activity_id])
    # The first step not done is where an unfinished enrolment rests.
    rests: dict[int, Counter] = defaultdict(Counter)
    for enrolment_id, state in states.items():
        place = next((n for n in range(len(activities)) if n not in done_by[enrolment_id]), None)
        if place is not None:
            rests[place][state] += 1
    n_done = Counter(place for places in done_by.values() for place in places)
    return [
        StepLine(step.title, step.kind, n_done[place], rests[place]["stuck"], rests[place]["dropped"])
        for place, step in enumerate(activities)
    ]


def _quiz_lines(quizzes: list[Activity]) -> list[QuizLine]:
    figures = {
        row["activity_id"]: row
        for row in ResultLog.objects.filter(activity__in=quizzes, max_score__gt=0)
        .values("activity_id")
        .annotate(
            taken=Count("enrolment", distinct=True),
            ok=Count("enrolment", distinct=True, filter=Q(passed=True)),
            # What waits to be marked has no score yet.
            mean=Avg(Cast("score", FloatField()) / Cast("max_score", FloatField()), filter=Q(completed=True)),
        )
    }
    nothing = {"taken": 0, "ok": 0, "mean": None}
    return [
        QuizLine(
            quiz.title,
            quiz.key,
            figures.get(quiz.pk, nothing)["taken"],
            figures.get(quiz.pk, nothing)["ok"],
            figures.get(quiz.pk, nothing)["mean"],
        )
        for quiz in quizzes
    ]


def people_lines(course: CoursePage):
    """The enrolments with `n_done`, last active first, for those who may see names. One query for the page read."""
    done = Q(results__completed=True, results__activity__retired_at=None) & ~Q(results__passed=False)
    return (
        Enrolment.objects.filter(course=source_of(course))
        .select_related("person__commune")
        .annotate(n_done=Count("results__activity", distinct=True, filter=done))
        .order_by("-last_activity_at", "pk")
    )


def learners_by_course():
    """The source-language courses with `n_started` and `n_finished`, most learners first. One query when read."""
    return (
        CoursePage.objects.filter(locale=Locale.get_default())
        .annotate(
            n_started=Count("enrolments", distinct=True),
            n_finished=Count("enrolments", distinct=True, filter=Q(enrolments__completed_at__isnull=False)),
        )
        .order_by("-n_started", "title")
    )
