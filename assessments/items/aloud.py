"""A question as it is read aloud: what a learner sees of it, in the order in which it is seen. Pure.

It is made of what is shown (`Shown`), which holds no key: so what is read cannot hold one either.
"""

from collections.abc import Mapping
from typing import Any

from .contract import MARKER, Place, Shown, Words


def read_aloud(shown: Shown, words: Words) -> str:
    """Give the lines to read, one breath each: question, picture, text with its gaps, places, things to pick."""
    gaps = {place.key: words.gap(number) for number, place in enumerate(shown.places, 1)}
    text = MARKER.sub(lambda at: gaps.get(at[1], at[0]), shown.text)
    said = [*shown.stem.splitlines(), alt(shown.picture), *text.splitlines()]
    if not shown.text:
        said += [line for number, place in enumerate(shown.places, 1) for line in place_lines(place, number)]
    said += [words.choice(choice) for choice in shown.choices if is_pooled(shown)]
    if not is_pooled(shown):
        for place in shown.places:
            said += [f"{place.label or gaps[place.key]}:"] if place.choices else []
            said += [words.choice(choice) for choice in place.choices]
    return "\n".join(line.strip() for line in said if line.strip())


def alt(picture: Mapping[str, Any] | None) -> str:
    return str((picture or {}).get("alt", ""))


def place_lines(place: Place, number: int) -> list[str]:
    """Give what stands beside a place. Places of points are named by the things that are put there, read below."""
    if place.control == "point":
        return []
    # In a picture places are told by their numbers.
    return [alt(place.picture), f"{number}. {place.label}" if place.box else place.label]


def is_pooled(shown: Shown) -> bool:
    """Say whether there is one list of things to pick, to be read once, and not another at each place."""
    listed = [place for place in shown.places if place.choices]
    return not listed or any(place.box for place in listed) or all(place.choices == shown.choices for place in listed)
