"""A placement: one question after another, and what they say in the end. Pure; site and simulation share it.

Before enough questions are calibrated the length is fixed: a standard error that rests on authors' words is no reason
to stop. Each question counts with its own uncertainty, so that the error reported at the end is honest.
"""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from .irt import SURE, Ability, ability
from .selection import RASCH, WITH_SLOPES, PoolItem, Rules, is_enough, next_item

# 24 questions, four in each of six areas; the standard error never ends it.
FIXED = Rules(enough=0.0, fewest=24, most=24, per_area=4)
AREAS = 6
# Below this a bank places nobody: each area is heard twice, and twelve questions are asked at least.
FEWEST_ITEMS, FEWEST_PER_AREA = 12, 2


@dataclass(frozen=True)
class Asked:
    """A question answered: what was known of it then, and whether the answer was right."""

    area: str
    a: float
    b: float
    b_sd: float
    right: bool


@dataclass(frozen=True)
class Verdict:
    """Where somebody is among the bands (0 the lowest), and how sure that is.

    `band` None: between `lowest` and `highest`; else all three are the same. `probability` that the person is at least
    there (of the lowest band: not above it). `each` the probability of every band.
    """

    band: int | None
    lowest: int
    highest: int
    probability: float
    each: tuple[float, ...]


def bluntness(a: float, b_sd: float) -> float:
    """The slope with which an item acts whose difficulty is uncertain (MacKay's approximation, as in `irt.ability`)."""
    return a / math.sqrt(1 + math.pi / 8 * (a * b_sd) ** 2)


def rules_for(models: Collection[str]) -> Rules:
    """Choose the rules by how the bank's items are known: slopes, difficulties, or authors' words for half of them."""
    n = len(models)
    if 2 * sum(model == "2pl" for model in models) >= n:
        return WITH_SLOPES
    if 2 * sum(model != "expert" for model in models) >= n:
        return RASCH
    return FIXED


def is_ready(areas: Sequence[str]) -> bool:
    """Say whether a bank with these items, one area each, can place anybody."""
    counts = [areas.count(area) for area in set(areas)]
    return len(areas) >= FEWEST_ITEMS and len(counts) == AREAS and min(counts) >= FEWEST_PER_AREA


def estimate(asked: Sequence[Asked]) -> Ability:
    """Estimate from everything answered so far; without answers the prior."""
    return ability(
        [one.a for one in asked],
        [one.b for one in asked],
        [float(one.right) for one in asked],
        b_sd=[one.b_sd for one in asked],
    )


def choose(
    pool: Sequence[PoolItem], asked_keys: Collection[str], now: Ability, *, rules: Rules, seed: str
) -> PoolItem | None:
    """Give the next question; None: it is enough, or there is none left."""
    if is_enough(pool, asked_keys, now.sd, rules=rules):
        return None
    return next_item(pool, asked_keys, now.theta, rules=rules, seed=seed)


def left_about(n: int, sd: float, rules: Rules, slopes: Sequence[float]) -> int:
    """Say about how many questions are still to come; at least 1.

    Each adds about 0.22 a² of information (an item half a logit or so off its person: P(1 − P) = 0.22).
    """
    least = max(rules.fewest - n, 1)
    if rules.enough <= 0:
        return least
    missing = 1 / rules.enough**2 - 1 / sd**2
    each = 0.22 * float(np.mean(np.square(slopes))) if slopes else 0.22
    return max(min(max(least, math.ceil(missing / each)), rules.most - n), 1)


def verdict(found: Ability, cuts: Sequence[float], sure: float = SURE) -> Verdict:
    """Say the band, if it may be said: its cut is passed with probability `sure`, and the next surely is not."""
    each = tuple(found.bands(cuts))
    above = [found.above(cut) for cut in cuts]
    band = found.band(cuts, sure)
    lowest = sum(one >= sure for one in above)
    highest = max(sum(one > 1 - sure for one in above), lowest)
    probability = above[lowest - 1] if lowest else each[0]
    return Verdict(band, lowest, lowest if band is not None else highest, probability, each)


def profile(asked: Sequence[Asked]) -> dict[str, Ability]:
    """Estimate each area from its own answers. Four or five answers say little: shadows, never to be certified."""
    areas = sorted({one.area for one in asked})
    return {area: estimate([one for one in asked if one.area == area]) for area in areas}
