"""What `courses` holds about a person, for “My data”."""

from django.utils.translation import gettext_lazy as _

from .models import Enrolment, HelpReply, HelpRequest

# What the readable page of “My data” calls the keys below.
WORDS = {
    "learning": _("learning"),
    "enrolments": _("enrolments"),
    "course": _("course"),
    "commune": _("commune"),
    "answers": _("answers to my questions"),
    "enrolled_at": _("enrolled on"),
    "completed_at": _("completed on"),
    "withdrawn_at": _("left on"),
    "results": _("results"),
    "activity": _("activity"),
    "at": _("when"),
    "completed": _("completed"),
    "passed": _("passed"),
    "score": _("points"),
    "max_score": _("points possible"),
    "help_requests": _("questions from lessons"),
    "asked_at": _("asked on"),
    "lesson_title": _("lesson"),
    "topic": _("about"),
    "text": _("text"),
    "contact": _("contact"),
}


def export_learning(person) -> dict:
    """Everything held here about the person, as plain values for JSON. Five queries."""
    enrolments = (
        Enrolment.objects.filter(person=person).select_related("course", "area").prefetch_related("results__activity")
    )
    return {
        "enrolments": [
            {
                "course": one.course.title,
                "commune": one.area.name if one.area else None,
                "enrolled_at": one.enrolled_at,
                "completed_at": one.completed_at,
                "withdrawn_at": one.withdrawn_at,
                "results": [
                    {
                        "activity": result.activity.title,
                        "at": result.at,
                        "completed": result.completed,
                        "passed": result.passed,
                        "score": result.score,
                        "max_score": result.max_score,
                    }
                    for result in one.results.all()
                ],
            }
            for one in enrolments
        ],
        "help_requests": list(
            HelpRequest.objects.filter(person=person).values("asked_at", "lesson_title", "topic", "text", "contact")
        ),
        "answers": list(HelpReply.objects.filter(request__person=person).values("at", "text")),
    }


def erase_learning(person) -> None:
    """Remove the person's own words. Enrolments and results stay, without a name, so that statistics stay right."""
    HelpRequest.objects.filter(person=person).delete()
