"""From the marks people gave to the one that counts. Pure: no Django, no clock.

The rows of one piece of work, oldest first, say everything. A `mark` is a marker's; of each marker the newest counts. A
`decision` settles the work whatever the marks say; the newest counts. `taken_back` begins a new round: what came before
counts no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

MARK, DECISION, TAKEN_BACK = "mark", "decision", "taken_back"


@dataclass(frozen=True)
class Given:
    """One row. `share`, 0–1, has no meaning where a mark is taken back; `marker` names who gave it."""

    kind: str
    marker: int | None
    share: Fraction
    # Names the row for whoever asked.
    row: int = 0


@dataclass(frozen=True)
class Settled:
    """How a piece of work stands. `share` None: a marker, or where `differs` someone who decides, is waited for."""

    share: Fraction | None
    differs: bool
    # The rows that count, one a marker, or the decision alone with the marks it stands above left out.
    counting: tuple[Given, ...]
    round: int


def settle(rows: Sequence[Given], *, markers: int, allowed: Fraction) -> Settled:
    """Say what the rows come to, where `markers` people are wanted who may differ by `allowed` (a share).

    Worked: two markers, allowed 1/5. Marks 1/2 and 7/10 → 3/5, their mean. Marks 1/2 and 8/10 → none, they differ.
    """
    taken_back = [place for place, row in enumerate(rows) if row.kind == TAKEN_BACK]
    now = rows[taken_back[-1] + 1 :] if taken_back else rows
    n_round = len(taken_back) + 1
    decisions = [row for row in now if row.kind == DECISION]
    if decisions:
        return Settled(decisions[-1].share, False, (decisions[-1],), n_round)
    counting = tuple(newest(now))
    if len(counting) < markers:
        return Settled(None, False, counting, n_round)
    shares = [row.share for row in counting]
    if max(shares) - min(shares) > allowed:
        return Settled(None, True, counting, n_round)
    return Settled(sum(shares, Fraction(0)) / len(shares), False, counting, n_round)


def newest(rows: Iterable[Given]) -> list[Given]:
    """Give each marker's newest mark, in the order in which they first marked. A marker without a name is one each."""
    found: dict[object, Given] = {}
    for row in rows:
        if row.kind == MARK:
            # An account that is gone leaves marks behind; two of them are not one person's.
            found[row.marker if row.marker is not None else (None, row.row)] = row
    return list(found.values())
