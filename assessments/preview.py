"""What a learner will see, for authors. Writes nothing."""

from .bank import content_of
from .cards import Card, make_card
from .items import item_type
from .models import Item, Quiz


def item_card(item: Item, *, position: int = 0) -> Card | None:
    """Show an item as it stands, saved or not, in the author's order. None: nothing is written yet."""
    if not item.content:
        return None
    kind, content = content_of(item)
    return make_card(position, item_type(kind).present(content, []))


def quiz_cards(quiz: Quiz) -> list[Card]:
    """Show a quiz as it stands: its chosen items, each as in the bank now."""
    items = [place.item for place in quiz.quiz_items.all() if place.item_id]
    cards = [item_card(item, position=position) for position, item in enumerate(items)]
    return [card for card in cards if card]
