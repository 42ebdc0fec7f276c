"""What a learner may see of an attempt that is handed in; and what reports say of many."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from . import responses
from .models import Attempt, Feedback, Quiz, Response, State
from .papers import entries_of
from .scoring import RIGHT, is_right
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
    items = []
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
            )
        )
    return Review(attempt, items, shows_answers=shows_answers)


def _right(version: Frozen) -> str:
    right = version.type.right_response(version.content)
    return told(version.kind, version.content, right) if right else ""


def _counting():
    """Responses that count: the newest of their place, of attempts handed in."""
    later = Response.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position"), pk__gt=OuterRef("pk"))
    return Response.objects.filter(~Exists(later), attempt__state=State.SUBMITTED)


def item_report(quiz: Quiz) -> list[dict[str, Any]]:
    """Say how each item of the quiz as it stands is answered, over all its versions. Two queries.

    Per item: `item` (id), `stem`, `n` (attempts handed in that had it), `share_right` (0–1; None: n is 0),
    `share_unanswered`, and `choices`: for each `key`, `text`, `correct`, `share` (of n, 0–1) that chose it; none for
    kinds that are not answered by picking. What asks nothing is not listed.
    """
    rows = (
        _counting()
        .filter(attempt__quiz=quiz)
        .values("version__item_id", "response")
        .annotate(n=Count("pk"), n_right=Count("pk", filter=Q(scaled__gt=RIGHT)))
        .order_by()
    )
    by_item: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        by_item.setdefault(row["version__item_id"], []).append(row)
    entries = entries_of(quiz)
    report = []
    for entry, version in zip(entries, frozen(entries), strict=True):
        found = by_item.get(entry["item"], [])
        n = sum(row["n"] for row in found)
        shown = version.type.present(version.content, [])
        if shown.control == "none":
            continue
        picked = shown.choices if shown.control in {"radio", "checkbox"} else ()
        right = version.type.right_response(version.content) or ()
        report.append(
            {
                "item": entry["item"],
                "stem": shown.stem,
                "n": n,
                "share_right": sum(row["n_right"] for row in found) / n if n else None,
                "share_unanswered": sum(row["n"] for row in found if not row["response"]) / n if n else None,
                "choices": [
                    {
                        "key": choice.key,
                        "text": choice.text,
                        "correct": choice.key in right,
                        "share": sum(row["n"] for row in found if choice.key in row["response"]) / n if n else None,
                    }
                    for choice in picked
                ],
            }
        )
    return report


def export_attempts(person) -> dict[str, Any]:
    """Give everything kept about a person's attempts, readable and complete, for the person. Two queries and versions.

    Erasing needs nothing here: no row of this package holds a personal field, and an attempt of an erased person
    stays as a fact about nobody.
    """
    attempts = list(Attempt.objects.filter(person=person).select_related("quiz").order_by("pk"))
    given: dict[int, list[Response]] = {}
    for one in Response.objects.filter(attempt__person=person).order_by("pk"):
        given.setdefault(one.attempt_id, []).append(one)
    return {
        "attempts": [
            {
                "quiz": attempt.quiz.title,
                "number": attempt.number,
                "started_at": attempt.started_at,
                "submitted_at": attempt.submitted_at,
                "score": attempt.score,
                "max_score": attempt.max_score,
                "passed": attempt.passed,
                "responses": _readable(attempt, given.get(attempt.pk, [])),
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
