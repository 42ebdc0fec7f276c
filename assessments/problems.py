"""The sentences for what keeps an item or a quiz from being published."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .items import Problem

SENTENCES = {
    # items
    "no_stem": gettext_noop("Write the question."),
    "picture_without_alt": gettext_noop("Say what the picture shows, for people who cannot see it."),
    "too_few_choices": gettext_noop("Give at least two answers."),
    "empty_choice": gettext_noop("Answer %(number)s is empty."),
    "same_choice": gettext_noop("Answers %(other)s and %(number)s say the same."),
    "no_right_choice": gettext_noop("Say which answer is right."),
    "several_right_choices": gettext_noop(
        "%(count)s answers are marked as right. A single choice has one; for more, take a multiple choice."
    ),
    "no_wrong_choice": gettext_noop("All answers are right: ticking everything would do. Add a wrong one."),
    "no_content": gettext_noop("Write the question and its answers."),
    # quizzes
    "no_items": gettext_noop("Add at least one question."),
    "no_points": gettext_noop("No question gives any points, so nobody can pass."),
    "item_not_published": gettext_noop("Question %(number)s “%(title)s” is not published."),
    "item_problem": gettext_noop("Question %(number)s “%(title)s”: %(problem)s"),
}


def sentence(problem: Problem) -> str:
    """Say a problem in the author's language."""
    params = dict(problem.params)
    if isinstance(params.get("problem"), Problem):
        params["problem"] = sentence(params["problem"])
    return _(SENTENCES[problem.code]) % params
