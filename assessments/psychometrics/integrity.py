"""Two reasons to look at an attempt again: faster than anyone reads, and alike beyond chance. Pure.

Neither is a verdict. Formulas, sources and what simulation says of false alarms: docs/integrity.md.

Likeness is the generalised binomial test (GBT; van der Linden and Sotaridou 2006): given how well two people do, their
answers are independent, so that the number of equal answers is a sum of unequal coins. How likely each answer is at
each level is read off everybody's answers by kernel smoothing over the total (Ramsay 1991), not off a model.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from ..items import Shown

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# Vietnamese words are written in syllables: about 1.5 for an English word, and nobody reads with understanding above
# 400 English words a minute.
FASTEST = 600.0
# Under this the clock says more than the reader.
FEWEST_WORDS, FEWEST_ANSWERED = 100, 5
# Below this the levels of the total say too little about who chooses what.
FEWEST_ATTEMPTS, FEWEST_ITEMS = 100, 10
# At most one flag in twenty may be a false alarm; simulation says far fewer are (docs/integrity.md).
FALSE_SHARE = 0.05
# An answer given by fewer people shares its place with the other rare ones.
RARE = 5
GRID = np.linspace(-2.5, 2.5, 41)
BLOCK = 20_000


@dataclass(frozen=True)
class Alike:
    """Two attempts (their numbers) whose answers are alike: `same` of `of` equal, where `expected` would be chance's;
    `same_wrong` of them wrong; `p_value` of the test, `q_value` after correcting for how many pairs were compared.
    """

    one: int
    other: int
    of: int
    same: int
    expected: float
    same_wrong: int
    p_value: float
    q_value: float


def words_of(shown: Shown) -> int:
    """Count what must be read to answer, in written words (in Vietnamese: syllables): question, text, answers."""
    texts = [shown.stem, shown.text, *(choice.text for choice in shown.choices)]
    for place in shown.places:
        # What every place offers is read once.
        own = () if shown.choices else place.choices
        texts += [place.label, *(choice.text for choice in own)]
    return sum(len(text.split()) for text in texts)


def too_fast(words: ArrayLike, answered: NDArray[np.bool_], seconds: ArrayLike) -> NDArray[np.bool_]:
    """Say of each attempt whether it took less time than reading what was answered.

    `words` one for each item; `answered` attempts × items; `seconds` from beginning to handing in, nan: not known.
    Attempts with fewer than 100 words or 5 answers are never too fast.
    """
    read = answered @ np.asarray(words, dtype=np.float64)
    spent = np.asarray(seconds, dtype=np.float64)
    enough = (read >= FEWEST_WORDS) & (answered.sum(axis=1) >= FEWEST_ANSWERED)
    return np.asarray(enough & (spent > 0) & (read * 60 > FASTEST * spent))


def alike(
    codes: NDArray[np.int32], right: NDArray[np.bool_], total: ArrayLike, one: Integers, other: Integers
) -> list[Alike]:
    """Test pairs of attempts; those that remain after correction, most striking first.

    `codes` attempts × items, which answer was given (any numbers; equal means equal); `right` the same shape; `total`
    one for each attempt; `one`, `other` the pairs to compare, and only they are corrected for.
    Nothing is ever told of fewer than 100 attempts or 10 items.
    """
    n, items = codes.shape
    if n < FEWEST_ATTEMPTS or items < FEWEST_ITEMS or not len(one):
        return []
    grouped = [_rare_together(codes[:, column]) for column in range(items)]
    at = _levels(total)
    chances = [_chances(answer, at) for answer in grouped]
    # How likely two people are to agree, for every two levels: (levels × levels) × items.
    agree = np.stack([(chance @ chance.T).ravel() for chance in chances], axis=1)
    answers, p_values, expected = np.column_stack(grouped), np.ones(len(one)), np.zeros(len(one))
    for begin in range(0, len(one), BLOCK):
        block = slice(begin, begin + BLOCK)
        a, b = one[block], other[block]
        match = agree[at[a] * len(GRID) + at[b]]
        same = (answers[a] == answers[b]).sum(axis=1)
        p_values[block], expected[block] = _tail(match, same), match.sum(axis=1)
    q_values = benjamini_hochberg(p_values)
    found = np.flatnonzero(q_values <= FALSE_SHARE)
    found = found[np.argsort(p_values[found], kind="stable")]
    return [
        Alike(a, b, items, int(equal.sum()), float(expected[k]), int((equal & ~right[a]).sum()), p, q)
        for k, a, b, p, q in zip(found, *(x[found].tolist() for x in (one, other, p_values, q_values)), strict=True)
        for equal in [answers[a] == answers[b]]
    ]


def benjamini_hochberg(p_values: ArrayLike) -> Floats:
    """Give the q value of each test: the share of false alarms among all at least as striking (BH 1995)."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    raised = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(raised[::-1])[::-1], 1)
    return q


def pairs_within(group: Integers, moment: Floats, window: float) -> tuple[Integers, Integers]:
    """List the pairs of rows of the same group (negative: of none) that lie at most `window` apart in time."""
    order = np.lexsort((moment, group))
    order = order[group[order] >= 0]
    of, when = group[order], moment[order]
    # Each group on a line of its own: how many of those after a row are still within the window.
    keyed = np.unique(of, return_inverse=True)[1]
    begun = float(when.min()) if len(when) else 0.0
    span = float(when.max()) - begun + 2 * window + 1 if len(when) else 1.0
    line = keyed * span + when - begun
    rows = np.arange(len(line))
    counts = np.searchsorted(line, line + window, side="right") - rows - 1
    first = np.repeat(rows, counts)
    # Counted from one again for every row.
    step = np.arange(len(first)) - np.repeat(np.cumsum(counts) - counts, counts) + 1
    chosen = np.asarray(order, dtype=np.int64)
    return chosen[first], chosen[first + step]


def _rare_together(column: NDArray[np.int32]) -> Integers:
    """Number the answers of an item from 0; 0 holds all that are rare. Any grouping leaves the test valid."""
    _, number, counts = np.unique(column, return_inverse=True, return_counts=True)
    renumbered = np.cumsum(counts >= RARE) * (counts >= RARE)
    return np.asarray(renumbered[number], dtype=np.int64)


def _scores(total: ArrayLike) -> Floats:
    """Turn totals into normal scores by the middle of their rank."""
    _, level, counts = np.unique(
        np.round(np.asarray(total, dtype=np.float64), 7), return_inverse=True, return_counts=True
    )
    middle = (np.cumsum(counts) - counts / 2) / counts.sum()
    scores: Floats = np.asarray(ndtri(middle), dtype=np.float64)
    return np.asarray(scores[level], dtype=np.float64)


def _levels(total: ArrayLike) -> Integers:
    """Give the point of the grid nearest to each attempt."""
    step = GRID[1] - GRID[0]
    nearest = np.round((_scores(total) - GRID[0]) / step)
    return np.asarray(np.clip(nearest, 0, len(GRID) - 1), dtype=np.int64)


def _chances(answer: Integers, at: Integers) -> Floats:
    """Estimate how likely each answer is at each point of the grid: points × answers."""
    width = 1.1 * len(answer) ** -0.2
    k = int(answer.max()) + 1
    counts = np.bincount(at * k + answer, minlength=len(GRID) * k).reshape(len(GRID), k).astype(np.float64)
    weights = np.exp(-np.square((GRID[:, None] - GRID) / width) / 2)
    smooth = weights @ counts
    whole = smooth.sum(axis=1, keepdims=True)
    found: Floats = np.full(smooth.shape, 1 / k)
    np.divide(smooth, whole, out=found, where=whole > 0)
    return found


def _tail(match: Floats, same: Integers) -> Floats:
    """P(at least `same` equal) for rows of chances: the distribution of a sum of unequal coins, coin by coin."""
    pairs, items = match.shape
    of = np.zeros((pairs, items + 1))
    of[:, 0] = 1
    for item in range(items):
        p = match[:, item : item + 1]
        of[:, 1 : item + 2] = of[:, 1 : item + 2] * (1 - p) + of[:, : item + 1] * p
        of[:, 0] *= 1 - p[:, 0]
    tails = np.cumsum(of[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(np.clip(tails[np.arange(pairs), same], 0, 1))
