"""Items as the templates show them: to answer, to preview, to look back on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from . import responses
from .forms import FieldLists, filled, was
from .items import Choice, Shown
from .models import Attempt, Feedback
from .pictures import picture_of
from .practice import Tried, tried
from .problems import unreadable_sentence
from .reviews import Review, ReviewedItem, reviewed
from .rules import is_practice
from .scoring import as_share
from .versions import frozen
from .words import choice_text

# Fields of an answer that could not be read, and the code that says why.
Refused = tuple[FieldLists, str]
_MARKER = re.compile(r"\[\[(.+?)\]\]")


@dataclass(frozen=True)
class CardChoice:
    key: str
    text: str
    chosen: bool
    picture: dict[str, Any] | None = None
    # The place given to it, from 1, where things are put in order; "": none yet.
    place: str = ""


@dataclass(frozen=True)
class CardPlace:
    """Something to fill inside an item: a gap, a prompt, a zone."""

    key: str
    number: int
    label: str
    control: str
    choices: list[CardChoice]
    value: str
    picture: dict[str, Any] | None


@dataclass(frozen=True)
class Card:
    """One item on a page."""

    position: int
    shown: Shown
    picture: dict[str, Any] | None
    choices: list[CardChoice]
    places: list[CardPlace]
    # What a text field holds.
    value: str
    # What is saved, as the page shows it: for telling later what was changed on it.
    was: str
    # Why what was sent could not be saved, in words; "": it was, or nothing was sent.
    problem: str = ""
    # Only looking back.
    reviewed: ReviewedItem | None = None
    # The title of the section that begins with this item; "": none does.
    section: str = ""
    # Only in practice: what became of the tries; None: not answered yet.
    tried: Tried | None = None
    can_check: bool = False

    @property
    def number(self) -> int:
        return self.position + 1

    @property
    def name(self) -> str:
        """Of the item's own field; a place inside it adds its key (forms)."""
        return f"answer-{self.position}"

    @property
    def control_id(self) -> str:
        return f"a-{self.position}"

    @property
    def is_answered(self) -> bool:
        return self.was != was({})

    @property
    def pieces(self) -> list[str | CardPlace]:
        """The text with its places where they stand; empty where places stand in no text."""
        if not self.shown.text:
            return []
        by_key = {place.key: place for place in self.places}
        # Odd ones are what stood in the markers.
        parts = _MARKER.split(self.shown.text)
        return [by_key.get(part, f"[[{part}]]") if n % 2 else part for n, part in enumerate(parts)]


def make_card(
    position: int,
    shown: Shown,
    *,
    response: Any = None,
    refused: Refused | None = None,
    reviewed: ReviewedItem | None = None,
    section: str = "",
    tried: Tried | None = None,
    can_check: bool = False,
) -> Card:
    """Show an item with what was answered to it (None: nothing); what was `refused` stands there to be mended."""
    saved = filled(shown, response)
    fields = refused[0] if refused else saved
    return Card(
        position=position,
        shown=shown,
        picture=picture_of(shown.picture),
        choices=_choices(shown.choices, fields.get("", ()), fields),
        places=[
            CardPlace(
                key=place.key,
                number=number,
                label=place.label,
                control=place.control,
                choices=_choices(place.choices, fields.get(place.key, ())),
                value=next(iter(fields.get(place.key, ())), ""),
                picture=picture_of(place.picture),
            )
            for number, place in enumerate(shown.places, start=1)
        ],
        value=next(iter(fields.get("", ())), ""),
        was=was(saved),
        problem=unreadable_sentence(refused[1]) if refused else "",
        reviewed=reviewed,
        section=section,
        tried=tried,
        can_check=can_check,
    )


def _choices(choices: Sequence[Choice], chosen: Sequence[str], fields: Mapping[str, list[str]] | None = None):
    return [
        CardChoice(
            key=choice.key,
            text=choice_text(choice),
            chosen=choice.key in chosen,
            picture=picture_of(choice.picture),
            place=next(iter((fields or {}).get(choice.key, ())), ""),
        )
        for choice in choices
    ]


def paper_cards(attempt: Attempt, *, refused: Mapping[int, Refused] | None = None) -> list[Card]:
    """Show the paper of an attempt with the answers so far. One query; none for one just begun."""
    if is_practice(attempt.paper):
        return _practice_cards(attempt, refused or {})
    given = {} if attempt.is_new else responses.newest(attempt)
    entries = attempt.paper["items"]
    return [
        make_card(
            position,
            version.type.present(version.content, entry["order"]),
            response=given[position].response if position in given else None,
            refused=(refused or {}).get(position),
            section=heading_at(attempt.paper, position),
        )
        for position, (entry, version) in enumerate(zip(entries, frozen(entries), strict=True))
    ]


def _practice_cards(attempt: Attempt, refused: Mapping[int, Refused]) -> list[Card]:
    """The same where each item is judged when asked: what is done is looked back on, the rest shows its hints."""
    so_far = {} if attempt.is_new else tried(attempt)
    entries = attempt.paper["items"]
    shows_answers = attempt.paper["rules"]["feedback"] == Feedback.FULL
    cards = []
    for position, (entry, version) in enumerate(zip(entries, frozen(entries), strict=True)):
        one = so_far.get(position)
        done = one is not None and one.is_done
        cards.append(
            make_card(
                position,
                version.type.present(version.content, entry["order"]),
                response=one.response if one else None,
                refused=None if done else refused.get(position),
                reviewed=reviewed(
                    attempt.paper,
                    position,
                    version,
                    responses.Given(one.response, as_share(one.share), one.tries),
                    shows_answers=shows_answers,
                )
                if one and done
                else None,
                section=heading_at(attempt.paper, position),
                tried=one,
                can_check=version.type.is_scored and not done,
            )
        )
    return cards


def heading_at(paper: Mapping[str, Any], position: int) -> str:
    """Give the title of the section that begins at this place; "": none does."""
    if "sections" not in paper:
        return ""
    number = paper["items"][position].get("section", 0)
    is_first = position == 0 or paper["items"][position - 1].get("section", 0) != number
    return str(paper["sections"][number]["title"]) if is_first else ""


def review_cards(review: Review) -> list[Card]:
    """Show what a review allows. No query."""
    return [make_card(item.position, item.shown, response=item.response, reviewed=item) for item in review.items]
