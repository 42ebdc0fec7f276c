"""What `people` asks `places`: which commune someone means, and what lies within an area."""

from collections.abc import Iterable
from dataclasses import dataclass

from places import api as places
from places.api import Area, Succession, fold

# More suggestions than this weigh more than the page: with the whole country loaded people just type.
_MOST_SUGGESTIONS = 400


@dataclass(frozen=True)
class Choice:
    """One commune that a typed text may mean; `label` tells two of the same name apart (“…, nay là …”)."""

    area: Area
    label: str


def choices_for(text: str) -> list[Choice]:
    """Today's communes that `text` may mean, best first; one that fits exactly stands alone.

    A label that was suggested (“Phường 5, TP Mỹ Tho – nay là …”) means what it says.
    """
    found = {one.area.pk: one for one in reversed(places.search(text.split(" – ", maxsplit=1)[0]))}
    choices = [Choice(one.area, places.label(one)) for one in reversed(found.values())]
    wanted = fold(text)
    exact = [one for one in choices if wanted in (fold(one.area.name), fold(one.label))]
    return exact if len(exact) == 1 else choices


def suggestions() -> list[str]:
    """The names of today's communes for a `<datalist>`; empty where there are too many. One query."""
    names = list(places.communes().order_by("name").values_list("name", flat=True)[: _MOST_SUGGESTIONS + 1])
    return names if len(names) <= _MOST_SUGGESTIONS else []


def ids_within(area: Area) -> set[int]:
    """Ids of every area, former ones included, whose people belong to `area` as it is today.

    A former area stands for its successors; a split one belongs to each of its parts. About six queries.
    """
    ids = _closure({area.pk}, _successors)
    ids = _closure(ids, _parts)
    return _closure(ids, _predecessors)


def _closure(start: set[int], step) -> set[int]:
    reached, fresh = set(start), set(start)
    while fresh:
        fresh = set(step(fresh)) - reached
        reached |= fresh
    return reached


def _successors(ids: Iterable[int]):
    return Succession.objects.filter(old__in=ids).values_list("new", flat=True)


def _predecessors(ids: Iterable[int]):
    return Succession.objects.filter(new__in=ids).values_list("old", flat=True)


def _parts(ids: Iterable[int]):
    return Area.objects.filter(parents__parent__in=ids).values_list("pk", flat=True)
