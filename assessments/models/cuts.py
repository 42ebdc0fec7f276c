"""Setting cuts: a panel of judges, round by round."""

from django.db import models
from django.db.models import Q

from .scale import CalibrationRun, CutMethod, ScaleVersion


class CutStudy(models.Model):
    """One panel that says where the bands begin. Its questions and what is known of them are fixed at the start."""

    method = models.CharField(max_length=12, choices=CutMethod)
    language = models.CharField(max_length=5)
    run = models.ForeignKey(CalibrationRun, models.PROTECT, related_name="+")
    # [{"version": id, "digest": …, "a": …, "b": …}], easiest first.
    items = models.JSONField()
    round = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    # What came of it; None: not closed, or ended without a result.
    result = models.OneToOneField(ScaleVersion, models.PROTECT, null=True, blank=True, related_name="study")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language"], condition=Q(closed_at=None), name="assessments_study_one_open"
            ),
        ]
        ordering = ["-id"]


class CutJudgment(models.Model):
    """What one judge said in one round. Added, never changed: the newest of a judge and round counts."""

    study = models.ForeignKey(CutStudy, models.CASCADE, related_name="judgments")
    # None: the account is gone; what was judged still counts.
    judge = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    round = models.PositiveSmallIntegerField()
    # Bookmark: the last question (from 1) for each cut. Angoff: for each cut a percentage for each question.
    said = models.JSONField()
    # What follows from it, in logits.
    cuts = models.JSONField()
    given_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["study", "round", "judge"], name="assessments_judgment_of")]
