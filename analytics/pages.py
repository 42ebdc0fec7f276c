"""What the dashboard and the commune pages show, kept ready for as long as the figures stay the same."""

from collections.abc import Callable
from uuid import UUID

from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from . import charts
from .catalogue import INDICATORS
from .figures import Cell, Sheet, Sight, read
from .geography import Commune, Geography
from .indicators import class_of, compare, quantile_classes, standing
from .models import Build
from .tables import Choice, groups, headings, in_order, vietnamese_key, written
from .writing import interval, month, per_100, whole, written_day

# A build is replaced long before; this only empties the memory of a site that nobody ticks.
_KEEP_S = 3600


def kept(build: Build, token: UUID | None, sight: Sight, what: str, make: Callable[[], str]) -> SafeString:
    """The text of `make`, made once for each build, state of the places, language and sight."""
    key = f"analytics.{build.pk}.{token}.{get_language()}.{sight.key}.{what}"
    text = cache.get(key)
    if text is None:
        text = make()
        cache.set(key, text, _KEEP_S)
    return mark_safe(text)  # noqa: S308 (rendered by our own templates)


def dashboard_html(build: Build, token: UUID | None, geography: Geography, sight: Sight, choice: Choice) -> SafeString:
    """Totals, map, curve and table. No query when kept, else one."""

    def make() -> str:
        sheet = read(build, geography, sight)
        context = {
            **about(build, geography, sight),
            "totals": [total(measure, sheet) for measure in INDICATORS],
            "choices": _choices(choice, "#map"),
            "show": INDICATORS[choice.show],
            "map": _map(sheet, geography, choice),
            "trend": trend(sheet, sheet.province_months, choice, geography, _("the whole province")),
            "heads": headings(choice),
            "groups": groups(sheet, choice),
            "unknown": [written(cell) for cell in sheet.unknown.values()],
            "province": [written(cell) for cell in sheet.province.values()],
            "group_href": choice.query(grouped=not choice.grouped) + "#communes",
            "is_grouped": choice.grouped,
            "base": reverse("analytics:dashboard"),
        }
        return render_to_string("analytics/figures.html", context)

    return kept(build, token, sight, f"dashboard{choice.query()}", make)


def commune_html(
    build: Build, token: UUID | None, geography: Geography, sight: Sight, commune: Commune, choice: Choice
) -> SafeString:
    """A commune's numbers, trend and history. No query when kept, else one."""

    def make() -> str:
        sheet = read(build, geography, sight, commune=commune)
        context = {
            **about(build, geography, sight),
            "commune": commune,
            "lines": _lines(sheet, commune),
            "choices": _choices(choice, "#trend"),
            "trend": trend(sheet, sheet.commune_months, choice, geography, commune.name),
            "former": sorted(commune.former, key=lambda unit: (unit.district, vietnamese_key(unit.name))),
            "adults": whole(commune.n_adults) if commune.n_adults else "",
            "kind_changed_on": written_day(commune.valid_from) if commune.kind_changed else "",
            "is_split": any(unit.share < 1 for unit in commune.former),
        }
        return render_to_string("analytics/commune_figures.html", context)

    return kept(build, token, sight, f"{commune.code}.{choice.show}", make)


def about(build: Build, geography: Geography, sight: Sight) -> dict:
    """Where the figures come from and when; under everything that shows some."""
    measures = [commune.adults for commune in geography.communes if commune.adults]
    at = localtime(build.at)
    return {
        "updated": f"{at:%H:%M}, {written_day(at)}",
        "census": ", ".join(dict.fromkeys(measure.source for measure in measures)),
        "n_adults": whole(geography.n_adults) if geography.n_adults else "",
        "threshold": build.threshold,
        "kinds_broke_on": written_day(geography.reform) if geography.reform and geography.kind_changed else "",
        "uses_demo": build.uses_demo,
        "sees_hidden": bool(sight),
    }


def total(measure: str, sheet: Sheet) -> dict:
    """One of the four numbers on top."""
    cell = sheet.province[measure]
    figure = cell.coverage
    return {
        "indicator": INDICATORS[measure],
        "number": "" if cell.people is None else whole(cell.people),
        "rate": per_100(figure.per_100) if figure else "",
        "interval": interval(figure) if figure else "",
    }


def _choices(choice: Choice, anchor: str) -> list[dict]:
    return [
        {"name": _(one.name), "href": choice.query(show=measure) + anchor, "is_here": measure == choice.show}
        for measure, one in INDICATORS.items()
    ]


def _map(sheet: Sheet, geography: Geography, choice: Choice) -> dict:
    cells = {row.commune.id: row.cells[choice.show] for row in sheet.rows}
    rates = [cell.coverage.per_100 for cell in cells.values() if cell.people and cell.coverage]
    classes = quantile_classes(rates)
    base = reverse("analytics:dashboard")
    name = _(INDICATORS[choice.show].name)
    tiles = {
        row.commune.id: charts.Tile(
            _fill(cells[row.commune.id], classes),
            f"{row.commune.name}: {said(cells[row.commune.id])}",
            f"{base}{row.commune.code}/",
        )
        for row in sheet.rows
    }
    fills = [tile.fill for tile in tiles.values()]
    legend = [
        {"swatch": mark_safe(charts.swatch(fill)), "words": words, "n": fills.count(fill)}  # noqa: S308 (our own)
        for fill, words in [
            ("shade-0", _("nobody yet")),
            *((f"shade-{n}", _range(*bounds)) for n, bounds in enumerate(classes, start=1)),
            (charts.HIDDEN, _("hidden for privacy")),
            (charts.NO_DATA, _("no data")),
        ]
        if fill in fills
    ]
    # In reading order of the keyboard: by name, as in the table.
    place = {row.commune.id: number for number, row in enumerate(in_order(sheet.rows, Choice()))}
    svg = charts.commune_map(
        geography.map.view_box,
        sorted(geography.map.shapes, key=lambda shape: place[shape.area_id]),
        tiles,
        title=_("Map of the communes: %(indicator)s, people per 100 adults") % {"indicator": name},
        desc=_("Every commune is a link to its own page. The table below holds the same numbers."),
    )
    return {"svg": mark_safe(svg), "legend": legend, "is_tiles": geography.map.is_tile_map}  # noqa: S308 (escaped there)


def _fill(cell: Cell, classes: list[tuple[float, float]]) -> str:
    if cell.people is None:
        return charts.HIDDEN
    if cell.people == 0:
        return "shade-0"
    return f"shade-{class_of(cell.coverage.per_100, classes)}" if cell.coverage else charts.NO_DATA


def _range(low: float, high: float) -> str:
    texts = per_100(low), per_100(high)
    return texts[0] if texts[0] == texts[1] else f"{texts[0]} – {texts[1]}"


def said(cell: Cell) -> str:
    """A number in words: “123 people, 4.56 per 100 adults”."""
    if cell.people is None:
        return _("hidden for privacy")
    words = {"number": whole(cell.people), "rate": per_100(cell.coverage.per_100) if cell.coverage else ""}
    if cell.coverage is None:
        return _("%(number)s people, number of adults not known") % words
    return _("%(number)s people, %(rate)s per 100 adults") % words


def trend(sheet: Sheet, by_measure: dict[str, list[Cell]], choice: Choice, geography: Geography, whose: str) -> dict:
    """The curve by month and the table behind it."""
    months, cells = sheet.months, by_measure[choice.show]
    points = [
        charts.Point(month(day), cell.people, unfinished=day == months[-1])
        for day, cell in zip(months, cells, strict=True)
    ]
    reform = geography.reform
    mark = None
    if reform and reform.replace(day=1) in months[1:]:
        mark = months.index(reform.replace(day=1)), _("merger")
    words = {"indicator": _(INDICATORS[choice.show].name), "whose": whose}
    svg = charts.curve(
        points,
        write=whole,
        title=_("%(indicator)s by month, %(whose)s") % words,
        desc=_("The curve shows how many different people did it in each month. The table below holds the numbers."),
        mark=mark,
    )
    return {
        "svg": mark_safe(svg),  # noqa: S308 (escaped there)
        "months": [
            {"label": point.label, "number": "" if point.value is None else whole(point.value)}
            for point in reversed(points)
        ],
        "reform": written_day(reform) if mark else "",
        "has_hidden": any(point.value is None for point in points),
        # A picture that is mostly hatched says nothing.
        "is_sparse": 2 * sum(point.value is None for point in points) > len(points),
        "is_empty": not any(cell.people is None or cell.people for cell in cells),
        "name": words["indicator"],
    }


def _lines(sheet: Sheet, commune: Commune) -> list[dict]:
    """The commune's four numbers beside the province and the other communes."""
    own = next(row for row in sheet.rows if row.commune.id == commune.id)
    lines = []
    for measure, indicator in INDICATORS.items():
        cell, province = own.cells[measure], sheet.province[measure].coverage
        figure = cell.coverage
        line = {
            "indicator": indicator,
            "cell": written(cell),
            "interval": interval(figure) if figure else "",
            "province": per_100(province.per_100) if province else "",
        }
        if figure and province:
            line["compared"] = {1: _("higher"), 0: _("no clear difference"), -1: _("lower")}[compare(figure, province)]
            others = [row.cells[measure].coverage for row in sheet.rows if row.commune.id != commune.id]
            line["standing"] = standing(figure, [other for other in others if other])
        lines.append(line)
    return lines
