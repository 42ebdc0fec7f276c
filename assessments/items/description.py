"""Description: something to read or look at between questions. Nothing to answer, nothing scored."""

from collections.abc import Sequence
from fractions import Fraction

from .authored import Asked
from .contract import Content, Fields, Response, Unreadable


class Description(Asked):
    kind = "description"
    is_scored = False

    def parse(self, content: Content, fields: Fields) -> Response:
        return None

    def accept(self, content: Content, response: Response) -> Response:
        if isinstance(response, Sequence) and not response:
            return None
        if response is not None:
            raise Unreadable("wrong_shape")
        return None

    def is_complete(self, content: Content, response: Response) -> bool:
        return True

    def right_response(self, content: Content) -> Response:
        return None

    def summary(self, content: Content, response: Response) -> str:
        return ""

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        return [(None, None)]
