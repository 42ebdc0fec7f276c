"""The bank into question files: items as they stand, published or not."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet

from cms.api import SiteImage

from .. import qti
from ..bank.authoring import content_of
from ..exchange import gift_writing, moodle_writing, sheet_writing
from ..exchange.drafts import Draft, Refused
from ..items import Problem
from ..models import Item


def unlike_qti(draft: Draft) -> Problem | None:
    """Say why QTI cannot hold this draft without changing what it asks or scores; None: it can."""
    lost = qti.left_out(draft)
    if not lost:
        return None
    if lost[0] == "kind":
        return Problem("kind_not_in_format", {"kind": draft.kind})
    return Problem("policy_not_in_format" if lost[0] == "policy" else "option_not_in_format", {"name": lost[0]})


# How each format is written, and why it cannot hold a draft.
WRITERS: dict[str, tuple[Callable[[list[Draft]], bytes], Callable[[Draft], Problem | None]]] = {
    "gift": (gift_writing.write, gift_writing.unwritable),
    "moodle_xml": (moodle_writing.write, moodle_writing.unwritable),
    "qti3": (qti.write, unlike_qti),
    "xlsx": (sheet_writing.write, sheet_writing.unwritable),
}


# What the file of each format is called, and its media type.
FILES = {
    "gift": ("cau-hoi.gift", "text/plain; charset=utf-8"),
    "moodle_xml": ("cau-hoi.xml", "application/xml"),
    "qti3": ("cau-hoi-qti.zip", "application/zip"),
    "xlsx": ("cau-hoi.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
# More would keep the reader of a page waiting; the command `export_items` has no limit.
MAX_EXPORTED = 3_000


def draft_of(item: Item) -> Draft:
    """Say an item as a draft, its pictures with it. One query more for each picture."""
    kind, content = content_of(item)
    media: dict[str, bytes] = {}
    for holder in (content, *content.get("drags", [])):
        if holder.get("picture"):
            image = SiteImage.objects.get(pk=holder["picture"]["id"])
            name = image.file.name.rpartition("/")[2]
            with image.file.open("rb") as file:
                media[name] = file.read()
            holder["picture"] = {"file": name, "alt": holder["picture"]["alt"]}
    return Draft(kind, item.title, content, item.topic, language=item.language, media=media)


def export(items: Iterable[Item], wanted: str) -> tuple[bytes, list[Refused]]:
    """Write items in a format of WRITERS; give the file, and what it cannot hold."""
    write, unwritable = WRITERS[wanted]
    drafts, refused = [], []
    for draft in _drafts(items):
        why = unwritable(draft)
        if why:
            refused.append(Refused(draft.name, why))
        else:
            drafts.append(draft)
    return write(drafts), refused


def left_out(items: Iterable[Item], wanted: str) -> list[Refused]:
    """Say what a format of WRITERS cannot hold of these items, without writing them."""
    unwritable = WRITERS[wanted][1]
    return [Refused(draft.name, why) for draft in _drafts(items) if (why := unwritable(draft))]


def _drafts(items: Iterable[Item]) -> Iterator[Draft]:
    return (draft_of(item) for item in items if item.content)


def items_to_export(wish: Mapping[str, Any]) -> QuerySet[Item]:
    """Give the items of the bank that a wish names: kind, level, competence, topic (part of it), language, quiz."""
    found = Item.objects.order_by("pk")
    for name in ("kind", "level", "competence", "language"):
        if wish.get(name):
            found = found.filter(**{name: wish[name]})
    if wish.get("topic"):
        # SQLite folds the capitals of English only.
        topics = Item.objects.order_by("topic").values_list("topic", flat=True).distinct()
        found = found.filter(topic__in=[one for one in topics if wish["topic"].casefold() in one.casefold()])
    if wish.get("quiz"):
        found = found.filter(uses__quiz=wish["quiz"]).distinct()
    return found
