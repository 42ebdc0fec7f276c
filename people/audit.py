"""Writing down that somebody's data was looked at."""

from collections.abc import Iterable
from datetime import datetime

from .models import AuditAction, AuditEntry, Person, User


def write_down_look(people: Iterable[Person], *, by: User, at: datetime) -> None:
    """Note that `by` was shown these people by name, because of a reason to look at their answers. One statement.

    Each sees it under “My data”.
    """
    AuditEntry.objects.bulk_create(
        AuditEntry(at=at, by=by, action=AuditAction.SEE_INTEGRITY, person=person) for person in people
    )
