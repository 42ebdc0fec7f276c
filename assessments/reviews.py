"""What a learner may see of an attempt that is handed in; and what reports say of many."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from . import responses
from .drawings import Drawing, looked_back
from .models import Attempt, Feedback, RegradeLine, Response, State
from .rescoring import scorer_of
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


@dataclass(frozen=True)
class Review:
    """An attempt as its person may see it now. `items` is empty where only the score is shown, or while it is open."""

    attempt: Attempt
    items: list[ReviewedItem]
    # Whether right answers are among it.
    shows_answers: bool


def review(attempt: Attempt) -> Review:
    """Give what the feedback policy, as it was when the attempt began, allows to be shown. One query."""
    policy = attempt.paper["rules"].get("feedback", Feedback.FULL)
    if attempt.state == State.OPEN or policy == Feedback.SCORE:
        return Review(attempt, [], shows_answers=False)
    shows_answers = policy == Feedback.FULL or bool(attempt.passed)
    given = responses.newest(attempt)
    entries = attempt.paper["items"]
    # Asked by one version, since a regrade perhaps scored by another: its key is the right one.
    asked, scoring = frozen(entries), frozen(scorer_of(entry) for entry in entries)
    items = []
    for position, (entry, version, scorer) in enumerate(zip(entries, asked, scoring, strict=True)):
        response, scaled, _seq = given.get(position, responses.Given([], Decimal(0)))
        items.append(
            reviewed_item(
                position,
                version.type.present(version.content, entry["order"]),
                asked=version,
                scorer=scorer,
                response=response,
                scaled=scaled,
                points=Decimal(entry["points"]),
                shows_answers=shows_answers,
            )
        )
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
    )


def _comments(version: Frozen, response: Any) -> list[str]:
    return version.type.feedback(version.content, response)


def _right(version: Frozen) -> str:
    right = version.type.right_response(version.content)
    return told(version.kind, version.content, right) if right else ""


def export_attempts(person) -> dict[str, Any]:
    """Give all that is kept about a person's attempts, readable, for the person. Three queries, and versions.

    Erasing needs nothing here: no row of this package holds a personal field, and an attempt of an erased person
    stays as a fact about nobody.
    """
    attempts = list(Attempt.objects.filter(person=person).select_related("quiz").order_by("pk"))
    given: dict[int, list[Response]] = {}
    for one in Response.objects.filter(attempt__person=person).order_by("pk"):
        given.setdefault(one.attempt_id, []).append(one)
    regraded: dict[int, list[RegradeLine]] = {}
    for line in RegradeLine.objects.filter(attempt__person=person).select_related("regrade").order_by("pk"):
        regraded.setdefault(line.attempt_id, []).append(line)
    return {
        "attempts": [
            {
                "quiz": attempt.quiz.title,
                "number": attempt.number,
                "started_at": attempt.started_at,
                "deadline_at": attempt.deadline_at,
                "submitted_at": attempt.submitted_at,
                "score": attempt.score,
                "max_score": attempt.max_score,
                "passed": attempt.passed,
                "responses": _readable(attempt, given.get(attempt.pk, [])),
                "regrades": [
                    {
                        "committed_at": line.regrade.committed_at,
                        "old_score": line.old_score,
                        "new_score": line.new_score,
                        "reason": line.regrade.reason,
                    }
                    for line in regraded.get(attempt.pk, [])
                ],
            }
            for attempt in attempts
        ]
    }


def _readable(attempt: Attempt, given: list[Response]) -> list[dict[str, Any]]:
    versions = frozen(attempt.paper["items"])
    return [
        {
            "question": versions[one.position].content["stem"],
            "response": told(versions[one.position].kind, versions[one.position].content, one.response),
            "given_at": one.given_at,
            # While the attempt is open, a share would be the key.
            "share": one.scaled if attempt.state == State.SUBMITTED else None,
        }
        for one in given
    ]
