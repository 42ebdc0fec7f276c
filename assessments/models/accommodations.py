"""Accommodations: more time or more attempts for whom a quiz as it is would be unfair."""

from decimal import Decimal

from django.db import models
from django.db.models import Q

from .quizzes import Quiz


class Accommodation(models.Model):
    """A person, or everyone who works in an office and below it, has more time or attempts from–to.

    Giving one adds a row, ending it fills the row. Why somebody has it is written nowhere: it may be an illness.
    """

    person = models.ForeignKey("people.Person", models.CASCADE, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.CASCADE, null=True, related_name="+")
    # None: for every quiz.
    quiz = models.ForeignKey(Quiz, models.CASCADE, null=True, related_name="+")
    factor = models.DecimalField(max_digits=3, decimal_places=2, default=Decimal(1))
    extra_minutes = models.PositiveIntegerField(default=0)
    extra_attempts = models.PositiveSmallIntegerField(default=0)
    given_at = models.DateTimeField()
    given_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person=None, organisation__isnull=False) | Q(person__isnull=False, organisation=None),
                name="assessments_accommodation_whose",
            ),
            models.CheckConstraint(condition=Q(factor__gte=1, factor__lte=4), name="assessments_accommodation_factor"),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(ended_at=None), name="assessments_accomm_open")]
