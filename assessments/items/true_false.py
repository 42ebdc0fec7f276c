"""True or false: a statement, and whether it is right. The two answers are words of the interface."""

from collections.abc import Sequence
from fractions import Fraction

from .authored import clean_common
from .choice import ChoiceType
from .contract import Choice, Content, Problem, Response, Shown

KEYS = ["true", "false"]


class TrueFalse(ChoiceType):
    kind = "true_false"
    # Always right before wrong: people look for the words where they were the last time.
    shuffles = False

    def clean(self, content: Content) -> list[Problem]:
        problems = clean_common(content)
        if not isinstance(content.get("answer"), bool):
            problems.append(Problem("no_right_choice"))
        return problems

    def choice_keys(self, content: Content) -> list[str]:
        return list(KEYS)

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        return Shown(
            kind=self.kind,
            stem=content.get("stem", ""),
            picture=content.get("picture"),
            control=self.control,
            choices=tuple(Choice(key, "") for key in KEYS),
        )

    def score(self, content: Content, response: Response) -> Fraction:
        return Fraction(response == self.right_response(content))

    def right_response(self, content: Content) -> Response:
        return ["true" if content["answer"] else "false"]

    def summary(self, content: Content, response: Response) -> str:
        return "; ".join(response)

    def feedback(self, content: Content, response: Response) -> list[str]:
        return [text for key in response if (text := content.get(f"feedback_{key}", ""))]

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        chosen = [([key], Fraction([key] == self.right_response(content))) for key in KEYS]
        return [*chosen, ([], Fraction(0))]
