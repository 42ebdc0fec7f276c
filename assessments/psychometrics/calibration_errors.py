"""How sure a calibration is: standard errors of a and b. Pure.

Few parameters: the observed information, all of it. Its rows are differences of the gradient, which the E step gives
exactly (Fisher's identity). Many: for each item alone the sum of squared gradients of its answers (the empirical cross
product), which leaves out that items share the people; in docs/item-statistics.md how far the two are apart.
b = −d / a by the delta method.
"""

from dataclasses import replace

import numpy as np

from .answers import BLOCK, Answers
from .calibration import Calibration, Floats, curvature, expect

# Rounds over all answers and points that the full information may cost.
AFFORDABLE = 1e9
DIFFERENCE = 1e-4


def standard_errors(given: Answers, found: Calibration, *, full: bool | None = None) -> tuple[Floats, Floats]:
    """Give (se of a, se of b), one for each item; nan for what was not estimated: a fixed slope, an anchor.

    nan also where the information is not positive: there the answers do not settle the parameter.
    `full` True: all of the observed information whatever it costs; False: item by item; None: as it can be afforded.
    """
    n = given.n_items
    if full is None:
        full = 4.0 * n * len(given.cell) * found.scale.points <= AFFORDABLE
    a_var, d_var, ad = _whole(given, found) if full else _item_by_item(given, found)
    free, a, b = ~found.model.anchored, found.a, found.b
    with np.errstate(invalid="ignore"):
        b_var = (d_var + b**2 * a_var + 2 * b * ad) / a**2
        se_a = np.sqrt(np.where(free & found.model.slopes_free & (a_var > 0), a_var, np.nan))
        return se_a, np.sqrt(np.where(free & (b_var > 0), b_var, np.nan))


def _whole(given: Answers, found: Calibration) -> tuple[Floats, Floats, Floats]:
    """Invert the observed information of all parameters: each item's (var a, var d, cov a d)."""
    free = np.flatnonzero(~found.model.anchored)
    n_slopes = 0 if not found.model.slopes_free else len(free) if found.model.model == "2pl" else 1
    size = n_slopes + len(free)

    def gradient(position: int, change: float) -> Floats:
        a, d = found.scale.a.copy(), found.scale.d.copy()
        if position >= n_slopes:
            d[free[position - n_slopes]] += change
        else:
            a[free if n_slopes == 1 else free[position]] += change
        scale = replace(found.scale, a=a, d=d)
        by_a, by_d, *_ = curvature(expect(given, scale).counts, found.model, scale)
        slopes = [by_a[free].sum()] if n_slopes == 1 else by_a[free][:n_slopes]
        return np.concatenate([slopes, by_d[free]])

    rows = [(gradient(j, -DIFFERENCE) - gradient(j, DIFFERENCE)) / (2 * DIFFERENCE) for j in range(size)]
    information = np.array(rows)
    covariance = np.linalg.pinv((information + information.T) / 2, hermitian=True)
    slopes = np.arange(len(free)) if n_slopes > 1 else np.zeros(len(free), dtype=int)
    places = n_slopes + np.arange(len(free))
    result = np.zeros((3, given.n_items))
    result[1, free] = covariance[places, places]
    if n_slopes:
        result[0, free], result[2, free] = covariance[slopes, slopes], covariance[slopes, places]
    return result[0], result[1], result[2]


def _item_by_item(given: Answers, found: Calibration) -> tuple[Floats, Floats, Floats]:
    """Invert each item's cross product of gradients: its (var a, var d, cov a d)."""
    scale, n = found.scale, given.n_items
    expected = expect(given, scale)
    by_d = np.empty(len(given.cell))
    by_a = np.empty(len(given.cell))
    # Wrong is 0 − P, right 1 − P: one row for each cell.
    off = np.stack([-scale.right, 1 - scale.right], axis=1).reshape(2 * n, -1)
    off_theta = off * scale.theta
    for begin in range(0, len(by_d), BLOCK):
        some = slice(begin, begin + BLOCK)
        there = expected.posterior[given.person[some]]
        by_d[some] = np.einsum("kq,kq->k", there, off[given.cell[some]])
        by_a[some] = np.einsum("kq,kq->k", there, off_theta[given.cell[some]])
    weight, item = given.weight[given.person], given.cell // 2
    products = (np.bincount(item, weight * product, n) for product in (by_a**2, by_a * by_d, by_d**2))
    bare = curvature(expected.counts, replace(found.model, priors=None), scale)
    drawn = curvature(expected.counts, found.model, scale)
    # What the priors know is added: the difference of the curvature with and without them.
    aa, ad, dd = (mine + after - before for mine, after, before in zip(products, drawn[2:], bare[2:], strict=True))
    with np.errstate(divide="ignore", invalid="ignore"):
        if not found.model.slopes_free:
            return np.zeros(n), 1 / dd, np.zeros(n)
        if found.model.model == "1pl":
            # One slope beside many places: the places are eliminated.
            a_var = np.full(n, 1 / (aa - ad**2 / dd)[~found.model.anchored].sum())
            return a_var, 1 / dd + (ad / dd) ** 2 * a_var, -ad / dd * a_var
        both = aa * dd - ad**2
        return dd / both, aa / both, -ad / both
