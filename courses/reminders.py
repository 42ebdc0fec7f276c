"""Mail to learners who asked to be reminded of an unfinished course."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from people.api import Purpose, has_consented, mail_address

from .learning import reminders_due
from .models import Enrolment

__all__ = ["send_reminders"]

# Nobody wants a message at night.
_FROM_HOUR, _TO_HOUR = 7, 20


def send_reminders(*, at: datetime) -> int:
    """Send the reminders that are due, each exactly once; returns how many. Nothing between 20:00 and 7:00.

    Only to an address its owner has confirmed, of an account in use, about a course still published: anything else
    would tell a stranger what somebody learns. A failed mail gives its claim back.
    """
    if not _FROM_HOUR <= timezone.localtime(at).hour < _TO_HOUR:
        return 0
    due = reminders_due(at=at).filter(course__live=True).select_related("person__user", "course")
    return sum(_remind(enrolment, at) for enrolment in due)


def _remind(enrolment: Enrolment, at: datetime) -> bool:
    before = enrolment.reminded_at
    address = mail_address(enrolment.person)
    if address is None:
        return False
    # Claim, then act: two runs must not send two mails.
    mine = Enrolment.objects.filter(pk=enrolment.pk, reminded_at=before)
    if not has_consented(enrolment.person, Purpose.REMINDERS) or not mine.update(reminded_at=at):
        return False
    try:
        _mail(enrolment, address)
    except OSError:
        with transaction.atomic():
            Enrolment.objects.filter(pk=enrolment.pk, reminded_at=at).update(reminded_at=before)
        return False
    return True


def _mail(enrolment: Enrolment, address: str) -> None:
    with translation.override(enrolment.person.language):
        context = {"name": enrolment.person.name, "course": enrolment.course, "address": enrolment.course.full_url}
        send_mail(
            _("Your course “%(course)s” is waiting for you") % {"course": enrolment.course.title},
            render_to_string("emails/reminder.txt", context),
            settings.DEFAULT_FROM_EMAIL,
            [address],
        )
