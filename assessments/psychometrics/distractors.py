"""Who chose which answer: the distractor table. Pure.

A wrong answer does its work when the weak choose it and the strong do not. One that the strong choose more than
the right answer says that the key may be wrong, or the question unclear.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..items.contract import Problem
from .statistics import FEWEST

ONE_SIDED = 1.6448536269514722  # the 95 % point of N(0,1)
# Below ten people a fifth, a curve is mostly chance.
FIFTHS, FEWEST_FOR_CURVES = 5, 50


@dataclass(frozen=True)
class ChoiceRow:
    """One answer. `key` "" is: nothing chosen.

    `share` percent of all attempts; `point_biserial` correlation (−1–1) of choosing it with the rest score, None
    where all or none chose it or all rests are equal; `mean_rest` of who chose it, in marks, None for nobody.
    """

    key: str
    right: bool
    count: int
    share: float
    point_biserial: float | None
    mean_rest: float | None


def choice_table(
    chosen: Sequence[Collection[str]], rest: ArrayLike, keys: Sequence[str], right: Collection[str]
) -> list[ChoiceRow]:
    """Count each answer; one row a key in the order given, and one for nothing chosen.

    `chosen` the keys each attempt ticked; `rest` each attempt's total without this item, in marks.
    Raises ValueError for a key that is none of `keys`, and where the lengths differ.
    """
    scores = np.asarray(rest, dtype=np.float64)
    if len(chosen) != len(scores):
        raise ValueError(f"{len(chosen)} responses and {len(scores)} rest scores")
    number = {key: column for column, key in enumerate(keys)}
    ticked = np.zeros((len(scores), len(keys) + 1), dtype=bool)
    for row, picked in enumerate(chosen):
        for key in picked:
            if key not in number:
                raise ValueError(f"{key!r} is none of the choices")
            ticked[row, number[key]] = True
        ticked[row, -1] = not picked
    return choice_rows(ticked, scores, keys, right)


def choice_rows(
    ticked: NDArray[np.bool_], rest: ArrayLike, keys: Sequence[str], right: Collection[str]
) -> list[ChoiceRow]:
    """Count each answer as `choice_table` does; `ticked` attempts × (keys and, last, nothing chosen)."""
    scores = np.asarray(rest, dtype=np.float64)
    return [_row(key, key in right, ticked[:, column], scores) for column, key in enumerate([*keys, ""])]


def fifths(rest: ArrayLike) -> NDArray[np.int64]:
    """Put each attempt into a fifth by its rest score: 0 the weakest, 4 the strongest.

    By the middle of its rank, so that equal scores stay together; a fifth may then be larger, or empty.
    """
    scores = np.asarray(rest, dtype=np.float64)
    levels, level, counts = np.unique(np.round(scores, 7), return_inverse=True, return_counts=True)
    below = np.cumsum(counts) - counts
    of_level = np.minimum(FIFTHS * (below + counts / 2) / max(len(scores), 1), FIFTHS - 1).astype(np.int64)
    return of_level[level] if len(levels) else np.zeros(0, dtype=np.int64)


def option_curves(ticked: NDArray[np.bool_], rest: ArrayLike) -> list[list[float | None]] | None:
    """Give for each column of `ticked` the percent who chose it in each fifth; None: nobody is in that fifth.

    None altogether below 50 attempts.
    """
    if len(ticked) < FEWEST_FOR_CURVES:
        return None
    group = fifths(rest)
    sizes = np.bincount(group, minlength=FIFTHS)
    return [
        [
            100 * float(chose) / int(size) if size else None
            for chose, size in zip(np.bincount(group, weights=column, minlength=FIFTHS), sizes, strict=True)
        ]
        for column in ticked.T.astype(np.float64)
    ]


def table_verdicts(rows: Sequence[ChoiceRow], n: int) -> tuple[Problem, ...]:
    """Name each wrong answer that goes with a better rest score than every right one; `n` attempts.

    And that does so beyond chance: a correlation above 0, one-sided at 5 %. Three people are no evidence.
    """
    if n < FEWEST:
        return (Problem("too_few", {"n": n, "needed": FEWEST}),)
    rights = [row.point_biserial for row in rows if row.right and row.point_biserial is not None]
    # Nobody or everybody chose the key: it tells nothing, and any liking of the strong is suspicious.
    best = max(*rights, ONE_SIDED / sqrt(n)) if rights else ONE_SIDED / sqrt(n)
    return tuple(
        Problem("distractor_beats_key", {"key": row.key})
        for row in rows
        if row.key and not row.right and row.point_biserial is not None and row.point_biserial > best
    )


def _row(key: str, right: bool, picked: np.ndarray, rest: np.ndarray) -> ChoiceRow:
    n, count = len(picked), int(picked.sum())
    share = 100 * count / n if n else 0.0
    mean = float(rest[picked].mean()) if count else None
    spread = float(rest.std()) if n else 0.0
    if mean is None or count == n or spread <= 1e-9 * float(np.abs(rest).max()):
        return ChoiceRow(key, right, count, share, None, mean)
    p = count / n
    # The usual form: (mean of the choosers − mean of all) / sd, times sqrt(p / q), sd with n.
    return ChoiceRow(key, right, count, share, (mean - float(rest.mean())) / spread * sqrt(p / (1 - p)), mean)
