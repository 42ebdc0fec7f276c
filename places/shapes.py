"""The map of some areas as SVG paths: outlines where all are known, else a tile map of hexagons."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import Any
from uuid import UUID

from .models import Area, Edition, Outline
from .tiles import ROW_HEIGHT, Point, centre, tile_map

# Outlines are drawn on a grid this many units wide: finer than a phone's pixels, coarse enough to be light.
WIDTH = 600
# Half the width and half the height of a hexagon in drawing units; whole numbers, within 1 % of a regular one, keep
# paths short and sides shared.
HALF_WIDTH, HALF_HEIGHT = 14, 16
MARGIN = 4
# Drawings kept in the process: today's communes, an old map, a few districts.
KEPT = 32


@dataclass(frozen=True, slots=True)
class Shape:
    """One area of a drawing."""

    area_id: int
    code: str
    # The `d` of an SVG path.
    d: str
    # Where its label stands.
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Areas ready to be drawn; y grows downwards."""

    width: int
    height: int
    shapes: tuple[Shape, ...]
    # True: equal hexagons near where the areas lie; False: indicative outlines of no legal value.
    is_tile_map: bool

    @property
    def view_box(self) -> str:
        return f"0 0 {self.width} {self.height}"


_kept: dict[tuple[UUID | None, tuple[int, ...]], Drawing] = {}


def drawing(areas: Iterable[Area]) -> Drawing:
    """The areas as shapes, in their order.

    From outlines if every area has one (`load_boundaries`), else hexagons placed from centre points; an area without
    one is put beside the middle. Kept in the process until the places change: one query, or two to draw.
    """
    areas = list(areas)
    token = Edition.now()
    key = (token, tuple(area.pk for area in areas))
    if key not in _kept:
        for stale in [known for known in _kept if known[0] != token] or list(_kept)[: len(_kept) - KEPT + 1]:
            _kept.pop(stale, None)
        outlines = dict(Outline.objects.filter(area__in=areas).values_list("area_id", "geometry"))
        complete = bool(areas) and all(area.pk in outlines for area in areas)
        _kept[key] = _outlined(areas, outlines) if complete else _tiled(areas)
    return _kept[key]


def _tiled(areas: Sequence[Area]) -> Drawing:
    known = [(area.lon, area.lat) for area in areas if area.lon is not None and area.lat is not None]
    middle = tuple(sum(axis) / len(known) for axis in zip(*known, strict=True)) if known else (0.0, 0.0)
    squeeze = cos(radians(middle[1]))
    points = []
    for area in areas:
        lon, lat = (area.lon, area.lat) if area.lon is not None and area.lat is not None else middle
        points.append((lon * squeeze, -lat))
    shapes = []
    for area, cell in zip(areas, tile_map(points), strict=True):
        x, y = centre(cell)
        px = MARGIN + HALF_WIDTH + round(x * 2 * HALF_WIDTH)
        # Rows lie three quarters of a hexagon's height apart.
        py = MARGIN + HALF_HEIGHT + round(y / ROW_HEIGHT * HALF_HEIGHT * 1.5)
        shapes.append(Shape(area.pk, area.code, _hexagon(px, py), px, py))
    width = max((shape.x for shape in shapes), default=0) + HALF_WIDTH + MARGIN
    height = max((shape.y for shape in shapes), default=0) + HALF_HEIGHT + MARGIN
    return Drawing(width, height, tuple(shapes), is_tile_map=True)


def _hexagon(x: int, y: int) -> str:
    side, slope = HALF_HEIGHT, HALF_HEIGHT // 2
    return f"M{x} {y - HALF_HEIGHT}l{HALF_WIDTH} {slope}v{side}l-{HALF_WIDTH} {slope}-{HALF_WIDTH}-{slope}v-{side}z"


def _outlined(areas: Sequence[Area], outlines: dict[int, Any]) -> Drawing:
    spots = [spot for geometry in outlines.values() for ring in _rings(geometry) for spot in ring]
    west, east = min(lon for lon, _lat in spots), max(lon for lon, _lat in spots)
    south, north = min(lat for _lon, lat in spots), max(lat for _lon, lat in spots)
    # Equirectangular at the mean latitude: over one province it differs from a true projection by less than a pixel.
    squeeze = cos(radians((south + north) / 2))
    scale = WIDTH / ((east - west) * squeeze)

    def place(lon: float, lat: float) -> tuple[int, int]:
        return MARGIN + round((lon - west) * squeeze * scale), MARGIN + round((north - lat) * scale)

    shapes = []
    for area in areas:
        rings = [_lightened([place(lon, lat) for lon, lat in ring]) for ring in _rings(outlines[area.pk])]
        rings = [ring for ring in rings if len(ring) > 2]
        x, y = place(area.lon, area.lat) if area.lon is not None and area.lat is not None else _middle(rings)
        shapes.append(Shape(area.pk, area.code, "".join(map(_path, rings)), x, y))
    height = 2 * MARGIN + round((north - south) * scale)
    return Drawing(WIDTH + 2 * MARGIN, height, tuple(shapes), is_tile_map=False)


def _rings(geometry: Any) -> Iterator[list[Point]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    for polygon in polygons:
        for ring in polygon:
            yield [(lon, lat) for lon, lat, *_height in ring]


def _lightened(ring: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The ring without repeated points and without points on a straight line between their neighbours.

    Two neighbours round the points of their border alike, so that no gap opens between them.
    """
    kept: list[tuple[int, int]] = []
    for point in ring[:-1]:
        while len(kept) > 1 and _straight(kept[-2], kept[-1], point):
            kept.pop()
        if not kept or kept[-1] != point:
            kept.append(point)
    return kept


def _straight(a: tuple[int, int], b: tuple[int, int], c: tuple[int, int]) -> bool:
    return (b[0] - a[0]) * (c[1] - b[1]) == (b[1] - a[1]) * (c[0] - b[0])


def _path(ring: list[tuple[int, int]]) -> str:
    """One ring as relative steps: the shortest way to write it."""
    (x, y), steps = ring[0], []
    for nx, ny in ring[1:]:
        dx, dy = str(nx - x), str(ny - y)
        steps.append(dx + (dy if dy.startswith("-") else " " + dy))
        x, y = nx, ny
    joined = "".join(step if step.startswith("-") or not i else " " + step for i, step in enumerate(steps))
    return f"M{ring[0][0]} {ring[0][1]}l{joined}z"


def _middle(rings: list[list[tuple[int, int]]]) -> tuple[int, int]:
    """The middle of the box around the longest ring, for an area without a centre point."""
    xs, ys = zip(*max(rings, key=len), strict=True) if rings else ((0,), (0,))
    return (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
