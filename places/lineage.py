"""Which unit a code meant, what became of it, and figures re-expressed on the map of another day.

Dates name maps: a unit belongs to a map when the day lies in its validity. `None` is today in the site's time zone.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeVar

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from .atlas import Ambiguous, Atlas, DeadEnd, Link, Unit, UnknownCode
from .kept import Kept
from .models import Area, AreaParent, Level, Measure, MeasureKind, Succession
from .transfer import apportion

Number = TypeVar("Number", int, Decimal, Fraction)

# Weights are kept and returned with eight decimals.
WEIGHT_UNIT = Fraction(1, 10**8)


def _read_atlas() -> Atlas:
    fields = ("id", "code", "level", "valid_from", "valid_to")
    units = {row[0]: Unit(*row) for row in Area.objects.values_list(*fields).order_by("code", "valid_from")}
    links = Succession.objects.values_list("old_id", "new_id", "weight", "basis").order_by("new__code", "old__code")
    return Atlas(units, [Link(old, new, Fraction(weight), basis) for old, new, weight, basis in links], _people)


def _people() -> dict[int, int]:
    """Inhabitants by area id, the earliest count known. One query."""
    people: dict[int, int] = {}
    counts = Measure.objects.filter(kind=MeasureKind.POPULATION).order_by("year")
    for area_id, value in counts.values_list("area_id", "value"):
        people.setdefault(area_id, value)
    return people


_atlas = Kept(_read_atlas)


def valid_on(day: date | None = None, prefix: str = "") -> Q:
    """The condition that a row with valid_from and valid_to (behind `prefix`) holds on the day."""
    day = day or timezone.localdate()
    lasts = Q(**{f"{prefix}valid_to": None}) | Q(**{f"{prefix}valid_to__gt": day})
    return Q(**{f"{prefix}valid_from__lte": day}) & lasts


def area(code: str, on: date | None = None) -> Area:
    """The area the code means on the day. One query. Raises UnknownCode."""
    try:
        return Area.objects.get(valid_on(on), code=code)
    except Area.DoesNotExist:
        words = {"code": code, "day": on or timezone.localdate()}
        raise UnknownCode(_("no area has the code %(code)s on %(day)s") % words) from None


def communes(on: date | None = None) -> QuerySet[Area]:
    """The communes of the day's map, by code. One query when read."""
    return Area.objects.filter(valid_on(on), level=Level.COMMUNE).order_by("code")


def children(area: Area, on: date | None = None) -> QuerySet[Area]:
    """The areas directly in this one on the day, by code; None: today, or its last days if it has ended.

    An old province has districts, today's has communes. One query when read.
    """
    if on is None and area.valid_to is not None:
        links = AreaParent.objects.filter(parent=area, valid_to=area.valid_to)
    else:
        links = AreaParent.objects.filter(valid_on(on), parent=area)
    return Area.objects.filter(pk__in=links.values("area_id")).order_by("code")


def parent(area: Area, on: date | None = None) -> Area | None:
    """The area directly above on the day (None: today, or its last days if it has ended). One query."""
    if on is None and area.valid_to is not None:
        links = AreaParent.objects.filter(area=area, valid_to=area.valid_to)
    else:
        links = AreaParent.objects.filter(valid_on(on), area=area)
    link = links.select_related("parent").first()
    return link.parent if link else None


def resolve(code: str, on: date | None = None, *, to: date | None = None) -> list[tuple[Area, Decimal]]:
    """The units of the map of `to` that took over what `code` meant on the day `on`, with the share of its people.

    The largest share first; shares sum to exactly 1. `to` may lie before `on`: then the shares are by census
    population. `on=None` is the code's meaning today; a code without one is taken in its old meaning, if everything
    it ever meant became the same. Two queries (four after the places changed).

    Raises UnknownCode; Ambiguous, if that old meaning is not clear; DeadEnd, if no unit is reached.
    """
    to = to or timezone.localdate()
    atlas = _atlas()
    shares = _shares_of_meaning(atlas, code, to) if on is None else atlas.carried(atlas.on(code, on), to)
    weights = apportion(shares, WEIGHT_UNIT)
    found = Area.objects.in_bulk(shares)
    by_size = sorted(weights.items(), key=lambda item: (-item[1], found[item[0]].code))
    return [(found[area_id], _decimal(weight)) for area_id, weight in by_size]


def _shares_of_meaning(atlas: Atlas, code: str, to: date) -> dict[int, Fraction]:
    try:
        return atlas.carried(atlas.on(code, timezone.localdate()), to)
    except UnknownCode:
        meanings = atlas.of_code.get(code, [])
        if not meanings:
            raise
    destinies = [atlas.carried(unit, to) for unit in meanings]
    if any(destiny != destinies[0] for destiny in destinies):
        raise Ambiguous(_("%(code)s meant several units that became different ones: give the day") % {"code": code})
    return destinies[0]


def series(values: Mapping[str, Number], *, on: date, to: date | None = None) -> dict[str, Number]:
    """Figures by code on the map of `on`, re-expressed by code on the map of `to`; the total stays exactly the same.

    Whole numbers stay whole (largest remainder), Decimals are split to 10⁻⁸, Fractions exactly. Forward by the
    successions' weights, backward by census population. Only counts may be carried so, never rates or averages.
    One query (four after the places changed). Raises UnknownCode, DeadEnd; TypeError for floats, which can't be exact.
    """
    to = to or timezone.localdate()
    atlas = _atlas()
    kinds = {type(value) for value in values.values()}
    if not kinds <= {int, Decimal, Fraction} or len(kinds) > 1:
        raise TypeError("series takes all int, all Decimal or all Fraction")
    totals: dict[str, Fraction] = defaultdict(Fraction)
    for code, value in sorted(values.items()):
        for area_id, share in atlas.carried(atlas.on(code, on), to).items():
            totals[atlas.units[area_id].code] += Fraction(value) * share
    ordered = dict(sorted(totals.items()))
    if kinds == {int}:
        return {code: int(total) for code, total in apportion(ordered).items()}  # type: ignore[misc]
    if kinds == {Decimal}:
        decimals: Iterable[Any] = values.values()
        digits = max(8, *map(_decimals, decimals))
        unit = Fraction(1, 10**digits)
        return {code: _decimal(total) for code, total in apportion(ordered, unit).items()}  # type: ignore[misc]
    return ordered  # type: ignore[return-value]


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _decimal(value: Fraction) -> Decimal:
    """The Decimal that equals a fraction over a power of ten, without the rounding of division."""
    places = 0
    while value.denominator != 1 and 10**places % value.denominator:
        places += 1
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def successors_by_id() -> dict[int, list[tuple[int, Decimal]]]:
    """For every commune there ever was, by id: today's communes that took it over, with shares summing to 1.

    Largest share first. A commune that reaches none has an empty list. At most three queries.
    """
    atlas, today = _atlas(), timezone.localdate()
    found: dict[int, list[tuple[int, Decimal]]] = {}
    for unit in atlas.units.values():
        if unit.level != Level.COMMUNE or unit.valid_from > today:
            continue
        try:
            shares = atlas.carried(unit, today)
            # Nearly all went over whole: nothing to round.
            if len(shares) > 1:
                shares = apportion(shares, WEIGHT_UNIT)
        except DeadEnd:
            shares = {}
        by_size: Iterable[tuple[int, Fraction]] = sorted(shares.items(), key=lambda item: (-item[1], item[0]))
        found[unit.id] = [(area_id, _decimal(share)) for area_id, share in by_size]
    return found


def population(area: Area, year: int) -> Measure | None:
    """The inhabitants counted for the area in that year; None: no figure. One query.

    2019 is the census; later figures are registrations and do not compare with it: show `quality` and `source`.
    """
    return Measure.objects.filter(area=area, kind=MeasureKind.POPULATION, year=year).first()


def adults(area: Area, year: int = 2019) -> Measure | None:
    """The inhabitants aged 15 and over in that year (an estimate, see `quality`); None: no figure. One query."""
    return Measure.objects.filter(area=area, kind=MeasureKind.ADULTS, year=year).first()


def denominators(on: date | None = None) -> dict[int, Measure]:
    """The newest count of adults for each commune of the day's map, by area id. One query.

    A commune without a figure is missing: its rates are “no data”, not zero.
    """
    measures = Measure.objects.filter(
        valid_on(on, "area__"), kind=MeasureKind.ADULTS, area__level=Level.COMMUNE
    ).order_by("year")
    return {measure.area_id: measure for measure in measures}
