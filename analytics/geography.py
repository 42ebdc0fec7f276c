"""Today's communes with all that the figures need to know of them: adults, and what each was made of."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import cos, radians
from uuid import UUID

from places.api import Drawing, Edition, Measure, communes, denominators, drawing

from .indicators import total_adults


@dataclass(frozen=True, slots=True)
class Former:
    """A unit that a commune was made of, or a part of one."""

    id: int
    code: str
    name: str
    kind: str
    # Names without “Huyện”, “Thành phố”, …; empty: not known.
    district: str
    province: str
    valid_to: date
    # Share of the former unit's people who live here now, 0–1.
    share: Decimal


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune of today."""

    id: int
    code: str
    name: str
    kind: str
    valid_from: date
    # None: no census figure.
    adults: Measure | None
    former: tuple[Former, ...]

    @property
    def n_adults(self) -> int | None:
        return self.adults.value if self.adults else None

    @property
    def kind_changed(self) -> bool:
        """Whether a part of it was of another kind: a series by kind of unit breaks there."""
        return any(unit.kind != self.kind for unit in self.former)

    @property
    def districts(self) -> str:
        return ", ".join(dict.fromkeys(unit.district for unit in self.former if unit.district))

    @property
    def province(self) -> str:
        """The former province; two, if it was made of parts of both."""
        return ", ".join(dict.fromkeys(unit.province for unit in self.former if unit.province))


@dataclass(frozen=True)
class Geography:
    """Every commune of today, by code."""

    communes: tuple[Commune, ...]
    by_id: dict[int, Commune]
    by_code: dict[str, Commune]
    map: Drawing
    # Centre points on a plane by commune's id, in degrees of latitude; those that are known.
    points: dict[int, tuple[float, float]]

    @property
    def n_adults(self) -> int | None:
        """Adults of all communes; None: one is not known."""
        return total_adults(commune.n_adults for commune in self.communes)

    @property
    def kind_changed(self) -> bool:
        """Whether a commune's kind changed anywhere."""
        return any(commune.kind_changed for commune in self.communes)

    @property
    def reform(self) -> date | None:
        """The day on which most of today's communes began."""
        days = [commune.valid_from for commune in self.communes if commune.former]
        return max(set(days), key=days.count) if days else None


_held: tuple[UUID | None, Geography] | None = None


def geography() -> tuple[UUID | None, Geography]:
    """The present communes, and the token that changes with them. Kept in the process: one query, six to read."""
    global _held  # noqa: PLW0603 (one tuple, swapped whole)
    token = Edition.now()
    if _held is None or _held[0] != token:
        _held = (token, _read())
    return _held


def _read() -> Geography:
    today = list(communes())
    adults, former = denominators(), _former()
    found = tuple(
        Commune(area.pk, area.code, area.name, area.kind, area.valid_from, adults.get(area.pk), former[area.pk])
        for area in today
    )
    by_id = {commune.id: commune for commune in found}
    known = [area for area in today if area.lat is not None and area.lon is not None]
    # A degree of longitude is shorter; over one country the mean latitude will do.
    squeeze = cos(radians(sum(area.lat for area in known) / len(known))) if known else 1.0
    points = {area.pk: (area.lon * squeeze, area.lat) for area in known}
    return Geography(found, by_id, {commune.code: commune for commune in found}, drawing(today), points)


def _former() -> dict[int, tuple[Former, ...]]:
    """What each of today's communes was made of, largest district first by code. One query."""
    old, above = "predecessions__old__", "predecessions__old__parents__"
    rows = (
        communes()
        .exclude(predecessions=None)
        .order_by(f"{old}code", f"{above}valid_from", f"{above}parent__parents__valid_from")
        .values_list(
            "pk",
            f"{old}id",
            f"{old}code",
            f"{old}name",
            f"{old}kind",
            f"{old}valid_to",
            "predecessions__weight",
            f"{above}parent__name",
            f"{above}parent__parents__parent__name",
        )
    )
    # A unit that changed its district has several rows: the last is the one people remember.
    units: dict[int, dict[int, Former]] = defaultdict(dict)
    for pk, old_id, code, name, kind, ended, share, district, province in rows:
        units[pk][old_id] = Former(old_id, code, name, kind, short_name(district), short_name(province), ended, share)
    return defaultdict(tuple, {pk: tuple(parts.values()) for pk, parts in units.items()})


def short_name(name: str | None) -> str:
    """The name of a district or province without the word for its kind.

    >>> short_name("Thành phố Mỹ Tho"), short_name("Huyện Cái Bè"), short_name(None)
    ('Mỹ Tho', 'Cái Bè', '')
    """
    for kind in ("Thành phố ", "Thị xã ", "Huyện ", "Quận ", "Tỉnh "):
        if name and name.startswith(kind):
            return name.removeprefix(kind)
    return name or ""
