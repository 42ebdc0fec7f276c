"""Regrades: attempts scored again because a key was corrected. What was done stays written down."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .attempts import Attempt
from .items import Item, ItemVersion
from .quizzes import Quiz


class RegradePolicy(models.TextChoices):
    REPLACE = "replace", _("the new score counts, also where it is lower")
    UP = "up", _("only where the new score is higher; nobody loses points")


class LineState(models.TextChoices):
    CHANGED = "changed", _("scored anew")
    SAME = "same", _("the score stays the same")
    KEPT = "kept", _("kept: the new score would be lower")
    OPEN = "open", _("still being taken: scored by the new version when handed in")
    REFUSED = "refused", _("cannot be scored anew")


class Regrade(models.Model):
    """One item's answers, scored by some of its versions, to be scored by another. Committed once, then never changed.

    From the moment of `committed_at` its lines say what was done to each attempt; before, they are worked out anew.
    """

    item = models.ForeignKey(Item, models.PROTECT, related_name="regrades")
    # None: wherever the item was asked.
    quiz = models.ForeignKey(Quiz, models.PROTECT, null=True, blank=True, related_name="regrades")
    from_versions = models.ManyToManyField(ItemVersion, related_name="+")
    to_version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="+")
    policy = models.CharField(_("who gets which score"), max_length=8, choices=RegradePolicy, default=RegradePolicy.UP)
    reason = models.CharField(_("why"), max_length=500)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    committed_at = models.DateTimeField(null=True, blank=True)
    committed_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.item} → {self.to_version.number}"


class RegradeLine(models.Model):
    """What a committed regrade did to one attempt. Added with the commit, never changed."""

    regrade = models.ForeignKey(Regrade, models.PROTECT, related_name="lines")
    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="regrade_lines")
    # What stands for the person where names are hidden: the place in the list, from 1.
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=8, choices=LineState)
    # Why it could not be scored anew: a code of `regrades.REASONS`; empty: it could.
    refusal = models.CharField(max_length=20, blank=True)
    # None: the attempt was open, or waits for marking.
    old_score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    new_score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    max_score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    old_passed = models.BooleanField(null=True)
    new_passed = models.BooleanField(null=True)

    class Meta:
        ordering = ["regrade", "number"]
        constraints = [
            models.UniqueConstraint(fields=["regrade", "attempt"], name="assessments_regrade_once"),
            models.UniqueConstraint(fields=["regrade", "number"], name="assessments_regrade_number"),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(refusal=""), name="assessments_regrade_refusal_said"
            ),
        ]
