"""The rules of a quiz as a paper freezes them. A rule at its default is not written: a paper is read at every tap."""

from typing import Any

from .models import Quiz


def rules_of(quiz: Quiz) -> dict[str, Any]:
    """Write down the quiz's rules as they are now; see `models.attempts.Attempt.paper`."""
    rules: dict[str, Any] = {"pass_mark": quiz.pass_mark, "feedback": quiz.feedback}
    if quiz.per_page:
        rules["per_page"] = quiz.per_page
    return rules
