"""The item bank: what an item says, freezing it for learners, and what keeps it from being published."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from places.api import fold

from ..blocks import ItemStream
from ..blocks.filling import form_of
from ..items import Content, Problem, item_type
from ..models import Item, ItemVersion, Quiz, QuizItem
from ..quizzes.draws import Section
from ..quizzes.sections import drawn_points, section_problems, sections_of
from .problems import sentence


def items_to_list() -> QuerySet[Item]:
    """Every item with all that a list shows of it, in three queries however many they are."""
    return Item.objects.select_related("competence").prefetch_related("uses__quiz")


def find_items(items: QuerySet[Item], said: str) -> QuerySet[Item]:
    """Those of the items that hold every word (or part of one) of `said`, with or without diacritics."""
    for word in fold(said).split():
        items = items.filter(folded__contains=word)
    return items


def content_of(item: Item) -> tuple[str, dict[str, Any]]:
    """Give (kind, content) of the item as it stands, draft or not. Raises ValueError when nothing is written."""
    if not item.content:
        raise ValueError("an item without content")
    child = item.content[0]
    return child.block_type, child.block.content(child.value)


def digest_of(kind: str, content: dict[str, Any]) -> str:
    """Name what an item says: equal questions have equal digests."""
    text = json.dumps([kind, content], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def new_item(
    title: str, kind: str, content: Content, *, picture: Mapping[str, Any] | None = None, **fields: Any
) -> Item:
    """Make (not save) an item whose author's form says this content; `picture`: image (id) and alt, `fields`: of Item.

    Raises ValueError where the form cannot say it without changing what is asked or scored.
    """
    form = form_of(kind, content)
    if form is None:
        raise ValueError(f"the form of {kind} cannot hold “{title}”")
    item = Item(title=title[:120], **fields)
    item.content = [(kind, ItemStream.base_blocks[kind].to_python({**form, **(picture or {})}))]
    return item


def item_problems(item: Item) -> list[Problem]:
    """Say what keeps the item, as it stands, from being published. No query unless it has a picture."""
    if not item.content:
        return [Problem("no_content")]
    kind, content = content_of(item)
    return item_type(kind).clean(content)


def freeze(item: Item, *, at=None) -> ItemVersion | None:
    """Keep the item as it is now for all attempts to come. ⟳

    Unchanged since the last version: gives that one. With problems: gives None, and learners keep the last version;
    the editor refuses to publish such an item, so only code that goes around it comes here.
    """
    if item_problems(item):
        return None
    kind, content = content_of(item)
    digest = digest_of(kind, content)
    with transaction.atomic():
        # Two authors publishing at once must not both write version 2.
        Item.objects.select_for_update().get(pk=item.pk)
        newest = item.versions.order_by("-number").first()
        if newest and newest.digest == digest:
            return newest
        return ItemVersion.objects.create(
            item=item,
            number=(newest.number if newest else 0) + 1,
            kind=kind,
            content=content,
            digest=digest,
            frozen_at=at or timezone.now(),
        )


def versions_to_choose(items: Iterable[Any]) -> dict[str, list[tuple[int, str]]]:
    """List, by item id as a form holds it, its versions newest first as (id, words). One query."""
    wanted = {str(item) for item in items if str(item or "").isdecimal()}
    found: dict[str, list[tuple[int, str]]] = {}
    for version in ItemVersion.objects.filter(item__in=wanted).defer("content").order_by("-number") if wanted else ():
        words = _("version %(number)s of %(date)s") % {
            "number": version.number,
            "date": date_format(timezone.localtime(version.frozen_at), "SHORT_DATE_FORMAT"),
        }
        found.setdefault(str(version.item_id), []).append((version.pk, words))
    return found


def problems(thing: Quiz | Item) -> list[str]:
    """Say, in the author's language, what keeps a quiz or an item, as it stands, from being published. Four queries."""
    found = item_problems(thing) if isinstance(thing, Item) else quiz_problems(thing)
    return [sentence(problem) for problem in found]


def quiz_problems(quiz: Quiz, places: Iterable[QuizItem] | None = None) -> list[Problem]:
    """Say what is wrong with the quiz, saved or not; `places`: its items where a form holds them."""
    sections = sections_of(quiz)
    places = list(quiz.quiz_items.all() if places is None else places)
    return place_problems(places, sections) + section_problems(sections, places, language=quiz.language)


def place_problems(places: Iterable[QuizItem], sections: Sequence[Section] = ()) -> list[Problem]:
    """Say what is wrong with these items as a quiz, saved or not. One query; one more where versions are fixed."""
    places = [place for place in places if place.item_id]
    if not places and not any(section.draws for section in sections):
        return [Problem("no_items")]
    found = []
    if not any(place.points for place in places) and not drawn_points(sections):
        found.append(Problem("no_points"))
    items = Item.objects.annotate(newest=Max("versions__number")).in_bulk([place.item_id for place in places])
    fixed = {place.version_id for place in places} - {None}
    item_of = dict(ItemVersion.objects.filter(pk__in=fixed).values_list("pk", "item_id")) if fixed else {}
    for number, place in enumerate(places, 1):
        item = items[place.item_id]
        if place.version_id and item_of.get(place.version_id) != item.pk:
            found.append(Problem("not_its_version", {"number": number, "title": item.title}))
        if item.live and item.newest is not None:
            continue
        found.append(Problem("item_not_published", {"number": number, "title": item.title}))
        # Publishing the item would be refused for these, so name them at once.
        found += [
            Problem("item_problem", {"number": number, "title": item.title, "problem": problem})
            for problem in item_problems(item)
        ]
    return found
