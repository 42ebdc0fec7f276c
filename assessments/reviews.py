"""What a learner may see of an attempt that is handed in; and what reports say of many."""

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from . import responses
from .drawings import Drawing, looked_back
from .models import Attempt, Feedback, State
from .rescoring import scorer_of
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
    # What was marked in the item's picture, and what was right there; None: it is not answered in a picture.
    drawing: Drawing | None = None
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
    # Asked by one version, since a regrade perhaps scored by another: its key is the right one.
    asked, scoring = frozen(entries), frozen(scorer_of(entry) for entry in entries)
    items = []
    marked = marks_shown(attempt) if any(one.type.needs_marking for one in asked) else {}
    for position, (entry, version, scorer) in enumerate(zip(entries, asked, scoring, strict=True)):
        response, scaled, _seq = given.get(position, responses.Given([], Decimal(0)))
        looked_at = reviewed_item(
            position,
            version.type.present(version.content, entry["order"]),
            asked=version,
            scorer=scorer,
            response=response,
            scaled=scaled,
            points=Decimal(entry["points"]),
            shows_answers=shows_answers,
        )
        waits, marks = position in marked and marked[position] is None, marked.get(position) or []
        items.append(replace(looked_at, waits=waits, marks=marks))
    return Review(attempt, items, shows_answers=shows_answers)


def reviewed_item(
    position: int,
    shown: Any,
    *,
    asked: Frozen,
    scorer: Frozen,
    response: Any,
    scaled: Decimal,
    points: Decimal,
    shows_answers: bool,
) -> ReviewedItem:
    """Look back on a response to the version `asked`, of which `scorer` says what is right. No query."""
    return ReviewedItem(
        position=position,
        shown=shown,
        response=response,
        points=points,
        scaled=scaled,
        is_right=is_right(scaled),
        said=told(asked.kind, asked.content, response),
        right_said=_right(scorer) if shows_answers else "",
        is_scored=asked.type.is_scored,
        # What an author says to a wrong answer usually gives the right one away.
        feedback=_comments(scorer, response) if shows_answers else [],
        explanation=scorer.content.get("explanation", "") if shows_answers else "",
        drawing=looked_back(scorer.kind, scorer.content, response, with_key=shows_answers),
        needs_marking=asked.type.needs_marking,
    )


def _comments(version: Frozen, response: Any) -> list[str]:
    return version.type.feedback(version.content, response)


def _right(version: Frozen) -> str:
    right = version.type.right_response(version.content)
    return told(version.kind, version.content, right) if right else ""
