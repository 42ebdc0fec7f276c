"""Ordering: put all elements into the right order. Nine rules of scoring, those of Moodle's ordering question.

n elements; worked for the response 2 1 3 4 (the right order is 1 2 3 4):

    all_or_nothing         everything or nothing                                                     0
    absolute_position      elements in their right place / n                                         1/2
    next_exclude_last      right pairs “a, then b” / (n − 1)                                         1/3
    next_include_last      the same, and the last is last / n                                        1/2
    one_previous_and_next  right neighbours on both sides, the ends counting / 2n                    3/8
    all_previous_and_next  pairs in the right order / all pairs (Kendall; the default)               5/6
    longest_ordered        longest rising subsequence / n; a single element is worth nothing         3/4
    longest_contiguous     longest run of consecutive ranks whose places rise / n; 1 is worth nothing  3/4
    relative_to_correct    Σ max(0, n − 1 − distance to the right place) / n(n − 1)                  5/6

Source: ASSESSMENT.md, run through Moodle for every permutation of four and five.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import combinations, pairwise

from .authored import Asked, clean_common, clean_texts, in_order
from .contract import Content, Fields, Problem, Response, Shown, Unreadable

DEFAULT = "all_previous_and_next"


def all_or_nothing(ranks: Sequence[int]) -> Fraction:
    return Fraction(list(ranks) == sorted(ranks))


def absolute_position(ranks: Sequence[int]) -> Fraction:
    return Fraction(sum(rank == place for place, rank in enumerate(ranks)), len(ranks))


def next_exclude_last(ranks: Sequence[int]) -> Fraction:
    return Fraction(followed(ranks), len(ranks) - 1)


def next_include_last(ranks: Sequence[int]) -> Fraction:
    return Fraction(followed(ranks) + (ranks[-1] == len(ranks) - 1), len(ranks))


def one_previous_and_next(ranks: Sequence[int]) -> Fraction:
    ends = (ranks[0] == 0) + (ranks[-1] == len(ranks) - 1)
    # Each right pair is a right neighbour for both of its elements.
    return Fraction(2 * followed(ranks) + ends, 2 * len(ranks))


def all_previous_and_next(ranks: Sequence[int]) -> Fraction:
    pairs = list(combinations(ranks, 2))
    return Fraction(sum(left < right for left, right in pairs), len(pairs))


def longest_ordered(ranks: Sequence[int]) -> Fraction:
    ends: list[int] = []
    for rank in ranks:
        place = bisect_left(ends, rank)
        ends[place : place + 1] = [rank]
    return worth(len(ends), len(ranks))


def longest_contiguous(ranks: Sequence[int]) -> Fraction:
    places = sorted(range(len(ranks)), key=lambda place: ranks[place])
    longest = run = 1
    for left, right in pairwise(places):
        run = run + 1 if left < right else 1
        longest = max(longest, run)
    return worth(longest, len(ranks))


def relative_to_correct(ranks: Sequence[int]) -> Fraction:
    n = len(ranks)
    return Fraction(sum(max(0, n - 1 - abs(rank - place)) for place, rank in enumerate(ranks)), n * (n - 1))


def followed(ranks: Sequence[int]) -> int:
    """Count the elements followed by the one that should follow them."""
    return sum(right == left + 1 for left, right in pairwise(ranks))


def worth(length: int, n: int) -> Fraction:
    return Fraction(length if length > 1 else 0, n)


RULES: dict[str, Callable[[Sequence[int]], Fraction]] = {
    rule.__name__: rule
    for rule in (
        all_or_nothing,
        absolute_position,
        next_exclude_last,
        next_include_last,
        one_previous_and_next,
        all_previous_and_next,
        longest_ordered,
        longest_contiguous,
        relative_to_correct,
    )
}


class Ordering(Asked):
    kind = "ordering"
    control = "order"
    shuffles = True
    order_is_key = True

    def clean(self, content: Content) -> list[Problem]:
        elements = content.get("elements", [])
        problems = clean_common(content)
        if len(elements) < 2:
            problems.append(Problem("too_few_elements"))
        problems += clean_texts(elements, empty="empty_element", same="same_element")
        if (content.get("rule") or DEFAULT) not in RULES:
            problems.append(Problem("unknown_rule"))
        return problems

    def choice_keys(self, content: Content) -> list[str]:
        return [element["key"] for element in content["elements"]]

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        elements = in_order(content["elements"], order, hide=True)
        return Shown(self.kind, content.get("stem", ""), content.get("picture"), self.control, choices=tuple(elements))

    def parse(self, content: Content, fields: Fields) -> Response:
        """Read the keys in order from the item's own field; without JavaScript, the place (1, 2 …) of each key."""
        if given := [key for key in fields.get("", ()) if key]:
            return self.accept(content, given)
        places: dict[str, int] = {}
        for key in self.choice_keys(content):
            if place := next(iter(fields.get(key, ())), "").strip():
                if not place.isascii() or not place.isdecimal() or len(place) > 3:
                    raise Unreadable("not_an_order")
                places[key] = int(place)
        if places and sorted(places.values()) != list(range(1, len(self.choice_keys(content)) + 1)):
            raise Unreadable("not_an_order")
        return sorted(places, key=lambda key: places[key])

    def accept(self, content: Content, response: Response) -> Response:
        if response is None:
            return []
        if not isinstance(response, list) or not all(isinstance(key, str) for key in response):
            raise Unreadable("wrong_shape")
        keys = self.choice_keys(content)
        if len(response) > len(keys):
            raise Unreadable("too_many")
        if response and sorted(response) != sorted(keys):
            raise Unreadable("not_an_order")
        return list(response)

    def score(self, content: Content, response: Response) -> Fraction:
        if not response:
            return Fraction(0)
        ranks = {key: rank for rank, key in enumerate(self.choice_keys(content))}
        return RULES[content.get("rule") or DEFAULT]([ranks[key] for key in response])

    def right_response(self, content: Content) -> Response:
        return self.choice_keys(content)

    def summary(self, content: Content, response: Response) -> str:
        texts = {element["key"]: element["text"] for element in content["elements"]}
        return "; ".join(texts[key] for key in response or ())

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        keys = self.choice_keys(content)
        found: list[tuple[Response, Fraction | None]] = [([], Fraction(0)), (keys, Fraction(1))]
        if (content.get("rule") or DEFAULT) in {"all_or_nothing", "all_previous_and_next", "longest_ordered"}:
            found.append((keys[::-1], Fraction(0)))
        return found
