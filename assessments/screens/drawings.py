"""What is drawn over an item's picture: zones to fill, the grid to choose from, and looking back what was marked.

All in pixels of the picture as its author drew in it; numbers are written out, for SVG has no decimal comma.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..items import Place
from ..items.grid import grid_of, size_of, square_at, squares
from ..items.hotspot import Hotspot, drops_of, hit_areas, inner_point, points_of

# How wide the picture is on a small phone, and how large the letters in it should be there.
_PHONE, _LETTER = 300, 15


@dataclass(frozen=True)
class Sign:
    """A number or name in the picture; `state`: "", right or wrong."""

    text: str
    x: str
    y: str
    state: str = ""


@dataclass(frozen=True)
class Outline:
    """A closed line (SVG path); `state`: "", right, wrong or missed."""

    path: str
    state: str = ""


@dataclass(frozen=True)
class Row:
    """The same in words: what was given at a place, whether it was right ("", right, wrong, missed), what was right."""

    number: str
    label: str
    given: str
    state: str
    right: str = ""


@dataclass(frozen=True)
class Drawing:
    """What lies over the picture. `letter`: height of letters; `badge`: radius of a sign's ground."""

    width: str
    height: str
    letter: str
    badge: str
    outlines: tuple[Outline, ...] = ()
    signs: tuple[Sign, ...] = ()
    # Lines of the grid (SVG path), and its names.
    lines: str = ""
    names: tuple[Sign, ...] = ()
    rows: tuple[Row, ...] = ()


def zones_drawn(picture: Mapping[str, Any] | None, places: Sequence[Place]) -> Drawing | None:
    """Draw the numbered zones of things to put into a picture. None: its size is not known."""
    size = size_of(picture)
    if size is None:
        return None
    boxed = [(number, place.box) for number, place in enumerate(places, 1) if place.box and None not in place.box]
    return _over(
        size,
        outlines=tuple(Outline(_rectangle(box)) for _number, box in boxed),
        signs=tuple(_in_corner(size, str(number), box) for number, box in boxed),
    )


def grid_drawn(picture: Mapping[str, Any] | None) -> Drawing | None:
    """Draw the grid of named squares. None: the picture's size is not known."""
    size = size_of(picture)
    if size is None:
        return None
    (width, height), (columns, rows) = size, grid_of(*size)
    across = [f"M{_n(width * column / columns)} 0V{height}" for column in range(1, columns)]
    down = [f"M0 {_n(height * row / rows)}H{width}" for row in range(1, rows)]
    names = tuple(Sign(square.name, _n(square.x), _n(square.y)) for square in squares(*size))
    return _over(size, lines="".join(across + down), names=names)


def looked_back(kind: str, content: Mapping[str, Any], response: Any, *, with_key: bool) -> Drawing | None:
    """Draw what was answered and, `with_key`, what was right. None: nothing to draw, or in no picture of known size."""
    size = size_of(content.get("picture"))
    if size is None or kind not in _LOOKED_BACK:
        return None
    return _LOOKED_BACK[kind](size, content, response, with_key)


def _placed(size: tuple[int, int], content: Mapping[str, Any], response: Any, with_key: bool) -> Drawing:
    texts = {drag["key"]: drag["text"] for drag in content["drags"]}
    given = response or {}
    rows, outlines, signs = [], [], []
    for number, zone in enumerate(content["zones"], 1):
        thing, state = given.get(zone["key"], ""), ""
        if with_key:
            state = "right" if thing == zone["drag"] else "wrong" if thing else "missed"
        box = (zone["x"], zone["y"], zone["width"], zone["height"])
        outlines.append(Outline(_rectangle(box), state))
        signs.append(_in_corner(size, str(number), box, state))
        right = texts[zone["drag"]] if with_key and state != "right" else ""
        rows.append(Row(str(number), zone["label"], texts.get(thing, ""), state, right))
    return _over(size, outlines=tuple(outlines), signs=tuple(signs), rows=tuple(rows))


def _pointed(size: tuple[int, int], content: Mapping[str, Any], response: Any, with_key: bool) -> Drawing:
    kind = Hotspot()
    texts = {marker["key"]: marker["text"] for marker in content.get("markers") or []}
    areas, drops = kind.areas(content), drops_of(content, response)
    hit = hit_areas(areas, drops) if with_key else {}
    rows, signs = [], []
    for number, (marker, point) in enumerate(drops, 1):
        state = ("right" if number - 1 in hit.values() else "wrong") if with_key else ""
        # Without the key no place is called by its author's name: that alone would say what counts.
        where = kind.said(content if with_key else {**content, "areas": []}, point)
        signs.append(Sign(str(number), _n(point[0]), _n(point[1]), state))
        rows.append(Row(str(number), texts.get(marker, ""), where, state))
    outlines = []
    for place, area in enumerate(areas if with_key else []):
        state = "right" if place in hit else "missed"
        outlines.append(Outline(_path(area), state))
        if state == "missed":
            where = area["label"] or kind.said(content, inner_point(area))
            rows.append(Row("", texts.get(area.get("marker"), ""), "", state, where))
    return _over(size, outlines=tuple(outlines), signs=tuple(signs), rows=tuple(rows))


_LOOKED_BACK = {"drag_onto_image": _placed, "hotspot": _pointed}


def _over(size: tuple[int, int], **drawn: Any) -> Drawing:
    width, height = size
    # An upright picture is narrower than the screen, so that it is seen whole.
    scale = width / min(_PHONE, max(120, round(_PHONE * 1.4 * width / height)))
    return Drawing(str(width), str(height), _n(_LETTER * scale), _n(_LETTER * scale * 0.9), **drawn)


def _in_corner(size: tuple[int, int], text: str, box: Sequence[Any], state: str = "") -> Sign:
    """A zone's number at its left upper corner, so that what is put there stays free."""
    edge = float(_over(size).badge)
    x = min(max(box[0], edge), size[0] - edge)
    y = min(max(box[1], edge), size[1] - edge)
    return Sign(text, _n(x), _n(y), state)


def _path(area: Mapping[str, Any]) -> str:
    coords = area["coords"]
    if area["shape"] == "circle":
        x, y, radius = coords
        arc = f"a{_n(radius)} {_n(radius)} 0 1 0"
        return f"M{_n(x - radius)} {_n(y)}{arc} {_n(2 * radius)} 0{arc} {_n(-2 * radius)} 0Z"
    if area["shape"] == "rectangle":
        left, top, right, bottom = coords
        return _rectangle((left, top, right - left, bottom - top))
    return "M" + "L".join(f"{_n(x)} {_n(y)}" for x, y in coords) + "Z"


def _rectangle(box: Sequence[Any]) -> str:
    x, y, width, height = box
    return f"M{_n(x)} {_n(y)}h{_n(width)}v{_n(height)}h{_n(-width)}Z"


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def square_choices(picture: Mapping[str, Any] | None, value: str) -> Iterator[tuple[str, str]]:
    """List (value, name) of the squares to choose a point from; the square `value` lies in stands for that very point.

    `value`: “x,y”, or "" for nothing chosen. Raises Unreadable for anything else.
    """
    size = size_of(picture)
    if size is None:
        return
    points = points_of([value])
    chosen = square_at(*size, *points[0]) if points else ""
    for square in squares(*size):
        yield (value if square.name == chosen else f"{square.x},{square.y}"), square.name
