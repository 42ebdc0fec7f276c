"""The items of an open attempt as its page shows them; in practice with what was judged so far."""

from collections.abc import Mapping

from .cards import Card, Refused, heading_at, make_card, paper_cards
from .models import Attempt, Feedback
from .practice import Tried, can_check, tried
from .reviews import reviewed_at
from .rules import is_practice
from .scoring import Given
from .versions import frozen


def open_cards(
    attempt: Attempt, given: Mapping[int, Given], *, refused: Mapping[int, Refused] | None = None
) -> list[Card]:
    """Show the paper of an open attempt with the answers `given` so far. No query; in practice one."""
    if not is_practice(attempt.paper):
        return paper_cards(attempt, given, refused=refused)
    so_far = {} if attempt.is_new else tried(attempt)
    return [
        _card(attempt, position, so_far.get(position), given, (refused or {}).get(position))
        for position in range(len(attempt.paper["items"]))
    ]


def _card(
    attempt: Attempt, position: int, one: Tried | None, given: Mapping[int, Given], refused: Refused | None
) -> Card:
    """What is done is looked back on; the rest shows its hints."""
    entry = attempt.paper["items"][position]
    version = frozen([entry])[0]
    is_done = one is not None and one.is_done
    shows_answers = attempt.paper["rules"]["feedback"] == Feedback.FULL
    return make_card(
        position,
        version.type.present(version.content, entry["order"]),
        response=one.response if one else None,
        refused=None if is_done else refused,
        reviewed=reviewed_at(attempt.paper, position, given[position], shows_answers=shows_answers)
        if is_done
        else None,
        section=heading_at(attempt.paper, position),
        tried=one,
        can_check=can_check(version) and not is_done,
    )
