"""How much people gained between two placements on one scale, and how sure that is. Pure.

A posterior mean is drawn to the middle, so that the difference of two is too small. Undrawn, with prior N(0, s²):
theta* = theta / (1 − se²/s²), se* = se / √(1 − se²/s²), which is what the answers alone say (normal approximation).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .irt import PRIOR_SD


@dataclass(frozen=True)
class Gain:
    """A difference in logits and its standard error."""

    by: float
    se: float


@dataclass(frozen=True)
class MeanGain:
    """The mean of `n` people's gains; `se` None below two people."""

    n: int
    mean: float
    se: float | None


def undrawn(theta: float, se: float, prior_sd: float = PRIOR_SD) -> tuple[float, float]:
    """Give (theta, se) as the answers alone say them.

    >>> [round(one, 3) for one in undrawn(0.6, 0.4)]
    [0.675, 0.424]
    """
    kept = max(1 - (se / prior_sd) ** 2, 0.1)
    return theta / kept, se / math.sqrt(kept)


def gain(before: tuple[float, float], after: tuple[float, float]) -> Gain:
    """Compare two placements, (theta, se) each: independent errors add up.

    >>> gain((0.0, 0.4), (0.6, 0.4))
    Gain(by=0.675, se=0.6)
    """
    (first, first_se), (last, last_se) = undrawn(*before), undrawn(*after)
    return Gain(round(last - first, 6), round(math.hypot(first_se, last_se), 6))


def mean_gain(gains: Sequence[float]) -> MeanGain | None:
    """Average the gains of a class or a commune; None: of nobody.

    The standard error is that of the people's spread (sd ÷ √n): it has the error of each placement in it already.
    """
    if not len(gains):
        return None
    table = np.asarray(gains, dtype=np.float64)
    n = len(table)
    return MeanGain(n, float(table.mean()), float(table.std(ddof=1) / math.sqrt(n)) if n > 1 else None)
