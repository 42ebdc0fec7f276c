"""Marking: a person's mark, what the marks come to, and the attempt's score with it."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db import transaction

from people.api import AuditEntry

from ..items import Unreadable, mark_by_rubric, settling
from ..items.rubrics import allowed_difference, n_markers
from ..models import Mark, MarkKind, Work
from ..taking import responses
from ..taking.attempts import find_attempt, rescore
from ..taking.scoring import as_share
from .works import as_given, find_work, rows_of

AUDITED = {
    MarkKind.MARK: "correct_mark",
    MarkKind.DECISION: "decide_mark",
    MarkKind.TAKEN_BACK: "take_back_mark",
}


class NotYours(Exception):
    """Someone else is marking this piece, has marked it meanwhile, or it is the marker's own work."""


class NeedsReason(Exception):
    """A mark that replaces another says why."""


def share_of(work: Work, levels: Mapping[str, str], percent: int | None) -> Fraction:
    """Give what a marker's picks come to, 0–1: levels of the rubric, or without one percent of the points.

    Raises Unreadable("not_a_level").
    """
    content = work.version.content
    if content.get("rubric"):
        return mark_by_rubric(content, levels)
    if percent is None or not 0 <= percent <= 100:
        raise Unreadable("not_a_level")
    return Fraction(percent, 100)


@transaction.atomic
def mark(
    work: Work,
    by: Any,
    *,
    levels: Mapping[str, str],
    percent: int | None = None,
    comment: str = "",
    reason: str = "",
    at: datetime,
) -> Work:
    """Add a marker's mark, or the correction of his or her own. ⟳ The same mark again adds nothing.

    With the last mark wanted the attempt is scored. Raises NotYours; NeedsReason for a correction without one;
    Unreadable.
    """
    held = _held(work)
    rows = rows_of(held)
    if held.attempt.person.user_id == by.pk:
        raise NotYours
    stands = _stands(held, rows)
    own = _own(rows, stands, by)
    picked = {
        "levels": dict(levels) if held.version.content.get("rubric") else {},
        "share": as_share(share_of(held, levels, percent)),
        "comment": comment.strip(),
    }
    if own and all(getattr(own, name) == value for name, value in picked.items()):
        return held
    if own is None and (held.n_wanted == 0 or held.differs or _is_anothers(held, by, at=at)):
        raise NotYours
    if own is not None and any(row.kind == settling.DECISION for row in stands.counting):
        raise NotYours
    if own is not None and not reason.strip():
        raise NeedsReason
    _add(held, MarkKind.MARK, by, stands.round, at=at, reason=reason if own else "", **picked)
    if own is not None:
        _audit(held, MarkKind.MARK, by, at=at)
    return _settle(held, by, at=at)


@transaction.atomic
def decide(
    work: Work,
    by: Any,
    *,
    levels: Mapping[str, str],
    percent: int | None = None,
    comment: str = "",
    reason: str = "",
    at: datetime,
) -> Work:
    """Settle a piece of work, whatever its marks say. Logged. The caller checks the right to it.

    Raises NeedsReason; NotYours for one's own work, or where nobody has marked it yet; Unreadable.
    """
    held = _held(work)
    rows = rows_of(held)
    stands = _stands(held, rows)
    if held.attempt.person.user_id == by.pk or not stands.counting:
        raise NotYours
    share = as_share(share_of(held, levels, percent))
    if not reason.strip():
        raise NeedsReason
    picked = dict(levels) if held.version.content.get("rubric") else {}
    _add(
        held,
        MarkKind.DECISION,
        by,
        stands.round,
        levels=picked,
        share=share,
        comment=comment.strip(),
        reason=reason,
        at=at,
    )
    _audit(held, MarkKind.DECISION, by, at=at)
    return _settle(held, by, at=at)


@transaction.atomic
def take_back(work: Work, by: Any, *, reason: str, at: datetime) -> Work:
    """Let a piece of work be marked anew: what was said so far is kept, and counts no more. Logged.

    ⟳ Where nothing counts, nothing happens. Raises NeedsReason. The caller checks the right to it.
    """
    held = _held(work)
    stands = _stands(held, rows_of(held))
    if not stands.counting:
        return held
    if not reason.strip():
        raise NeedsReason
    _add(held, MarkKind.TAKEN_BACK, by, stands.round, levels={}, share=as_share(Fraction(0)), reason=reason, at=at)
    _audit(held, MarkKind.TAKEN_BACK, by, at=at)
    return _settle(held, by, at=at)


def look_up(work: Work, by: Any, *, at: datetime) -> str:
    """Give the name behind a piece of work, and write down who asked. The caller checks the right to it."""
    person = work.attempt.person
    AuditEntry.objects.create(at=at, by=by, action="see_whose_work", person=person, detail={"work": work.pk})
    return str(person)


def _held(work: Work) -> Work:
    """The row locked: two markers who save at the same moment see each other."""
    held = find_work(work.pk, lock=True)
    if held is None:
        raise Work.DoesNotExist
    return held


def _stands(work: Work, rows: list[Mark]) -> settling.Settled:
    content = work.version.content
    return settling.settle(as_given(rows), markers=n_markers(content), allowed=allowed_difference(content))


def _own(rows: list[Mark], stands: settling.Settled, by: Any) -> Mark | None:
    """The user's mark of this round, whether or not a decision stands above it."""
    mine = [row for row in rows if row.kind == MarkKind.MARK and row.marker_id == by.pk and row.round == stands.round]
    return mine[-1] if mine else None


def _is_anothers(work: Work, by: Any, *, at: datetime) -> bool:
    return bool(work.claimed_by_id and work.claimed_by_id != by.pk and work.claimed_until and work.claimed_until > at)


def _add(work: Work, kind: str, by: Any, n_round: int, *, reason: str, at: datetime, **said: Any) -> None:
    Mark.objects.create(work=work, kind=kind, marker=by, round=n_round, reason=reason.strip(), at=at, **said)


def _audit(work: Work, kind: str, by: Any, *, at: datetime) -> None:
    detail = {"work": work.pk}
    AuditEntry.objects.create(at=at, by=by, action=AUDITED[MarkKind(kind)], person=work.attempt.person, detail=detail)


def _settle(work: Work, by: Any, *, at: datetime) -> Work:
    """Bring the piece of work, the ledger and the attempt in line with the marks."""
    stands = _stands(work, rows_of(work))
    before = work.share
    work.share = None if stands.share is None else as_share(stands.share)
    work.differs = stands.differs
    work.n_wanted = (
        0 if stands.differs or work.share is not None else n_markers(work.version.content) - len(stands.counting)
    )
    work.claimed_by = work.claimed_until = None
    work.save(update_fields=["share", "differs", "n_wanted", "claimed_by", "claimed_until"])
    if work.share == before:
        return work
    attempt = find_attempt(work.attempt_id, lock=True)
    responses.add_mark(
        attempt,
        work.position,
        work.response.response,
        version=work.version_id,
        scaled=as_share(Fraction(0)) if work.share is None else work.share,
        by=by,
        at=at,
    )
    rescore(attempt, at=at)
    return work
