"""Which placement is due for a course: after it, and once more 90 days later."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from ..models import Occasion, PlacementSitting

RECHECK_AFTER = timedelta(days=90)
# Later it says more about life than about the course.
OFFERED_FOR = timedelta(days=180)


def checks_due(person, completed: Mapping[str, datetime], *, at: datetime) -> list[tuple[str, str]]:
    """List (course key, occasion) of the placements a person may take now, for courses completed at these moments.

    Only who was placed before a course can see a gain, so nobody else is asked. One query; none without a course.
    """
    if not completed:
        return []
    sittings = PlacementSitting.objects.filter(person=person, is_whole=True).exclude(finished_at=None)
    taken = list(sittings.values_list("occasion", "context", "finished_at"))
    due = []
    for key, done_at in completed.items():
        if not any(finished_at <= done_at for _occasion, _context, finished_at in taken):
            continue
        had = {occasion for occasion, context, _at in taken if context == key}
        if at >= done_at + RECHECK_AFTER:
            if Occasion.CHECK not in had and at < done_at + RECHECK_AFTER + OFFERED_FOR:
                due.append((key, str(Occasion.CHECK)))
        elif Occasion.AFTER not in had:
            due.append((key, str(Occasion.AFTER)))
    return due
