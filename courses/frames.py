"""Facts for `analytics` alone, as DataFrames: pseudonyms and codes, never a name or a contact."""

from django.db.models.functions import Coalesce

from .models import Enrolment, ResultLog
from .models.records import ActivityKind

__all__ = ["completions", "enrolments", "results", "watermark"]


def watermark() -> str:
    """A text that changes with each new enrolment, completion and result; not with merges. Two queries."""
    from django.db.models import Max

    newest = Enrolment.objects.aggregate(id=Max("id"), at=Max("completed_at"))
    return f"{newest['id']}-{newest['at']}-{ResultLog.objects.aggregate(id=Max('id'))['id']}"


def enrolments():
    """Every enrolment, withdrawn ones too: who learned and left was still reached.

    Columns: person (pseudonym), area (id, may be missing), at (UTC).
    """
    rows = Enrolment.objects.annotate(here=Coalesce("area_id", "person__commune_id"))
    return _frame(rows.values_list("person__pseudonym", "here", "enrolled_at"))


def completions():
    """Every completed enrolment, at the moment of completion. Columns as `enrolments`."""
    rows = Enrolment.objects.exclude(completed_at=None).annotate(here=Coalesce("area_id", "person__commune_id"))
    return _frame(rows.values_list("person__pseudonym", "here", "completed_at"))


def results(*, since=None):
    """Every result, from `since` (aware datetime) on. Columns as `enrolments`, and passed_quiz (bool)."""
    rows = ResultLog.objects.annotate(here=Coalesce("enrolment__area_id", "enrolment__person__commune_id"))
    if since is not None:
        rows = rows.filter(at__gte=since)
    rows = rows.values_list("enrolment__person__pseudonym", "here", "at", "passed", "activity__kind")
    frame = _frame(rows, "passed", "kind")
    frame["passed_quiz"] = (frame.pop("kind") == ActivityKind.QUIZ) & (frame.pop("passed") == True)  # noqa: E712
    return frame


def _frame(rows, *more: str):
    import pandas as pd

    frame = pd.DataFrame.from_records(list(rows.iterator(chunk_size=20_000)), columns=["person", "area", "at", *more])
    frame["at"] = pd.to_datetime(frame["at"], utc=True)
    frame["area"] = frame["area"].astype("Int64")
    return frame
