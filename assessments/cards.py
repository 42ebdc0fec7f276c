"""Items as the templates show them: to answer, to preview, to look back on."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from . import responses
from .items import Shown
from .models import Attempt
from .pictures import picture_of
from .reviews import Review, ReviewedItem
from .versions import frozen
from .words import WORDS


@dataclass(frozen=True)
class CardChoice:
    key: str
    text: str
    chosen: bool
    # Whether it belongs to the right answer. None: not to be shown.
    correct: bool | None = None


@dataclass(frozen=True)
class Card:
    """One item on a page."""

    position: int
    shown: Shown
    picture: dict[str, Any] | None
    choices: list[CardChoice]
    # Only looking back.
    reviewed: ReviewedItem | None = None

    @property
    def number(self) -> int:
        return self.position + 1

    @property
    def was(self) -> str:
        return " ".join(choice.key for choice in self.choices if choice.chosen)

    @property
    def right_texts(self) -> list[str]:
        return [choice.text for choice in self.choices if choice.correct]

    @property
    def chosen_texts(self) -> list[str]:
        return [choice.text for choice in self.choices if choice.chosen]


def make_card(position: int, shown: Shown, *, chosen: Any = (), right: Any = None, reviewed=None) -> Card:
    return Card(
        position=position,
        shown=shown,
        picture=picture_of(shown.picture),
        choices=[
            CardChoice(
                key=choice.key,
                text=choice.text or _(WORDS[choice.key]),
                chosen=choice.key in chosen,
                correct=None if right is None else choice.key in right,
            )
            for choice in shown.choices
        ],
        reviewed=reviewed,
    )


def paper_cards(attempt: Attempt) -> list[Card]:
    """Show the paper of an attempt with the answers so far. One query; none for one just begun."""
    given = {} if attempt.is_new else responses.newest(attempt)
    entries = attempt.paper["items"]
    return [
        make_card(
            position,
            version.type.present(version.content, entry["order"]),
            chosen=given[position].response if position in given else (),
        )
        for position, (entry, version) in enumerate(zip(entries, frozen(entries), strict=True))
    ]


def review_cards(review: Review) -> list[Card]:
    """Show what a review allows. No query."""
    return [
        make_card(item.position, item.shown, chosen=item.response, right=item.right_response, reviewed=item)
        for item in review.items
    ]
