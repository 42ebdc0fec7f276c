"""What blind guessing earns in a question, from its content alone. Pure. The table is in docs/item-statistics.md."""

from collections.abc import Callable
from fractions import Fraction
from itertools import permutations, product
from typing import Any

from ..items import Content, item_type

# Every way of answering is tried up to here: 1,024 sets of ticks, 5,040 orders.
MOST_TICKS, MOST_STEPS = 10, 7


def guess_score(kind: str, content: Content) -> float | None:
    """Give the mean share of the points, in percent, of someone who answers without reading.

    One who guesses picks each answer of a list with the same chance, ticks each box by the toss of a coin, puts steps
    in any order, and types nothing that is right. None: chance has no meaning (marked by a person, a place in a
    picture, not scored), or there are too many ways to try.
    """
    found = _guess(kind, content)
    return None if found is None else float(100 * found)


def _guess(kind: str, content: Content) -> Fraction | None:
    way = _WAYS.get(kind)
    return way(kind, content) if way else None


def _one_of(kind: str, content: Content) -> Fraction | None:
    return _mean(kind, content, [[key] for key in item_type(kind).choice_keys(content)])


def _orders(kind: str, content: Content) -> Fraction | None:
    keys = item_type(kind).choice_keys(content)
    return _mean(kind, content, [list(order) for order in permutations(keys)] if len(keys) <= MOST_STEPS else [])


def _mean(kind: str, content: Content, tried: list[Any]) -> Fraction | None:
    scores = [item_type(kind).score(content, response) or Fraction(0) for response in tried]
    return sum(scores, Fraction(0)) / len(scores) if scores else None


def _ticks(kind: str, content: Content) -> Fraction | None:
    keys = item_type(kind).choice_keys(content)
    if len(keys) > MOST_TICKS:
        return None
    tried = [[key for key, on in zip(keys, ticks, strict=True) if on] for ticks in product((0, 1), repeat=len(keys))]
    return _mean(kind, content, tried)


def _places(kind: str, content: Content) -> Fraction | None:
    """Each place gets one of the things that fit there; a place to type in gets nothing right."""
    places = item_type(kind).present(content, []).places
    each = [Fraction(1, len(place.choices)) if place.choices else Fraction(0) for place in places]
    return sum(each, Fraction(0)) / len(each) if each else None


def _parts(kind: str, content: Content) -> Fraction | None:
    parts = content.get("parts", {}).values()
    weights = [Fraction(str(part.get("points") or "1")) for part in parts]
    guesses = [_guess(part["kind"], part) for part in parts]
    known = [guess for guess in guesses if guess is not None]
    if len(known) < len(guesses) or not sum(weights):
        return None
    return sum((weight * guess for weight, guess in zip(weights, known, strict=True)), Fraction(0)) / sum(weights)


def _anything(kind: str, content: Content) -> Fraction:
    """An answer “*” takes whatever is typed, where it is understood so."""
    for answer in content.get("answers", []):
        if answer.get("value") == "*" or (answer.get("text") == "*" and content.get("policy") == "strict"):
            return Fraction(str(answer.get("share") or "1"))
    return Fraction(0)


_WAYS: dict[str, Callable[[str, Content], Fraction | None]] = {
    "single_choice": _one_of,
    "true_false": _one_of,
    "multiple_choice": _ticks,
    "ordering": _orders,
    "matching": _places,
    "gap_fill": _places,
    "drag_onto_image": _places,
    "cloze": _parts,
    "short_answer": _anything,
    "numeric": _anything,
}
