"""What was worked out about a quiz, kept until its data change; and what moderators noted about attempts."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .attempts import Attempt
from .quizzes import Quiz


class QuizFigures(models.Model):
    """A quiz's figures as of one moment: a cache, which may be emptied at any time. Counts; flags hold attempt ids."""

    quiz = models.OneToOneField(Quiz, models.CASCADE, related_name="figures")
    # Names the attempts, the answers and the questions the figures were made of; empty: nothing worked out yet.
    edition = models.CharField(max_length=120, blank=True)
    built_at = models.DateTimeField(null=True)
    # See assessments.question_figures and assessments.integrity for what is in them.
    figures = models.JSONField(default=dict)
    flags = models.JSONField(default=list)
    # Someone wants to see them anew, and they are too large for a page to wait for.
    is_wanted = models.BooleanField(default=False)


class Finding(models.TextChoices):
    FINE = "fine", _("Looked at: fine")
    TALKED = "talked", _("Talked with the people concerned")


class IntegrityNote(models.Model):
    """What a moderator found on looking at an attempt, or at two that are alike. Added, never changed."""

    PERSONAL = ("text",)

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="integrity_notes")
    # The one it is like; empty: it is about the first alone.
    other = models.ForeignKey(Attempt, models.CASCADE, null=True, related_name="+")
    finding = models.CharField(max_length=10, choices=Finding)
    text = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
