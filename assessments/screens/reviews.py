"""What a learner may see of an attempt that is handed in; and what reports say of many."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language

from ..bank.versions import Frozen, frozen
from ..marking.rubric_cards import ShownMark, marks_shown
from ..models import Attempt, Feedback, State
from ..quizzes.rules import answers_kept_until
from ..quizzes.sections import section_outcomes
from ..taking import responses
from ..taking.rescoring import NotComparable, scorer_of, share_by
from ..taking.scoring import NOTHING, Given, Outcome, is_right
from .drawings import Drawing, looked_back
from .lessons import Lesson, lessons_teaching
from .words import told


@dataclass(frozen=True)
class ReviewedItem:
    """One item of a review. `None` and empty: the feedback policy does not show it."""

    position: int
    shown: Any
    response: Any
    points: Decimal
    # Of the points, before what tries cost; and in points, after.
    scaled: Decimal
    earned: Decimal
    is_right: bool
    # In words: what was answered, and what would have been right; "": nothing, or not to be shown.
    said: str
    right_said: str
    # False: it asked for an opinion, or for nothing.
    is_scored: bool
    feedback: list[str]
    explanation: str
    # In practice: how often it was judged.
    tries: int = 0
    # Where to learn it, after a wrong answer; None: nobody said so.
    lesson: Lesson | None = None
    # What was marked in the item's picture, and what was right there; None: it is not answered in a picture.
    drawing: Drawing | None = None
    # A person marks it; `marks` is what was said, empty while it `waits`.
    needs_marking: bool = False
    waits: bool = False
    marks: list[ShownMark] = field(default_factory=list)


@dataclass(frozen=True)
class Review:
    """An attempt as its person may see it now. `items` is empty where only the score is shown, or while it is open."""

    attempt: Attempt
    items: list[ReviewedItem]
    # Whether right answers are among it.
    shows_answers: bool
    # (title, pass mark or None, outcome), for papers with sections.
    sections: list[tuple[str, int | None, Outcome]] = field(default_factory=list)
    # Until then others are still working on it, and only the score is shown; None: it is not for that.
    kept_until: datetime | None = None


def review(attempt: Attempt, *, at: datetime | None = None) -> Review:
    """Give what the feedback policy, as it was when the attempt began, allows to be shown at this moment (None: now).

    One query; two more where something is wrong, and two where people mark. None where only the score is shown and
    there are no sections.
    """
    rules = attempt.paper["rules"]
    policy, kept_until = (
        rules.get("feedback", Feedback.FULL),
        answers_kept_until(attempt.paper, at=at or timezone.now()),
    )
    only_score = policy == Feedback.SCORE or kept_until is not None
    if attempt.state == State.OPEN or (only_score and "sections" not in attempt.paper):
        return Review(attempt, [], shows_answers=False, kept_until=kept_until)
    given = responses.newest(attempt)
    sections = section_outcomes(attempt.paper, {position: one.scaled for position, one in given.items()})
    if only_score:
        return Review(attempt, [], shows_answers=False, sections=sections, kept_until=kept_until)
    shows_answers = policy == Feedback.FULL or bool(attempt.passed)
    marked = marks_shown(attempt) if any(one.type.needs_marking for one in frozen(attempt.paper["items"])) else {}
    items = [
        replace(
            reviewed_at(attempt.paper, position, given.get(position, NOTHING), shows_answers=shows_answers),
            waits=position in marked and marked[position] is None,
            marks=marked.get(position) or [],
        )
        for position in range(len(attempt.paper["items"]))
    ]
    return Review(attempt, with_lessons(attempt.paper, items), shows_answers=shows_answers, sections=sections)


def with_lessons(paper: Mapping[str, Any], items: list[ReviewedItem]) -> list[ReviewedItem]:
    """Name with each wrong answer the lesson that teaches it. Two queries at most; none where all is right."""
    wrong = {one.position: paper["items"][one.position]["item"] for one in items if one.is_scored and not one.is_right}
    if not wrong:
        return items
    lessons = lessons_teaching(wrong.values(), language=get_language() or "")
    return [replace(one, lesson=lessons.get(wrong.get(one.position, 0))) for one in items]


def reviewed_at(paper: Mapping[str, Any], position: int, given: Given, *, shows_answers: bool) -> ReviewedItem:
    """Look back on one place of a paper. No query, besides versions not yet in memory.

    Asked by one version, since a regrade perhaps scored by another: its key is the right one.
    """
    entry = paper["items"][position]
    asked, scorer = frozen([entry, scorer_of(entry)])
    return reviewed_item(
        position,
        asked.type.present(asked.content, entry["order"]),
        asked=asked,
        scorer=scorer,
        given=given,
        points=Decimal(entry["points"]),
        shows_answers=shows_answers,
    )


def reviewed_item(
    position: int,
    shown: Any,
    *,
    asked: Frozen,
    scorer: Frozen,
    given: Given,
    points: Decimal,
    shows_answers: bool,
) -> ReviewedItem:
    """Look back on a response to the version `asked`, of which `scorer` says what is right. No query."""
    response, share = given.response, _own_share(scorer, given)
    return ReviewedItem(
        position=position,
        shown=shown,
        response=response,
        points=points,
        scaled=share,
        earned=points * given.scaled,
        tries=given.tries,
        is_right=is_right(share),
        said=told(asked.kind, asked.content, response),
        right_said=_right(scorer) if shows_answers else "",
        is_scored=asked.type.is_scored,
        # What an author says to a wrong answer usually gives the right one away.
        feedback=_comments(scorer, response) if shows_answers else [],
        explanation=scorer.content.get("explanation", "") if shows_answers else "",
        drawing=looked_back(scorer.kind, scorer.content, response, with_key=shows_answers),
        needs_marking=asked.type.needs_marking,
    )


def _own_share(scorer: Frozen, given: Given) -> Decimal:
    """A right answer stays right when tries before it cost points."""
    try:
        return share_by(scorer, given.response) if given.tries else given.scaled
    except NotComparable:
        return given.scaled


def _comments(version: Frozen, response: Any) -> list[str]:
    return version.type.feedback(version.content, response)


def _right(version: Frozen) -> str:
    right = version.type.right_response(version.content)
    return told(version.kind, version.content, right) if right else ""
