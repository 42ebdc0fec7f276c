"""How unequal communes are, weighted by people, and whether they draw together. Pure; formulas in docs/statistics.md.

Everywhere: `values` are rates by commune, `people` their inhabitants; a commune without people counts for nothing.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Split:
    """Theil's index in parts that sum to it exactly: between groups, and within each group (by its label)."""

    total: float
    between: float
    within: dict[Hashable, float]

    @property
    def share_between(self) -> float | None:
        """The part of all inequality that lies between groups, 0–1; None: there is no inequality."""
        return self.between / self.total if self.total > 0 else None


@dataclass(frozen=True, slots=True)
class Slope:
    """A least-squares slope with its 95 % interval. `low` and `high` are None where there are too few points."""

    slope: float
    low: float | None
    high: float | None

    @property
    def is_falling(self) -> bool | None:
        """Whether it falls for sure, or rises for sure (False); None: the interval holds both."""
        if self.low is None or self.high is None or self.low <= 0 <= self.high:
            return None
        return self.high < 0


def lorenz(values: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    """The curve from (0, 0) to (1, 1): share of the people, poorest commune first, and their share of the whole.

    ValueError: negative values, or nothing to share.
    """
    y, w = _checked(values, people)
    order = np.argsort(y, kind="stable")
    return _curve(y[order], w[order])


def gini(values: ArrayLike, people: ArrayLike) -> float:
    """The Gini index, 0 (all alike) to 1: one less twice the area under the Lorenz curve (Gini 1914).

    >>> round(gini([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]), 4)
    0.2667
    """
    y, w = _checked(values, people)
    if _is_flat(y):
        return 0.0
    return _index(*lorenz(y, w))


def concentration(values: ArrayLike, people: ArrayLike, rank: ArrayLike) -> float:
    """The concentration index by another order (Kakwani, Wagstaff & van Doorslaer 1997), −1 to 1.

    `rank` puts the communes in order, the disadvantaged first (say, by share of older people, negated): above 0, the
    values lie with the advantaged. Communes of equal rank are taken together.
    """
    y, w = _checked(values, people)
    by = np.asarray(rank, dtype=float)[np.asarray(people, dtype=float) > 0]
    _levels, group = np.unique(by, return_inverse=True)
    total = np.bincount(group, weights=w).astype(float)
    mean = np.bincount(group, weights=w * y) / total
    return _index(*_curve(mean, total))


def theil(values: ArrayLike, people: ArrayLike) -> float:
    """Theil's T: Σ wᵢ (yᵢ/μ) ln(yᵢ/μ) ÷ Σ wᵢ (Theil 1967); 0: all alike; a value of 0 adds 0.

    >>> round(theil([1, 2, 3, 4, 5], [1, 1, 1, 1, 1]), 5)
    0.11969
    """
    y, w = _checked(values, people)
    return _theil(y, w)


def theil_split(values: ArrayLike, people: ArrayLike, groups: Sequence[Hashable]) -> Split:
    """Theil's T between and within groups: T = Σ sᵍ ln(μᵍ/μ) + Σ sᵍ Tᵍ, sᵍ = the group's share of the whole.

    Groups that have nothing add 0 and are named all the same.
    """
    y, w = _checked(values, people)
    labels = [label for label, n in zip(groups, np.asarray(people, dtype=float), strict=True) if n > 0]
    whole, mean = float((w * y).sum()), float((w * y).sum() / w.sum())
    between, within = 0.0, {}
    for label in dict.fromkeys(labels):
        here = np.array([one == label for one in labels])
        share = float((w[here] * y[here]).sum()) / whole
        if share > 0:
            between += share * float(np.log((w[here] * y[here]).sum() / w[here].sum() / mean))
            within[label] = share * _theil(y[here], w[here])
        else:
            within[label] = 0.0
    return Split(between + sum(within.values()), between, within)


def quantile(values: ArrayLike, people: ArrayLike, share: float) -> float:
    """The rate below which this share (0–1) of the people live: the first commune at which the people reach it.

    >>> quantile([1, 2, 3, 4], [10, 10, 10, 70], 0.3)
    3.0
    """
    y, w = _checked(values, people)
    order = np.argsort(y, kind="stable")
    reached = np.cumsum(w[order]) / w.sum()
    return float(y[order][np.searchsorted(reached, share - 1e-12).clip(max=len(y) - 1)])


def fifths(values: ArrayLike, people: ArrayLike) -> tuple[float, float]:
    """The mean rates of the fifth of the people in the lowest and in the highest communes.

    A commune on the border belongs to the fifth by the part of its people that fills it, so the gap does not jump.
    """
    y, w = _checked(values, people)
    order = np.argsort(y, kind="stable")
    upto = np.concatenate([[0.0], np.cumsum(w[order]) / w.sum()])
    low = np.clip(np.minimum(upto[1:], 0.2) - upto[:-1], 0, None)
    high = np.clip(upto[1:] - np.maximum(upto[:-1], 0.8), 0, None)
    return float((y[order] * low).sum() / low.sum()), float((y[order] * high).sum() / high.sum())


def sigma_convergence(periods: Sequence[ArrayLike], people: ArrayLike) -> tuple[list[float | None], Slope | None]:
    """Whether communes' rates spread less and less: the spread of each period, and its slope a period.

    Spread is the people-weighted standard deviation of ln(rate) (Barro & Sala-i-Martin 1992) over the communes that
    are above 0 in every period, so that the same ones are compared. None: fewer than two such communes or periods.
    """
    table = np.array([np.asarray(period, dtype=float) for period in periods])
    w = np.asarray(people, dtype=float)
    kept = (table > 0).all(axis=0) & (w > 0) if len(table) else np.zeros(len(w), dtype=bool)
    if kept.sum() < 2:
        return [None] * len(periods), None
    logs, weights = np.log(table[:, kept]), w[kept]
    means = (logs * weights).sum(axis=1) / weights.sum()
    spreads = np.sqrt((weights * (logs - means[:, None]) ** 2).sum(axis=1) / weights.sum())
    return [float(one) for one in spreads], slope(np.arange(len(spreads)), spreads)


def beta_convergence(first: ArrayLike, last: ArrayLike, people: ArrayLike) -> Slope | None:
    """Whether who was behind grew faster: the slope of ln(last/first) on ln(first); below 0 they draw together.

    People-weighted least squares over communes above 0 in both periods (Barro & Sala-i-Martin 1992). None: fewer
    than two, or all began alike. Chance alone pulls extremes to the middle: where counts are small, take shrunk rates.
    """
    a, b, w = (np.asarray(one, dtype=float) for one in (first, last, people))
    kept = (a > 0) & (b > 0) & (w > 0)
    if kept.sum() < 2:
        return None
    return slope(np.log(a[kept]), np.log(b[kept] / a[kept]), w[kept])


def slope(x: ArrayLike, y: ArrayLike, weights: ArrayLike | None = None) -> Slope | None:
    """The weighted least-squares slope of y on x, with its 95 % interval by Student's t. None: x does not vary."""
    from scipy.stats import t

    x, y = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    w = np.ones_like(x) if weights is None else np.asarray(weights, dtype=float)
    w = w * len(w) / w.sum()
    centred = x - (w * x).sum() / w.sum()
    spread = float((w * centred**2).sum())
    if len(x) < 2 or spread < 1e-12:
        return None
    mean = (w * y).sum() / w.sum()
    found = float((w * centred * (y - mean)).sum() / spread)
    if len(x) < 3:
        return Slope(found, None, None)
    rest = y - mean - found * centred
    error = float(np.sqrt((w * rest**2).sum() / (len(x) - 2) / spread))
    reach = float(t.ppf(0.975, len(x) - 2)) * error
    return Slope(found, found - reach, found + reach)


def _checked(values: ArrayLike, people: ArrayLike) -> tuple[Floats, Floats]:
    y, w = np.asarray(values, dtype=float), np.asarray(people, dtype=float)
    if len(y) != len(w) or (w < 0).any() or (y < 0).any() or not np.isfinite(y).all():
        raise ValueError("rates and people must be as many, finite and not negative")
    y, w = y[w > 0], w[w > 0]
    if not (y > 0).any():
        raise ValueError("nothing to share: every rate is 0")
    return y, w


def _curve(values: Floats, people: Floats) -> tuple[Floats, Floats]:
    share = np.concatenate([[0.0], np.cumsum(people) / people.sum()])
    whole = np.concatenate([[0.0], np.cumsum(people * values) / (people * values).sum()])
    return share, whole


def _index(share: Floats, whole: Floats) -> float:
    return float(1 - np.sum(np.diff(share) * (whole[1:] + whole[:-1])))


def _is_flat(values: Floats) -> bool:
    return bool(np.ptp(values) == 0)


def _theil(y: Floats, w: Floats) -> float:
    if _is_flat(y):
        # Rounding would leave −1e-17 where all are alike.
        return 0.0
    ratio = y / ((w * y).sum() / w.sum())
    logs = np.log(ratio, out=np.zeros_like(ratio), where=ratio > 0)
    return float((w * ratio * logs).sum() / w.sum())
