"""Finding people on the people page, and all that is shown about one of them."""

from dataclasses import dataclass

from django.db.models import Case, Prefetch, Q, QuerySet, When
from django.utils import timezone

from places.api import fold

from .access import managed_organisations, managed_people, manages_everyone, may, people_within
from .invitations import may_get_new_link
from .models import AuditEntry, Membership, Person, Role, RoleGrant, User
from .organisations import ids_below, members_of, open_memberships
from .phones import normalise

_NEWEST_ENTRIES = 20
# Guests and erased names say nothing to who looks through the list.
_NAMELESS_LAST = Case(When(search_name="", then=1), default=0)


@dataclass(frozen=True)
class Wish:
    """What to look for; empty parts do not narrow the list."""

    text: str = ""
    role: str = ""
    organisation: int | None = None


def find(user: User, wish: Wish) -> QuerySet[Person]:
    """The persons the user manages who fit the wish, by name; with account, open grants and present offices."""
    people = managed_people(user)
    if wish.text:
        people = people.filter(_fits(wish.text.strip()))
    if wish.role:
        holders = RoleGrant.objects.filter(role=wish.role, ended_at=None).values("user")
        fits = Q(user__in=holders)
        people = people.filter(fits | Q(user__is_superuser=True) if wish.role == Role.ADMINISTRATOR else fits)
    if wish.organisation:
        today = timezone.localdate()
        people = people.filter(pk__in=members_of(ids_below([wish.organisation]), on=today).values("pk"))
    return (
        people.select_related("user").prefetch_related(*_surroundings()).order_by(_NAMELESS_LAST, "search_name", "pk")
    )


def find_for(user: User, action: str, text: str) -> QuerySet[Person]:
    """The persons for whom the user has this right, by a name, a user name, a phone number or an address."""
    people = people_within(user, action).filter(_fits(text.strip())) if text.strip() else Person.objects.none()
    return people.select_related("user", "commune").order_by("search_name", "pk")


def superusers_without_person(viewer: User) -> list[User]:
    """Administrators whom a command on the server made, and who stand in no list of persons; for administrators."""
    if not manages_everyone(viewer):
        return []
    return list(User.objects.filter(is_superuser=True, is_active=True, person=None).order_by("username"))


def _fits(text: str) -> Q:
    phone = normalise(text)
    fits = Q(search_name__contains=fold(text)) if fold(text) else Q()
    fits |= Q(user__username__icontains=text) | Q(user__email__icontains=text)
    return fits | Q(user__phone=phone) if phone else fits


def _surroundings() -> list[Prefetch]:
    grants = RoleGrant.objects.filter(ended_at=None).select_related("organisation", "area")
    offices = open_memberships(timezone.localdate()).select_related("organisation")
    return [
        Prefetch("user__grants", grants, to_attr="grants_now"),
        Prefetch("memberships", offices, to_attr="offices_now"),
    ]


@dataclass(frozen=True)
class Card:
    """One person with everything the page shows."""

    person: Person
    grants: list[RoleGrant]
    memberships: list[Membership]
    # Ids of the memberships that the viewer may end.
    may_leave: set[int]
    entries: list[AuditEntry]
    may_change: bool
    has_sign_in: bool
    # Nothing but a link given in person mends a forgotten password here.
    may_get_new_link: bool


def card(viewer: User, person: Person) -> Card:
    """The person's roles with their history, offices and newest audit entries. Five queries and those of the right."""
    grants = (
        RoleGrant.objects.filter(user=person.user_id)
        .select_related("organisation", "area", "granted_by__person", "ended_by__person")
        .order_by("-ended_at", "-id")
        if person.user_id
        else []
    )
    memberships = list(person.memberships.select_related("organisation").order_by("-valid_from"))
    managed = set(managed_organisations(viewer).filter(memberships__person=person).values_list("pk", flat=True))
    return Card(
        person=person,
        grants=list(grants),
        memberships=memberships,
        may_leave={one.pk for one in memberships if one.valid_to is None and one.organisation_id in managed},
        entries=list(AuditEntry.objects.filter(person=person).select_related("by__person")[:_NEWEST_ENTRIES]),
        may_change=may(viewer, "change_access", person),
        has_sign_in=person.user_id is not None,
        may_get_new_link=may_get_new_link(person.user),
    )


def person_with_account(pk: int) -> Person | None:
    """The person with its user; None for an unknown, erased or merged one."""
    return Person.objects.select_related("user", "commune").filter(pk=pk, merged_into=None, erased_at=None).first()


def open_grant(pk: int) -> RoleGrant | None:
    """The grant with its user and person; None if unknown or ended."""
    return RoleGrant.objects.select_related("user__person", "organisation", "area").filter(pk=pk, ended_at=None).first()
