"""The one scale: its cuts between bands, and what is known of each question on it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .items import ItemVersion


class CutMethod(models.TextChoices):
    PROVISIONAL = "provisional", _("provisional")
    BOOKMARK = "bookmark", _("bookmark")
    ANGOFF = "angoff", _("Angoff")


class ScaleVersion(models.Model):
    """The cuts between the bands of a framework, as they were from one moment on; never changed."""

    number = models.PositiveIntegerField(unique=True)
    framework = models.CharField(max_length=40)
    # Logits, rising: one fewer than there are bands.
    cuts = models.JSONField()
    method = models.CharField(max_length=12, choices=CutMethod, default=CutMethod.PROVISIONAL)
    adopted_at = models.DateTimeField()
    # None: provisional, or the account is gone.
    adopted_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.framework} ({self.number})"


class CalibrationRun(models.Model):
    """One estimation of all questions from all answers there were; never changed."""

    at = models.DateTimeField()
    # A text that changes whenever the answers or the bank did: the same one is not estimated again.
    data_version = models.CharField(max_length=64)
    n_persons = models.PositiveIntegerField()
    n_responses = models.PositiveIntegerField()
    # How many questions held the scale at the place where the last run had left it; 0: it is that of the people.
    n_anchors = models.PositiveIntegerField(default=0)
    # Of the people's abilities, in logits.
    mean = models.FloatField()
    sd = models.FloatField()
    converged = models.BooleanField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class ParameterModel(models.TextChoices):
    EXPERT = "expert", _("mostly the author's word")
    RASCH = "rasch", _("difficulty")
    ONE_SLOPE = "1pl", _("difficulty, slope near the others'")
    TWO = "2pl", _("difficulty and slope")


class ItemParameter(models.Model):
    """What one run found about one item version."""

    run = models.ForeignKey(CalibrationRun, models.CASCADE, related_name="parameters")
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="parameters")
    model = models.CharField(max_length=8, choices=ParameterModel)
    a = models.FloatField()
    b = models.FloatField()
    # Standard error of b, the author's own uncertainty where hardly anybody answered.
    se = models.FloatField()
    n = models.PositiveIntegerField(help_text="first responses of a person to this version")
    # None: too few answers to say.
    infit = models.FloatField(null=True)
    outfit = models.FloatField(null=True)
    # b now less b in the last run; of an anchor, what its answers now say less what it is held at. None: it is new.
    drift = models.FloatField(null=True)
    is_anchor = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "version"], name="assessments_parameter_once")]
