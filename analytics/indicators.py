"""Shares of the population, how sure they are, and how communes compare. Pure; formulas in docs/statistics.md."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

# The two-sided 95 % point of the normal distribution.
Z95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Coverage:
    """People per 100 adults, with the 95 % interval. None: no interval, as more people than adults were counted."""

    per_100: float
    low: float | None
    high: float | None


def wilson(successes: int, n: int, *, z: float = Z95) -> tuple[float, float]:
    """The score interval of a share (0–1) by Wilson, 1927; good for small counts, and never outside 0–1.

    (p + z²/2n ± z·√(p(1−p)/n + z²/4n²)) / (1 + z²/n); golden numbers: Newcombe 1998, table I. ValueError unless
    0 ≤ successes ≤ n and n > 0.

    >>> low, high = wilson(15, 148)
    >>> f"{low:.4f} {high:.4f}"
    '0.0624 0.1605'
    """
    if not 0 <= successes <= n or n == 0:
        raise ValueError("a share needs 0 ≤ successes ≤ n, and n > 0")
    share = successes / n
    middle = share + z * z / (2 * n)
    spread = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    scale = 1 + z * z / n
    # Rounding may leave −1e-18 where the formula gives 0.
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def coverage(people: int, adults: int | None) -> Coverage | None:
    """People per 100 adults; None: nobody knows how many adults there are.

    The count of adults is of an earlier year, so that more people than adults may be counted: then over 100.

    >>> coverage(15, 148).per_100
    10.135135135135135
    """
    if not adults:
        return None
    if people > adults:
        return Coverage(100 * people / adults, None, None)
    low, high = wilson(people, adults)
    return Coverage(100 * people / adults, 100 * low, 100 * high)


def total_adults(adults: Iterable[int | None]) -> int | None:
    """The adults of all communes together, the denominator of the people-weighted share; None: one is not known.

    Dividing the sums weighs every adult alike; the mean of the communes' shares would weigh every commune alike.
    """
    known = list(adults)
    return sum(filter(None, known)) if known and all(known) else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a commune stands among the others whose figure is shown, as far as chance allows to say."""

    ahead: int
    level: int
    behind: int


def standing(own: Coverage, others: Iterable[Coverage]) -> Standing:
    """How many of the others are ahead of, level with and behind this one.

    Ahead or behind is who has an interval wholly above or below this one's; where two overlap, the order may be chance.
    """
    ahead = level = behind = 0
    for other in others:
        side = compare(other, own)
        ahead, level, behind = ahead + (side > 0), level + (side == 0), behind + (side < 0)
    return Standing(ahead, level, behind)


def compare(one: Coverage, other: Coverage) -> int:
    """1: one is higher; −1: lower; 0: their intervals overlap."""
    one_low, one_high = _bounds(one)
    other_low, other_high = _bounds(other)
    if one_low > other_high:
        return 1
    return -1 if one_high < other_low else 0


def _bounds(figure: Coverage) -> tuple[float, float]:
    if figure.low is None or figure.high is None:
        return figure.per_100, figure.per_100
    return figure.low, figure.high


def quantile_classes(values: Sequence[float], n: int = 5) -> list[tuple[float, float]]:
    """The values in at most `n` classes of about equal size, as (lowest, highest) of each; equal values stay together.

    >>> quantile_classes([1, 2, 3, 4, 5, 6], 3)
    [(1, 2), (3, 4), (5, 6)]
    """
    ordered = sorted(values)
    classes: dict[int, tuple[float, float]] = {}
    number = 0
    for rank, value in enumerate(ordered):
        if rank == 0 or value != ordered[rank - 1]:
            number = n * rank // len(ordered)
        low, _high = classes.get(number, (value, value))
        classes[number] = (low, value)
    return list(classes.values())


def class_of(value: float, classes: Sequence[tuple[float, float]]) -> int:
    """The 1-based number of the class that holds the value."""
    return next(number for number, (_low, high) in enumerate(classes, start=1) if value <= high)
