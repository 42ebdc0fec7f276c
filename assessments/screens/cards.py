"""Items as the templates show them: to answer, to preview, to look back on."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..bank.pictures import LARGE, SPEC, picture_of
from ..bank.problems import unreadable_sentence
from ..bank.versions import frozen
from ..items import Choice, Place, Shown, Unreadable
from ..items.essay import count_words
from ..items.file_upload import SAME, largest_bytes
from ..models import Attempt
from ..taking.practice import Tried
from ..taking.scoring import Given
from .drawings import Drawing, grid_drawn, square_choices, zones_drawn
from .forms import FieldLists, filled, was
from .reviews import Review, ReviewedItem
from .words import choice_text

# Fields of an answer that could not be read (None: what is saved stands), and the code that says why.
Refused = tuple[FieldLists | None, str]
_MARKER = re.compile(r"\[\[(.+?)\]\]")
_IN_PICTURE = {"hotspot", "drag_onto_image"}


@dataclass(frozen=True)
class CardChoice:
    key: str
    text: str
    chosen: bool
    picture: dict[str, Any] | None = None
    # The place given to it, from 1, where things are put in order; "": none yet.
    place: str = ""
    # May be put into several places.
    many: bool = False


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
    # x, y, width and height in the item's picture, written out; None: it stands in none.
    box: tuple[str, ...] | None = None


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
    # The title of the section that begins with this item; "": none does.
    section: str = ""
    # Only in practice: what became of the tries; None: not answered yet.
    tried: Tried | None = None
    can_check: bool = False
    # For its author: which answers typed texts were taken for, and how.
    compared: list[str] = field(default_factory=list)
    # What lies over the picture, to answer in it; never where the right places are.
    drawing: Drawing | None = None

    @property
    def in_picture(self) -> bool:
        """Whether it is answered in its picture."""
        return self.shown.kind in _IN_PICTURE

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
    section: str = "",
    tried: Tried | None = None,
    can_check: bool = False,
) -> Card:
    """Show an item with what was answered to it (None: nothing); what was `refused` stands there to be mended."""
    saved = filled(shown, response)
    fields = refused[0] if refused and refused[0] is not None else saved
    files = [CardFile(one["ref"], one["name"]) for one in response or ()] if shown.control == "files" else []
    return Card(
        position=position,
        shown=shown,
        picture=picture_of(shown.picture, spec=LARGE if shown.kind in _IN_PICTURE else SPEC),
        choices=_choices(shown.choices, fields.get("", ()), fields),
        places=[_place(number, place, shown, fields) for number, place in enumerate(shown.places, start=1)],
        value=next(iter(fields.get("", ())), ""),
        was=was(saved),
        problem=unreadable_sentence(refused[1]) if refused else "",
        files=files,
        reviewed=reviewed,
        section=section,
        tried=tried,
        can_check=can_check,
        drawing=_drawing(shown),
    )


def _place(number: int, place: Place, shown: Shown, fields: Mapping[str, list[str]]) -> CardPlace:
    value = next(iter(fields.get(place.key, ())), "")
    return CardPlace(
        key=place.key,
        number=number,
        label=place.label,
        control=place.control,
        choices=_squares(shown, value) if place.control == "point" else _choices(place.choices, [value]),
        value=value,
        picture=picture_of(place.picture),
        box=tuple(str(side) for side in place.box) if place.box else None,
    )


def _squares(shown: Shown, value: str) -> list[CardChoice]:
    try:
        squares = list(square_choices(shown.picture, value))
    except Unreadable:
        squares = list(square_choices(shown.picture, ""))
    return [CardChoice(key=key, text=name, chosen=key == value) for key, name in squares]


def _drawing(shown: Shown) -> Drawing | None:
    if shown.kind == "hotspot":
        return grid_drawn(shown.picture)
    return zones_drawn(shown.picture, shown.places) if shown.kind == "drag_onto_image" else None


def _choices(choices: Sequence[Choice], chosen: Sequence[str], fields: Mapping[str, list[str]] | None = None):
    return [
        CardChoice(
            key=choice.key,
            text=choice_text(choice),
            chosen=choice.key in chosen,
            picture=picture_of(choice.picture),
            place=next(iter((fields or {}).get(choice.key, ())), ""),
            many=choice.many,
        )
        for choice in choices
    ]


def paper_cards(
    attempt: Attempt, given: Mapping[int, Given], *, refused: Mapping[int, Refused] | None = None
) -> list[Card]:
    """Show the paper of an attempt with the answers `given` so far. No query, besides versions not yet in memory."""
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
