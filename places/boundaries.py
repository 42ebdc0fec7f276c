"""Outlines of areas from a GeoJSON file: indicative, for drawing only, of no legal value."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from math import isfinite
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .files import LATITUDES, LONGITUDES
from .lineage import valid_on
from .models import Area, Edition, Outline

MAX_BYTES = 20 * 1024 * 1024
# A simplified outline has some hundreds of points; a survey's would make every map page heavy.
MAX_POINTS = 20_000


class BrokenOutlines(ValueError):
    """The file can't be loaded as it is; `problems` says what to mend, feature by feature. Nothing was written."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class OutlineCount:
    """What a load did, in outlines."""

    created: int
    updated: int
    unchanged: int


def load_boundaries(file: Path, *, on: date | None = None, source: str = "") -> OutlineCount:
    """Load the outlines of areas of the map of `on` (None: today); repeating it changes nothing. One transaction.

    Each feature has `code` among its properties and a Polygon or MultiPolygon in degrees WGS 84. `source` is shown
    under maps; empty: the file's own `license`. Raises BrokenOutlines, before anything is written.
    """
    content = _read(file)
    areas = {area.code: area for area in Area.objects.filter(valid_on(on))}
    day = on or timezone.localdate()
    geometries: dict[str, Any] = {}
    problems = []
    for number, feature in enumerate(content["features"], start=1):
        code, faults = _check(feature, areas, day)
        if code and code in geometries:
            faults.append(_("the code stands in the file twice"))
        geometries[code] = feature.get("geometry") if isinstance(feature, dict) else None
        for fault in faults:
            words = {"number": number, "code": code or "–", "fault": fault}
            problems.append(_("feature %(number)d (%(code)s): %(fault)s") % words)
    if problems:
        raise BrokenOutlines(problems)
    source = (source or str(content.get("license") or file.name))[:200]
    return _write({areas[code].pk: geometry for code, geometry in geometries.items()}, source)


def _read(file: Path) -> dict[str, Any]:
    try:
        size = file.stat().st_size
        raw = file.read_bytes() if size <= MAX_BYTES else b""
    except OSError:
        raise BrokenOutlines([_("the file is missing or can't be read")]) from None
    if size > MAX_BYTES:
        raise BrokenOutlines([_("the file is over 20 MB: simplify the outlines first, for instance with mapshaper")])
    try:
        content = json.loads(raw.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise BrokenOutlines([_("not JSON in UTF-8: %(error)s") % {"error": error}]) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise BrokenOutlines([_("not a GeoJSON FeatureCollection with features")])
    return dict(content)


def _check(feature: Any, areas: dict[str, Area], day: date) -> tuple[str, list[str]]:
    """The feature's code (empty: none) and what is wrong with it."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    code = properties.get("code") if isinstance(properties, dict) else None
    if not isinstance(code, str):
        return "", [_("its properties need “code”, as text with leading zeros")]
    faults = []
    if code not in areas:
        faults.append(_("no area has this code on %(day)s: give the day of the map, or load its places") % {"day": day})
    return code, faults + list(_faults(feature.get("geometry")))


def _faults(geometry: Any) -> Iterator[str]:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        yield _("its geometry must be a Polygon or a MultiPolygon")
        return
    coordinates = geometry.get("coordinates")
    polygons = coordinates if kind == "MultiPolygon" else [coordinates]
    if not _is_filled_list(polygons) or not all(_is_filled_list(polygon) for polygon in polygons):
        yield _("its geometry has no rings")
        return
    rings = [ring for polygon in polygons for ring in polygon]
    if not all(isinstance(ring, list) and all(_is_position(spot) for spot in ring) for ring in rings):
        yield _("a position must be two numbers: longitude, latitude")
    elif sum(map(len, rings)) > MAX_POINTS:
        yield _("over %(most)d points: simplify the outline first") % {"most": MAX_POINTS}
    elif any(len(ring) < 4 or ring[0] != ring[-1] or not _encloses(ring) for ring in rings):
        yield _("a ring needs four positions or more, the last one equal to the first, and must enclose some ground")
    elif not all(_is_in_vietnam(spot) for ring in rings for spot in ring):
        yield _("it lies outside Việt Nam: write degrees, longitude first")


def _is_filled_list(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


def _is_position(spot: Any) -> bool:
    numbers = isinstance(spot, list) and len(spot) in (2, 3) and all(type(number) in (int, float) for number in spot)
    return numbers and all(isfinite(number) for number in spot)


def _is_in_vietnam(spot: Sequence[float]) -> bool:
    return LONGITUDES[0] <= spot[0] <= LONGITUDES[1] and LATITUDES[0] <= spot[1] <= LATITUDES[1]


def _encloses(ring: list[list[float]]) -> bool:
    """Whether the ring's signed area is not zero (shoelace formula)."""
    x0, y0 = ring[0][:2]
    twice = sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(ring))
    return abs(twice) > 1e-12


@transaction.atomic
def _write(geometries: dict[int, Any], source: str) -> OutlineCount:
    present = {outline.area_id: outline for outline in Outline.objects.filter(area__in=geometries)}
    changed = []
    for area_id, outline in present.items():
        if (outline.geometry, outline.source) != (geometries[area_id], source):
            outline.geometry, outline.source = geometries[area_id], source
            changed.append(outline)
    new = [Outline(area_id=pk, geometry=geometries[pk], source=source) for pk in geometries if pk not in present]
    Outline.objects.bulk_update(changed, ["geometry", "source"], batch_size=100)
    Outline.objects.bulk_create(new, batch_size=100)
    if new or changed:
        Edition.renew()
    return OutlineCount(len(new), len(changed), len(present) - len(changed))
