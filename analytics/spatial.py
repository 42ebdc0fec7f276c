"""Whether neighbours are alike: Moran's I for the whole, local clusters with few false alarms. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

PERMUTATIONS = 9999
# Of the clusters shown, at most this share is false (Benjamini & Hochberg 1995).
FALSE_SHARE = 0.05
NEAREST = 6

# For each place, the numbers of its neighbours.
Neighbours = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Moran:
    """Moran's I, what chance expects of it, and how often chance gives as much (two-sided, by permutation)."""

    i: float
    expected: float
    p: float

    @property
    def is_pattern(self) -> bool:
        """Whether there is evidence that neighbours are alike, or unlike."""
        return self.p < 0.05


@dataclass(frozen=True, slots=True)
class Cluster:
    """How a place and its neighbours lie: high, low, or unlike (`kind`: HH, LL, HL, LH), and whether it is evidence."""

    kind: str
    i: float
    p: float
    is_significant: bool


def nearest(points: Sequence[tuple[float, float]], k: int = NEAREST) -> list[list[int]]:
    """The `k` nearest other places of each, and whoever counts it among theirs: neighbours are mutual.

    Points are in any plane unit. For places without outlines.
    """
    from scipy.spatial import cKDTree

    k = min(k, len(points) - 1)
    if k < 1:
        return [[] for _ in points]
    _distance, found = cKDTree(np.asarray(points, dtype=float)).query(points, k=k + 1)
    mutual: list[set[int]] = [set() for _ in points]
    for place, near in enumerate(found):
        for other in near:
            if other != place:
                mutual[place].add(int(other))
                mutual[int(other)].add(place)
    return [sorted(one) for one in mutual]


def moran(
    values: ArrayLike, neighbours: Neighbours, *, seed: int = 1, permutations: int = PERMUTATIONS
) -> Moran | None:
    """Moran's I with row-standardised weights (Moran 1950; Cliff & Ord 1981): (n/S₀) Σ wᵢⱼ zᵢ zⱼ / Σ zᵢ².

    A place without neighbours has weights of 0. None: no two values differ, or nobody has a neighbour.
    """
    z = _deviations(values)
    if z is None or not any(neighbours):
        return None
    n, weights = len(z), _weights(neighbours)
    scale = n / weights.sum() / float((z**2).sum())
    found = scale * float(z @ (weights @ z))
    rng = np.random.default_rng(seed)
    # A few thousand at a time: all at once would be a matrix of n × permutations.
    by_chance = np.concatenate([_by_chance(z, weights, scale, rng, size) for size in _portions(permutations)])
    expected = -1 / (n - 1)
    extreme = int((np.abs(by_chance - expected) >= abs(found - expected) - 1e-12).sum())
    return Moran(found, expected, (extreme + 1) / (permutations + 1))


def clusters(
    values: ArrayLike, neighbours: Neighbours, *, seed: int = 1, permutations: int = PERMUTATIONS
) -> list[Cluster | None]:
    """Local Moran (Anselin 1995) by conditional permutation, judged together with Benjamini and Hochberg's rule.

    None: the place has no neighbours, or no two values differ.
    """
    z = _deviations(values)
    if z is None:
        return [None] * len(neighbours)
    scale = float((z**2).sum()) / (len(z) - 1)
    lags, probabilities = np.zeros(len(z)), np.ones(len(z))
    rng = np.random.default_rng(seed)
    # The same draws of other places for everyone, as PySAL has it: each place's own test is as good, and all are quick.
    most = max(map(len, neighbours), default=0)
    draws = np.concatenate(
        [
            rng.permuted(np.broadcast_to(np.arange(len(z) - 1), (size, len(z) - 1)), axis=1)[:, :most]
            for size in _portions(permutations)
        ]
    )
    for place, near in enumerate(neighbours):
        if not near:
            continue
        lags[place] = z[list(near)].mean()
        drawn = np.delete(z, place)[draws[:, : len(near)]].mean(axis=1)
        # One-sided on the side where it lies, as the test of Anselin's paper is; doubled for both.
        larger = int((drawn >= lags[place] - 1e-12).sum())
        tail = min(larger, len(drawn) - larger)
        probabilities[place] = min(2 * (tail + 1) / (len(drawn) + 1), 1.0)
    known = [place for place, near in enumerate(neighbours) if near]
    sure = set(np.array(known)[_discoveries(probabilities[known])]) if known else set()
    return [
        Cluster(
            _kind(z[place], lags[place]),
            float(z[place] * lags[place] / scale),
            float(probabilities[place]),
            place in sure,
        )
        if near
        else None
        for place, near in enumerate(neighbours)
    ]


def _kind(own: float, around: float) -> str:
    return ("H" if own > 0 else "L") + ("H" if around > 0 else "L")


def _deviations(values: ArrayLike) -> NDArray[np.float64] | None:
    y = np.asarray(values, dtype=float)
    z: NDArray[np.float64] = y - y.mean() if len(y) else y
    return z if len(y) > 2 and np.ptp(y) > 0 else None


def _weights(neighbours: Neighbours) -> NDArray[np.float64]:
    weights = np.zeros((len(neighbours), len(neighbours)))
    for place, near in enumerate(neighbours):
        if near:
            weights[place, list(near)] = 1 / len(near)
    return weights


def _portions(total: int, size: int = 1000) -> list[int]:
    return [min(size, total - done) for done in range(0, total, size)]


def _by_chance(
    z: NDArray[np.float64], weights: NDArray[np.float64], scale: float, rng: np.random.Generator, size: int
) -> NDArray[np.float64]:
    shuffled = rng.permuted(np.broadcast_to(z, (size, len(z))), axis=1)
    return np.asarray(scale * np.einsum("ij,ij->i", shuffled @ weights.T, shuffled))


def _discoveries(p: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which of the tests are discoveries when at most FALSE_SHARE of those may be false."""
    order = np.argsort(p)
    bounds = FALSE_SHARE * np.arange(1, len(p) + 1) / len(p)
    below = np.flatnonzero(p[order] <= bounds)
    found = np.zeros(len(p), dtype=bool)
    if len(below):
        found[order[: below[-1] + 1]] = True
    return found
