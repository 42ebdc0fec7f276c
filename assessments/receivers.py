"""What happens here because of something elsewhere."""

from django.db import transaction
from django.utils import timezone

from .bank.authoring import freeze
from .models import Attempt, PlacementSitting, State
from .placing.placement import asked_in, finish, open_sitting
from .taking.attempts import close
from .taking.responses import newest


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
    theirs = list(_locked(drop))
    if not theirs:
        return
    at = timezone.now()
    mine = list(_locked(keep))
    still_open = {_place(one): one for one in mine if one.state == State.OPEN}
    last = {_place(one): one.number for one in mine}
    for attempt in theirs:
        place = _place(attempt)
        last[place] = last.get(place, 0) + 1
        attempt.person, attempt.number = keep, last[place]
        other = still_open.get(place) if attempt.state == State.OPEN else None
        earlier = min(filter(None, (other, attempt)), key=lambda one: (one.started_at, one.pk))
        if other:
            # Closed first, moved with it: the database allows one open attempt at any moment.
            close(earlier, newest(earlier), at=at)
        if earlier is not attempt or not other:
            attempt.save(update_fields=["person", "number"])


@transaction.atomic
def move_placements(sender, keep, drop, **kwargs) -> None:
    """Give the placements of a duplicate to the person who stays; of two open ones the earlier is closed, cut short."""
    still_open = [one for one in (open_sitting(keep), open_sitting(drop)) if one is not None]
    if len(still_open) == 2:
        earlier = min(still_open, key=lambda one: (one.started_at, one.pk))
        finish(earlier, asked_in(earlier), at=timezone.now(), is_whole=False)
    PlacementSitting.objects.filter(person=drop).update(person=keep)


def _locked(person):
    return Attempt.objects.select_for_update().filter(person=person).order_by("number")


def _place(attempt: Attempt) -> tuple[int, str]:
    return attempt.quiz_id, attempt.context
