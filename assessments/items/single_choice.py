"""Single choice: exactly one answer is right. With `share` an author may give part of the points, or take some."""

from fractions import Fraction

from .authored import RIGHT
from .choice import ChoiceType
from .contract import Content, Problem, Response


class SingleChoice(ChoiceType):
    kind = "single_choice"

    def clean(self, content: Content) -> list[Problem]:
        problems = super().clean(content)
        n_right = sum(bool(choice.get("correct")) for choice in content.get("choices", []))
        if n_right > 1:
            problems.append(Problem("several_right_choices", {"count": n_right}))
        if not problems and self.score(content, self.right_response(content)) < RIGHT:
            problems.append(Problem("shares_below_one"))
        return problems

    def score(self, content: Content, response: Response) -> Fraction:
        return self.shares(content)[response[0]] if response else Fraction(0)

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        chosen = [([key], share) for key, share in self.shares(content).items()]
        return [*chosen, ([], Fraction(0))]
