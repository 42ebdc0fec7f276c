"""Who: sign-ins, persons, organisations, roles, consent.

`PERSONAL` on a model names the fields that hold personal data; `tests/test_house.py` checks that
every field of every model is either named there or harmless by type.
"""

import secrets
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from places.api import fold


def new_pseudonym() -> int:
    """A random 63-bit number: the only name a person has in statistics."""
    return secrets.randbits(63)


class User(AbstractUser):
    """A way to sign in. Everything a learner has hangs on Person, not here."""

    PERSONAL = ("username", "first_name", "last_name", "email", "phone", "password", "last_login")

    # E.164. None: no phone; a text key would make two people without a phone collide.
    phone = models.CharField(max_length=16, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.username


class Gender(models.TextChoices):
    FEMALE = "female", _("Woman")
    MALE = "male", _("Man")
    OTHER = "other", _("Other")
    UNSTATED = "", _("Prefer not to say")


class PersonKind(models.TextChoices):
    GUEST = "guest", _("guest")
    RESIDENT = "resident", _("resident")
    OFFICER = "officer", _("officer")


class Person(models.Model):
    """Someone who learns, with or without a sign-in. Erasing empties the personal fields and keeps the row."""

    PERSONAL = ("user", "name", "search_name", "birth_year", "gender", "commune")

    user = models.OneToOneField(User, models.SET_NULL, null=True, blank=True, related_name="person")
    kind = models.CharField(max_length=10, choices=PersonKind, default=PersonKind.RESIDENT)
    name = models.CharField(max_length=120, blank=True)
    # The folded name: “ba lanh” finds “Bà Lành”; SQLite itself folds no Vietnamese capitals.
    search_name = models.CharField(max_length=120, blank=True, editable=False)
    # None: not said.
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    gender = models.CharField(max_length=8, choices=Gender, blank=True)
    # The area as it was when the person told us; None: a guest who has not.
    commune = models.ForeignKey("places.Area", models.PROTECT, null=True, blank=True, related_name="+")
    pseudonym = models.BigIntegerField(unique=True, default=new_pseudonym, editable=False)
    language = models.CharField(max_length=5, default="vi")
    is_demo = models.BooleanField(default=False, db_index=True)
    created_at = models.DateTimeField(default=timezone.now)
    erased_at = models.DateTimeField(null=True, blank=True)
    # A duplicate that was merged points to the person who stayed; its facts have moved there.
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name or str(_("Guest"))

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Keep the folded name in step; bulk writers set it themselves (people.persons.add_people)."""
        self.search_name = fold(self.name)
        if update_fields is not None and "name" in update_fields:
            update_fields = {*update_fields, "search_name"}
        super().save(*args, update_fields=update_fields, **kwargs)


class Purpose(models.TextChoices):
    LEARNING = "learning", _("keeping my learning")
    STATISTICS = "statistics", _("statistics by commune, without names")
    REMINDERS = "reminders", _("reminders of an unfinished course")
    # For a learner under 16: said by the child in a parent's name, as the law asks for both.
    GUARDIAN = "guardian", _("a parent or guardian agrees")


class Consent(models.Model):
    """One yes or no to one purpose at one moment; the newest row per purpose counts."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=12, choices=Purpose)
    given = models.BooleanField()
    at = models.DateTimeField()
    # Which wording was agreed to.
    wording = models.CharField(max_length=20)

    class Meta:
        indexes = [models.Index(fields=["person", "purpose", "-id"], name="people_consent_newest")]


class Organisation(models.Model):
    """An office of the state; since the merger some have successors.

    `valid_to` is the first day on which it no longer was, as everywhere in the database.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="parts")
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, blank=True, related_name="+")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person worked in an organisation from–to."""

    PERSONAL = ("position",)

    person = models.ForeignKey(Person, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    position = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"], condition=Q(valid_to=None), name="people_membership_one_open"
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="people_membership_dates"
            ),
        ]


class Role(models.TextChoices):
    HEAD = "head", _("head of an office")
    TRAINER = "trainer", _("trainer")
    MODERATOR = "moderator", _("moderator")
    FACILITATOR = "facilitator", _("facilitator")
    ANALYST = "analyst", _("analyst")
    ADMINISTRATOR = "administrator", _("administrator")


class RoleGrant(models.Model):
    """A user held a role from–to, perhaps only in one organisation or area. Granting adds a row, ending fills it."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants")
    role = models.CharField(max_length=14, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey("places.Area", models.PROTECT, null=True, blank=True, related_name="+")
    granted_at = models.DateTimeField()
    granted_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            # SQLite has no NULLS NOT DISTINCT: “everywhere” is 0 in the index.
            models.UniqueConstraint(
                "user",
                "role",
                Coalesce("organisation", 0),
                Coalesce("area", 0),
                condition=Q(ended_at=None),
                name="people_grant_one_open",
            ),
        ]


class AuditAction(models.TextChoices):
    GRANT = "grant", _("role given")
    END_GRANT = "end_grant", _("role ended")
    DEACTIVATE = "deactivate", _("account closed")
    REACTIVATE = "reactivate", _("account opened again")
    INVITE = "invite", _("invited")
    NEW_LINK = "new_link", _("new way to sign in")
    REGISTER_OFFLINE = "register_offline", _("recorded without a sign-in")
    CLAIM = "claim", _("record taken over")
    MERGE = "merge", _("two records joined")
    CORRECT = "correct", _("details corrected")
    ERASE = "erase", _("erased")
    JOIN_OFFICE = "join_office", _("works in an office")
    LEAVE_OFFICE = "leave_office", _("works there no longer")
    OPEN_OFFICE = "open_office", _("office added")
    CHANGE_OFFICE = "change_office", _("office changed")
    CLOSE_OFFICE = "close_office", _("office closed")
    RECORD_PAPER = "record_paper", _("answers on paper entered")
    OPEN_SESSION = "open_session", _("supervised session opened")
    MOVE_SESSION = "move_session", _("end of a supervised session moved")
    GIVE_TIME = "give_time", _("more time or attempts in quizzes given")
    END_TIME = "end_time", _("more time or attempts in quizzes ended")
    SEE_INTEGRITY = "see_integrity", _("answers looked at by a moderator")
    REGRADE = "regrade", _("attempts scored anew")
    SEE_WHOSE_WORK = "see_whose_work", _("name behind a piece of work looked up")
    CORRECT_MARK = "correct_mark", _("mark corrected")
    TAKE_BACK_MARK = "take_back_mark", _("mark taken back")
    DECIDE_MARK = "decide_mark", _("mark decided")


class AuditEntry(models.Model):
    """Who did what to whose rights or data, and when. Never changed, never deleted."""

    at = models.DateTimeField()
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(max_length=20, choices=AuditAction)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    # Role, organisation code, area code, field names: never a personal value.
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-id"]


class OutboxMessage(models.Model):
    """A text message that the outbox backend kept instead of sending (development, tests, demonstrations)."""

    PERSONAL = ("to", "text")

    to = models.CharField(max_length=16)
    text = models.TextField()
    at = models.DateTimeField()
