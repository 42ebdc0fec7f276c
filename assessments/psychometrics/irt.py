"""From answers to an ability, with calibrated items: item response theory. Pure.

P(right | theta) = 1 / (1 + exp(−a (theta − b))): `a` slope, `b` difficulty, both on the scale where people at
calibration were N(0,1). The Rasch model (1PL) is the same with one `a` for all items.

Ability is the mean of the posterior (EAP; Bock and Mislevy 1982) on a grid of 91 points, prior N(0, 1.2): finite also
when everything is right. Its `sd` is the standard error to report.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

POINTS = 91
PRIOR_SD = 1.2
# The grid reaches this many prior standard deviations to each side.
REACH = 5.0
# A band is awarded only when the cut below it is passed with this probability.
SURE = 0.8


@dataclass(frozen=True)
class Ability:
    """One person's posterior: `theta` its mean, `sd` its standard deviation, `weights` over `grid`, summing to 1."""

    theta: float
    sd: float
    grid: Floats
    weights: Floats

    def above(self, cut: float) -> float:
        """Give P(theta > cut), 0–1. Each grid point stands for the half step on both its sides."""
        step = self.grid[1] - self.grid[0]
        edges = np.append(self.grid - step / 2, self.grid[-1] + step / 2)
        return float(1 - np.interp(cut, edges, np.append(0.0, np.cumsum(self.weights))))

    def bands(self, cuts: Sequence[float]) -> list[float]:
        """Give the probability of each band, from the lowest up: one more than there are cuts; they sum to 1.

        Raises ValueError unless the cuts rise.
        """
        if any(later <= earlier for earlier, later in pairwise(cuts)):
            raise ValueError("cuts rise from band to band")
        above = [1.0, *(self.above(cut) for cut in cuts), 0.0]
        return [before - after for before, after in pairwise(above)]

    def band(self, cuts: Sequence[float], sure: float = SURE) -> int | None:
        """Give the band that can be awarded (0 the lowest): the next cut is passed for sure, the one after it surely
        not. None: between two bands, so say both.
        """
        self.bands(cuts)
        passed = sum(self.above(cut) >= sure for cut in cuts)
        return None if passed < len(cuts) and self.above(cuts[passed]) > 1 - sure else passed


def probability(theta: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """Give P(right), people × items."""
    return np.asarray(1 / (1 + np.exp(-_logit(theta, a, b))))


def information(theta: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    """Give each item's information at each theta, people × items: a² P (1 − P) (Birnbaum)."""
    right = probability(theta, a, b)
    return np.asarray(np.square(np.asarray(a, dtype=np.float64)) * right * (1 - right))


def ability(
    a: ArrayLike, b: ArrayLike, right: ArrayLike, *, b_sd: ArrayLike = 0.0, prior_sd: float = PRIOR_SD
) -> Ability:
    """Estimate one person's ability from the items answered: `right` 1 or 0 for each, nan for not given.

    `b_sd` how uncertain each difficulty is (an expert's guess before calibration: about 0.8; 0 after it). It makes
    the reported `sd` honest: the slope an uncertain item acts with is smaller (the normal mixture of a logistic,
    MacKay's approximation). Without answers the prior comes back.
    """
    slopes, places, given = (np.atleast_1d(np.asarray(x, dtype=np.float64)) for x in (a, b, right))
    blur = np.broadcast_to(np.asarray(b_sd, dtype=np.float64), slopes.shape)
    slopes = slopes / np.sqrt(1 + np.pi / 8 * np.square(slopes * blur))
    there = ~np.isnan(given)
    return abilities(slopes[there], places[there], given[None, there], prior_sd=prior_sd)[0]


def abilities(a: ArrayLike, b: ArrayLike, right: ArrayLike, *, prior_sd: float = PRIOR_SD) -> list[Ability]:
    """Estimate many people's abilities; `right` people × items of 1, 0 and nan (not given)."""
    grid = np.linspace(-REACH * prior_sd, REACH * prior_sd, POINTS)
    given = np.asarray(right, dtype=np.float64)
    logit = _logit(grid, a, b)
    answered = ~np.isnan(given)
    # log P = logit − log(1 + e^logit), log Q = −log(1 + e^logit)
    log_posterior = (
        np.nan_to_num(given) @ logit.T - answered @ np.logaddexp(0, logit).T - np.square(grid / prior_sd) / 2
    )
    log_posterior -= log_posterior.max(axis=1, keepdims=True)
    weights = np.exp(log_posterior)
    weights /= weights.sum(axis=1, keepdims=True)
    means = weights @ grid
    sds = np.sqrt((weights * np.square(grid - means[:, None])).sum(axis=1))
    return [Ability(float(m), float(s), grid, w) for m, s, w in zip(means, sds, weights, strict=True)]


@dataclass(frozen=True)
class Fit:
    """How well one item's answers follow the model; about 1 is good, 0.7–1.3 usual (Wright and Linacre 1994).

    `infit` weighs answers by their information, `outfit` not, so it reacts to careless slips and lucky hits.
    None where nobody answered.
    """

    infit: float | None
    outfit: float | None
    n: int


def fit(right: ArrayLike, theta: ArrayLike, a: ArrayLike, b: ArrayLike) -> list[Fit]:
    """Compare answers (people × items of 1, 0, nan) with what the model expects at each person's theta."""
    given = np.asarray(right, dtype=np.float64)
    expected = probability(theta, a, b)
    spread = expected * (1 - expected)
    there = ~np.isnan(given)
    squares = np.where(there, np.square(np.nan_to_num(given) - expected), 0)
    counts = there.sum(axis=0)
    outfits = (squares / spread).sum(axis=0) / np.maximum(counts, 1)
    infits = squares.sum(axis=0) / np.maximum(np.where(there, spread, 0).sum(axis=0), np.finfo(float).tiny)
    return [
        Fit(float(i), float(o), int(n)) if n else Fit(None, None, 0)
        for i, o, n in zip(infits, outfits, counts, strict=True)
    ]


def choose_model(n_responses: int) -> str:
    """Say which model an item's answers carry: "expert" below 30 (keep the author's difficulty), "rasch" below 200
    (difficulty only, slope 1), "1pl" below 500 (one slope for all, estimated), "2pl" from 500 on.
    """
    for below, model in ((30, "expert"), (200, "rasch"), (500, "1pl")):
        if n_responses < below:
            return model
    return "2pl"


def _logit(theta: ArrayLike, a: ArrayLike, b: ArrayLike) -> Floats:
    people = np.atleast_1d(np.asarray(theta, dtype=np.float64))[:, None]
    slopes, places = (np.atleast_1d(np.asarray(x, dtype=np.float64)) for x in (a, b))
    # Beyond 35 the logistic is 0 or 1 to the last bit, and squares of 1 − P would vanish.
    return np.clip(slopes * (people - places), -35, 35)
