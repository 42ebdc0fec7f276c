"""Every area and what became of it, in memory: where its people are on the map of any day. No database."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property

from django.utils.translation import gettext as _

from .transfer import flow

Shares = Sequence[tuple[int, Fraction]]


class UnknownCode(LookupError):
    """No area has this code (on that day)."""


class DeadEnd(LookupError):
    """The area reaches no unit of the map asked for: the sources do not say what became of it."""


class Ambiguous(LookupError):
    """The code means nothing today and meant several units that became different ones: give the day it was used."""


@dataclass(frozen=True, slots=True)
class Unit:
    """An area, as far as successions need it."""

    id: int
    code: str
    level: str
    valid_from: date
    valid_to: date | None

    def is_on(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


@dataclass(frozen=True, slots=True)
class Link:
    """That an area passed to another, with the share of its people and how that share is known (`Basis`)."""

    old: int
    new: int
    weight: Fraction
    basis: str


@dataclass
class Atlas:
    """Areas and successions, tied together by the areas' ids."""

    units: dict[int, Unit]
    links: list[Link]
    # Inhabitants by area id, for going back to an earlier map; asked for once, when first needed.
    people: Callable[[], Mapping[int, int]] = field(repr=False)

    def __post_init__(self) -> None:
        self.of_code: dict[str, list[Unit]] = defaultdict(list)
        for unit in sorted(self.units.values(), key=lambda unit: (unit.code, unit.valid_from)):
            self.of_code[unit.code].append(unit)
        self.onward: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
        self.predecessors: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
        for link in self.links:
            self.onward[link.old].append((link.new, link.weight))
            self.predecessors[link.new].append((link.old, link.weight))

    @cached_property
    def first_day(self) -> date:
        """The first day the sources speak of."""
        return min((unit.valid_from for unit in self.units.values()), default=date.min)

    @cached_property
    def backward(self) -> dict[int, Shares]:
        """For each area, its predecessors and the share of its people who lived in each.

        By census population (the earliest known); where a predecessor's is not known, by the weights alone.
        """
        people = self.people()
        shares: dict[int, Shares] = {}
        for new, links in self.predecessors.items():
            parts = [weight * people.get(old, 0) for old, weight in links]
            if not all(people.get(old) for old, _weight in links):
                parts = [weight for _old, weight in links]
            total = sum(parts)
            shares[new] = [(old, part / total) for (old, _weight), part in zip(links, parts, strict=True)]
        return shares

    def on(self, code: str, day: date) -> Unit:
        """The unit the code meant that day, or UnknownCode."""
        for unit in self.of_code.get(code, ()):
            if unit.is_on(day):
                return unit
        raise UnknownCode(_("no area has the code %(code)s on %(day)s") % {"code": code, "day": day})

    def carried(self, unit: Unit, to: date) -> dict[int, Fraction]:
        """Where the unit's people are on the map of `to`, earlier or later; shares sum to 1, or DeadEnd."""
        steps = self.backward if to < unit.valid_from else self.onward
        arrived: Callable[[int], bool] = lambda place: self.units[place].is_on(to)  # noqa: E731
        shares = flow(unit.id, arrived, steps)
        if sum(shares.values()) != 1:
            words = {"code": unit.code, "start": unit.valid_from, "day": to}
            raise DeadEnd(_("the area %(code)s of %(start)s reaches no unit of %(day)s") % words)
        return shares

    def bases(self, unit: Unit, to: date) -> frozenset[str]:
        """How the shares on the unit's way forward to the map of `to` are known; none where it has not changed."""
        found: set[str] = set()
        open_ = [unit.id]
        while open_:
            place = open_.pop()
            if self.units[place].is_on(to):
                continue
            for link in self._links_of.get(place, ()):
                found.add(link.basis)
                open_.append(link.new)
        return frozenset(found)

    @cached_property
    def _links_of(self) -> dict[int, list[Link]]:
        return _grouped(self.links)


def _grouped(links: Iterable[Link]) -> dict[int, list[Link]]:
    by_old: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        by_old[link.old].append(link)
    return by_old
