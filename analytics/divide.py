"""The digital divide in one period: how far apart communes are, where, and what the ones behind lack.

Everything here is computed from counts that the reader may see. A hidden count is left out of every index: two
equations more would give two hidden counts away.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from . import spatial
from .catalogue import INDICATORS
from .decomposition import funnel_split
from .figures import PUBLIC, Row, Sight, read_months
from .geography import Commune, Geography
from .inequality import Split, beta_convergence, fifths, gini, quantile, sigma_convergence, theil_split
from .models import Build, Figure
from .rollup import ZONE
from .small_areas import Rank, Shrunk, ranks, shrink

# Reached of all adults, active of the reached, completed of the active.
FUNNEL = ("reached", "active", "completed")
# A year of months says whether it is closing; fewer than a quarter say nothing.
MONTHS, FEWEST_MONTHS = 12, 3
# Fewer communes than this say nothing about all of them.
FEW = 5
URBAN_KINDS = frozenset({"phuong", "thi_tran"})


@dataclass(frozen=True)
class Shown:
    """A commune whose count of one measure may be seen."""

    commune: Commune
    people: int
    adults: int

    @property
    def rate(self) -> float:
        return self.people / self.adults


def divide(
    build: Build, geography: Geography, month: date | None, *, sight: Sight = PUBLIC, area: str = ""
) -> dict[str, Any]:
    """The figures of the report, by measure, for one month or (None) since the beginning. Two queries.

    `area`: code of the one commune whose own lines are wanted; "": of all. LookupError: no such commune today.
    Rates are per 100 adults. What cannot be said is None; `n_hidden` counts the communes left out.
    """
    if area and area not in geography.by_code:
        raise LookupError(area)
    months = _whole_months(build)
    periods = read_months(build, geography, sight, [month, *months])
    rows = periods[month]
    table = {measure: _shown(rows, measure) for measure in INDICATORS}
    return {
        "period": f"{month:%Y-%m}" if month else "all",
        "at": build.at.isoformat(),
        "is_demo": build.uses_demo,
        "measures": {measure: _measure(shown, rows, geography, area) for measure, shown in table.items()},
        "convergence": {
            measure: _convergence([_shown(periods[one], measure) for one in months]) for measure in INDICATORS
        },
        "behind": _behind(table, area),
    }


def _shown(rows: Sequence[Row], measure: str) -> list[Shown]:
    return [
        Shown(row.commune, people, row.commune.n_adults)
        for row in rows
        # More people than adults: the denominator of 2019 is wrong there, and a share above 1 is none.
        if (people := row.cells[measure].people) is not None and row.commune.n_adults and people <= row.commune.n_adults
    ]


def _measure(shown: list[Shown], rows: Sequence[Row], geography: Geography, area: str) -> dict[str, Any]:
    people, adults = [one.people for one in shown], [one.adults for one in shown]
    rates = [100 * one.rate for one in shown]
    found: dict[str, Any] = {
        "n_communes": len(shown),
        "n_hidden": len(rows) - len(shown),
        "weighted_mean": 100 * sum(people) / sum(adults) if shown else None,
        "simple_mean": sum(rates) / len(rates) if shown else None,
        "inequality": None,
        "pattern": None,
        "communes": [],
    }
    if len(shown) < FEW or not any(people):
        return found
    found["inequality"] = _inequality(shown, rates, adults)
    found["pattern"] = _pattern(shown, geography)
    found["communes"] = [
        line
        for one, shrunk, rank in zip(shown, shrink(people, adults), ranks(people, adults), strict=True)
        if (line := _line(one, shrunk, rank)) and area in ("", one.commune.code)
    ]
    return found


def _inequality(shown: list[Shown], rates: list[float], adults: list[int]) -> dict[str, Any]:
    low, high = quantile(rates, adults, 0.1), quantile(rates, adults, 0.9)
    bottom, top = fifths(rates, adults)
    return {
        "gini": gini(rates, adults),
        "theil_by_former_province": _parts(theil_split(rates, adults, [one.commune.province for one in shown])),
        "theil_by_kind": _parts(theil_split(rates, adults, [_kind(one.commune) for one in shown])),
        "p90": high,
        "p10": low,
        "p90_p10": high / low if low else None,
        "top_fifth": top,
        "bottom_fifth": bottom,
    }


def _kind(commune: Commune) -> str:
    return "urban" if commune.kind in URBAN_KINDS else "rural"


def _whole_months(build: Build) -> list[date]:
    """The last months that were over when the figures were built, oldest first. One query."""
    known = Figure.objects.filter(build=build).exclude(month=None).values_list("month", flat=True).distinct()
    now = build.at.astimezone(ZoneInfo(ZONE)).date().replace(day=1)
    return sorted(month for month in known if month and month < now)[-MONTHS:]


def _convergence(months: list[list[Shown]]) -> dict[str, Any] | None:
    """Whether rates spread less from month to month, over communes shown in each. None: too few to say."""
    by_code = [{one.commune.code: one for one in shown} for shown in months]
    codes = sorted(set.intersection(*(set(one) for one in by_code))) if by_code else []
    if len(codes) < FEW or len(months) < FEWEST_MONTHS:
        return None
    rates = [[one[code].rate for code in codes] for one in by_code]
    people = [by_code[0][code].adults for code in codes]
    spreads, trend = sigma_convergence(rates, people)
    if trend is None:
        return None
    pulled = beta_convergence(rates[0], rates[-1], people)
    return {
        "n_communes": len(codes),
        "sigma": spreads,
        "slope": asdict(trend),
        "is_closing": trend.is_falling,
        "beta": asdict(pulled) if pulled else None,
    }


def _parts(split: Split) -> dict[str, Any]:
    return {
        "total": split.total,
        "between": split.between,
        "within": split.within,
        "share_between": split.share_between,
    }


def _pattern(shown: list[Shown], geography: Geography) -> dict[str, Any] | None:
    """Whether neighbours are alike; neighbours are the nearest by centre point. None: no points."""
    placed = [(one, point) for one in shown if (point := geography.points.get(one.commune.id))]
    if len(placed) < FEW:
        return None
    near = spatial.nearest([point for _one, point in placed])
    rates = [one.rate for one, _point in placed]
    whole = spatial.moran(rates, near)
    if whole is None:
        return None
    local = spatial.clusters(rates, near)
    clusters = [
        {"code": one.commune.code, "kind": cluster.kind}
        for (one, _point), cluster in zip(placed, local, strict=True)
        if cluster is not None and cluster.is_significant
    ]
    return {**asdict(whole), "is_pattern": whole.is_pattern, "clusters": clusters if whole.is_pattern else []}


def _line(one: Shown, shrunk: Shrunk | None, rank: Rank | None) -> dict[str, Any]:
    return {
        "code": one.commune.code,
        "name": one.commune.name,
        "people": one.people,
        "adults": one.adults,
        "per_100": 100 * one.rate,
        "shrunk": 100 * shrunk.rate if shrunk else None,
        "shrunk_interval": [100 * shrunk.low, 100 * shrunk.high] if shrunk else None,
        "rank_between": [rank.best, rank.worst] if rank else None,
    }


def _behind(table: dict[str, list[Shown]], area: str) -> list[dict[str, Any]]:
    """Each commune's gap in completions per 100 adults to all shown together, split over the steps of the funnel."""
    by_code = {measure: {one.commune.code: one for one in table[measure]} for measure in FUNNEL}
    codes = sorted(set.intersection(*(set(found) for found in by_code.values())))
    if not codes:
        return []
    sums = [sum(by_code[measure][code].people for code in codes) for measure in FUNNEL]
    whole = _steps(sums, sum(by_code["reached"][code].adults for code in codes))
    lines = []
    for code in codes:
        own = _steps([by_code[measure][code].people for measure in FUNNEL], by_code["reached"][code].adults)
        if area not in ("", code) or whole is None or own is None:
            continue
        parts = [100 * part for part in funnel_split(own, whole)]
        lines.append({"code": code, "gap": sum(parts), "parts": dict(zip(FUNNEL, parts, strict=True))})
    return sorted(lines, key=lambda line: line["gap"])


def _steps(people: Sequence[int], adults: int) -> list[float] | None:
    """The share that takes each step of the funnel; None: nobody reached one of them, so the next has no share."""
    before = [adults, *people[:-1]]
    return [mine / n for mine, n in zip(people, before, strict=True)] if all(before) else None
