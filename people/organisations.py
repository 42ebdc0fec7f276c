"""Offices and who works in them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from .models import Membership, Organisation, Person


def ids_below(roots: Iterable[int]) -> set[int]:
    """Ids of the organisations `roots` and all below them. One query."""
    parts: dict[int | None, list[int]] = {}
    for pk, parent in Organisation.objects.values_list("pk", "parent"):
        parts.setdefault(parent, []).append(pk)
    reached: set[int] = set()
    ahead = list(roots)
    while ahead:
        pk = ahead.pop()
        if pk not in reached:
            reached.add(pk)
            ahead += parts.get(pk, [])
    return reached


def office_ids_of(person: Person, *, on: date) -> set[int]:
    """Ids of the organisations the person works in on a day and of all above them. Two queries, one where none."""
    ahead = list(open_memberships(on).filter(person=person).values_list("organisation", flat=True))
    if not ahead:
        return set()
    above = dict(Organisation.objects.values_list("pk", "parent"))
    reached: set[int] = set()
    while ahead:
        pk = ahead.pop()
        if pk not in reached:
            reached.add(pk)
            ahead += [parent] if (parent := above.get(pk)) else []
    return reached


def staff_of(organisation: Organisation, *, below: bool = True, on: date) -> QuerySet[Person]:
    """Persons who work in the organisation (and in those below it) on a day; erased and merged ones left out."""
    ids = ids_below([organisation.pk]) if below else {organisation.pk}
    return members_of(ids, on=on)


def members_of(organisation_ids: Iterable[int], *, on: date) -> QuerySet[Person]:
    """Persons who work in one of the organisations on a day; erased and merged ones left out."""
    members = open_memberships(on).filter(organisation__in=organisation_ids).values("person")
    return Person.objects.filter(pk__in=members, merged_into=None, erased_at=None)


def open_memberships(on: date) -> QuerySet[Membership]:
    """Memberships that hold on a day."""
    return Membership.objects.filter(Q(valid_to=None) | Q(valid_to__gt=on), valid_from__lte=on)


def join(person: Person, organisation: Organisation, *, position: str = "", on: date) -> Membership:
    """Let the person work in the organisation from a day; who already does keeps the first day. Repeatable."""
    membership, _ = Membership.objects.get_or_create(
        person=person,
        organisation=organisation,
        valid_to=None,
        defaults={"position": position, "valid_from": on},
    )
    return membership


def leave(person: Person, organisation: Organisation, *, on: date) -> None:
    """End the person's work in the organisation: `on` is the first day without it. Repeatable."""
    Membership.objects.filter(person=person, organisation=organisation, valid_to=None).update(valid_to=on)
