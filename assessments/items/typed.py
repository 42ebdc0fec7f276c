"""What a short answer and a number share: a line of typing, taken for one of the author's answers or for none."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Protocol

from .authored import Asked, as_text
from .contract import Content, Response, Typed


class Taken(Protocol):
    """The answer that something typed was taken for, and what it earns."""

    @property
    def answer(self) -> Mapping[str, Any]: ...

    @property
    def share(self) -> Fraction: ...


class TypedType(Asked):
    """A type answered by one line of typing."""

    # Letters that are read at most.
    longest = 0

    def taken(self, content: Content, response: Response) -> Taken | None:
        """Give the answer the response is taken for; None: for none."""
        raise NotImplementedError

    def compared(self, content: Content, text: str) -> Typed:
        """Say how a text that is not empty was compared."""
        raise NotImplementedError

    def typed(self, content: Content, response: Response) -> list[Typed]:
        return [self.compared(content, response)] if response else []

    def accept(self, content: Content, response: Response) -> Response:
        return as_text(response, self.longest)

    def score(self, content: Content, response: Response) -> Fraction:
        taken = self.taken(content, response)
        return taken.share if taken else Fraction(0)

    def summary(self, content: Content, response: Response) -> str:
        return str(response or "")

    def feedback(self, content: Content, response: Response) -> list[str]:
        """Give what the author says to that answer; where nothing is said, what is said of right and wrong."""
        taken = self.taken(content, response)
        own = taken.answer.get("feedback", "") if taken else ""
        return [own] if own else super().feedback(content, response)
