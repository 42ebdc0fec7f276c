"""Cloze: a text with questions in it, each of its own type and weight.

Score: Σ share · points / Σ points; a part not answered earns nothing. Where no part has points nothing is scored:
the score is None (Moodle's zero weight).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from .authored import Asked, as_mapping, clean_common, clean_markers, is_number, number
from .contract import Content, Fields, ItemType, Part, Parts, Place, Problem, Response, Shown, Typed
from .multiple_choice import MultipleChoice
from .numeric import Numeric
from .short_answer import ShortAnswer
from .single_choice import SingleChoice

PART_KINDS: dict[str, ItemType] = {
    kind.kind: kind for kind in (SingleChoice(), MultipleChoice(), ShortAnswer(), Numeric())
}
# A part has no question of its own: the text around it asks.
ABOUT_THE_STEM = "no_stem"


class Cloze(Asked):
    kind = "cloze"
    control = "places"
    counts_back = True

    def questions(self, content: Content) -> list[tuple[str, ItemType, Mapping[str, Any], Fraction]]:
        """List (key, type, content, points) of the parts."""
        return [
            (key, PART_KINDS[part["kind"]], part, number(part.get("points"), "1"))
            for key, part in content.get("parts", {}).items()
        ]

    def clean(self, content: Content) -> list[Problem]:
        parts = content.get("parts", {})
        problems = clean_common(content)
        if not parts:
            problems.append(Problem("no_gaps"))
        problems += clean_markers(str(content.get("text", "")), parts)
        for place, part in enumerate(parts.values(), 1):
            if part.get("kind") not in PART_KINDS:
                problems.append(Problem("unknown_part_kind", {"number": place}))
                continue
            if not is_number(part.get("points"), "1", least=0):
                problems.append(Problem("points_not_a_number", {"number": place}))
            problems += [
                Problem("part_problem", {"number": place, "problem": problem})
                for problem in PART_KINDS[part["kind"]].clean(part)
                if problem.code != ABOUT_THE_STEM
            ]
        return problems

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        places = []
        for key, kind, part, _ in self.questions(content):
            shown = kind.present(part, [])
            places.append(Place(key, "", shown.control, shown.choices))
        return Shown(
            self.kind,
            content.get("stem", ""),
            content.get("picture"),
            self.control,
            places=tuple(places),
            text=str(content.get("text", "")),
        )

    def parse(self, content: Content, fields: Fields) -> Response:
        questions = self.questions(content)
        # Parsed by type and accepted again: one written form, whichever way it came.
        return self.accept(
            content, {key: kind.parse(part, {"": fields.get(key, ())}) for key, kind, part, _ in questions}
        )

    def accept(self, content: Content, response: Response) -> Response:
        questions = self.questions(content)
        given = as_mapping(response, [key for key, *_ in questions])
        accepted = {key: kind.accept(part, given.get(key) or []) for key, kind, part, _ in questions}
        return {key: one for key, one in accepted.items() if one}

    def is_complete(self, content: Content, response: Response) -> bool:
        given = response or {}
        return all(
            key in given and kind.is_complete(part, given[key]) for key, kind, part, _ in self.questions(content)
        )

    def score(self, content: Content, response: Response) -> Fraction | None:
        parts = self.parts(content, response)
        if not parts.whole:
            return None
        return sum((part.share * part.weight for part in parts.parts), Fraction(0)) / parts.whole

    def parts(self, content: Content, response: Response) -> Parts:
        given = response or {}
        parts = tuple(
            Part((kind.score(part, given[key]) or Fraction(0)) if key in given else Fraction(0), points)
            for key, kind, part, points in self.questions(content)
        )
        return Parts(parts, sum((part.weight for part in parts), Fraction(0)))

    def right_response(self, content: Content) -> Response:
        return {key: kind.right_response(part) for key, kind, part, _ in self.questions(content)}

    def summary(self, content: Content, response: Response) -> str:
        given = response or {}
        return "; ".join(
            f"{place} → {kind.summary(part, given[key])}"
            for place, (key, kind, part, _) in enumerate(self.questions(content), 1)
            if key in given
        )

    def feedback(self, content: Content, response: Response) -> list[str]:
        given = response or {}
        own = [
            text
            for key, kind, part, _ in self.questions(content)
            if key in given
            for text in kind.feedback(part, given[key])
        ]
        return own + super().feedback(content, response)

    def typed(self, content: Content, response: Response) -> list[Typed]:
        given = response or {}
        return [
            replace(one, place=key, number=number)
            for number, (key, kind, part, _) in enumerate(self.questions(content), 1)
            if given.get(key)
            for one in kind.typed(part, given[key])
        ]

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        if not self.parts(content, {}).whole:
            return [({}, None)]
        return [({}, Fraction(0)), (self.right_response(content), Fraction(1))]
