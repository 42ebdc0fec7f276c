"""Single choice: exactly one answer is right."""

from fractions import Fraction

from .choice import ChoiceType
from .contract import Content, Problem, Response


class SingleChoice(ChoiceType):
    kind = "single_choice"

    def clean(self, content: Content) -> list[Problem]:
        problems = super().clean(content)
        n_right = sum(bool(choice.get("correct")) for choice in content.get("choices", []))
        if n_right > 1:
            problems.append(Problem("several_right_choices", {"count": n_right}))
        return problems

    def score(self, content: Content, response: Response) -> Fraction:
        return Fraction(response == self.right_response(content))

    def samples(self, content: Content) -> list[tuple[Response, Fraction]]:
        chosen = [([choice["key"]], Fraction(bool(choice["correct"]))) for choice in content["choices"]]
        return [*chosen, ([], Fraction(0))]
