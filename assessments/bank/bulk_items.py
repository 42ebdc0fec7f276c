"""The same done to many items of the bank, as their author would do it one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wagtail.actions.unpublish import UnpublishAction

from ..models import Item, Quiz, QuizItem
from .authoring import problems

# More at once would keep the page, and on SQLite every other writer, waiting for minutes.
MOST = 500


@dataclass
class Done:
    """How many items it was done to, and the others, each with a sentence why not."""

    n: int = 0
    refused: list[tuple[Item, str]] = field(default_factory=list)


def publish_items(items: Sequence[Item], *, user) -> Done:
    """Publish the newest draft of each item; one with problems stays a draft, with the first of them said."""
    done = Done()
    for item in items:
        draft = item.get_latest_revision_as_object()
        found = problems(draft)
        if found:
            done.refused.append((item, found[0]))
        elif item.live and not item.has_unpublished_changes:
            continue
        else:
            revision = item.latest_revision or draft.save_revision(user=user)
            revision.publish(user=user)
            done.n += 1
    return done


def unpublish_items(items: Sequence[Item], *, user) -> Done:
    """Take the items back: papers begun from now on are without them."""
    done = Done()
    for item in items:
        if item.live:
            UnpublishAction(item, user=user).execute(skip_permission_checks=True)
            done.n += 1
    return done


def tag_items(items: Sequence[Item], values: Mapping[str, Any], *, user, may_publish: bool) -> Done:
    """Set fields (`values` by name) of each item.

    A published item without a draft is published with them; where a draft waits, the draft has them, and so has the
    row that lists show. Who may not publish leaves drafts to be moderated.
    """
    done = Done()
    for item in items:
        was_clean = item.live and not item.has_unpublished_changes
        draft = item.get_latest_revision_as_object()
        for name, value in values.items():
            setattr(draft, name, value)
        revision = draft.save_revision(user=user, log_action=True, clean=False)
        if was_clean and may_publish:
            revision.publish(user=user)
        elif not item.live or may_publish:
            for name, value in values.items():
                setattr(item, name, value)
            item.save(update_fields=[*values, "folded"])
        done.n += 1
    return done


def add_items_to_quiz(items: Sequence[Item], quiz: Quiz, *, user) -> Done:
    """Add the items, worth a point each, to the draft of a quiz; its author publishes it. Those in it stay once."""
    draft = quiz.get_latest_revision_as_object()
    places = list(draft.quiz_items.all())
    known = {place.item_id for place in places}
    fresh = [item for item in items if item.pk not in known]
    for number, item in enumerate(fresh, start=len(places)):
        draft.quiz_items.add(QuizItem(item=item, sort_order=number))
    if fresh:
        draft.save_revision(user=user, log_action=True, clean=False)
    return Done(len(fresh))
