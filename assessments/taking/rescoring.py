"""Scoring by another version than the one asked. No query of its own, besides versions not in memory.

The paper of an attempt says which version was asked, and under "scored" which one scores instead: a step, the newest
first, each with the one `before` it. A step under the policy “up” that would lower the share is passed over.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..bank.versions import Frozen, frozen
from ..items import Unreadable
from ..models import RegradePolicy
from .scoring import NOTHING, Given

Entry = Mapping[str, Any]
# How the `ref` of a row begins that says no new answer, only a new score of the old one.
REGRADED = "regrade-"


def regrade_ref(regrade: int, position: int) -> str:
    """Name the row by which a regrade scores one place anew; it exists once."""
    return f"{REGRADED}{regrade}-{position}"


class NotComparable(Exception):
    """A response to one version cannot be scored by another; `code`: other_kind, other_choices or unreadable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Settled:
    """What a place of a paper is worth after its steps. `step` None: as asked."""

    response: Any
    scaled: Decimal
    step: Entry | None


def scorer_of(entry: Entry) -> Entry:
    """Give what names the version that scores a place of a paper (`version`, `digest`)."""
    return entry.get("scored") or entry


def step_of(entry: Entry, *, version: int, digest: str, regrade: int, policy: str) -> dict[str, Any]:
    """Say, for the paper, that another version scores this place from now on."""
    step = {"version": version, "digest": digest, "regrade": regrade, "policy": policy}
    return {**step, "before": entry["scored"]} if "scored" in entry else step


def check_structure(asked: Frozen, other: Frozen) -> None:
    """See that `other` asks nothing that `asked` did not show. Raises NotComparable.

    Words may differ; an answer or a place that learners never saw may not be added, for they could not have chosen it.
    One taken away concerns only those who chose it: their response is then unreadable.
    """
    if asked.kind != other.kind:
        raise NotComparable("other_kind")
    if not _parts(other) <= _parts(asked):
        raise NotComparable("other_choices")


def _parts(version: Frozen) -> set[tuple[str, str]]:
    """Everything a response can name: answers, places, and what may go into each place."""
    shown = version.type.present(version.content, [])
    own = {("", choice.key) for choice in shown.choices}
    places = {(place.key, "") for place in shown.places}
    return own | places | {(place.key, choice.key) for place in shown.places for choice in place.choices}


def share_by(other: Frozen, response: Any) -> Decimal:
    """Give the share of the points that a response to an earlier version earns by `other`. Raises NotComparable."""
    try:
        return other.scaled(other.type.accept(other.content, response))
    except Unreadable as problem:
        raise NotComparable("unreadable") from problem


def takes(policy: str, old: Decimal, new: Decimal) -> bool:
    """Say whether a policy takes the new share in place of the old one."""
    return policy == RegradePolicy.REPLACE or new >= old


def settle(entries: Iterable[Entry], given: Mapping[int, Given]) -> dict[int, Settled]:
    """Work out, at handing in, what the places with steps are worth; by position. The rest is not in it."""
    found = {}
    for position, entry in enumerate(entries):
        if "scored" not in entry:
            continue
        response, scaled, *_rest = given.get(position, NOTHING)
        taken = None
        steps = steps_of(entry)
        for step, version in zip(steps, frozen(steps), strict=True):
            try:
                new = share_by(version, response)
            except NotComparable:
                continue
            if takes(step["policy"], scaled, new):
                scaled, taken = new, step
        found[position] = Settled(response, scaled, taken)
    return found


def steps_of(entry: Entry) -> list[Entry]:
    """List the steps of a place, the oldest first."""
    steps, step = [], entry.get("scored")
    while step:
        steps.append(step)
        step = step.get("before")
    return steps[::-1]
