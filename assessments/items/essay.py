"""Essay: a longer text, marked by a person, with a rubric or without. Word limits make it incomplete, never wrong."""

from collections.abc import Sequence
from fractions import Fraction

from .authored import Asked, as_text, clean_common
from .contract import Content, Problem, Response, Shown
from .rubrics import clean_rubric

LONGEST = 20_000


def count_words(text: str) -> int:
    """Count what stands between blanks: in Vietnamese, syllables (tiếng), as people count there."""
    return len(text.split())


class Essay(Asked):
    kind = "essay"
    control = "long_text"
    needs_marking = True

    def clean(self, content: Content) -> list[Problem]:
        problems = clean_common(content)
        least, most = content.get("min_words"), content.get("max_words")
        if not all(limit is None or (isinstance(limit, int) and limit > 0) for limit in (least, most)) or (
            least and most and least > most
        ):
            problems.append(Problem("bad_word_limits"))
        return problems + clean_rubric(content)

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        limits = {name: content[name] for name in ("min_words", "max_words") if content.get(name)}
        return Shown(self.kind, content.get("stem", ""), content.get("picture"), self.control, limits=limits)

    def accept(self, content: Content, response: Response) -> Response:
        # A form sends \r\n for a line end, JSON what was typed.
        return as_text(response, LONGEST).replace("\r\n", "\n").replace("\r", "\n")

    def is_complete(self, content: Content, response: Response) -> bool:
        words = count_words(response or "")
        least, most = content.get("min_words") or 1, content.get("max_words")
        return least <= words and (most is None or words <= most)

    def score(self, content: Content, response: Response) -> Fraction | None:
        return None if response else Fraction(0)

    def right_response(self, content: Content) -> Response:
        return None

    def summary(self, content: Content, response: Response) -> str:
        return str(response or "")

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        return [("", Fraction(0)), ("từ " * (content.get("min_words") or 1), None)]
