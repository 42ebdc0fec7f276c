"""Put something in its place: what matching, gaps to fill from a list and dragging onto a picture share.

Score: right places / all places; a place left empty is wrong, nothing is taken off. In practice each place counts
its own wrong tries.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .authored import Asked, as_mapping, group_of, in_order
from .contract import Choice, Content, Fields, Part, Parts, Place, Problem, Response, Shown, Unreadable


@dataclass(frozen=True)
class Spot:
    """A place and what belongs there."""

    key: str
    label: str
    right: str
    group: str = "1"
    picture: Mapping[str, Any] | None = None
    box: tuple[Any, ...] | None = None


class PlacingType(Asked):
    """One thing to each place. A type says which `spots` it has and which `things`."""

    control = "places"
    shuffles = True
    counts_back = True

    def spots(self, content: Content) -> list[Spot]:
        raise NotImplementedError

    def things(self, content: Content) -> Sequence[Mapping[str, Any]]:
        raise NotImplementedError

    def text(self, content: Content) -> str:
        """Give the text the places stand in; "" for none."""
        return ""

    def clean_spots(self, content: Content) -> list[Problem]:
        """Check that every place has something that belongs there, and may go there."""
        groups = {thing["key"]: group_of(thing) for thing in self.things(content)}
        problems = []
        for number, spot in enumerate(self.spots(content), 1):
            if spot.right not in groups:
                problems.append(Problem("place_without_answer", {"number": number}))
            elif groups[spot.right] != spot.group:
                problems.append(Problem("place_of_another_group", {"number": number}))
        return problems

    def choice_keys(self, content: Content) -> list[str]:
        return [thing["key"] for thing in self.things(content)]

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        things = tuple(in_order(self.things(content), order, hide=self.order_is_key))
        return Shown(
            self.kind,
            content.get("stem", ""),
            content.get("picture"),
            self.control,
            choices=things,
            places=tuple(self.place(spot, things) for spot in self.spots(content)),
            text=self.text(content),
        )

    def place(self, spot: Spot, things: Sequence[Choice]) -> Place:
        fitting = tuple(thing for thing in things if thing.group == spot.group)
        return Place(spot.key, spot.label, "select", fitting, picture=spot.picture, box=spot.box)

    def parse(self, content: Content, fields: Fields) -> Response:
        spots = self.spots(content)
        return self.accept(content, {spot.key: next(iter(fields.get(spot.key, ())), "") for spot in spots})

    def accept(self, content: Content, response: Response) -> Response:
        spots = self.spots(content)
        given = as_mapping(response, [spot.key for spot in spots])
        groups = {thing["key"]: group_of(thing) for thing in self.things(content)}
        accepted = {}
        for spot in spots:
            thing = given.get(spot.key, "")
            if not isinstance(thing, str):
                raise Unreadable("wrong_shape")
            if not thing:
                continue
            if groups.get(thing) != spot.group:
                raise Unreadable("not_a_choice")
            accepted[spot.key] = thing
        return accepted

    def is_complete(self, content: Content, response: Response) -> bool:
        return bool(response) and len(response) == len(self.spots(content))

    def score(self, content: Content, response: Response) -> Fraction:
        spots = self.spots(content)
        if not response or not spots:
            return Fraction(0)
        return Fraction(sum(response.get(spot.key) == spot.right for spot in spots), len(spots))

    def parts(self, content: Content, response: Response) -> Parts:
        spots, given = self.spots(content), response or {}
        parts = tuple(Part(Fraction(given.get(spot.key) == spot.right)) for spot in spots)
        return Parts(parts, Fraction(len(spots)))

    def right_response(self, content: Content) -> Response:
        return {spot.key: spot.right for spot in self.spots(content)}

    def summary(self, content: Content, response: Response) -> str:
        texts = {thing["key"]: thing.get("text", "") for thing in self.things(content)}
        return "; ".join(
            f"{spot.label or number} → {texts[response[spot.key]]}"
            for number, spot in enumerate(self.spots(content), 1)
            if response and spot.key in response
        )

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        right = self.right_response(content)
        first = dict(list(right.items())[:1])
        return [({}, Fraction(0)), (right, Fraction(1)), (first, Fraction(1, len(right)))]
