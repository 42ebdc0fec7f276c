"""Short answer: one line of text. The first answer of the list that it matches counts; a match by typo or without
diacritics gives way to a better one further down. How texts are compared: `vietnamese`."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .authored import clean_common, clean_shares, is_number, number
from .contract import Content, Problem, Response, Shown, Typed
from .typed import TypedType
from .vietnamese import Match, match_strict, match_vietnamese, normalise

LONGEST = 500
# Fewer letters, and one error makes another word.
LETTERS_PER_TYPO = 4


@dataclass(frozen=True)
class Judged:
    """The answer a text was taken for, by which rule, and what it earns."""

    answer: Mapping[str, Any]
    match: Match
    share: Fraction


def judge(content: Content, typed: str) -> Judged | None:
    """Find the answer that counts for a text; None: none does. Matches marks-and-all come before forgiving ones."""
    if not typed:
        return None
    forgiven = []
    for answer in content.get("answers", []):
        match = compare(content, typed, answer["text"])
        if match is None:
            continue
        judged = Judged(answer, match, number(answer.get("share"), "1") * match.share)
        if match.rule in {"exact", "tone_placement", "pattern"}:
            return judged
        forgiven.append(judged)
    return max(forgiven, key=lambda judged: (judged.share, -judged.match.edits), default=None)


def compare(content: Content, typed: str, key: str) -> Match | None:
    """Compare a text with one answer under the question's policy."""
    if content.get("policy") == "strict":
        return match_strict(typed, key, match_case=bool(content.get("match_case")))
    return match_vietnamese(
        typed,
        key,
        diacritics=content.get("diacritics") or "exact",
        diacritics_share=number(content.get("diacritics_share"), "0.5"),
        typos=int(content.get("typos") or 0),
    )


def clean_answers(content: Content) -> list[Problem]:
    """Check the answers and the policy of a short answer, alone or inside another item."""
    answers = content.get("answers", [])
    problems = clean_shares(answers)
    problems += [
        Problem("empty_choice", {"number": place})
        for place, answer in enumerate(answers, 1)
        if not str(answer.get("text", "")).strip()
    ]
    if not any(is_number(answer.get("share"), "1", least=1, most=1) for answer in answers):
        problems.append(Problem("no_full_answer"))
    if not is_number(content.get("diacritics_share"), "0.5", least=0, most=1):
        problems.append(Problem("diacritics_share_out_of_range"))
    typos = content.get("typos") or 0
    if typos not in (0, 1, 2):
        return [*problems, Problem("too_many_typos")]
    if content.get("policy") != "strict":
        problems += [
            Problem("too_short_for_typos", {"number": place})
            for place, answer in enumerate(answers, 1)
            if len(normalise(str(answer.get("text", "")))) < typos * LETTERS_PER_TYPO
        ]
    return problems


class ShortAnswer(TypedType):
    kind = "short_answer"
    control = "text"
    longest = LONGEST

    def clean(self, content: Content) -> list[Problem]:
        return clean_common(content) + clean_answers(content)

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        return Shown(
            self.kind, content.get("stem", ""), content.get("picture"), self.control, limits={"max_length": LONGEST}
        )

    def taken(self, content: Content, response: Response) -> Judged | None:
        return judge(content, response)

    def compared(self, content: Content, text: str) -> Typed:
        judged = judge(content, text)
        form = form_of(content, text)
        if judged is None:
            return Typed(text, form)
        match = judged.match
        return Typed(text, form, str(judged.answer["text"]), match.rule, judged.share, edits=match.edits)

    def right_response(self, content: Content) -> Response:
        right = max(content["answers"], key=lambda answer: number(answer.get("share"), "1"))
        # A pattern is answered by something that fits it.
        text = str(right["text"])
        return text.replace("\\*", "\0").replace("*", "").replace("\0", "*") if is_strict(content) else text

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        right = self.right_response(content)
        found: list[tuple[Response, Fraction | None]] = [("", Fraction(0)), (right, Fraction(1))]
        if not is_strict(content):
            found.append((f"  {right.upper()}. ", Fraction(1)))
        return found


def is_strict(content: Content) -> bool:
    return content.get("policy") == "strict"


def form_of(content: Content, text: str) -> str:
    """Give what the question's policy sees of a text: texts of one form are judged alike."""
    if not is_strict(content):
        return normalise(text)
    text = unicodedata.normalize("NFC", text)
    return text if content.get("match_case") else text.casefold()
