"""Where a band begins, from judges' words: bookmark and modified Angoff. Pure.

Bookmark (Lewis, Mitzel and Green 1996; Mitzel, Lewis, Patz and Green 2001): questions lie in the order of the ability
at which two of three people are right (RP67). A judge marks the last one that somebody who just reaches the band gets
right so often; there lies the cut. Modified Angoff (1971): a judge says of each question how many of 100 such people
are right; the cut is the ability at which the expected number right is that sum. Of several judges the median counts.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

import numpy as np

from .irt import probability

RP = 2 / 3
# Beyond these nobody is looked for.
LOWEST, HIGHEST = -4.0, 4.0
FEWEST_JUDGES = 5


def location(a: float, b: float, rp: float = RP) -> float:
    """The ability at which the question is right with probability `rp`.

    >>> round(location(1.0, 0.0), 4)
    0.6931
    """
    return b + math.log(rp / (1 - rp)) / a


def bookmark_cut(items: Sequence[tuple[float, float]], last: int) -> float:
    """The cut of a bookmark behind the `last` question (from 1) of `items` (a, b), which lie in order of location."""
    return location(*items[last - 1])


def angoff_cut(items: Sequence[tuple[float, float]], percents: Sequence[float]) -> float:
    """The ability at which the expected number right of `items` (a, b) is what these percentages add up to.

    Found by halving, to 1e-6; LOWEST or HIGHEST where everything or nothing was said.
    """
    a, b = (np.array(column) for column in zip(*items, strict=True))
    wanted, low, high = sum(percents) / 100, LOWEST, HIGHEST
    while high - low > 1e-6:
        middle = (low + high) / 2
        if float(probability(middle, a, b).sum()) < wanted:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, 6)


def panel_cuts(judged: Sequence[Sequence[float]]) -> list[float]:
    """The median of the judges' cuts, one for each band; empty: nobody judged."""
    return [float(median(column)) for column in zip(*judged, strict=True)]


def is_rising(cuts: Sequence[float]) -> bool:
    """Say whether each band begins above the one before."""
    return all(later > earlier for earlier, later in pairwise(cuts))


def impact(thetas: Sequence[float], cuts: Sequence[float]) -> list[float]:
    """The share (0–1) of these people in each band, were these the cuts; empty: there are none."""
    if not len(thetas):
        return []
    bands = np.searchsorted(np.asarray(cuts), np.asarray(thetas), side="right")
    return [float(share) for share in np.bincount(bands, minlength=len(cuts) + 1) / len(thetas)]


def booklet(items: Sequence[tuple[str, str, float, float]], per_area: int) -> list[str]:
    """Choose questions (key, area, a, b) for judges, spread over each area's range: their keys, by location."""
    chosen = []
    for area in sorted({item[1] for item in items}):
        mine = sorted((location(a, b), key) for key, of, a, b in items if of == area)
        places = np.unique(np.linspace(0, len(mine) - 1, min(per_area, len(mine))).round().astype(int))
        chosen += [mine[place] for place in places]
    return [key for _location, key in sorted(chosen)]
