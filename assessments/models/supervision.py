"""Quizzes taken in a room, under someone's eyes."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .quizzes import Quiz


class SupervisedSession(models.Model):
    """A time in which a supervised quiz can be begun and taken, by those who were told its PIN.

    The PIN stands nowhere: it is worked out of the session (supervision.pin_of).
    """

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="sessions")
    place = models.CharField(
        _("where"), max_length=120, help_text=_("For example: Village hall of Ấp 3, or the name of the class.")
    )
    opened_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField()
    # Nobody begins later, and whoever is still working is stopped then; it can be moved while the session is open.
    closes_at = models.DateTimeField(_("until"))

    class Meta:
        indexes = [models.Index(fields=["quiz", "closes_at"], name="assessments_session_open")]
        ordering = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return self.place
