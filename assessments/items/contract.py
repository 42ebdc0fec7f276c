"""What every item type promises. Pure: no Django, no clock, no chance.

Content, as frozen in an item version (JSON; a missing key reads as its default):

    stem          str    the question, plain text; line ends count
    picture       {"id": int, "alt": str} | None
    explanation   str    said about the whole question after handing in; "" for none
    choices       [{"key": str, "text": str, "correct": bool, "feedback": str}]     (choice types)
    rule          "partial" | "all_or_nothing"                                      (multiple choice)
    answer        bool, and feedback_true, feedback_false: str                      (true/false)

A response is JSON too; for the types of today a list of choice keys in the order of the content.
The empty list means: not answered, or taken back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Protocol

Content = Mapping[str, Any]
Response = Any
# What a browser sent for one item: "" is the item's own field, other names are fields inside it.
Fields = Mapping[str, Sequence[str]]


class Unreadable(ValueError):
    """A response that this item cannot have; `code` says why (`not_a_choice`, `too_many`, `wrong_shape`)."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Problem:
    """Why an author cannot publish yet. The sentence for `code` stands outside (`assessments.problems`)."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Choice:
    """One answer to pick. An empty `text` means a word the interface has for `key` (true, false)."""

    key: str
    text: str


@dataclass(frozen=True)
class Shown:
    """What a learner may see of an item before its feedback: never the key."""

    kind: str
    stem: str
    picture: Mapping[str, Any] | None
    # radio or checkbox: how it is answered.
    control: str
    choices: tuple[Choice, ...]


class ItemType(Protocol):
    """One way of asking. Stateless; one instance serves all items of its kind."""

    kind: str
    # False: the order of the choices is part of the question, or of habit.
    shuffles: bool

    def clean(self, content: Content) -> list[Problem]:
        """Say what keeps this content from being published; empty: nothing."""

    def choice_keys(self, content: Content) -> list[str]:
        """List the keys of the choices, in the author's order."""

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        """Show the item, its choices in `order`; choices missing in `order` follow in the author's order."""

    def parse(self, content: Content, fields: Fields) -> Response:
        """Read what a browser sent. Raises Unreadable."""

    def accept(self, content: Content, response: Response) -> Response:
        """Bring a response into its one written form, so that equal responses are equal. Raises Unreadable."""

    def score(self, content: Content, response: Response) -> Fraction:
        """Give the share of the points, 0–1. Not answered is 0."""

    def right_response(self, content: Content) -> Response:
        """Give the response that earns everything."""

    def summary(self, content: Content, response: Response) -> str:
        """Say the response in the author's words, for reports and exports; "" for not answered."""

    def feedback(self, content: Content, response: Response) -> list[str]:
        """Give what the author says to this very response."""

    def samples(self, content: Content) -> list[tuple[Response, Fraction]]:
        """Give responses with the score each must get: every type tests itself."""
