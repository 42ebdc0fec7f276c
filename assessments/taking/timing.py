"""The rules of time: when a quiz may be begun, until when it is worked on, which answers come too late. Pure.

Moments are aware datetimes and arguments, lengths are minutes. What a device says about its clock is never believed:
it counts from the moment that the server gave it with the page.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

# How long after the deadline an answer given before it may still arrive. Long enough to walk from a house without a
# signal to one with it, or to change a battery; short enough that nobody waits long for a result.
GRACE = timedelta(minutes=15)
# Whoever pressed a button in the last second on a slow line: the longest a request of ours takes on weak 3G.
SLACK = timedelta(seconds=60)
_FACTOR = re.compile(r"[0-9]([.,][0-9]{1,2})?")
LOWEST_FACTOR, HIGHEST_FACTOR = Decimal(1), Decimal(4)
_AHEAD = timedelta(days=1)


class CannotStart(Exception):
    """The quiz cannot be begun now, for a reason of time; `moment` says until or since when."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment


class NotOpenYet(CannotStart):
    """The quiz opens at `moment`."""


class Closed(CannotStart):
    """The quiz has been closed since `moment`."""


class TooSoon(CannotStart):
    """The last attempt was a short while ago; the next may begin at `moment`."""


class Arrival(Enum):
    """What the moment at which an answer arrives makes of it."""

    IN_TIME = "in time"
    # Counts, and is marked.
    LATE = "late"
    TOO_LATE = "too late"


@dataclass(frozen=True)
class Allowance:
    """What one person has beyond others: time as a factor and in minutes, and attempts."""

    factor: Decimal = Decimal(1)
    extra_minutes: int = 0
    extra_attempts: int = 0

    def joined(self, other: "Allowance") -> "Allowance":
        """Of two that hold at once, the better of each."""
        return Allowance(
            max(self.factor, other.factor),
            max(self.extra_minutes, other.extra_minutes),
            max(self.extra_attempts, other.extra_attempts),
        )


NOTHING_EXTRA = Allowance()


def parse_factor(text: str) -> Decimal:
    """Read a time factor between 1 and 4, with a comma or a point and at most two decimals. Raises ValueError.

    >>> parse_factor("1,5"), parse_factor(" 1.25 ")
    (Decimal('1.5'), Decimal('1.25'))
    """
    text = text.strip()
    if not _FACTOR.fullmatch(text):
        raise ValueError("not a number with at most two decimals")
    factor = Decimal(text.replace(",", "."))
    if not LOWEST_FACTOR <= factor <= HIGHEST_FACTOR:
        raise ValueError("not between 1 and 4")
    return factor


def rules_to_freeze(*, minutes: int, closes_at: datetime | None) -> dict[str, Any]:
    """Give the rules of time for a paper; `minutes` 0: no limit. Empty where nothing bounds the time."""
    rules: dict[str, Any] = {"minutes": minutes} if minutes else {}
    return {**rules, "closes_at": closes_at.isoformat()} if closes_at else rules


def deadline(
    rules: Mapping[str, Any],
    *,
    started_at: datetime,
    allowance: Allowance = NOTHING_EXTRA,
    until: datetime | None = None,
) -> datetime | None:
    """Say until when is worked: min(start + minutes × factor, close, until) + extra minutes. None: no limit.

    The close cuts a running time: who begins five minutes before it has five minutes. `until`: the end of a supervised
    session. Extra minutes go beyond all of them.

    >>> at = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    >>> deadline({"minutes": 20}, started_at=at, allowance=Allowance(factor=Decimal("1.5"), extra_minutes=5)).minute
    35
    """
    ends = [until] if until else []
    if rules.get("minutes"):
        ends.append(started_at + timedelta(seconds=float(rules["minutes"] * 60 * allowance.factor)))
    if rules.get("closes_at"):
        ends.append(datetime.fromisoformat(rules["closes_at"]))
    return min(ends) + timedelta(minutes=allowance.extra_minutes) if ends else None


def check_start(
    *,
    opens_at: datetime | None,
    closes_at: datetime | None,
    wait_minutes: int,
    last_end: datetime | None,
    allowance: Allowance = NOTHING_EXTRA,
    at: datetime,
) -> None:
    """Raise NotOpenYet, Closed or TooSoon where an attempt may not begin at `at`.

    `last_end`: when the person's last attempt ended; None: there was none. Extra minutes put the close off as well.
    """
    if opens_at and at < opens_at:
        raise NotOpenYet(opens_at)
    if closes_at and at >= closes_at + timedelta(minutes=allowance.extra_minutes):
        raise Closed(closes_at + timedelta(minutes=allowance.extra_minutes))
    if wait_minutes and last_end and at < last_end + timedelta(minutes=wait_minutes):
        raise TooSoon(last_end + timedelta(minutes=wait_minutes))


def arrival(deadline_at: datetime | None, *, at: datetime, claimed: datetime | None = None) -> Arrival:
    """Say what becomes of an answer that arrives at `at` and was given, by its device's word, at `claimed`.

    Up to a minute after the deadline all are taken, up to a quarter of an hour those given before it. A device can
    lie about that; such answers are marked, so that whoever decides on the attempt can see which they are.
    """
    if deadline_at is None or at <= deadline_at:
        return Arrival.IN_TIME
    given_before = claimed is not None and claimed <= deadline_at
    return Arrival.LATE if at <= deadline_at + (GRACE if given_before else SLACK) else Arrival.TOO_LATE


def is_up(deadline_at: datetime | None, *, at: datetime) -> bool:
    """Say whether the time to work is over; answers on their way may still come."""
    return deadline_at is not None and at > deadline_at


def is_over(deadline_at: datetime | None, *, at: datetime) -> bool:
    """Say whether nothing can come any more, so that the attempt is to be closed."""
    return deadline_at is not None and at > deadline_at + GRACE


def seconds_left(deadline_at: datetime | None, *, at: datetime) -> int | None:
    """Whole seconds to work, 0 when the time is up. None: no deadline."""
    return None if deadline_at is None else max(int((deadline_at - at).total_seconds()), 0)


def sequence_of(moment: datetime) -> int:
    """Give the sequence number of an answer given at this moment: milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def claimed_moment(seq: int, *, at: datetime) -> datetime | None:
    """Give the moment a sequence number stands for, never later than `at`. None for 0, which says nothing."""
    return min(datetime.fromtimestamp(seq / 1000, tz=UTC), at) if seq else None


def readable_sequence(text: str, *, at: datetime) -> int:
    """Read the sequence number a device sent; 0 where it is none, or a day ahead of us: such an order says nothing."""
    if not re.fullmatch(r"[0-9]{1,14}", text):
        return 0
    return int(text) if int(text) <= sequence_of(at + _AHEAD) else 0
