"""Figures by commune and month. Built from facts, thrown away and built again; never edited."""

from django.db import models


class Figure(models.Model):
    """Distinct people of one commune (as it is now) in one period who did something; before suppression."""

    class Measure(models.TextChoices):
        REACHED = "reached"
        ACTIVE = "active"
        COMPLETED = "completed"
        PASSED = "passed"

    area = models.ForeignKey("places.Area", models.CASCADE, related_name="+")
    measure = models.CharField(max_length=10, choices=Measure)
    # First day of the month; None: since the beginning.
    month = models.DateField(null=True)
    people = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["month", "measure"], name="analytics_figure_month")]


class Build(models.Model):
    """One run of the roll-up: which facts it had seen, and what it could not place."""

    at = models.DateTimeField()
    # Highest ResultLog and Enrolment ids seen: newer facts make the figures stale.
    watermark = models.CharField(max_length=60)
    seconds = models.FloatField()
    # Codes that resolve to nothing, with how many people stand behind them.
    unplaced = models.JSONField(default=dict)
    uses_demo = models.BooleanField(default=False)
