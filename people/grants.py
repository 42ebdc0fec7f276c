"""Giving and taking roles. Everything here is written down in the same transaction."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.contrib.auth.models import Group
from django.db import transaction

from places.api import Area

from .access import forget_grants
from .models import AuditEntry, Organisation, Person, PersonKind, Role, RoleGrant, User

# Roles that work in the Wagtail admin are also Django groups; setup_site gives the groups their permissions.
GROUPS = {Role.TRAINER: "Trainers", Role.MODERATOR: "Moderators", Role.ADMINISTRATOR: "Administrators"}


class Bound(Enum):
    """Whether a role goes with an office or an area."""

    NONE = "none"
    ALLOWED = "allowed"
    NEEDED = "needed"

    def fits(self, thing: Any) -> bool:
        """Whether the office or area given, or None, is right."""
        return self is Bound.ALLOWED or (thing is not None) == (self is Bound.NEEDED)


@dataclass(frozen=True)
class Scope:
    """What bounds a role."""

    organisation: Bound = Bound.NONE
    area: Bound = Bound.NONE


SCOPES: dict[Role, Scope] = {
    **dict.fromkeys(Role, Scope()),
    Role.HEAD: Scope(organisation=Bound.NEEDED),
    Role.FACILITATOR: Scope(area=Bound.NEEDED),
    Role.ANALYST: Scope(area=Bound.ALLOWED),
}


class LastAdministrator(Exception):
    """Without this administrator nobody could give a role again."""


class WrongScope(ValueError):
    """A head is head of an organisation, a facilitator works in an area; other roles have no such bound."""


@transaction.atomic
def grant(
    user: User,
    role: str,
    *,
    organisation: Organisation | None = None,
    area: Area | None = None,
    by: User | None,
    at: datetime,
) -> RoleGrant:
    """Give a role; who holds it already keeps the first grant. Repeatable.

    A user without a person gets one, so that everyone with a role stands on the people page.
    `by` None: a command on the server. Raises WrongScope.
    """
    role = Role(role)
    if not (SCOPES[role].organisation.fits(organisation) and SCOPES[role].area.fits(area)):
        raise WrongScope(role)
    Person.objects.get_or_create(user=user, defaults={"kind": PersonKind.OFFICER, "created_at": at})
    held, is_new = RoleGrant.objects.get_or_create(
        user=user,
        role=role,
        organisation=organisation,
        area=area,
        ended_at=None,
        defaults={"granted_at": at, "granted_by": by},
    )
    if is_new:
        if role in GROUPS:
            user.groups.add(Group.objects.get_or_create(name=GROUPS[role])[0])
        _write_down("grant", held, by=by, at=at)
        forget_grants(user)
    return held


@transaction.atomic
def end_grant(held: RoleGrant, *, by: User | None, at: datetime) -> None:
    """Take a role away; the history stays. Repeatable. Raises LastAdministrator."""
    held = RoleGrant.objects.select_for_update().select_related("user").get(pk=held.pk)
    if held.ended_at:
        return
    role = Role(held.role)
    if role is Role.ADMINISTRATOR and not held.user.is_superuser:
        keep_an_administrator(held.user)
    held.ended_at, held.ended_by = at, by
    held.save(update_fields=["ended_at", "ended_by"])
    still = RoleGrant.objects.filter(user=held.user, role=role, ended_at=None)
    if role in GROUPS and not still.exists():
        held.user.groups.remove(*Group.objects.filter(name=GROUPS[role]))
    _write_down("end_grant", held, by=by, at=at)
    forget_grants(held.user)


@transaction.atomic
def deactivate(user: User, *, by: User | None, at: datetime) -> None:
    """Stop the user from signing in; open sessions end at their next page. Repeatable. Raises LastAdministrator."""
    keep_an_administrator(user)
    _switch(user, False, by=by, at=at)


@transaction.atomic
def reactivate(user: User, *, by: User | None, at: datetime) -> None:
    """Let a deactivated user sign in again. Repeatable."""
    _switch(user, True, by=by, at=at)


def keep_an_administrator(user: User) -> None:
    """Raise LastAdministrator if the user is the only active administrator; Django's superusers count as such.

    Call inside the transaction that ends the role or the account.
    """
    # Locked, so that two administrators cannot end each other at the same moment.
    grants = RoleGrant.objects.select_for_update().filter(role=Role.ADMINISTRATOR, ended_at=None, user__is_active=True)
    superusers = User.objects.select_for_update().filter(is_superuser=True, is_active=True)
    administrators = {one.user_id for one in grants} | {one.pk for one in superusers}
    if administrators == {user.pk}:
        raise LastAdministrator


def _switch(user: User, is_active: bool, *, by: User | None, at: datetime) -> None:
    if User.objects.filter(pk=user.pk, is_active=not is_active).update(is_active=is_active):
        action = "reactivate" if is_active else "deactivate"
        AuditEntry.objects.create(at=at, by=by, action=action, user=user, person=getattr(user, "person", None))
    user.is_active = is_active


def _write_down(action: str, held: RoleGrant, *, by: User | None, at: datetime) -> None:
    detail: dict[str, Any] = {"role": held.role}
    if held.organisation:
        detail["organisation"] = held.organisation.code
    if held.area:
        detail["area"] = held.area.code
    AuditEntry.objects.create(
        at=at, by=by, action=action, user=held.user, person=getattr(held.user, "person", None), detail=detail
    )
