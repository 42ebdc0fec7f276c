"""Tags of the course pages."""

from django import template
from django.utils.translation import gettext as _

from people.api import Action, may

register = template.Library()


@register.simple_tag(takes_context=True)
def lesson_quiz(context):
    """The learner's state in this quiz block; None where the page is not a lesson being read (a block preview)."""
    quizzes, block_id = context.get("quizzes"), context.get("block_id")
    state = (quizzes or {}).get(block_id)
    if state is None:
        return None
    user = context["user"]
    return {
        **state,
        "block_id": block_id,
        "is_open": any(one.submitted_at is None for one in state["attempts"]),
        "may_print": may(user, Action.PRINT_QUIZ),
        "may_run": may(user, Action.RUN_QUIZ),
    }


@register.simple_tag
def enrolment_state(state: str) -> str:
    """A state of `courses.report.state_of` in words."""
    return {
        "finished": _("finished"),
        "left": _("left the course"),
        "active": _("learning now"),
        "stuck": _("away for two weeks"),
        "dropped": _("away for two months"),
    }[state]
