"""Placement: one person's way through questions that follow each other, and what came of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .items import ItemVersion
from .scale import CalibrationRun, ScaleVersion


class Occasion(models.TextChoices):
    """What a placement is taken for; all are on one scale."""

    PLACEMENT = "placement", _("to find out where one is")
    BEFORE = "before", _("before a course")
    AFTER = "after", _("after a course")
    CHECK = "check", _("three months after a course")


class PlacementSitting(models.Model):
    """One placement of one person. The scale, the run that knows the questions and the rules are fixed at the start."""

    person = models.ForeignKey("people.Person", models.CASCADE, related_name="placements")
    occasion = models.CharField(max_length=10, choices=Occasion, default=Occasion.PLACEMENT)
    # The course it belongs to, by its key in `courses`; "": none.
    context = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=5)
    # Where the person lived at the start; the figures of that commune count this. None: not said.
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, blank=True, related_name="+")
    scale = models.ForeignKey(ScaleVersion, models.PROTECT, related_name="+")
    # None: authors' difficulties only.
    run = models.ForeignKey(CalibrationRun, models.PROTECT, null=True, related_name="+")
    # As psychometrics.selection.Rules.
    rules = models.JSONField()
    # Chance is drawn from it, so that the whole sitting can be followed again.
    seed = models.CharField(max_length=32)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    # False: cut short, because it lay unfinished too long or two persons became one.
    is_whole = models.BooleanField(default=True)
    # Of all answers, in logits, and its standard error. None: not finished.
    theta = models.FloatField(null=True)
    se = models.FloatField(null=True)
    # 0 is the lowest. None: not finished, cut short, or between two bands.
    band = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            # Pressing “Begin” twice, or on two phones, must not make two sittings.
            models.UniqueConstraint(
                fields=["person"], condition=Q(finished_at=None), name="assessments_placement_one_open"
            ),
        ]
        indexes = [models.Index(fields=["finished_at"], name="assessments_placement_at")]


class PlacementStep(models.Model):
    """One question put in a sitting, with what was known of it then. Added, never changed."""

    sitting = models.ForeignKey(PlacementSitting, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField(help_text="from 0")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="placement_steps")
    # Keys of the choices as shown.
    order = models.JSONField()
    # Of the six areas of the framework.
    area = models.PositiveSmallIntegerField()
    a = models.FloatField()
    b = models.FloatField()
    # How uncertain b is.
    b_sd = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "position"], name="assessments_step_position"),
            # The same question is never put twice, whatever the selection thinks.
            models.UniqueConstraint(fields=["sitting", "version"], name="assessments_step_once"),
        ]
        ordering = ["position"]


class PlacementResponse(models.Model):
    """The answer to one step, and where the person stood after it. Added, never changed: one cannot go back."""

    step = models.OneToOneField(PlacementStep, models.CASCADE, related_name="given")
    # As the item type understood it; empty: “I do not know”.
    response = models.JSONField()
    is_right = models.BooleanField()
    given_at = models.DateTimeField()
    theta = models.FloatField()
    se = models.FloatField()
