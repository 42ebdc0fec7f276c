"""Is a point in a shape? Edges count as inside. Source: QTI 2.2 information model, "shape" and "coords". Pure."""

from collections.abc import Sequence
from fractions import Fraction

Point = tuple[Fraction, Fraction]


def numbers(coords: str) -> list[Fraction]:
    """Read "10,20,5" (blanks also separate); [] where a part is no number."""
    from .values import decimal

    parts = [decimal(part) for part in coords.replace(",", " ").split()]
    return [] if None in parts else [part for part in parts if part is not None]


def contains(shape: str, coords: Sequence[Fraction], point: Point) -> bool:
    """Say whether the point lies in the shape or on its edge; a shape with wrong coordinates contains nothing.

    circle x,y,r · rect x1,y1,x2,y2 · ellipse x,y,rx,ry · poly x,y,… · default: everything.
    """
    x, y = point
    if shape == "default":
        return True
    if shape == "circle" and len(coords) == 3:
        return (x - coords[0]) ** 2 + (y - coords[1]) ** 2 <= coords[2] ** 2
    if shape == "rect" and len(coords) == 4:
        across, down = sorted((coords[0], coords[2])), sorted((coords[1], coords[3]))
        return across[0] <= x <= across[1] and down[0] <= y <= down[1]
    if shape == "ellipse" and len(coords) == 4 and coords[2] and coords[3]:
        return ((x - coords[0]) / coords[2]) ** 2 + ((y - coords[1]) / coords[3]) ** 2 <= 1
    if shape == "poly" and len(coords) >= 6 and len(coords) % 2 == 0:
        corners = list(zip(coords[::2], coords[1::2], strict=True))
        return _in_polygon(corners, point)
    return False


def _in_polygon(corners: Sequence[Point], point: Point) -> bool:
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in zip(corners, [*corners[1:], corners[0]], strict=True):
        cross = (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1)
        if cross == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
            return True
        # A ray to the right crosses this edge.
        if (y1 > y) != (y2 > y) and (cross > 0) == (y2 > y1):
            inside = not inside
    return inside
