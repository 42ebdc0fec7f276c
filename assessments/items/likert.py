"""Likert: how much someone agrees. A question about the person: no answer is right, nothing is ever scored."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .authored import clean_common, clean_texts, is_number, number
from .choice import ChoiceType
from .contract import Content, Problem, Response


class Likert(ChoiceType):
    kind = "likert"
    # A scale in another order is another scale.
    shuffles = False
    is_scored = False

    def clean(self, content: Content) -> list[Problem]:
        scale = content.get("scale", [])
        problems = clean_common(content)
        if len(scale) < 2:
            problems.append(Problem("too_few_choices"))
        problems += clean_texts(scale, empty="empty_choice", same="same_choice")
        return problems + [
            Problem("not_a_number", {"number": place})
            for place, step in enumerate(scale, 1)
            if not is_number(step.get("value"))
        ]

    def options(self, content: Content) -> Sequence[Mapping[str, Any]]:
        scale: Sequence[Mapping[str, Any]] = content.get("scale", [])
        return scale

    def value(self, content: Content, response: Response) -> Fraction | None:
        """Give the value of the step chosen, for reports; None: not answered."""
        return next((number(step["value"]) for step in self.options(content) if step["key"] in (response or ())), None)

    def score(self, content: Content, response: Response) -> Fraction | None:
        return None

    def right_response(self, content: Content) -> Response:
        return None

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        return [([], None), *(([step["key"]], None) for step in self.options(content))]
