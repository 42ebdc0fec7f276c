"""Which counts of a table may be seen by everyone. Pure.

A table is a list of cells and their total. A count of people below the threshold is hidden, and where the hidden ones
could be worked out from the total, so is the next smallest. Zero is shown: it is about nobody.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class Protection(Generic[K]):
    """What of one table is hidden."""

    hidden: frozenset[K]
    hides_total: bool


def protect(cells: Mapping[K, int], total: int, *, threshold: int) -> Protection[K]:
    """Choose what to hide, so that subtracting what is shown from the total leaves every hidden count open.

    A hidden count is at least 1, as zeros are shown. Of what remains of the total every other hidden cell may
    therefore take 1 or more; a hidden cell stays open when it could, as far as the table tells, reach the threshold.
    `cells` may be summed to more than `total`: who moved is counted in two communes and once in the province.
    Where nothing is left to hide, the total is hidden. Ties are broken by the order of `cells`.

    >>> protect({"A": 4, "B": 25, "C": 12}, 41, threshold=10) == Protection(frozenset({"A", "C"}), hides_total=False)
    True
    """
    hidden = {key for key, count in cells.items() if 0 < count < threshold}
    if 0 < total < threshold:
        return Protection(frozenset(hidden), hides_total=True)
    # Taken from the end: the smallest first, of equal ones the first.
    shown = sorted((key for key in reversed(list(cells)) if cells[key] >= threshold), key=lambda key: -cells[key])
    while hidden and not _is_open([cells[key] for key in hidden], total - sum(cells[key] for key in shown), threshold):
        if not shown:
            return Protection(frozenset(hidden), hides_total=True)
        hidden.add(shown.pop())
    return Protection(frozenset(hidden), hides_total=False)


def _is_open(hidden: list[int], rest: int, threshold: int) -> bool:
    others = len(hidden) - 1
    return others > 0 and min(sum(hidden), rest) - others >= threshold
