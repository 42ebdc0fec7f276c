"""Several tries at one item: what they are worth, with penalties for wrong ones. Pure.

Rules, as Moodle's question behaviours of the same names have them (ASSESSMENT.md, “Tries and penalties”):

    deferred       one try: what was given last
    immediate      one try: the first complete response handed in, told at once
    adaptive       any number of tries; try k is worth its share − penalty · tries before it; the best counts
    interactive    hints + 1 tries; max(0, share − penalty · tries before it), once right or out of tries
    countback      as interactive, but each part pays only for its own wrong tries: max(0, share − penalty · number
                   of the try, from 0, since which it was at least that right)

An incomplete response is no try and costs nothing; under `adaptive` neither does the same response again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Any

from ..items import Parts

RIGHT = Fraction("0.999999")


class State(StrEnum):
    """Where someone stands with an item."""

    # nothing given, nothing earned: not a wrong answer
    UNANSWERED = "unanswered"
    # given, but not to be scored as it is
    INCOMPLETE = "incomplete"
    # complete and kept, scored when handed in
    ANSWERED = "answered"
    # open for a (further) try
    OPEN = "open"
    # scored, nothing more to do
    DONE = "done"
    # handed in, to be marked by a person
    UNMARKED = "unmarked"


@dataclass(frozen=True)
class Step:
    """One thing a learner did: kept a response, or (`is_try`) asked for it to be scored.

    share: what the item type scores; None: a person marks it. answered: there is something to score.
    parts: for `countback`; None: the type has none.
    """

    response: Any
    share: Fraction | None
    is_answered: bool
    is_complete: bool
    is_try: bool = False
    parts: Parts | None = None


@dataclass(frozen=True)
class Standing:
    """share: what counts so far; None: nothing has been scored. tries: how many were scored."""

    state: State
    share: Fraction | None = None
    tries: int = 0


def stand(rule: str, steps: Sequence[Step], *, penalty: Fraction, tries: int = 1, handed_in: bool) -> Standing:
    """Say where someone stands after these steps. `tries`: how many are allowed (interactive and countback)."""
    if rule == "deferred":
        return deferred(steps, handed_in=handed_in)
    if rule == "immediate":
        return immediate(steps, handed_in=handed_in)
    if rule == "adaptive":
        return adaptive(steps, penalty=penalty, handed_in=handed_in)
    if rule in {"interactive", "countback"}:
        return interactive(steps, penalty=penalty, tries=tries, handed_in=handed_in, by_part=rule == "countback")
    raise ValueError(f"no rule called {rule!r}")


def deferred(steps: Sequence[Step], *, handed_in: bool) -> Standing:
    """Score the last response, once handed in."""
    if not steps or not steps[-1].is_answered:
        return Standing(State.UNANSWERED)
    last = steps[-1]
    if not handed_in:
        return Standing(State.ANSWERED if last.is_complete else State.INCOMPLETE)
    if last.share is None:
        return Standing(State.UNMARKED)
    return Standing(State.DONE, last.share, 1)


def immediate(steps: Sequence[Step], *, handed_in: bool) -> Standing:
    """Score the first complete response handed in, or the last one kept when all is over."""
    for step in steps:
        if step.is_try and step.is_complete:
            return Standing(State.UNMARKED) if step.share is None else Standing(State.DONE, step.share, 1)
    return deferred(steps, handed_in=True) if handed_in else waiting(steps)


def adaptive(steps: Sequence[Step], *, penalty: Fraction, handed_in: bool) -> Standing:
    """Keep the best of all tries, each less the penalties of those before it.

    Handing in with nothing given keeps what was earned before, and is worth 0 where that is nothing.
    """
    tried: list[Step] = []
    best: Fraction | None = None
    for step in with_last_kept(steps, handed_in=handed_in):
        if not (step.is_answered and step.share is not None) or (tried and tried[-1].response == step.response):
            continue
        worth = step.share - penalty * len(tried)
        best = max(worth, best or Fraction(0))
        tried.append(step)
    if handed_in:
        is_given = bool(steps) and steps[-1].is_answered
        return Standing(State.DONE if is_given else State.UNANSWERED, best or Fraction(0), len(tried))
    if steps and steps[-1].is_try and not steps[-1].is_complete:
        return Standing(State.INCOMPLETE, best, len(tried))
    # Right once is done, unless something else has been given since and not yet been scored.
    is_done = bool(steps) and steps[-1].is_try and any(is_right(step) for step in tried)
    return Standing(State.DONE if is_done else State.OPEN, best, len(tried))


def interactive(
    steps: Sequence[Step], *, penalty: Fraction, tries: int, handed_in: bool, by_part: bool = False
) -> Standing:
    """Score the try that was right, or the last one allowed; on handing in, what was kept is one more try."""
    tried: list[Step] = []
    for step in steps:
        if not (step.is_try and step.is_complete and step.share is not None):
            continue
        tried.append(step)
        if is_right(step) or len(tried) == tries:
            return Standing(State.DONE, worth_of(tried, penalty, by_part=by_part), len(tried))
    if not handed_in:
        return waiting(steps, len(tried))
    if not steps or not steps[-1].is_answered or steps[-1].share is None:
        return deferred(steps, handed_in=True)
    tried.append(steps[-1])
    return Standing(State.DONE, worth_of(tried, penalty, by_part=by_part), len(tried))


def worth_of(tried: Sequence[Step], penalty: Fraction, *, by_part: bool) -> Fraction:
    """Give what the last of these tries is worth after penalties."""
    if by_part:
        return count_back([step.parts for step in tried if step.parts is not None], penalty)
    share = tried[-1].share or Fraction(0)
    return max(Fraction(0), share - penalty * (len(tried) - 1))


def count_back(tries: Sequence[Parts], penalty: Fraction) -> Fraction:
    """Give the share earned where each part pays for its own wrong tries only.

    Worked: two parts, penalty 1/3; the first right at once, the second at the third try: (1 + (1 − 2/3)) / 2 = 2/3.
    The whole is the heaviest of all tries, so that points given at random dilute for good (hotspot).
    """
    whole = max(parts.whole for parts in tries)
    earned = Fraction(0)
    for place, part in enumerate(tries[-1].parts):
        shares = [parts.parts[place].share for parts in tries]
        since = len(tries) - 1
        while since and shares[since - 1] >= part.share:
            since -= 1
        earned += part.weight * max(Fraction(0), part.share - penalty * since)
    return earned / whole if whole else Fraction(0)


def with_last_kept(steps: Sequence[Step], *, handed_in: bool) -> list[Step]:
    """List the complete tries; and on handing in, what was kept last."""
    tries = [step for step in steps if step.is_try and step.is_complete]
    if handed_in and steps and not (steps[-1].is_try and steps[-1].is_complete):
        tries.append(steps[-1])
    return tries


def waiting(steps: Sequence[Step], tries: int = 0) -> Standing:
    """Stand before the next try; what was asked to be scored and could not be is incomplete."""
    if steps and steps[-1].is_try and not steps[-1].is_complete:
        return Standing(State.INCOMPLETE, None, tries)
    return Standing(State.OPEN, None, tries)


def is_right(step: Step) -> bool:
    return step.share is not None and step.share > RIGHT
