"""Changing offices and who works in them. Everything here is written down in the same transaction."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet

from places.api import fold

from .access import managed_organisations, managed_people
from .models import AuditAction, AuditEntry, Membership, Organisation, Person, User
from .organisations import ids_below, join, leave, open_memberships

_NEWEST_ENTRIES = 20


class StandsBelowItself(ValueError):
    """An office cannot be a part of itself or of one of its own parts."""


class HasParts(ValueError):
    """An office with open parts cannot be closed: they would hang in the air."""


class NotThen(ValueError):
    """The day lies before the beginning."""


@dataclass(frozen=True)
class Line:
    """One office of the list and how deep it stands in the tree of those the viewer manages."""

    office: Organisation
    depth: int


def find(viewer: User, text: str = "", *, with_closed: bool = False, on: date) -> list[Line]:
    """The offices the viewer manages, each followed by its parts; those that fit `text` keep their depth.

    Three queries for a head, one for an administrator.
    """
    offices = list(managed_organisations(viewer).order_by("name", "pk"))
    lines = [Line(office, depth) for office, depth in _in_tree_order(offices)]
    wanted = fold(text)
    return [
        line
        for line in lines
        if (with_closed or not line.office.valid_to or line.office.valid_to > on)
        and wanted in f"{fold(line.office.name)} {fold(line.office.code)}"
    ]


def _in_tree_order(offices: list[Organisation]) -> Iterable[tuple[Organisation, int]]:
    known = {one.pk for one in offices}
    parts: dict[int | None, list[Organisation]] = {}
    for one in offices:
        parts.setdefault(one.parent_id if one.parent_id in known else None, []).append(one)
    ahead = [(one, 0) for one in reversed(parts.get(None, []))]
    while ahead:
        office, depth = ahead.pop()
        yield office, depth
        ahead += [(one, depth + 1) for one in reversed(parts.get(office.pk, []))]


def count_members(offices: Iterable[Organisation], *, on: date) -> dict[int, int]:
    """How many work in each office itself on a day, by its id; an office with nobody is left out. One query."""
    memberships = open_memberships(on).filter(organisation__in=list(offices))
    return dict(memberships.values_list("organisation").annotate(n=Count("person", distinct=True)).order_by())


def office_with_surroundings(pk: int) -> Organisation | None:
    """The office with parent, commune and successor; None for an unknown one."""
    return Organisation.objects.select_related("parent", "area", "successor").filter(pk=pk).first()


def parts_of(office: Organisation) -> QuerySet[Organisation]:
    """The offices right below, by name."""
    return office.parts.order_by("name", "pk")


def memberships_in(office: Organisation, viewer: User) -> QuerySet[Membership]:
    """Who works or worked in the office itself, those still there first; only persons the viewer manages."""
    people = managed_people(viewer).values("pk")
    return (
        office.memberships.filter(person__in=people)
        .select_related("person__user")
        .order_by(F("valid_to").desc(nulls_first=True), "person__search_name", "pk")
    )


def entries_about(office: Organisation) -> list[AuditEntry]:
    """The newest changes of the office itself. One query."""
    actions = (AuditAction.OPEN_OFFICE, AuditAction.CHANGE_OFFICE, AuditAction.CLOSE_OFFICE)
    entries = AuditEntry.objects.filter(action__in=actions, detail__organisation=office.code)
    return list(entries.select_related("by__person")[:_NEWEST_ENTRIES])


def open_membership(pk: int) -> Membership | None:
    """The membership with person and office; None if unknown or ended."""
    memberships = Membership.objects.select_related("person__user", "organisation")
    return memberships.filter(pk=pk, valid_to=None, person__erased_at=None).first()


@transaction.atomic
def open_office(*, by: User | None, at: datetime, **facts: Any) -> Organisation:
    """Add an office; `facts` are the fields of Organisation."""
    office = Organisation.objects.create(**facts)
    _write_down(AuditAction.OPEN_OFFICE, office, by=by, at=at)
    return office


@transaction.atomic
def change_office(office: Organisation, *, by: User | None, at: datetime, **facts: Any) -> None:
    """Change fields of an office; what stays the same is not written down. Raises StandsBelowItself, NotThen."""
    changed = sorted(field for field, value in facts.items() if getattr(office, field) != value)
    if not changed:
        return
    for field in changed:
        setattr(office, field, facts[field])
    if office.parent_id and office.parent_id in ids_below([office.pk]):
        raise StandsBelowItself(office.code)
    if office.valid_from and office.valid_to and office.valid_to <= office.valid_from:
        raise NotThen(office.code)
    office.save(update_fields=changed)
    _write_down(AuditAction.CHANGE_OFFICE, office, by=by, at=at, fields=changed)


@transaction.atomic
def close_office(
    office: Organisation, *, on: date, successor: Organisation | None = None, by: User | None, at: datetime
) -> int:
    """Let the office no longer be from a day on; who works there goes to the successor, if there is one.

    Returns how many people that was. Raises HasParts, NotThen, StandsBelowItself.
    """
    if office.parts.filter(valid_to=None).exists():
        raise HasParts(office.code)
    if successor is not None and successor.pk == office.pk:
        raise StandsBelowItself(office.code)
    staff = list(office.memberships.filter(valid_to=None).select_related("person"))
    if any(one.valid_from > on for one in staff) or (office.valid_from and office.valid_from >= on):
        raise NotThen(office.code)
    for one in staff:
        end_membership(one, on=on, by=by, at=at)
        if successor is not None:
            add_member(one.person, successor, position=one.position, on=on, by=by, at=at)
    office.valid_to, office.successor = on, successor
    office.save(update_fields=["valid_to", "successor"])
    detail = {"successor": successor.code} if successor else {}
    _write_down(AuditAction.CLOSE_OFFICE, office, by=by, at=at, **detail)
    return len(staff)


@transaction.atomic
def add_member(
    person: Person, office: Organisation, *, position: str = "", on: date, by: User | None, at: datetime
) -> Membership:
    """Let the person work in the office from a day; who already does keeps the first day. Repeatable."""
    before = Membership.objects.filter(person=person, organisation=office, valid_to=None).first()
    if before is not None:
        return before
    membership = join(person, office, position=position, on=on)
    _write_down(AuditAction.JOIN_OFFICE, office, person=person, by=by, at=at)
    return membership


@transaction.atomic
def end_membership(membership: Membership, *, on: date, by: User | None, at: datetime) -> None:
    """End the work: `on` is the first day without it. Raises NotThen for a day before the first."""
    if on < membership.valid_from:
        raise NotThen(membership.pk)
    leave(membership.person, membership.organisation, on=on)
    _write_down(AuditAction.LEAVE_OFFICE, membership.organisation, person=membership.person, by=by, at=at)


def _write_down(
    action: AuditAction,
    office: Organisation,
    *,
    person: Person | None = None,
    by: User | None,
    at: datetime,
    **detail: Any,
) -> None:
    user = person.user if person else None
    detail = {"organisation": office.code, **detail}
    AuditEntry.objects.create(at=at, by=by, action=action, person=person, user=user, detail=detail)
