"""What happens here because of something elsewhere."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from .attempts import submit
from .bank import freeze
from .models import Attempt, State


def on_published(sender, instance, **kwargs) -> None:
    """Freeze an item whenever it is published."""
    # Scheduling sends the signal too; nothing is public yet then.
    if instance.live:
        freeze(instance)


@transaction.atomic
def move_attempts(sender, keep, drop, **kwargs) -> None:
    """Give the attempts of a duplicate to the person who stays.

    Where both have an open attempt of the same quiz, the one begun earlier is handed in as it stands: nothing
    answered is lost, and the one being worked on stays open. The number of attempts may exceed what is allowed.
    """
    mine = {(one.quiz_id, one.context): one for one in _open_attempts(keep)}
    for theirs in _open_attempts(drop):
        other = mine.get((theirs.quiz_id, theirs.context))
        if other:
            submit(min(other, theirs, key=lambda one: (one.started_at, one.pk)), at=kwargs.get("at") or timezone.now())
    last: dict[tuple[int, str], int] = {
        (row["quiz_id"], row["context"]): row["last"]
        for row in Attempt.objects.filter(person=keep).values("quiz_id", "context").annotate(last=Max("number"))
    }
    for attempt in Attempt.objects.filter(person=drop).order_by("number"):
        key = (attempt.quiz_id, attempt.context)
        last[key] = last.get(key, 0) + 1
        Attempt.objects.filter(pk=attempt.pk).update(person=keep, number=last[key])


def _open_attempts(person):
    return Attempt.objects.filter(person=person, state=State.OPEN)
