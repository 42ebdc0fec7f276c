"""What a learner will see, for authors. Writes nothing."""

from .bank import content_of
from .cards import Card, make_card
from .items import item_type
from .models import Item, Quiz
from .sections import Book, sections_of
from .versions import frozen


def item_card(item: Item, *, position: int = 0) -> Card | None:
    """Show an item as it stands, saved or not, in the author's order. None: nothing is written yet."""
    if not item.content:
        return None
    kind, content = content_of(item)
    return make_card(position, item_type(kind).present(content, []))


def quiz_cards(quiz: Quiz, *, seed: int | str | None = 1) -> list[Card]:
    """Show a quiz as it stands: its chosen items, each as in the bank now, and one example of what may be drawn."""
    places = [place for place in quiz.quiz_items.all() if place.item_id]
    items = {place.item_id: place.item for place in places}
    sections = sections_of(quiz)
    entries = Book(quiz, [{"item": place.item_id} for place in places]).entries(seed=seed)
    drawn = [entry for entry in entries if "version" in entry]
    versions = {entry["item"]: version for entry, version in zip(drawn, frozen(drawn), strict=True)}
    cards, begun = [], set()
    for entry in entries:
        item, number = entry["item"], entry.get("section", 0)
        if item not in versions and not items[item].content:
            continue
        kind, content = (versions[item].kind, versions[item].content) if item in versions else content_of(items[item])
        title = sections[number].title if sections and number not in begun else ""
        begun.add(number)
        cards.append(make_card(len(cards), item_type(kind).present(content, []), section=title))
    return cards
