"""Gaps in a text: typed, chosen from a list beside each gap, or filled from a pool of words.

Typed gaps are short answers of equal weight, each with its own answers and policy. The others are places (`placing`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from .authored import as_mapping, clean_common, clean_markers, clean_texts, group_of
from .contract import Choice, Content, Part, Parts, Place, Problem, Response, Typed
from .placing import PlacingType, Spot
from .short_answer import ShortAnswer, clean_answers

WORD = ShortAnswer()


def is_typed(content: Content) -> bool:
    return content.get("mode") == "type"


class GapFill(PlacingType):
    kind = "gap_fill"
    order_is_key = True

    def clean(self, content: Content) -> list[Problem]:
        gaps = content.get("gaps", [])
        problems = clean_common(content)
        if not gaps:
            problems.append(Problem("no_gaps"))
        problems += clean_markers(self.text(content), [gap["key"] for gap in gaps])
        if is_typed(content):
            for number, gap in enumerate(gaps, 1):
                problems += [
                    Problem("part_problem", {"number": number, "problem": problem}) for problem in clean_answers(gap)
                ]
            return problems
        if content.get("mode") not in {"choose", "drag"}:
            problems.append(Problem("unknown_mode"))
        for group in dict.fromkeys(group_of(word) for word in self.things(content)):
            words = [word for word in self.things(content) if group_of(word) == group]
            problems += clean_texts(words, empty="empty_word", same="same_word")
        return problems + self.clean_spots(content)

    def text(self, content: Content) -> str:
        return str(content.get("text", ""))

    def spots(self, content: Content) -> list[Spot]:
        groups = {word["key"]: group_of(word) for word in self.things(content)}
        return [
            # A gap takes words of its own group, and where it names none of the group of its right word.
            Spot(
                gap["key"], "", gap.get("word", ""), group=str(gap.get("group") or groups.get(gap.get("word", ""), "1"))
            )
            for gap in content.get("gaps", [])
        ]

    def things(self, content: Content) -> Sequence[Mapping[str, Any]]:
        words: Sequence[Mapping[str, Any]] = [] if is_typed(content) else content.get("words", [])
        return words

    def place(self, spot: Spot, things: Sequence[Choice]) -> Place:
        # A typed gap has no list to choose from, and nothing else does have none.
        return super().place(spot, things) if things else Place(spot.key, "", "text")

    def accept(self, content: Content, response: Response) -> Response:
        if not is_typed(content):
            return super().accept(content, response)
        gaps = content["gaps"]
        given = as_mapping(response, [gap["key"] for gap in gaps])
        accepted = {gap["key"]: WORD.accept(gap, given.get(gap["key"])) for gap in gaps}
        return {key: word for key, word in accepted.items() if word}

    def score(self, content: Content, response: Response) -> Fraction:
        if not is_typed(content):
            return super().score(content, response)
        parts = self.parts(content, response)
        return sum((part.share for part in parts.parts), Fraction(0)) / parts.whole

    def parts(self, content: Content, response: Response) -> Parts:
        if not is_typed(content):
            return super().parts(content, response)
        given, gaps = response or {}, content["gaps"]
        return Parts(tuple(Part(WORD.score(gap, given.get(gap["key"]))) for gap in gaps), Fraction(len(gaps)))

    def right_response(self, content: Content) -> Response:
        if not is_typed(content):
            return super().right_response(content)
        return {gap["key"]: WORD.right_response(gap) for gap in content["gaps"]}

    def summary(self, content: Content, response: Response) -> str:
        if not is_typed(content):
            return super().summary(content, response)
        given = response or {}
        return "; ".join(
            f"{number} → {given[gap['key']]}" for number, gap in enumerate(content["gaps"], 1) if gap["key"] in given
        )

    def feedback(self, content: Content, response: Response) -> list[str]:
        given = response or {}
        gaps = content["gaps"] if is_typed(content) else []
        own = [text for gap in gaps for text in WORD.feedback(gap, given.get(gap["key"]))]
        return own + super().feedback(content, response)

    def typed(self, content: Content, response: Response) -> list[Typed]:
        given = response or {}
        gaps = content["gaps"] if is_typed(content) else []
        return [
            replace(WORD.compared(gap, given[gap["key"]]), place=gap["key"], number=number)
            for number, gap in enumerate(gaps, 1)
            if given.get(gap["key"])
        ]
