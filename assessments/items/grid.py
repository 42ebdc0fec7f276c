"""A picture divided into named squares, A1 at the upper left: a place said in words, and chosen without pointing.

Columns have letters, rows have numbers, squares are nearly square and about as large as a finger on a phone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

ACROSS, ACROSS_UPRIGHT, MOST_DOWN = 8, 6, 12


@dataclass(frozen=True)
class Square:
    """One square; `x`, `y` its middle, in whole pixels of the picture."""

    name: str
    x: int
    y: int


def grid_of(width: int, height: int) -> tuple[int, int]:
    """Give the number of columns and of rows.

    >>> grid_of(640, 480), grid_of(360, 720)
    ((8, 6), (6, 12))
    """
    columns = ACROSS if width >= height else ACROSS_UPRIGHT
    return columns, max(3, min(MOST_DOWN, round(columns * height / width)))


def squares(width: int, height: int) -> list[Square]:
    """List all squares, row by row."""
    columns, rows = grid_of(width, height)
    return [
        Square(name(column, row), (2 * column + 1) * width // (2 * columns), (2 * row + 1) * height // (2 * rows))
        for row in range(rows)
        for column in range(columns)
    ]


def square_at(width: int, height: int, x: float, y: float) -> str:
    """Name the square a point lies in; "" outside the picture.

    >>> square_at(640, 480, 100, 10), square_at(640, 480, 640, 480), square_at(640, 480, -1, 0)
    ('B1', 'H6', '')
    """
    if not (0 <= x <= width and 0 <= y <= height):
        return ""
    columns, rows = grid_of(width, height)
    return name(min(columns - 1, int(x * columns / width)), min(rows - 1, int(y * rows / height)))


def name(column: int, row: int) -> str:
    return f"{'ABCDEFGHIJKLMNOP'[column]}{row + 1}"


def size_of(picture: Mapping[str, Any] | None) -> tuple[int, int] | None:
    """Give width and height of an item's picture in its own pixels; None: the content does not say."""
    size = (picture or {}).get("width"), (picture or {}).get("height")
    return (int(size[0]), int(size[1])) if size[0] and size[1] else None
