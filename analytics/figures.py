"""Reading what was built, as far as someone may see it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from people.api import User, reachable_areas

from .catalogue import INDICATORS
from .geography import Commune, Geography
from .indicators import Coverage, coverage
from .models import Build, Figure
from .rollup import COMMUNE, PROVINCE, UNKNOWN, ZONE


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose hidden counts someone may see: all, or those of some communes."""

    everywhere: bool = False
    ids: frozenset[int] = frozenset()

    def opens(self, area_id: int | None) -> bool:
        return self.everywhere or area_id in self.ids

    @property
    def key(self) -> str:
        """The same for all who see the same; for caches."""
        if self.everywhere:
            return "all"
        # A province has hundreds of communes, and a cache key has 250 letters.
        return sha256("-".join(map(str, sorted(self.ids))).encode()).hexdigest()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.ids)


PUBLIC = Sight()


def sight_of(user: User | AnonymousUser, geography: Geography) -> Sight:
    """What the user may see beyond the public. No query for who holds no role."""
    if not user.is_authenticated:
        return PUBLIC
    areas = reachable_areas(user, "see_unsuppressed")
    return Sight(everywhere=True) if areas is None else Sight(ids=frozenset(areas & geography.by_id.keys()))


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of a table, or why there is none."""

    # None: hidden from whoever reads it.
    people: int | None
    # None: hidden, or the number of adults is not known.
    coverage: Coverage | None = None
    # Hidden from the public, whether or not this reader sees it.
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A commune's numbers by measure."""

    commune: Commune
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Sheet:
    """Everything the pages show of one build."""

    build: Build
    rows: tuple[Row, ...]
    # People whose commune is not known, and the whole province, by measure.
    unknown: dict[str, Cell]
    province: dict[str, Cell]
    # Months from the first fact to the one in which it was built; cells by measure, in that order.
    months: tuple[date, ...]
    province_months: dict[str, list[Cell]]
    commune_months: dict[str, list[Cell]]


def read(build: Build, geography: Geography, sight: Sight, *, commune: Commune | None = None) -> Sheet:
    """The build's numbers for someone with this sight; month by month for the province and one commune. One query."""
    wanted = Q(month=None) | Q(scope=PROVINCE)
    if commune is not None:
        wanted |= Q(area=commune.id)
    found: dict[tuple, tuple[int, bool]] = {}
    fields = ("scope", "area_id", "measure", "month", "people", "hidden")
    for *key, people, hidden in Figure.objects.filter(wanted, build=build).values_list(*fields):
        found[tuple(key)] = people, hidden

    def cell(scope: str, area_id: int | None, measure: str, month: date | None, adults: int | None = None) -> Cell:
        people, hidden = found.get((scope, area_id, measure, month), (0, False))
        if hidden and not sight.opens(area_id):
            return Cell(None, is_hidden=True)
        return Cell(people, coverage(people, adults), hidden)

    def by_measure(scope: str, area_id: int | None, adults: int | None = None) -> dict[str, Cell]:
        return {measure: cell(scope, area_id, measure, None, adults) for measure in INDICATORS}

    def by_month(scope: str, area_id: int | None) -> dict[str, list[Cell]]:
        return {measure: [cell(scope, area_id, measure, month) for month in months] for measure in INDICATORS}

    months = _months((month for _s, _a, _m, month in found if month), build)
    return Sheet(
        build=build,
        rows=tuple(Row(one, by_measure(COMMUNE, one.id, one.n_adults)) for one in geography.communes),
        unknown=by_measure(UNKNOWN, None),
        province=by_measure(PROVINCE, None, geography.n_adults),
        months=months,
        province_months=by_month(PROVINCE, None),
        commune_months=by_month(COMMUNE, commune.id) if commune else defaultdict(list),
    )


def read_months(
    build: Build, geography: Geography, sight: Sight, months: Sequence[date | None]
) -> dict[date | None, list[Row]]:
    """Every commune's numbers in each month, or (None) since the beginning, for someone with this sight. One query."""
    wanted = Q(month__in=[month for month in months if month]) | (Q(month=None) if None in months else Q(pk=None))
    found = {
        (month, area_id, measure): (people, hidden)
        for month, area_id, measure, people, hidden in Figure.objects.filter(
            wanted, build=build, scope=COMMUNE
        ).values_list("month", "area_id", "measure", "people", "hidden")
    }

    def cell(month: date | None, commune: Commune, measure: str) -> Cell:
        people, hidden = found.get((month, commune.id, measure), (0, False))
        if hidden and not sight.opens(commune.id):
            return Cell(None, is_hidden=True)
        return Cell(people, coverage(people, commune.n_adults), hidden)

    return {
        month: [Row(one, {name: cell(month, one, name) for name in INDICATORS}) for one in geography.communes]
        for month in months
    }


def _months(known: Iterable[date], build: Build) -> tuple[date, ...]:
    last = build.at.astimezone(ZoneInfo(ZONE)).date().replace(day=1)
    first = min(known, default=last)
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return tuple(date(number // 12, number % 12 + 1, 1) for number in numbers)
