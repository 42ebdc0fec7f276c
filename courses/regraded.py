"""Completions that the scores of today would not give. Nobody takes them back but a person who has looked."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from assessments.api import Attempt

from .models import Activity, Enrolment, ResultLog
from .progress import counted
from .results import ActivityResult

__all__ = ["Doubtful", "doubtful_completions", "quiz_ref"]

# In the `ref` of a result: what follows is the regrade that brought it.
_REGRADE = ":r"


@dataclass(frozen=True)
class Doubtful:
    """A completed course, and a quiz it needed that no attempt of its learner passes since a regrade."""

    enrolment: Enrolment
    activity: Activity
    # The newest result of the quiz, as regraded.
    result: ResultLog

    @property
    def regraded_at(self) -> datetime:
        return self.result.at


def quiz_ref(attempt: Attempt, regrade: int | None = None) -> str:
    """The name of an attempt's result: handed in, or as a regrade left it."""
    ref = f"{attempt.pk}:{attempt.score}"
    return ref if regrade is None else f"{ref}{_REGRADE}{regrade}"


def doubtful_completions() -> list[Doubtful]:
    """Completed enrolments in which a quiz that counts is passed by no attempt any more, newest first. Three queries.

    Only those that a regrade made so: that a course has other quizzes by now takes nothing from anyone.
    """
    failed = ResultLog.objects.filter(
        source="quiz", ref__contains=_REGRADE, passed=False, enrolment__completed_at__isnull=False
    )
    places = set(failed.values_list("enrolment", "activity"))
    if not places:
        return []
    rows = (
        ResultLog.objects.filter(
            source="quiz", enrolment__in={one for one, _ in places}, activity__in={one for _, one in places}
        )
        .select_related("activity", "enrolment__person__commune", "enrolment__course")
        .order_by("pk")
    )
    newest: dict[tuple[int, int], dict[str, ResultLog]] = defaultdict(dict)
    for row in rows:
        # By attempt: the last that was said of it.
        newest[row.enrolment_id, row.activity_id][row.ref.partition(":")[0]] = row
    found = []
    for place in places:
        of_attempts = list(newest[place].values())
        if any(_counts(one) for one in of_attempts) or not _needed(of_attempts[-1]):
            continue
        last = max(of_attempts, key=lambda one: one.pk)
        found.append(Doubtful(last.enrolment, last.activity, last))
    return sorted(found, key=lambda one: (one.result.at, one.result.pk), reverse=True)


def _counts(row: ResultLog) -> bool:
    return ActivityResult(row.source, row.ref, row.completed, row.passed).counts


def _needed(row: ResultLog) -> bool:
    """Whether the course's rule asks for this quiz today."""
    return row.activity.retired_at is None and bool(counted(row.enrolment.course.completion_rule, [row.activity]))
