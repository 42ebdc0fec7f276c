"""A tile map: one equal hexagon for each place, near where it lies. Pure.

No library places hexagons so: geogrid (R) does, with a genetic search; here one exact assignment is enough.
"""

from collections.abc import Sequence
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.spatial import ConvexHull, QhullError, cKDTree

Point = tuple[float, float]
Cell = tuple[int, int]

ROW_HEIGHT = np.sqrt(3) / 2
# Hexagons drawn a little smaller than the places' share of ground leave room to keep their order in crowded towns.
SIZES = (0.85, 0.95, 1.05, 1.15)
SHIFTS = ((0.0, 0.0), (0.5, 0.0), (0.25, 0.5), (0.75, 0.5))
# How many near places count, and how many steps away their hexagons may be: what `kept_neighbours` measures.
NEAREST, STEPS = 6, 2
# Smoothing rounds: places in a crowded town move apart before they get their hexagons.
ROUNDS = (0, 4, 12)


def tile_map(points: Sequence[Point]) -> list[Cell]:
    """The (column, row) of each point's hexagon, in the points' order; no cell twice, the same every time.

    Points are (x to the right, y downwards) on a plane, in any unit; columns and rows count from 0, and odd rows lie
    half a hexagon further right. Hexagons take about the ground of the points' hull, so its aspect is kept; of the
    grids tried, the one that keeps most neighbours is taken.

    Measured (tests/places/test_tiles.py): of the six nearest neighbours of the 102 communes of Đồng Tháp 95.4 % lie
    within two steps, without a hole, in 0.08 s; of the 315 of 2021, 93.1 % in 0.7 s.
    """
    if len(points) < 2:
        return [(0, 0)] * len(points)
    plane = _scaled(np.asarray(points, dtype=float))
    unit = np.sqrt(_ground(plane) / len(plane) / ROW_HEIGHT)
    near = _nearest(plane)
    best, best_rank = None, None
    for rounds in ROUNDS:
        spread = _spread(plane, unit, rounds)
        for size, (dx, dy) in product(SIZES, SHIFTS):
            cells, moved = _assign(spread / (unit * size) + (dx, dy * ROW_HEIGHT))
            # A hole inside the map reads as a place without figures: as bad as losing one place's neighbours.
            rank = (_holes(cells) / len(cells) - _kept(cells, near), moved)
            if best_rank is None or rank < best_rank:
                best, best_rank = cells, rank
    assert best is not None
    # An even shift of rows keeps which of them lie half a hexagon to the right.
    best = best - (best[:, 0].min(), best[:, 1].min() // 2 * 2)
    return [(int(column), int(row)) for column, row in best]


def centre(cell: Cell) -> Point:
    """The centre of a cell, in widths of a hexagon."""
    column, row = cell
    return (column + 0.5 * (row % 2), float(row * ROW_HEIGHT))


def kept_neighbours(points: Sequence[Point], cells: Sequence[Cell]) -> float:
    """The share (0–1) of each point's six nearest points whose hexagons lie within two steps of its own."""
    return _kept(np.asarray(cells), _nearest(np.asarray(points, dtype=float)))


def _scaled(plane: NDArray[np.float64]) -> NDArray[np.float64]:
    """The points with the longer side of their frame as unit, so that no unit is too small to be squared."""
    plane = plane - plane.min(axis=0)
    extent = plane.max()
    return plane / extent if extent > np.finfo(float).tiny else np.zeros_like(plane)


def _ground(plane: NDArray[np.float64]) -> float:
    """The area of the points' hull; for points on a line or a spot, some area, so that hexagons have a size."""
    try:
        return max(float(ConvexHull(plane).volume), 0.1 / len(plane))
    except (QhullError, ValueError):
        return 1 / len(plane)


def _nearest(plane: NDArray[np.float64]) -> NDArray[np.int64]:
    """For each point the indices of its nearest others."""
    k = min(NEAREST + 1, len(plane))
    return np.atleast_2d(cKDTree(plane).query(plane, k=k)[1])[:, 1:]


def _spread(plane: NDArray[np.float64], unit: float, rounds: int) -> NDArray[np.float64]:
    """Push points that are closer than a hexagon apart, a little each round."""
    moved = plane.copy()
    for _round in range(rounds):
        gaps = moved[:, None] - moved[None]
        distances = np.hypot(gaps[..., 0], gaps[..., 1])
        np.fill_diagonal(distances, np.inf)
        push = np.clip(unit - distances, 0, None) / np.maximum(distances, unit * 1e-6) / 4
        moved = moved + (gaps * push[..., None]).sum(axis=1)
    return moved


def _assign(plane: NDArray[np.float64]) -> tuple[NDArray[np.int64], float]:
    """The cells that move the points least in all (squared), and how far; in widths of a hexagon."""
    (left, top), (right, bottom) = plane.min(axis=0), plane.max(axis=0)
    margin = 2
    columns = np.arange(int(left) - margin, int(right) + margin + 1)
    rows = np.arange(int(top / ROW_HEIGHT) - margin, int(bottom / ROW_HEIGHT) + margin + 1)
    while len(columns) * len(rows) < len(plane):
        columns, rows = np.append(columns, columns[-1] + 1), np.append(rows, rows[-1] + 1)
    cells = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    centres = np.stack([cells[:, 0] + 0.5 * (cells[:, 1] % 2), cells[:, 1] * ROW_HEIGHT], axis=-1)
    costs = ((plane[:, None] - centres[None]) ** 2).sum(axis=-1)
    chosen = linear_sum_assignment(costs)[1]
    return cells[chosen], float(costs[np.arange(len(plane)), chosen].sum())


def _kept(cells: NDArray[np.int64], near: NDArray[np.int64]) -> float:
    column, row = cells[:, 0], cells[:, 1]
    # Cube coordinates: steps between hexagons are the largest of three differences.
    q = column - (row - row % 2) // 2
    dq, dr = q[near] - q[:, None], row[near] - row[:, None]
    steps = np.maximum(np.maximum(abs(dq), abs(dr)), abs(dq + dr))
    return float((steps <= STEPS).mean())


def _holes(cells: NDArray[np.int64]) -> int:
    """Empty cells with at least four full ones around them."""
    column, row = (cells - cells.min(axis=0) // 2 * 2 + 2).T
    full = np.zeros((column.max() + 3, row.max() + 3), dtype=int)
    full[column, row] = 1
    around = np.zeros_like(full)
    odd = np.arange(full.shape[1]) % 2
    for dc, dr in ((1, 0), (-1, 0)):
        around += np.roll(full, (dc, dr), (0, 1))
    for dr in (1, -1):
        rows = np.roll(full, dr, 1)
        # In the rows beside an odd row the neighbours are this column and the next; beside an even one, the one before.
        around += rows + np.where(odd, np.roll(rows, -1, 0), np.roll(rows, 1, 0))
    return int(((full == 0) & (around >= 4)).sum())
