"""Practice: each question is judged when its learner asks for it, with hints and further tries.

What was earned is always worked out from the rows (`practice_scoring`); nothing about tries is stored beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from ..bank.versions import Frozen, frozen
from ..models import Attempt, Response
from ..quizzes.rules import is_practice
from .practice_scoring import Standing, State, Step, is_right, stand
from .rescoring import REGRADED, NotComparable, share_by, steps_of, takes
from .scoring import Given, as_share


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
        # What a regrade added says nothing new: here its steps are reckoned with anew, try by try.
        if not row.ref.startswith(REGRADED):
            given.setdefault(row.position, []).append(row)
    return {place: _stands(paper["items"][place], paper["rules"], given[place]) for place in sorted(given)}


def _stands(entry: Mapping[str, Any], rules: Mapping[str, Any], rows: list[Response]) -> Tried:
    """Where someone stands by the version asked, or the last one that a regrade puts in its place."""
    asked, *others = frozen([entry, *steps_of(entry)])
    counting = _tried(asked, rules, rows)
    for step, version in zip(steps_of(entry), others, strict=True):
        try:
            other = tried_by(version, rules, rows)
        except NotComparable:
            continue
        if takes(step["policy"], as_share(counting.share), as_share(other.share)):
            counting = other
    return counting


def tried_by(version: Frozen, rules: Mapping[str, Any], rows: list[Response]) -> Tried:
    """Say where someone would stand by another version than the one asked. Raises NotComparable."""
    for row in rows:
        share_by(version, row.response)
    return _tried(version, rules, rows)


def can_check(version: Frozen) -> bool:
    """Say whether a question is judged when its learner asks: not what a person marks, nor an opinion."""
    return version.type.is_scored and not version.type.needs_marking


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
    if not rows or not can_check(version):
        return False
    so_far, last = _stands(entry, attempt.paper["rules"], rows), rows[-1]
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
        client_seq=last.client_seq,
        is_try=True,
    )
    return True


def is_judged(attempt: Attempt, position: int) -> bool:
    """Say whether what is kept at this place has been judged. One query."""
    rows = list(Response.objects.filter(attempt=attempt, position=position).order_by("id"))
    return bool(rows) and stands(attempt.paper, rows)[position].is_judged


def earned(attempt: Attempt) -> dict[int, Given]:
    """Give what counts per position: share after penalties, and how many tries. One query."""
    return earned_by(attempt.paper, list(Response.objects.filter(attempt=attempt).order_by("id")))


def earned_by(paper: Mapping[str, Any], rows: Sequence[Response]) -> dict[int, Given]:
    """The same from the rows, oldest first."""
    # By place, the newest row.
    last = {row.position: row for row in rows}
    found = {}
    for place, one in stands(paper, rows).items():
        row = last[place]
        if frozen([paper["items"][place]])[0].type.needs_marking:
            # What a person made of it stands in the newest row.
            found[place] = Given(row.response, row.scaled, row.client_seq)
        else:
            found[place] = Given(one.response, as_share(one.share), row.client_seq, one.tries)
    return found
