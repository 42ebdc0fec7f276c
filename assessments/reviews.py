"""What a learner may see of an attempt that is handed in; and what reports say of many."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from . import responses
from .models import Attempt, Feedback, State
from .rubric_cards import ShownMark, marks_shown
from .scoring import is_right
from .versions import Frozen, frozen
from .words import told


@dataclass(frozen=True)
class ReviewedItem:
    """One item of a review. `None` and empty: the feedback policy does not show it."""

    position: int
    shown: Any
    response: Any
    points: Decimal
    scaled: Decimal
    is_right: bool
    # In words: what was answered, and what would have been right; "": nothing, or not to be shown.
    said: str
    right_said: str
    # False: it asked for an opinion, or for nothing.
    is_scored: bool
    feedback: list[str]
    explanation: str
    # A person marks it; `marks` is what was said, empty while it `waits`.
    needs_marking: bool = False
    waits: bool = False
    marks: list[ShownMark] = field(default_factory=list)

    @property
    def earned(self) -> Decimal:
        """In points."""
        return self.points * self.scaled


@dataclass(frozen=True)
class Review:
    """An attempt as its person may see it now. `items` is empty where only the score is shown, or while it is open."""

    attempt: Attempt
    items: list[ReviewedItem]
    # Whether right answers are among it.
    shows_answers: bool


def review(attempt: Attempt) -> Review:
    """Give what the feedback policy, as it was when the attempt began, allows to be shown.

    One query; two more where people mark.
    """
    policy = attempt.paper["rules"].get("feedback", Feedback.FULL)
    if attempt.state == State.OPEN or policy == Feedback.SCORE:
        return Review(attempt, [], shows_answers=False)
    shows_answers = policy == Feedback.FULL or bool(attempt.passed)
    given = responses.newest(attempt)
    entries = attempt.paper["items"]
    items = []
    marked = marks_shown(attempt) if any(one.type.needs_marking for one in frozen(entries)) else {}
    for position, (entry, version) in enumerate(zip(entries, frozen(entries), strict=True)):
        response, scaled = given.get(position, responses.Given([], Decimal(0)))
        items.append(
            ReviewedItem(
                position=position,
                shown=version.type.present(version.content, entry["order"]),
                response=response,
                points=Decimal(entry["points"]),
                scaled=scaled,
                is_right=is_right(scaled),
                said=told(version.kind, version.content, response),
                right_said=_right(version) if shows_answers else "",
                is_scored=version.type.is_scored,
                # What an author says to a wrong answer usually gives the right one away.
                feedback=version.type.feedback(version.content, response) if shows_answers else [],
                explanation=version.content.get("explanation", "") if shows_answers else "",
                needs_marking=version.type.needs_marking,
                waits=position in marked and marked[position] is None,
                marks=marked.get(position) or [],
            )
        )
    return Review(attempt, items, shows_answers=shows_answers)


def _right(version: Frozen) -> str:
    right = version.type.right_response(version.content)
    return told(version.kind, version.content, right) if right else ""
