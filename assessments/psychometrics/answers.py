"""Sparse right-or-wrong answers, and the two sums over them that calibration is made of. Pure.

A bank has a thousand items and a person answers thirty: only the answers given are kept, ordered by person and by item.
The sums run block by block, so that what is in work stays in the processor's cache.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int32]

BLOCK = 2048


@dataclass(frozen=True)
class Answers:
    """`n_items`; `weight` how often each person (or pattern) occurs; for each answer, ordered by person, its `person`
    and its `cell` = 2 × item + right; `by_cell` the order that brings the answers cell by cell.
    """

    n_items: int
    weight: Floats
    person: Integers
    cell: Integers
    by_cell: Integers

    @property
    def counts(self) -> Floats:
        """Count the answers of each item, weighted: items × (wrong, right)."""
        told = np.bincount(self.cell, weights=self.weight[self.person], minlength=2 * self.n_items)
        return told.reshape(self.n_items, 2).astype(np.float64)


def answers(
    person: ArrayLike, item: ArrayLike, right: ArrayLike, *, n_items: int, weight: ArrayLike | None = None
) -> Answers:
    """Gather answers given one by one: numbers of person and item from 0, right 1 or 0; `weight` one a person.

    Raises ValueError for numbers out of range.
    """
    who, what = np.asarray(person, dtype=np.int64), np.asarray(item, dtype=np.int64)
    weights = np.ones(int(who.max(initial=-1)) + 1) if weight is None else np.asarray(weight, dtype=np.float64)
    if who.size and (who.min() < 0 or who.max() >= len(weights) or what.min() < 0 or what.max() >= n_items):
        raise ValueError("an answer of a person or to an item that is not there")
    order = np.argsort(who, kind="stable")
    cell = (2 * what + (np.asarray(right) > 0))[order]
    by_cell = np.argsort(cell, kind="stable")
    return Answers(n_items, weights, *(numbers.astype(np.int32) for numbers in (who[order], cell, by_cell)))


def answers_of_patterns(right: ArrayLike, frequency: ArrayLike | None = None) -> Answers:
    """Gather a table patterns × items of 1, 0 and nan (not given), each pattern `frequency` times."""
    table = np.asarray(right, dtype=np.float64)
    person, item = np.nonzero(~np.isnan(table))
    weight = np.ones(len(table)) if frequency is None else frequency
    return answers(person, item, table[person, item], n_items=table.shape[1], weight=weight)


def sum_by_person(given: Answers, of_cell: Floats) -> Floats:
    """Add up rows of `of_cell` (2 × items rows) over each person's answers: people × columns."""
    return _grouped(of_cell, given.cell, given.person, len(given.weight), None)


def sum_by_cell(given: Answers, of_person: Floats) -> Floats:
    """Add up rows of `of_person` over the answers in each cell: (2 × items) × columns."""
    return _grouped(of_person, given.person, given.cell, 2 * given.n_items, given.by_cell)


def _grouped(rows: Floats, source: Integers, target: Integers, n_targets: int, order: Integers | None) -> Floats:
    """result[t] = sum of rows[source[k]] over all k with target[k] = t; in `order` the targets do not fall."""
    result = np.zeros((n_targets, rows.shape[1]), dtype=rows.dtype)
    buffer = np.empty((BLOCK, rows.shape[1]), dtype=rows.dtype)
    for begin in range(0, len(source), BLOCK):
        block = slice(begin, begin + BLOCK) if order is None else order[begin : begin + BLOCK]
        some = target[block]
        taken = np.take(rows, source[block], axis=0, out=buffer[: len(some)], mode="clip")
        starts = np.flatnonzero(np.diff(some, prepend=-1))
        # A target may go on from the block before, so this adds and does not set.
        result[some[starts]] += np.add.reduceat(taken, starts, axis=0)
    return result
