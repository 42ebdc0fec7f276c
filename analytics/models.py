"""Figures by commune and month. Built from facts, thrown away and built again; never edited."""

from django.db import models
from django.db.models import Q


class Build(models.Model):
    """One run of the roll-up: which facts it had seen, and what it could not place. Pages show the newest one's."""

    at = models.DateTimeField()
    # What the newest facts, consents and places were, and the threshold: when this text moves, the figures are stale.
    watermark = models.CharField(max_length=200)
    seconds = models.FloatField()
    # Counts below it were hidden.
    threshold = models.PositiveSmallIntegerField()
    # “code from-day” of areas that no commune of today took over, with how many people stand behind them.
    unplaced = models.JSONField(default=dict)
    uses_demo = models.BooleanField(default=False)


class Figure(models.Model):
    """Distinct people who did something in one place and period, and whether the public may see how many."""

    class Scope(models.TextChoices):
        COMMUNE = "commune"
        UNKNOWN = "unknown"
        PROVINCE = "province"

    class Measure(models.TextChoices):
        REACHED = "reached"
        ACTIVE = "active"
        COMPLETED = "completed"
        PASSED = "passed"

    build = models.ForeignKey(Build, models.CASCADE, related_name="figures")
    scope = models.CharField(max_length=8, choices=Scope)
    # The commune as it is today; None: the scope is not one commune.
    area = models.ForeignKey("places.Area", models.CASCADE, null=True, related_name="+")
    measure = models.CharField(max_length=10, choices=Measure)
    # First day of the month; None: since the beginning.
    month = models.DateField(null=True)
    people = models.PositiveIntegerField()
    # Below the threshold, or it would give away a count that is.
    hidden = models.BooleanField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(scope="commune") ^ Q(area=None), name="analytics_figure_scope"),
        ]
        indexes = [
            models.Index(fields=["build", "month"], name="analytics_figure_month"),
            models.Index(fields=["build", "area"], name="analytics_figure_area"),
        ]
