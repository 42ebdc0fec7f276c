"""The rules of a quiz as a paper freezes them. A rule at its default is not written: a paper is read at every tap."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..models import FeedbackWhen, Quiz
from ..taking.timing import rules_to_freeze

# What makes no sense on a sheet of paper: nothing is judged on it before it is collected, and its time is the class's.
_ON_A_DEVICE = {"when", "tries", "penalty", "per_page", "minutes", "closes_at"}


def rules_of(quiz: Quiz) -> dict[str, Any]:
    """Write down the quiz's rules as they are now; see `models.attempts.Attempt.paper`."""
    rules: dict[str, Any] = {"pass_mark": quiz.pass_mark, "feedback": quiz.feedback}
    if quiz.per_page:
        rules["per_page"] = quiz.per_page
    if quiz.feedback_when != FeedbackWhen.HANDED_IN:
        rules["when"] = quiz.feedback_when
    if quiz.feedback_when == FeedbackWhen.EACH:
        rules["tries"], rules["penalty"] = quiz.tries, quiz.penalty
    return rules | rules_to_freeze(minutes=quiz.minutes, closes_at=quiz.closes_at)


def paper_rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    """Give the rules that also hold for a sheet of paper."""
    return {name: rule for name, rule in rules.items() if name not in _ON_A_DEVICE}


def is_practice(paper: Mapping[str, Any]) -> bool:
    """Say whether questions of this paper are judged one by one, with several tries."""
    return bool(paper["rules"].get("when") == FeedbackWhen.EACH)


def answers_kept_until(paper: Mapping[str, Any], *, at: datetime) -> datetime | None:
    """Say until when nothing but the score is shown, for others are still working on it. None: no longer, or never."""
    rules = paper["rules"]
    if rules.get("when") != FeedbackWhen.CLOSED or not rules.get("closes_at"):
        return None
    closes_at = datetime.fromisoformat(rules["closes_at"])
    return closes_at if at < closes_at else None
