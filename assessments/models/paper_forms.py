"""Quizzes on paper: variants as they were printed."""

from django.db import models

from .quizzes import Quiz


class PaperForm(models.Model):
    """One variant of a quiz as printed. Its paper is fixed, so that letters typed weeks later mean what they meant."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="paper_forms")
    # As an attempt's: what its answers will count for.
    context = models.CharField(max_length=80, blank=True)
    seed = models.CharField(max_length=40)
    # As an attempt's, without the items that cannot be on paper: these are listed as "left_out": [[title, kind]].
    paper = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quiz", "context", "seed"], name="assessments_paper_form_once"),
        ]
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.code

    @property
    def code(self) -> str:
        """What stands on every sheet; no two forms share it."""
        return f"{self.pk:04d}"
