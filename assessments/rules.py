"""The rules of a quiz as a paper freezes them. A rule at its default is not written: a paper is read at every tap."""

from collections.abc import Mapping
from typing import Any

from .models import FeedbackWhen, Quiz


def rules_of(quiz: Quiz) -> dict[str, Any]:
    """Write down the quiz's rules as they are now; see `models.attempts.Attempt.paper`."""
    rules: dict[str, Any] = {"pass_mark": quiz.pass_mark, "feedback": quiz.feedback}
    if quiz.per_page:
        rules["per_page"] = quiz.per_page
    if quiz.feedback_when != FeedbackWhen.HANDED_IN:
        rules["when"] = quiz.feedback_when
    if quiz.feedback_when == FeedbackWhen.EACH:
        rules["tries"], rules["penalty"] = quiz.tries, quiz.penalty
    return rules


def paper_rules(rules: Mapping[str, Any]) -> dict[str, Any]:
    """The rules that also hold for a sheet of paper: nothing is judged on it before it is collected."""
    return {name: rule for name, rule in rules.items() if name not in {"when", "tries", "penalty", "per_page"}}


def is_practice(paper: Mapping[str, Any]) -> bool:
    """Say whether questions of this paper are judged one by one, with several tries."""
    return bool(paper["rules"].get("when") == FeedbackWhen.EACH)
