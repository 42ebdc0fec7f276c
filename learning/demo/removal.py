"""Take the demonstration out again and leave everything real as it was."""

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from analytics.api import build_figures
from assessments.api import Attempt
from courses.api import Enrolment, HelpRequest, ResultLog
from people.api import AuditEntry, Organisation, OutboxMessage, Person, User

from .cast import OFFICES

__all__ = ["demo_people", "remove"]


def demo_people() -> QuerySet[Person]:
    """Every simulated person, and the emptied records of browsers that signed in as one."""
    return Person.objects.filter(Q(is_demo=True) | Q(merged_into__is_demo=True))


@transaction.atomic
def remove() -> dict[str, int]:
    """Delete the simulated people, their sign-ins and all that hangs on them; how many rows of each. Repeatable.

    The figures are built again without them in the same transaction. What a demonstration's trainer did to pages and
    items stays: it belongs to the site. So does an office that a real person was put into.
    """
    people = demo_people()
    users = User.objects.filter(person__is_demo=True)
    # Rights of the demonstration only; what was done to a real person's rights stays written down.
    about_demo = Q(user__in=users) | Q(person__in=people)
    entries = AuditEntry.objects.filter(about_demo & (Q(by=None) | Q(by__in=users)))
    phones = list(users.exclude(phone=None).values_list("phone", flat=True))
    gone: dict[str, int] = {}
    for name, rows in (
        ("audit entries", entries),
        ("text messages", OutboxMessage.objects.filter(to__in=phones)),
        # Before their people, whom a question outlives.
        ("questions", HelpRequest.objects.filter(Q(person__in=people) | Q(ref__startswith="demo-"))),
        ("results", ResultLog.objects.filter(enrolment__person__in=people)),
        ("enrolments", Enrolment.objects.filter(person__in=people)),
        ("attempts", Attempt.objects.filter(person__in=people)),
    ):
        gone[name] = rows.delete()[1].get(rows.model._meta.label, 0)
    gone["sign-ins"] = users.count()
    users_now = list(users)  # found through their persons, who go first
    gone["people"] = _delete_people()
    for user in users_now:
        user.delete()
    gone["offices"] = _delete_offices()
    # Deleting moves no watermark where a real person acted last: without this, simulated figures would stay published.
    build_figures(at=timezone.now())
    return gone


def _delete_people() -> int:
    shells = Person.objects.filter(merged_into__is_demo=True)
    n = shells.delete()[1].get(Person._meta.label, 0)
    return n + Person.objects.filter(is_demo=True).delete()[1].get(Person._meta.label, 0)


def _delete_offices() -> int:
    """Delete the offices from the leaves up, where no real person is in them."""
    n = 0
    for code, _name, _parent in reversed(OFFICES):
        empty = Organisation.objects.filter(code=code, memberships=None, parts=None, predecessors=None)
        n += empty.delete()[1].get(Organisation._meta.label, 0)
    return n
