"""The paper of an attempt: which item versions, in which order, under which rules. Fixed at the start."""

import random
from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce

from ..bank.versions import frozen
from ..models import ItemVersion, Quiz
from .draws import shuffle_within
from .rules import rules_of
from .sections import headings


def entries_of(quiz: Quiz) -> list[dict[str, Any]]:
    """List what a paper begun now would hold, in the author's order. One query.

    The newest version of every published item, or the one its place is fixed to; an item taken back since the quiz was
    published is left out.
    """
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number")
    # A fixed version that is another item's gives no digest, and such a place no question.
    said = ItemVersion.objects.filter(item=OuterRef("item"), pk=OuterRef("chosen"))
    places = (
        quiz.quiz_items.get_live_queryset()
        .filter(item__live=True)
        .annotate(chosen=Coalesce("version_id", Subquery(newest.values("pk")[:1])))
        .annotate(digest=Subquery(said.values("digest")[:1]))
        .exclude(digest=None)
        .order_by("sort_order", "pk")
    )
    return [
        {"item": row["item_id"], "version": row["chosen"], "digest": row["digest"], "points": str(row["points"])}
        for row in places.values("item_id", "chosen", "digest", "points")
    ]


def fix_paper(quiz: Quiz, entries: Sequence[dict[str, Any]], *, seed: int | str | None) -> dict[str, Any]:
    """Write down the paper with the order as realised; a seed would mean something else to a later library."""
    rng = random.Random(seed)  # noqa: S311 — an order of answers, not a secret
    items = [dict(entry) for entry in entries]
    if quiz.shuffle:
        shuffle_within(items, rng)
    for item, version in zip(items, frozen(items), strict=True):
        keys = version.type.choice_keys(version.content)
        # Where the author's order gives the answer away, it is never what learners see.
        if version.type.order_is_key or (quiz.shuffle and version.type.shuffles):
            rng.shuffle(keys)
        item["order"] = keys
        if not version.type.is_scored:
            # An opinion, or a text to read: whatever its author typed there, it earns nothing and costs nothing.
            item["points"] = "0"
    return {"items": items, "rules": rules_of(quiz), **headings(quiz)}
