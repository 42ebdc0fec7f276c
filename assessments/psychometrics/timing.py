"""How long a question takes, from the moments at which it was answered. Pure.

Nobody's eyes are watched: all that is known is when an answer arrived. The time since the moment before, of the same
attempt, is counted for the question that was answered.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Longer than this, and something else was done in between.
LONGEST_PAUSE = 600.0
# Fewer times than this make no quartiles.
FEWEST_TIMES = 10


@dataclass(frozen=True)
class Times:
    """Seconds at a question: quartiles over `n` attempts in which it could be told."""

    n: int
    lower: float
    median: float
    upper: float


def seconds_spent(
    attempt: Integers, item: Integers, at: Floats, started: Floats, counts: NDArray[np.bool_], n_items: int
) -> NDArray[np.float32]:
    """Lay out the seconds spent: attempts × items, nan where it cannot be told.

    Events one by one: number of attempt and item (−1: a question of no interest, whose moment still counts), moment
    in seconds, and whether its time `counts` (not: what was filled in at the end). `started` one for each attempt.
    A question answered again gets the time of both. Not told: answers that arrived together (a page sent as a whole),
    a pause above ten minutes, a clock that ran backwards.
    """
    told = np.zeros((len(started), n_items), dtype=np.float32)
    known = np.zeros(told.shape, dtype=bool)
    if not len(attempt):
        return np.full(told.shape, np.nan, dtype=np.float32)
    order = np.lexsort((at, attempt))
    who, moment = attempt[order], at[order]
    first = np.diff(who, prepend=-1) != 0
    before = np.where(first, started[who], np.roll(moment, 1))
    spent = moment - before
    # The next one came at the very same moment: neither is known.
    alone = np.append(first[1:] | (np.diff(moment) > 0), True)
    good = counts[order] & alone & (spent > 0) & (spent <= LONGEST_PAUSE) & (item[order] >= 0)
    cells = who[good], item[order][good]
    np.add.at(told, cells, spent[good].astype(np.float32))
    known[cells] = True
    told[~known] = np.nan
    return told


def times(seconds: NDArray[np.float32]) -> Times | None:
    """Sum up one question's column. None: fewer than ten attempts tell."""
    told = seconds[~np.isnan(seconds)]
    if len(told) < FEWEST_TIMES:
        return None
    lower, median, upper = (float(value) for value in np.quantile(told, (0.25, 0.5, 0.75)))
    return Times(len(told), lower, median, upper)
