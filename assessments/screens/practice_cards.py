"""The items of an open attempt as its page shows them; in practice with what was judged so far."""

from collections.abc import Mapping

from ..bank.versions import frozen
from ..models import Attempt, Feedback
from ..quizzes.rules import is_practice
from ..taking.practice import Tried, can_check, tried
from ..taking.scoring import Given
from .cards import Card, Refused, heading_at, make_card, paper_cards
from .reviews import ReviewedItem, reviewed_at, with_lessons


def open_cards(
    attempt: Attempt, given: Mapping[int, Given], *, refused: Mapping[int, Refused] | None = None
) -> list[Card]:
    """Show the paper of an open attempt with the answers `given` so far. No query; in practice one, and
    two where something done is wrong."""
    if not is_practice(attempt.paper):
        return paper_cards(attempt, given, refused=refused)
    so_far = {} if attempt.is_new else tried(attempt)
    shows_answers = attempt.paper["rules"]["feedback"] == Feedback.FULL
    done = [
        reviewed_at(attempt.paper, position, given[position], shows_answers=shows_answers)
        for position, one in so_far.items()
        if one.is_done
    ]
    looked_at = {one.position: one for one in with_lessons(attempt.paper, done)}
    return [
        _card(attempt, position, so_far.get(position), looked_at.get(position), (refused or {}).get(position))
        for position in range(len(attempt.paper["items"]))
    ]


def _card(
    attempt: Attempt, position: int, one: Tried | None, reviewed: ReviewedItem | None, refused: Refused | None
) -> Card:
    """What is done is looked back on; the rest shows its hints."""
    entry = attempt.paper["items"][position]
    version = frozen([entry])[0]
    return make_card(
        position,
        version.type.present(version.content, entry["order"]),
        response=one.response if one else None,
        refused=None if reviewed else refused,
        reviewed=reviewed,
        section=heading_at(attempt.paper, position),
        tried=one,
        can_check=can_check(version) and not reviewed,
    )
