"""The sentences about time: why a quiz cannot be begun, why an answer is not taken."""

from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..taking.timing import CannotStart, Closed, NotOpenYet, TooSoon

SENTENCES: dict[type[CannotStart], str] = {
    NotOpenYet: gettext_noop("This quiz opens at %(time)s on %(day)s. Please come back then."),
    Closed: gettext_noop("This quiz closed at %(time)s on %(day)s. Nobody can begin it any more."),
    TooSoon: gettext_noop(
        "You have taken this quiz a short while ago. You may try again from %(time)s on %(day)s. Until then, look at "
        "the lesson once more."
    ),
}


def cannot_start_sentence(reason: CannotStart) -> str:
    """Say why the quiz cannot be begun, and when it can."""
    return _(SENTENCES[type(reason)]) % clock(reason.moment)


def too_late_sentence(deadline_at: datetime) -> str:
    """Say why an answer that came after the deadline is not taken."""
    said = _("The time was up at %(time)s on %(day)s. This answer came too late and does not count.")
    return said % clock(deadline_at)


def clock(moment: datetime) -> dict[str, str]:
    """A moment as people read it, by the clock on the wall."""
    local = timezone.localtime(moment)
    return {
        "time": formats.date_format(local, "TIME_FORMAT"),
        "day": formats.date_format(local, "SHORT_DATE_FORMAT"),
    }
