"""Attempts and responses: what learners were asked, and what they answered."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .items import ItemVersion
from .quizzes import Quiz
from .supervision import SupervisedSession


class State(models.TextChoices):
    OPEN = "open", _("being taken")
    SUBMITTED = "submitted", _("handed in")


class Mode(models.TextChoices):
    ONLINE = "online", _("on a device")
    PAPER = "paper", _("on paper")
    SUPERVISED = "supervised", _("supervised")


class Device(models.TextChoices):
    HANDHELD = "handheld", _("phone or tablet")
    COMPUTER = "computer", _("computer")


class Attempt(models.Model):
    """One sitting of one person. The paper (versions, order, rules) is fixed at the start."""

    quiz = models.ForeignKey(Quiz, models.PROTECT, related_name="attempts")
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="attempts")
    # What the attempt is taken for: an activity key of `courses`; empty: for itself.
    context = models.CharField(max_length=80, blank=True)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    # {"items": [{"item": id, "version": id, "digest": …, "points": "1.00", "order": [choice keys as shown]}],
    #  "rules": {"pass_mark": 70, "feedback": "full"}}; later keys are read with a default.
    # Rules of time, where there are any: "minutes", "closes_at" (timing.rules_to_freeze).
    # `version` is what was asked; "scored": {"version", "digest", "regrade", "policy"} in an item of the paper says
    # that another version of it scores since a regrade.
    # In practice the rules also say "when": "each", "tries": 3 (0: any number) and "penalty": "1/3".
    # With sections: "sections": [{"title": …, "pass_mark": 80 or null}], and each item says its "section", from 0.
    paper = models.JSONField()
    started_at = models.DateTimeField()
    # When the time is up, by the rules in the paper and what this person has beyond them. None: no limit.
    deadline_at = models.DateTimeField(null=True, blank=True)
    # When it was handed in, or the time was up, whichever came first.
    submitted_at = models.DateTimeField(null=True, blank=True)
    score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    max_score = models.DecimalField(max_digits=10, decimal_places=4, null=True)
    # None: open, or waiting for marking.
    passed = models.BooleanField(null=True)

    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ONLINE, db_default=Mode.ONLINE)
    # What it was begun on, and no more than that; empty: not known, or on paper.
    device = models.CharField(max_length=8, choices=Device, blank=True, db_default="")
    # Only on paper: who typed it in, and the sheet's own name, whose second entry changes nothing.
    recorded_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    ref = models.CharField(max_length=60, blank=True, db_default="")
    # Only supervised: where, when, and by whom it was opened.
    session = models.ForeignKey(SupervisedSession, models.PROTECT, null=True, related_name="attempts")

    # Begun a moment ago by this very process: nothing can have been given yet, so nothing need be asked for.
    is_new = False

    class Meta:
        constraints = [
            # Two tabs must not make two sittings.
            models.UniqueConstraint(
                fields=["quiz", "person", "context"], condition=Q(state="open"), name="assessments_attempt_one_open"
            ),
            models.UniqueConstraint(fields=["quiz", "person", "context", "number"], name="assessments_attempt_number"),
            models.UniqueConstraint(fields=["quiz", "ref"], condition=~Q(ref=""), name="assessments_attempt_ref"),
        ]
        indexes = [
            models.Index(fields=["submitted_at"], name="assessments_attempt_at"),
            models.Index(fields=["deadline_at"], condition=Q(state="open"), name="assessments_attempt_due"),
        ]


class Response(models.Model):
    """What was given to one item at one moment. Added, never changed: the newest per position counts."""

    attempt = models.ForeignKey(Attempt, models.CASCADE, related_name="responses")
    position = models.PositiveSmallIntegerField(help_text="place of the item in the paper, from 0")
    # The version that scored: the one in the paper, or a later one after a regrade. Here so that item statistics need
    # not open every paper.
    version = models.ForeignKey(ItemVersion, models.PROTECT, related_name="responses")
    # As the item type understood it: a list of choice keys. Empty list: taken back.
    response = models.JSONField()
    # Share of the item's points, by that version.
    scaled = models.DecimalField(max_digits=8, decimal_places=7)
    given_at = models.DateTimeField()
    # In practice: it was to be judged at once. Such a row repeats the response that was kept before it.
    # The default stands in the database too: the ledger writes its rows in one statement of its own.
    is_try = models.BooleanField(default=False, db_default=False)
    # Who decided the score; empty: the item type's own rule.
    scored_by = models.ForeignKey("people.User", models.SET_NULL, null=True, related_name="+")
    # The sender's own name for this response; its second arrival changes nothing. Empty: it has none.
    ref = models.CharField(max_length=40, blank=True)
    # When it was given by its device's word, in milliseconds of the server's clock: an answer that was under way for
    # long does not undo a newer one. 0: not said.
    client_seq = models.BigIntegerField(default=0)
    # It arrived after the deadline, within the grace.
    is_late = models.BooleanField(default=False)

    class Meta:
        constraints = [
            # A phone on weak 3G sends again what it heard no answer to, perhaps after a newer answer.
            models.UniqueConstraint(fields=["attempt", "ref"], condition=~Q(ref=""), name="assessments_response_ref"),
        ]
        indexes = [
            models.Index(fields=["attempt", "position", "id"], name="assessments_response_newest"),
            # Few are: moderators ask for them among millions.
            models.Index(fields=["attempt"], condition=Q(is_late=True), name="assessments_response_late"),
        ]
