"""Closing attempts whose time is over: nobody needs to hand in for what was answered to count."""

import logging
from datetime import datetime

from django.db import transaction

from ..models import Attempt, State
from .attempts import close, find_attempt
from .responses import newest
from .timing import GRACE, is_over

_LOG = logging.getLogger(__name__)


def close_overdue(*, at: datetime) -> int:
    """Close and score every open attempt to which no answer can come any more; give their number. ⟳

    Each in a transaction of its own, from what is saved. One that fails keeps no other waiting; then the first
    failure is raised at the end.
    """
    overdue = Attempt.objects.filter(state=State.OPEN, deadline_at__lt=at - GRACE).order_by("deadline_at")
    n_closed, failure = 0, None
    for pk in list(overdue.values_list("pk", flat=True)):
        try:
            n_closed += close_if_over(pk, at=at)
        except Exception as problem:  # noqa: BLE001 — whatever a listener has against this one
            _LOG.error("attempt %d could not be closed: %s", pk, type(problem).__name__)
            failure = failure or problem
    if failure:
        raise failure
    return n_closed


@transaction.atomic
def close_if_over(pk: int, *, at: datetime) -> bool:
    """Close one attempt if it is open and its time and the grace are over; say whether it was closed now. ⟳"""
    held = find_attempt(pk, lock=True)
    if held is None or held.state != State.OPEN or not is_over(held.deadline_at, at=at):
        return False
    close(held, newest(held), at=at)
    return True
