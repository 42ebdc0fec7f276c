"""Which question comes next in an adaptive test, and when it is enough. Pure.

The item that tells most about the present estimate (maximum information), under three conditions: areas are covered
evenly and each at least twice; one of the best few is drawn, not always the best, so that items are not given away
(randomesque; Kingsbury and Zara 1989); and an item shown to too large a share of the people rests.
"""

import random
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .irt import information


@dataclass(frozen=True)
class PoolItem:
    """An item that may be asked; `exposure` the share (0–1) of adaptive tests so far that showed it."""

    key: str
    area: str
    a: float
    b: float
    exposure: float = 0.0


@dataclass(frozen=True)
class Rules:
    """Stop at `enough` (standard error; 0.40 where all slopes are equal, 0.35 with slopes) after `fewest` items, with
    `per_area` in each area, or at `most` items. Draw among the best `among`; rest an item above `exposure_cap`.
    """

    enough: float = 0.40
    fewest: int = 12
    most: int = 30
    per_area: int = 2
    among: int = 5
    exposure_cap: float = 0.25


RASCH = Rules()
WITH_SLOPES = Rules(enough=0.35)


def next_item(
    pool: Sequence[PoolItem],
    asked: Collection[str],
    theta: float,
    *,
    rules: Rules,
    seed: str,
    weights: Mapping[str, float] | None = None,
) -> PoolItem | None:
    """Choose the next item, never one of `asked`; None: there is none left.

    The area furthest behind its share comes first (`weights` by area; default: equal). Rested items come back only
    where their area has no other. The same arguments give the same item: chance is drawn from `seed` (the attempt's)
    and from how many were asked.
    """
    left = {item.key: item for item in pool if item.key not in asked}
    if not left:
        return None
    of_area = Counter(item.area for item in pool if item.key in asked)
    areas = sorted({item.area for item in left.values()})
    shares = {area: 1.0 if weights is None else weights.get(area, 0.0) for area in areas}

    def behind(area: str) -> tuple[bool, float, str]:
        return of_area[area] >= rules.per_area, (of_area[area] + 1) / max(shares[area], 1e-9), area

    area = min(areas, key=behind)
    mine = [item for item in left.values() if item.area == area]
    rested = [item for item in mine if item.exposure <= rules.exposure_cap] or mine
    told = information(theta, [item.a for item in rested], [item.b for item in rested])[0]
    chance = random.Random(f"{seed}:{len(asked)}")  # noqa: S311 - spreads exposure, guards nothing
    # Chance breaks ties, or of many equal items the same few would wear out; by key first, so that the order of the
    # pool does not matter.
    keys = sorted(item.key for item in rested)
    lots = dict(zip(keys, (chance.random() for _key in keys), strict=True))
    ranked = sorted(
        zip(-np.round(told, 9), (item.key for item in rested), strict=True), key=lambda one: (one[0], lots[one[1]])
    )
    return left[chance.choice(ranked[: rules.among])[1]]


def is_enough(pool: Sequence[PoolItem], asked: Collection[str], sd: float, *, rules: Rules) -> bool:
    """Say whether to stop: at the longest, or when the standard error is small and every area was heard enough.

    An area with fewer items than asked for is heard enough when they are used up.
    """
    if len(asked) >= rules.most or all(item.key in asked for item in pool):
        return True
    heard, there = Counter(item.area for item in pool if item.key in asked), Counter(item.area for item in pool)
    covered = all(heard[area] >= min(rules.per_area, count) for area, count in there.items())
    return len(asked) >= rules.fewest and covered and sd <= rules.enough
