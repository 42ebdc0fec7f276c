"""Multiple choice: any number of answers is right.

Under `partial` each right tick is worth 1/(right answers) and each wrong tick costs 1/(wrong answers), never
below 0 (Moodle's weights with the wrong ones at −1/n), so ticking everything earns nothing.
Worked: right a b, wrong c d e. {a} → 1/2; {a, b, c} → 1 − 1/3 = 2/3; {a, b, c, d, e} → 0.
Under `all_or_nothing` only the exact set earns anything (QTI match_correct).
Where any answer has a `share`, `partial` is the sum of the shares of what is ticked, kept between 0 and 1 (Moodle).
"""

from fractions import Fraction

from .authored import RIGHT
from .choice import ChoiceType
from .contract import Content, Problem, Response


def has_shares(content: Content) -> bool:
    """Say whether the author gave any choice a share of its own."""
    return any(choice.get("share") not in (None, "") for choice in content.get("choices", []))


class MultipleChoice(ChoiceType):
    kind = "multiple_choice"
    control = "checkbox"

    def clean(self, content: Content) -> list[Problem]:
        problems = super().clean(content)
        choices = content.get("choices", [])
        if choices and all(choice.get("correct") for choice in choices):
            # Ticking everything would be right.
            problems.append(Problem("no_wrong_choice"))
        if (
            choices
            and not problems
            and has_shares(content)
            and self.score(content, self.right_response(content)) < RIGHT
        ):
            problems.append(Problem("shares_below_one"))
        return problems

    def score(self, content: Content, response: Response) -> Fraction:
        right = set(self.right_response(content))
        chosen = set(response)
        all_or_nothing = content.get("rule", "partial") == "all_or_nothing"
        if not all_or_nothing and has_shares(content):
            shares = self.shares(content)
            return min(max(sum((shares[key] for key in chosen), Fraction(0)), Fraction(0)), Fraction(1))
        if all_or_nothing:
            return Fraction(bool(chosen) and chosen == right)
        n_wrong = len(content["choices"]) - len(right)
        if not right:
            return Fraction(0)
        share = Fraction(len(chosen & right), len(right))
        if n_wrong:
            share -= Fraction(len(chosen - right), n_wrong)
        return max(share, Fraction(0))

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        if has_shares(content) and content.get("rule", "partial") == "partial":
            clamped = [([key], max(share, Fraction(0))) for key, share in self.shares(content).items()]
            return [*clamped, ([], Fraction(0))]
        keys = self.choice_keys(content)
        right = self.right_response(content)
        wrong = [key for key in keys if key not in right]
        partial = content.get("rule", "partial") == "partial"
        found: list[tuple[Response, Fraction | None]] = [([], Fraction(0)), (right, Fraction(1))]
        if wrong:
            found += [(keys, Fraction(0)), (wrong, Fraction(0))]
        if len(right) > 1:
            found.append((right[:1], Fraction(1, len(right)) if partial else Fraction(0)))
        return found
