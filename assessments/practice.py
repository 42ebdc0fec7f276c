"""Practice: each question is judged when its learner asks for it, with hints and further tries.

What was earned is always worked out from the rows (`practice_scoring`); nothing about tries is stored beside them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from .models import Attempt, Response
from .practice_scoring import Standing, State, Step, is_right, stand
from .rules import is_practice
from .scoring import as_share
from .versions import Frozen, frozen


@dataclass(frozen=True)
class Tried:
    """Where someone stands with one question. `tries_left` None: any number; `share`: of its points, if left so."""

    response: Any
    tries: int
    tries_left: int | None
    is_done: bool
    # Of the newest try.
    is_right: bool
    is_partly_right: bool
    # What stands there now is what was judged last.
    is_judged: bool
    hints: tuple[str, ...]
    share: Fraction


def tried(attempt: Attempt) -> dict[int, Tried]:
    """Say where the attempt's person stands with each question answered. One query."""
    return stands(attempt.paper, Response.objects.filter(attempt=attempt).order_by("id"))


def stands(paper: Mapping[str, Any], rows: Iterable[Response]) -> dict[int, Tried]:
    """The same from the rows, oldest first. No query, but for versions not in memory."""
    given: dict[int, list[Response]] = {}
    for row in rows:
        given.setdefault(row.position, []).append(row)
    entries = paper["items"]
    places = sorted(given)
    versions = frozen(entries[place] for place in places)
    return {
        place: _tried(version, paper["rules"], given[place]) for place, version in zip(places, versions, strict=True)
    }


def _tried(version: Frozen, rules: Mapping[str, Any], rows: list[Response]) -> Tried:
    steps = [_step(version, row) for row in rows]
    judged = [step for step in steps if step.is_try]
    now = _stand(version, rules, steps, handed_in=False)
    end = _stand(version, rules, steps, handed_in=True)
    if now.state == State.DONE:
        # Whatever another tab sent after it counts no more.
        judged = judged[: max(now.tries, 1)]
    last = judged[-1] if judged else None
    hints = tuple(version.content.get("hints") or ())
    allowed = int(rules["tries"])
    return Tried(
        response=last.response if last and now.state == State.DONE else steps[-1].response,
        tries=now.tries,
        tries_left=allowed - now.tries if allowed else None,
        is_done=now.state == State.DONE,
        is_right=bool(last and is_right(last)),
        is_partly_right=bool(last and last.share and last.share > 0 and not is_right(last)),
        is_judged=bool(last) and steps[-1].response == last.response,
        hints=hints[: now.tries] if last and not is_right(last) else (),
        share=end.share or Fraction(0),
    )


def _step(version: Frozen, row: Response) -> Step:
    content, response = version.content, row.response
    return Step(
        response=response,
        share=version.type.score(content, response),
        is_answered=bool(response),
        is_complete=version.type.is_complete(content, response),
        is_try=row.is_try,
        parts=version.type.parts(content, response) if version.type.counts_back else None,
    )


def _stand(version: Frozen, rules: Mapping[str, Any], steps: list[Step], *, handed_in: bool) -> Standing:
    allowed, penalty = int(rules["tries"]), Fraction(rules["penalty"])
    if not allowed:
        return stand("adaptive", steps, penalty=penalty, handed_in=handed_in)
    if handed_in and steps[-1].is_try:
        # Left as it was judged: handing in is no further try.
        allowed = min(allowed, sum(step.is_try for step in steps))
    rule = "countback" if version.type.counts_back else "interactive"
    return stand(rule, steps, penalty=penalty, tries=allowed, handed_in=handed_in)


def check(attempt: Attempt, position: int, *, at: datetime) -> bool:
    """Have what is kept at a place judged; say whether that was a new try. ⟳ Two queries.

    The caller has locked the attempt and kept the response. Nothing happens where the response is missing or
    incomplete, has been judged already, or no try is left.
    """
    if not is_practice(attempt.paper) or not 0 <= position < len(attempt.paper["items"]):
        return False
    entry = attempt.paper["items"][position]
    version = frozen([entry])[0]
    rows = list(Response.objects.filter(attempt=attempt, position=position).order_by("id"))
    if not rows or not version.type.is_scored:
        return False
    so_far, last = _tried(version, attempt.paper["rules"], rows), rows[-1]
    if so_far.is_done or last.is_try or not version.type.is_complete(version.content, last.response):
        return False
    if [row.response for row in rows if row.is_try][-1:] == [last.response]:
        return False
    Response.objects.create(
        attempt=attempt,
        position=position,
        version_id=entry["version"],
        response=last.response,
        scaled=last.scaled,
        given_at=at,
        is_try=True,
    )
    return True


def is_judged(attempt: Attempt, position: int) -> bool:
    """Say whether what is kept at this place has been judged. One query."""
    rows = list(Response.objects.filter(attempt=attempt, position=position).order_by("id"))
    return bool(rows) and stands(attempt.paper, rows)[position].is_judged


def earned(attempt: Attempt) -> dict[int, tuple[Any, Any, int]]:
    """Give per position (response, share as stored, tries) of what counts. One query."""
    return {place: (one.response, as_share(one.share), one.tries) for place, one in tried(attempt).items()}
