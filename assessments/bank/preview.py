"""What a learner will see, for authors; they may answer it, too. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core import signing

from ..items import Unreadable
from ..models import Item, ItemVersion, Quiz
from ..quizzes.sections import Book, sections_of
from ..screens.cards import Card, make_card
from ..screens.forms import FieldLists
from ..screens.reviews import reviewed_item
from ..screens.typed_words import typed_sentences
from ..taking.scoring import Given
from .authoring import content_of
from .versions import Frozen, frozen

_SALT = "assessments.preview"


def item_card(item: Item, *, position: int = 0) -> Card | None:
    """Show an item as it stands, saved or not, in the author's order. None: nothing is written yet."""
    return _card(_drafted(item), position)


def quiz_cards(quiz: Quiz) -> list[Card]:
    """Show a quiz as it stands, with one example of what may be drawn.

    Its own items are shown as they are in the bank now, or in the version their place is fixed to.
    """
    cards = [_card(one, position, section=title) for position, (title, one) in enumerate(_asked(quiz))]
    return [card for card in cards if card]


def item_trial(item: Item) -> str:
    """Give what `answered` needs to know of an item as it stands: signed, so that nothing need be kept. "": nothing."""
    return trial_of([_drafted(item)])


def quiz_trial(quiz: Quiz) -> str:
    """The same for a quiz."""
    return trial_of([one for _title, one in _asked(quiz)])


def version_trial(version: ItemVersion) -> tuple[list[Card], str]:
    """Show one version of an item, and give what `answered` needs."""
    asked = Frozen(version.kind, version.content)
    card = _card(asked, 0)
    return [card] if card else [], trial_of([asked])


def trial_of(asked: Sequence[Frozen | None]) -> str:
    """Sign questions, so that they can be tried without being kept anywhere."""
    written = [[one.kind, one.content] if one else None for one in asked]
    return signing.dumps(written, salt=_SALT, compress=True) if any(written) else ""


def answered(trial: str, answers: Mapping[int, FieldLists]) -> list[Card]:
    """Show tried questions with what is right and what the author says to it. Raises signing.BadSignature."""
    asked = [Frozen(*one) if one else None for one in signing.loads(trial, salt=_SALT)]
    return [_tried(one, position, answers.get(position, {})) for position, one in enumerate(asked) if one]


def _tried(version: Frozen, position: int, fields: FieldLists) -> Card:
    shown = version.type.present(version.content, [])
    try:
        response = version.type.accept(version.content, version.type.parse(version.content, fields))
    except Unreadable as problem:
        return make_card(position, shown, refused=(fields, problem.code))
    reviewed = reviewed_item(
        position,
        shown,
        asked=version,
        scorer=version,
        given=Given(response, version.scaled(response)),
        points=Decimal(1),
        shows_answers=True,
    )
    card = make_card(position, shown, response=response, reviewed=reviewed)
    return replace(card, compared=typed_sentences(version.kind, version.content, response))


def _drafted(item: Item) -> Frozen | None:
    return Frozen(*content_of(item)) if item.content else None


def _asked(quiz: Quiz) -> list[tuple[str, Frozen | None]]:
    """List what a paper of the quiz would ask, each with the title of the section that begins with it."""
    places: list[Any] = [place for place in quiz.quiz_items.all() if place.item_id]
    own = [
        {"item": place.item_id, "version": place.version_id, "digest": place.version.digest}
        if place.version_id
        else {"item": place.item_id}
        for place in places
    ]
    items = {place.item_id: place.item for place in places}
    # Always the same example, so that what is tried is what was shown.
    entries = Book(quiz, own).entries(seed=1)
    pinned = [entry for entry in entries if "version" in entry]
    known = dict(zip((entry["item"] for entry in pinned), frozen(pinned), strict=True))
    titles = [section.title for section in sections_of(quiz)]
    begun, asked = set(), []
    for entry in entries:
        item, number = entry["item"], entry.get("section", 0)
        title = titles[number] if titles and number not in begun else ""
        begun.add(number)
        asked.append((title, known.get(item) or _drafted(items[item])))
    return asked


def _card(version: Frozen | None, position: int, *, section: str = "") -> Card | None:
    return make_card(position, version.type.present(version.content, []), section=section) if version else None
