"""From scored responses and the paper's rules to the result of an attempt. Pure.

Numbers are Decimal and rounded half up at two places only: a response's share to 7 decimals, an attempt's
score to 4. The pass mark is compared after rounding, so three thirds (0.3333333 each) of one point pass at 100 %.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any, NamedTuple

SHARE = Decimal("0.0000001")
POINTS = Decimal("0.0001")
# Moodle's question engine: a fraction above this is right.
RIGHT = Decimal("0.999999")


class Given(NamedTuple):
    """What counts at one place of a paper: the response and its share of the points.

    `seq`: when it was given, by its sender's word (timing.sequence_of). `tries`: how often it was judged, in practice;
    `scaled` is then what is left after penalties.
    """

    response: Any
    scaled: Decimal
    seq: int = 0
    tries: int = 0


NOTHING = Given([], Decimal(0))


@dataclass(frozen=True)
class Outcome:
    """What an attempt is worth, in points. `passed` None: part of it waits to be marked; `score` is that so far."""

    score: Decimal
    max_score: Decimal
    passed: bool | None


def as_share(scaled: Fraction) -> Decimal:
    """Round a share of the points to what is stored. Worked: 2/3 → 0.6666667. Raises ValueError outside −1…1.

    Below 0 only where an author, or an imported file, lets a wrong answer cost points.

    >>> as_share(Fraction(2, 3))
    Decimal('0.6666667')
    """
    if not -1 <= scaled <= 1:
        raise ValueError(f"a share of the points is between -1 and 1, not {scaled}")
    return (Decimal(scaled.numerator) / Decimal(scaled.denominator)).quantize(SHARE, ROUND_HALF_UP)


def is_right(scaled: Decimal) -> bool:
    """Say whether a response counts as wholly right (Moodle's tolerance: above 0.999999)."""
    return scaled > RIGHT


def score_attempt(parts: Iterable[tuple[Decimal, Decimal | None]], *, pass_mark: Decimal | int) -> Outcome:
    """Add up (points, share) of every item of the paper; `pass_mark` is in percent of all points.

    A share of None waits to be marked: it earns nothing yet, and nothing is passed or failed while there is one.

    What wrong answers cost can eat up what others earned, but no attempt is worth less than nothing.
    Where nothing can be earned, nothing is passed.

    >>> score_attempt([(Decimal(1), Decimal(1)), (Decimal(2), Decimal("0.5"))], pass_mark=66)
    Outcome(score=Decimal('2.0000'), max_score=Decimal('3.0000'), passed=True)
    """
    score = max_score = Decimal(0)
    waits = False
    for points, scaled in parts:
        max_score += points
        score += points * (scaled or 0)
        waits = waits or scaled is None
    score = max(score, Decimal(0)).quantize(POINTS, ROUND_HALF_UP)
    max_score = max_score.quantize(POINTS, ROUND_HALF_UP)
    needed = (max_score * Decimal(pass_mark) / 100).quantize(POINTS, ROUND_HALF_UP)
    return Outcome(score, max_score, None if waits else max_score > 0 and score >= needed)
