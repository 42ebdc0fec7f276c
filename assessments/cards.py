"""Items as the templates show them: to answer, to preview, to look back on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from . import responses
from .forms import FieldLists, filled, was
from .items import Choice, Shown
from .items.essay import count_words
from .items.file_upload import SAME, largest_bytes
from .models import Attempt
from .pictures import picture_of
from .problems import unreadable_sentence
from .reviews import Review, ReviewedItem
from .versions import frozen
from .words import choice_text

# Fields of an answer that could not be read (None: what is saved stands), and the code that says why.
Refused = tuple[FieldLists | None, str]
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
class CardFile:
    """A file that is part of the answer; `value` is that of its field."""

    ref: str
    name: str

    @property
    def value(self) -> str:
        return f"{self.ref} {self.name}"


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
    files: list[CardFile] = field(default_factory=list)
    # Only looking back.
    reviewed: ReviewedItem | None = None

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
    def n_words(self) -> int:
        return count_words(self.value)

    @property
    def most_bytes(self) -> int:
        return largest_bytes(self.shown.limits)

    @property
    def endings(self) -> str:
        """The kinds of file that may be sent, in words: “JPG, PDF”."""
        return ", ".join(sorted({ending[1:].upper() for ending in self.shown.limits.get("extensions", ())}))

    @property
    def accepts(self) -> str:
        """The same for the browser's chooser. An iPhone turns its HEIC into JPEG where only that may be sent."""
        allowed = set(self.shown.limits.get("extensions", ()))
        return ",".join(sorted(allowed | {twin for twin, kind in SAME.items() if kind in allowed}))

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
) -> Card:
    """Show an item with what was answered to it (None: nothing); what was `refused` stands there to be mended."""
    saved = filled(shown, response)
    fields = refused[0] if refused and refused[0] is not None else saved
    files = [CardFile(one["ref"], one["name"]) for one in response or ()] if shown.control == "files" else []
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
        files=files,
        reviewed=reviewed,
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
    given = {} if attempt.is_new else responses.newest(attempt)
    entries = attempt.paper["items"]
    return [
        make_card(
            position,
            version.type.present(version.content, entry["order"]),
            response=given[position].response if position in given else None,
            refused=(refused or {}).get(position),
        )
        for position, (entry, version) in enumerate(zip(entries, frozen(entries), strict=True))
    ]


def review_cards(review: Review) -> list[Card]:
    """Show what a review allows. No query."""
    return [make_card(item.position, item.shown, response=item.response, reviewed=item) for item in review.items]
