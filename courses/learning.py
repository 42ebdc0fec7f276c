"""A person's own learning: the list, what waits for them, reminders."""

from datetime import datetime, timedelta

from django.db.models import F

from people.api import Purpose, mail_address, set_consent

from .models import Activity, CoursePage, Enrolment, HelpRequest
from .progress import progress_of

__all__ = ["REMIND_AFTER", "activity_place", "my_learning", "reminders_due", "set_reminder"]

# Long enough not to nag, short enough that the lesson is not forgotten.
REMIND_AFTER = timedelta(days=7)
_NEWEST_QUESTIONS = 10


def my_learning(person, *, language: str) -> dict:
    """The person's courses with progress and their own last ten questions with answers, newest first. Six queries."""
    enrolments = list(
        Enrolment.objects.filter(person=person, withdrawn_at=None)
        .select_related("course__picture")
        .order_by("-last_activity_at")
    )
    states = progress_of(enrolments)
    keys = [one.course.translation_key for one in enrolments]
    translated = {
        page.translation_key: page
        for page in CoursePage.objects.filter(translation_key__in=keys, locale__language_code=language, live=True)
    }
    questions = HelpRequest.objects.filter(person=person).prefetch_related("replies")[:_NEWEST_QUESTIONS]
    return {
        "courses": [
            {
                "enrolment": one,
                "page": translated.get(one.course.translation_key, one.course),
                "progress": states[one.pk],
            }
            for one in enrolments
        ],
        "questions": list(questions),
        # A reminder goes to a confirmed address; without one it would be an empty promise.
        "may_be_reminded": mail_address(person) is not None,
    }


def activity_place(key: str, *, language: str):
    """The course page of an activity in the given language, else in its own; None: no such activity."""
    activity = Activity.objects.filter(key=key).select_related("course").first()
    if activity is None:
        return None
    translation = CoursePage.objects.filter(
        translation_key=activity.course.translation_key, locale__language_code=language, live=True
    ).first()
    return translation or activity.course


def set_reminder(enrolment: Enrolment, wanted: bool, *, at: datetime) -> bool:
    """Switch reminders of this course on or off; switching on is also the consent to being reminded."""
    enrolment.wants_reminder = wanted
    enrolment.save(update_fields=["wants_reminder"])
    if wanted:
        set_consent(enrolment.person, Purpose.REMINDERS, True, at=at)
    return wanted


def reminders_due(*, at: datetime):
    """Unfinished enrolments whose learner asked to be reminded and has been away; each once, until the next visit."""
    quiet = Enrolment.objects.filter(
        wants_reminder=True, completed_at=None, withdrawn_at=None, last_activity_at__lt=at - REMIND_AFTER
    )
    return quiet.exclude(reminded_at__gte=F("last_activity_at"))
