"""The map and the curve as SVG text. Pure: words and numbers come in written; no library, no inline style (CSP)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import floor, log10
from typing import Protocol

# Fills that a photocopy and a colour-blind reader tell apart from every shade.
HIDDEN, NO_DATA, GAP = "hidden", "nodata", "gap"


def _pattern(name: str, drawing: str) -> str:
    ground = '<rect class="hatch-ground" width="6" height="6"/>'
    turned = ' patternTransform="rotate(45)"' if name != NO_DATA else ""
    return (
        f'<pattern id="{name}" width="6" height="6" patternUnits="userSpaceOnUse"{turned}>{ground}{drawing}</pattern>'
    )


STRIPES, DOTS = '<rect class="hatch" width="2" height="6"/>', '<circle class="hatch" cx="3" cy="3" r="1"/>'

# The curve's own units: letters of 14 stay readable when 400 units are shrunk to a phone.
WIDTH, HEIGHT = 400, 250
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 26, 32


class Shape(Protocol):
    """One area of a drawing (places.api.Shape)."""

    @property
    def area_id(self) -> int: ...
    @property
    def d(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Tile:
    """How one commune of the map looks, and what it says and leads to."""

    # shade-0 … shade-5, HIDDEN or NO_DATA.
    fill: str
    words: str
    href: str


def commune_map(view_box: str, shapes: Iterable[Shape], tiles: Mapping[int, Tile], *, title: str, desc: str) -> str:
    """A map whose communes are links. A group, not an image: what is inside an image no reader can follow."""
    parts = [
        f'<svg class="map" viewBox="{view_box}" role="group" aria-labelledby="map-title" aria-describedby="map-desc">'
        f'<title id="map-title">{escape(title)}</title><desc id="map-desc">{escape(desc)}</desc>'
        f"<defs>{_pattern(HIDDEN, STRIPES)}{_pattern(NO_DATA, DOTS)}</defs>"
    ]
    for shape in shapes:
        tile = tiles[shape.area_id]
        words = f"<title>{escape(tile.words)}</title>"
        parts.append(f'<a href="{escape(tile.href)}">{words}<path {_fill(tile.fill)} d="{shape.d}"/></a>')
    return "".join([*parts, "</svg>"])


def swatch(fill: str) -> str:
    """A sample of a fill for the legend."""
    return f'<svg viewBox="0 0 26 18" aria-hidden="true"><rect {_fill(fill)} width="26" height="18"/></svg>'


def _fill(fill: str) -> str:
    return f'fill="url(#{fill})"' if fill in (HIDDEN, NO_DATA) else f'class="{fill}"'


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a curve."""

    label: str
    # None: hidden.
    value: int | None
    # The month is not over: its value will still grow.
    unfinished: bool = False


def curve(
    points: Sequence[Point],
    *,
    write: Callable[[int], str],
    title: str,
    desc: str,
    mark: tuple[int, str] | None = None,
) -> str:
    """A curve over months, with axes. `mark`: a line before the point of this index, with its word.

    Hidden months are hatched and the curve stops there; an unfinished month is a ring beside the curve.
    """
    ticks = ticks_for(max((point.value or 0 for point in points), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(1, len(points))
    floor_y = HEIGHT - BOTTOM

    def x(index: float) -> float:
        return round(LEFT + (index + 0.5) * step, 1)

    def y(value: int) -> float:
        return round(floor_y - value / ticks[-1] * (floor_y - TOP), 1)

    parts = [
        f'<svg class="curve-chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="curve-title curve-desc">'
        f'<title id="curve-title">{escape(title)}</title><desc id="curve-desc">{escape(desc)}</desc>'
        f"<defs>{_pattern(GAP, STRIPES)}</defs>"
    ]
    for tick in ticks:
        parts.append(f'<line class="grid" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(tick)}" y2="{y(tick)}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{y(tick) + 5}" text-anchor="end">{escape(write(tick))}</text>')
    every = -(-len(points) // 4)
    for index, point in enumerate(points):
        if index % every == 0:
            parts.append(f'<text x="{x(index)}" y="{HEIGHT - 8}" text-anchor="middle">{escape(point.label)}</text>')
        if point.value is None:
            box = f'x="{round(x(index) - step / 2, 1)}" y="{TOP}" width="{round(step, 1)}" height="{floor_y - TOP}"'
            parts.append(f'<rect fill="url(#{GAP})" {box}/>')
    if mark is not None:
        parts.append(_mark(x(mark[0] - 0.5), floor_y, mark[1]))
    for run in _runs(points):
        places = " ".join(f"{x(index)},{y(value)}" for index, value in run)
        parts.append(f'<polyline class="curve" points="{places}"/>' if len(run) > 1 else _dot(*run[0], x, y, "dot"))
    for index, point in enumerate(points):
        if point.unfinished and point.value is not None:
            parts.append(_dot(index, point.value, x, y, "ring"))
    return "".join([*parts, "</svg>"])


def _dot(index: int, value: int, x: Callable[[float], float], y: Callable[[int], float], look: str) -> str:
    return f'<circle class="{look}" cx="{x(index)}" cy="{y(value)}" r="4"/>'


def _mark(x: float, floor_y: int, word: str) -> str:
    # On the side where there is room.
    anchor, shift = ("end", -5) if x > WIDTH / 2 else ("start", 5)
    line = f'<line class="mark" x1="{x}" x2="{x}" y1="{TOP - 14}" y2="{floor_y}"/>'
    return f'{line}<text x="{x + shift}" y="{TOP - 8}" text-anchor="{anchor}">{escape(word)}</text>'


def _runs(points: Sequence[Point]) -> list[list[tuple[int, int]]]:
    """The curve's unbroken pieces: finished months with a value, one after the other."""
    runs: list[list[tuple[int, int]]] = [[]]
    for index, point in enumerate(points):
        if point.value is not None and not point.unfinished:
            runs[-1].append((index, point.value))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def ticks_for(highest: int) -> list[int]:
    """Round whole numbers from 0 to at least the highest value, three to six of them.

    >>> ticks_for(1234), ticks_for(0)
    ([0, 500, 1000, 1500], [0, 1, 2])
    """
    rough = max(highest, 2) / 4
    power = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next(int(power * factor) for factor in (1, 2, 5, 10) if power * factor >= rough)
    return list(range(0, max(highest, 2) + step, step))
