"""Does a question treat two groups alike? Differential item functioning after Mantel and Haenszel. Pure.

People of the two groups are matched by their total (the question included, as Holland and Thayer 1988 have it); in
each stratum a 2×2 table counts right and wrong. An item that differs is for people to read, not for a number to remove.
"""

from dataclasses import dataclass
from math import erfc, log, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

# ETS: small below 1, large from 1.5 on the delta scale.
SMALL, LARGE = 1.0, 1.5
SIGNIFICANT = 0.05
ONE_SIDED = 1.6448536269514722  # the 95 % point of N(0,1)
FEWEST_OF_EACH = 5


@dataclass(frozen=True)
class Differential:
    """`alpha` common odds ratio reference : focal, None where a margin is empty; `delta` −2.35 ln alpha (negative:
    harder for the focal group); `delta_se` after Robins, Breslow and Greenland 1986; `chi_square` with continuity
    correction (1 degree of freedom) and its `p_value`, None where no stratum can tell; `strata` how many could;
    `ets` "A" negligible, "B" moderate, "C" large, None: cannot be told.
    """

    alpha: float | None
    delta: float | None
    delta_se: float | None
    chi_square: float | None
    p_value: float | None
    strata: int
    ets: str | None


def strata_of(total: ArrayLike, focal: ArrayLike, least: int = FEWEST_OF_EACH) -> NDArray[np.int64]:
    """Number each attempt's stratum: neighbouring totals are joined, from the lowest up, until a stratum has
    `least` people of each group; what remains at the top joins the last. So sparse totals are not lost, at the price
    of matching a little less finely.
    """
    levels, level = np.unique(np.round(np.asarray(total, dtype=np.float64), 7), return_inverse=True)
    is_focal = np.asarray(focal, dtype=bool)
    counts = np.stack([np.bincount(level[group], minlength=len(levels)) for group in (~is_focal, is_focal)], axis=1)
    number, gathered, of_level = 0, np.zeros(2, dtype=np.int64), np.zeros(len(levels), dtype=np.int64)
    for position, count in enumerate(counts):
        of_level[position] = number
        gathered = gathered + count
        if (gathered >= least).all():
            number, gathered = number + 1, np.zeros(2, dtype=np.int64)
    if number and gathered.any():
        of_level[of_level == number] = number - 1
    return of_level[level]


def differential(right: ArrayLike, focal: ArrayLike, total: ArrayLike, least: int = FEWEST_OF_EACH) -> Differential:
    """Compare two groups on one item. `right` and `focal` yes/no for each attempt; `total` its mark."""
    return differential_within(right, focal, strata_of(total, focal, least))


def differential_within(right: ArrayLike, focal: ArrayLike, stratum: NDArray[np.int64]) -> Differential:
    """Compare two groups on one item, strata given: they are the same for every item of a quiz."""
    is_right, is_focal = np.asarray(right, dtype=bool), np.asarray(focal, dtype=bool)
    cell = stratum * 4 + is_focal * 2 + ~is_right
    return mantel_haenszel(np.bincount(cell, minlength=4 * (int(stratum.max(initial=-1)) + 1)).reshape(-1, 2, 2))


def mantel_haenszel(tables: ArrayLike) -> Differential:
    """Join K tables [[reference right, wrong], [focal right, wrong]] into one odds ratio (K × 2 × 2 counts)."""
    counts = np.asarray(tables, dtype=np.float64).reshape(-1, 4)
    counts = counts[(counts[:, :2].sum(axis=1) > 0) & (counts[:, 2:].sum(axis=1) > 0)]
    a, b, c, d = counts.T
    n = counts.sum(axis=1)
    over, under = a * d / n, b * c / n
    alpha = delta = delta_se = chi_square = p_value = None
    varies = np.where(n > 1, (a + b) * (c + d) * (a + c) * (b + d) / (n**2 * np.maximum(n - 1, 1)), 0)
    if varies.sum() > 0:
        apart = abs(float((a - (a + b) * (a + c) / n).sum()))
        chi_square = max(0.0, apart - 0.5) ** 2 / float(varies.sum())
        p_value = erfc(sqrt(chi_square / 2))
    r, s = float(over.sum()), float(under.sum())
    if r > 0 and s > 0:
        alpha = r / s
        delta = -2.35 * log(alpha)
        agree, differ = (a + d) / n, (b + c) / n
        variance = (
            float((agree * over).sum()) / (2 * r * r)
            + float((agree * under + differ * over).sum()) / (2 * r * s)
            + float((differ * under).sum()) / (2 * s * s)
        )
        delta_se = 2.35 * sqrt(variance)
    return Differential(alpha, delta, delta_se, chi_square, p_value, len(n), _ets(delta, delta_se, p_value))


def _ets(delta: float | None, delta_se: float | None, p_value: float | None) -> str | None:
    if delta is None or delta_se is None or p_value is None:
        return None
    if abs(delta) < SMALL or p_value >= SIGNIFICANT:
        return "A"
    return "C" if abs(delta) >= LARGE and abs(delta) - ONE_SIDED * delta_se > SMALL else "B"
