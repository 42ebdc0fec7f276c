"""Hotspot: show a place in a picture, by clicking on it or by putting markers there.

Score: areas hit / max(areas, points given), so points at random dilute. An area counts once and a point once; where
areas overlap, points are given to areas so that most are hit. A marker hits only areas that ask for it.
Points on an edge are inside. Circle: distance ≤ radius; polygon: winding number ≠ 0 (Moodle, 77 point vectors).
Points are whole pixels.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor, isfinite
from typing import Any

from .authored import Asked, as_mapping, choice_of, clean_common, clean_texts
from .contract import Content, Fields, Part, Parts, Place, Problem, Response, Shown, Unreadable
from .grid import size_of, square_at, squares

# No picture is wider, and nobody means more points.
FARTHEST, MOST_POINTS = 100_000, 100
Point = tuple[int, int]


def exactly(value: Any) -> Fraction:
    return Fraction(str(value))


def is_inside(shape: str, coords: Sequence[Any], x: Any, y: Any) -> bool:
    """Say whether a point lies in a circle [x, y, r], a rectangle [x1, y1, x2, y2] or a polygon [[x, y], …]."""
    at_x, at_y = exactly(x), exactly(y)
    if shape == "polygon":
        return is_in_polygon([(exactly(px), exactly(py)) for px, py in coords], at_x, at_y)
    sizes = [exactly(value) for value in coords]
    if shape == "circle":
        return (at_x - sizes[0]) ** 2 + (at_y - sizes[1]) ** 2 <= sizes[2] ** 2
    (left, right), (top, bottom) = sorted((sizes[0], sizes[2])), sorted((sizes[1], sizes[3]))
    return left <= at_x <= right and top <= at_y <= bottom


def is_in_polygon(corners: Sequence[tuple[Fraction, Fraction]], x: Fraction, y: Fraction) -> bool:
    """Say whether a point lies in a polygon or on its edge, by winding number."""
    winding = 0
    for (x1, y1), (x2, y2) in pairwise([*corners, corners[0]]):
        # Above 0: the point lies on the left of the edge; 0: on its line.
        side = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
        if side == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        if y1 <= y < y2 and side > 0:
            winding += 1
        elif y2 <= y < y1 and side < 0:
            winding -= 1
    return winding != 0


def is_shape(area: Mapping[str, Any]) -> bool:
    """Say whether an area's coordinates draw its shape."""
    shape, coords = area.get("shape"), area.get("coords") or []
    if shape == "polygon":
        return len(coords) >= 3 and all(isinstance(point, list | tuple) and are_sizes(point, 2) for point in coords)
    return are_sizes(coords, {"circle": 3, "rectangle": 4}.get(str(shape), -1))


def are_sizes(values: Sequence[Any], n: int) -> bool:
    return len(values) == n and all(
        isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) for value in values
    )


def inner_point(area: Mapping[str, Any]) -> list[int]:
    """Give a whole point inside an area: the middle, else a corner's neighbourhood."""
    shape, coords = area["shape"], area["coords"]
    if shape == "circle":
        tries = [coords[:2]]
    elif shape == "rectangle":
        tries = [[(coords[0] + coords[2]) / 2, (coords[1] + coords[3]) / 2], coords[:2]]
    else:
        n = len(coords)
        tries = [[sum(x for x, _ in coords) / n, sum(y for _, y in coords) / n], *coords]
    rounded = [[whole(value) for value in point] for point in tries]
    return next((point for point in rounded if is_inside(shape, coords, *point)), rounded[0])


def whole(value: Any) -> int:
    return floor(exactly(value) + Fraction(1, 2))


class Hotspot(Asked):
    kind = "hotspot"
    control = "points"
    counts_back = True

    def clean(self, content: Content) -> list[Problem]:
        areas = self.areas(content)
        problems = clean_common(content)
        if not content.get("picture"):
            problems.append(Problem("no_picture"))
        if not areas:
            problems.append(Problem("no_areas"))
        problems += [
            Problem("bad_shape", {"number": number})
            for number, area in enumerate(content.get("areas", []), 1)
            if not is_shape(area)
        ]
        problems += clean_places(content)
        if is_marked(content):
            markers = content.get("markers", [])
            keys = {marker["key"] for marker in markers}
            problems += clean_texts(markers, empty="empty_marker", same="same_marker")
            problems += [
                Problem("area_without_marker", {"number": number})
                for number, area in enumerate(areas, 1)
                if area.get("marker") not in keys
            ]
        elif content.get("mode") != "click":
            problems.append(Problem("unknown_mode"))
        return problems

    def areas(self, content: Content) -> list[Mapping[str, Any]]:
        """List the areas to be hit."""
        field, default = ("marker", None) if is_marked(content) else ("correct", True)
        return [area for area in content.get("areas", []) if area.get(field, default)]

    def clicks(self, content: Content) -> int:
        """Say how many points may be given where there are no markers."""
        return int(content.get("clicks") or len(self.areas(content)))

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        markers = tuple(choice_of(marker) for marker in content.get("markers", [])) if is_marked(content) else ()
        return Shown(
            self.kind,
            content.get("stem", ""),
            content.get("picture"),
            self.control,
            choices=markers,
            places=tuple(self.slots(content)),
            limits={} if markers else {"clicks": self.clicks(content)},
        )

    def slots(self, content: Content) -> list[Place]:
        """List the places of a form that take one point each: as many as clicks, or as may bear a marker.

        Markers that may be used several times all have as many: how often one is needed is part of the answer.
        """
        if not is_marked(content):
            return [Place(str(number), "", "point") for number in range(1, self.clicks(content) + 1)]
        wanted = [area["marker"] for area in self.areas(content)]
        most = max((wanted.count(key) for key in wanted), default=1)
        return [
            Place(slot_key(marker["key"], number), marker.get("text", ""), "point")
            for marker in content.get("markers", [])
            for number in range(1, (most if marker.get("many") else 1) + 1)
        ]

    def parse(self, content: Content, fields: Fields) -> Response:
        """Read “x,y” (several: “x,y;x,y” or several values) from the item's field and its slots, or those of markers.

        Fields that are no slot are left alone.
        """
        if not is_marked(content):
            slots = [slot.key for slot in self.slots(content)]
            return self.accept(content, points_of([text for name in ("", *slots) for text in fields.get(name, ())]))
        given: dict[str, list[str]] = {marker["key"]: [] for marker in content.get("markers", [])}
        for name, values in fields.items():
            key = name if name in given else name.rpartition(".")[0]
            if key in given:
                given[key] += values
        return self.accept(content, {key: points_of(values) for key, values in given.items()})

    def accept(self, content: Content, response: Response) -> Response:
        if not is_marked(content):
            return as_points(response, self.clicks(content))
        keys = [marker["key"] for marker in content.get("markers", [])]
        given = as_mapping(response, keys)
        accepted = {key: as_points(given.get(key), MOST_POINTS) for key in keys}
        if sum(map(len, accepted.values())) > MOST_POINTS:
            raise Unreadable("too_many")
        return {key: points for key, points in accepted.items() if points}

    def parts(self, content: Content, response: Response) -> Parts:
        areas, drops = self.areas(content), drops_of(content, response)
        hit = hit_areas(areas, drops)
        whole_ = Fraction(max(len(areas), len(drops)))
        return Parts(tuple(Part(Fraction(number in hit)) for number in range(len(areas))), whole_)

    def score(self, content: Content, response: Response) -> Fraction:
        if not response:
            return Fraction(0)
        parts = self.parts(content, response)
        return sum((part.share for part in parts.parts), Fraction(0)) / parts.whole

    def right_response(self, content: Content) -> Response:
        areas = self.areas(content)
        if not is_marked(content):
            return sorted(inner_point(area) for area in areas)
        right: dict[str, list[list[int]]] = {}
        for marker in content["markers"]:
            if points := sorted(inner_point(area) for area in areas if area["marker"] == marker["key"]):
                right[marker["key"]] = points
        return right

    def summary(self, content: Content, response: Response) -> str:
        if not response:
            return ""
        if not is_marked(content):
            return "; ".join(self.said(content, point) for point in response)
        texts = {marker["key"]: marker["text"] for marker in content["markers"]}
        return "; ".join(
            f"{texts[key]} → {self.said(content, point)}" for key, points in response.items() for point in points
        )

    def said(self, content: Content, point: Sequence[int]) -> str:
        """Name the area a point lies in, else the square of the picture, else give the point."""
        inside = (area for area in content["areas"] if is_inside(area["shape"], area["coords"], *point))
        size = size_of(content.get("picture"))
        square = square_at(*size, *point) if size else ""
        return next((label for area in inside if (label := area.get("label"))), square or f"{point[0]}, {point[1]}")

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        return [({} if is_marked(content) else [], Fraction(0)), (self.right_response(content), Fraction(1))]


def is_marked(content: Content) -> bool:
    return content.get("mode") == "markers"


def slot_key(marker: str, number: int) -> str:
    """Name the form's field for a marker's point number 1, 2, …"""
    return marker if number == 1 else f"{marker}.{number}"


def drops_of(content: Content, response: Response) -> list[tuple[str, tuple[int, ...]]]:
    """List the points of a response, each with its marker ("" for none)."""
    if is_marked(content):
        return [(key, tuple(point)) for key, points in (response or {}).items() for point in points]
    return [("", tuple(point)) for point in response or ()]


def clean_places(content: Content) -> list[Problem]:
    """Check that areas lie in the picture, and that each can be chosen by a square; only where its size is known."""
    size = size_of(content.get("picture"))
    if size is None:
        return []
    problems = []
    for number, area in enumerate(content.get("areas", []), 1):
        if not is_shape(area):
            continue
        left, top, right, bottom = box_of(area)
        if left < 0 or top < 0 or right > size[0] or bottom > size[1]:
            problems.append(Problem("area_outside", {"number": number}))
        elif not any(is_inside(area["shape"], area["coords"], square.x, square.y) for square in squares(*size)):
            problems.append(Problem("area_too_small", {"number": number}))
    return problems


def box_of(area: Mapping[str, Any]) -> tuple[Any, Any, Any, Any]:
    """Give (left, top, right, bottom) of an area that is a shape."""
    coords = area["coords"]
    if area["shape"] == "circle":
        x, y, radius = coords
        return x - radius, y - radius, x + radius, y + radius
    points = coords if area["shape"] == "polygon" else [coords[:2], coords[2:]]
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def hit_areas(areas: Sequence[Mapping[str, Any]], drops: Sequence[tuple[str, tuple[int, ...]]]) -> dict[int, int]:
    """Give to each drop one area at most so that most areas are hit (augmenting paths): {area hit: its drop}."""
    reach = [
        [
            number
            for number, area in enumerate(areas)
            if (not key or area.get("marker") == key) and is_inside(area["shape"], area["coords"], *point)
        ]
        for key, point in drops
    ]
    holder: dict[int, int] = {}

    def settle(drop: int, tried: set[int]) -> bool:
        for number in reach[drop]:
            if number not in tried:
                tried.add(number)
                if number not in holder or settle(holder[number], tried):
                    holder[number] = drop
                    return True
        return False

    for drop in range(len(drops)):
        settle(drop, set())
    return holder


def points_of(values: Sequence[str]) -> list[list[float]]:
    """Read “x,y;x,y” from form values. Raises Unreadable."""
    points = []
    for text in (text for value in values for text in value[: MOST_POINTS * 20].split(";") if text.strip()):
        try:
            x, y = (float(number) for number in text.split(","))
        except ValueError:
            raise Unreadable("not_a_point") from None
        points.append([x, y])
    return points


def as_points(response: Response, most: int) -> list[list[int]]:
    """Read a list of points: whole, in the picture's neighbourhood, in one order. Raises Unreadable."""
    if response is None:
        return []
    if not isinstance(response, list | tuple):
        raise Unreadable("wrong_shape")
    if len(response) > most:
        raise Unreadable("too_many")
    points = []
    for point in response:
        if not isinstance(point, list | tuple) or not are_sizes(point, 2):
            raise Unreadable("not_a_point")
        if any(abs(value) > FARTHEST for value in point):
            raise Unreadable("not_a_point")
        points.append([whole(value) for value in point])
    return sorted(points)
