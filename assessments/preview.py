"""What a learner will see, for authors; they may answer it, too. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.core import signing

from .bank import content_of
from .cards import Card, make_card
from .forms import FieldLists
from .items import Unreadable
from .models import Item, ItemVersion, Quiz
from .reviews import reviewed_item
from .typed_words import typed_sentences
from .versions import Frozen, frozen

_SALT = "assessments.preview"


def item_card(item: Item, *, position: int = 0) -> Card | None:
    """Show an item as it stands, saved or not, in the author's order. None: nothing is written yet."""
    return _card(_drafted(item), position)


def quiz_cards(quiz: Quiz) -> list[Card]:
    """Show a quiz as it stands: its chosen items, each as in the bank now, or in the version its place is fixed to."""
    cards = [_card(one, position) for position, one in enumerate(_asked(quiz))]
    return [card for card in cards if card]


def item_trial(item: Item) -> str:
    """Give what `answered` needs to know of an item as it stands: signed, so that nothing need be kept. "": nothing."""
    return trial_of([_drafted(item)])


def quiz_trial(quiz: Quiz) -> str:
    """The same for a quiz."""
    return trial_of(_asked(quiz))


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
        response=response,
        scaled=version.scaled(response),
        points=Decimal(1),
        shows_answers=True,
    )
    card = make_card(position, shown, response=response, reviewed=reviewed)
    return replace(card, compared=typed_sentences(version.kind, version.content, response))


def _drafted(item: Item) -> Frozen | None:
    return Frozen(*content_of(item)) if item.content else None


def _asked(quiz: Quiz) -> list[Frozen | None]:
    places: list[Any] = [place for place in quiz.quiz_items.all() if place.item_id]
    fixed = {place.version_id: place.version for place in places if place.version_id}
    known = dict(zip(fixed, frozen({"version": pk, "digest": one.digest} for pk, one in fixed.items()), strict=True))
    return [known.get(place.version_id) or _drafted(place.item) for place in places]


def _card(version: Frozen | None, position: int) -> Card | None:
    return make_card(position, version.type.present(version.content, [])) if version else None
