"""Rights: the only place that answers whether a user may do or see something.

A right is a role held in a grant (people.grants) and how far the grant reaches; RULES is the whole table.
"""

from enum import Enum, StrEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from places.api import Area

from .communes import ids_within
from .models import Organisation, Person, PersonKind, Role, RoleGrant, User
from .organisations import ids_below, members_of

type_of_thing = Any


class Action(StrEnum):
    """What needs a right. The thing each is asked about stands behind it."""

    SEE_COURSE_REPORT = "see_course_report"  # a course: counts, no names
    SEE_NAMES_IN_REPORT = "see_names_in_report"  # a course: who the learners are
    SEE_INTEGRITY = "see_integrity"  # reasons to look at attempts again, and whose they are
    ANSWER_HELP = "answer_help"  # a request for help, or its area
    SEE_CONTACT = "see_contact"  # a request for help: the phone number or e-mail left in it
    MANAGE_PEOPLE = "manage_people"  # a person, a user or an organisation: see, invite
    CHANGE_ACCESS = "change_access"  # a person or a user: grant and end roles, deactivate
    SEE_UNSUPPRESSED = "see_unsuppressed"  # an area: counts below the threshold
    SEE_OUTBOX = "see_outbox"  # text messages that were not sent
    PRINT_QUIZ = "print_quiz"  # quizzes on paper, with their key for whoever runs them
    RUN_QUIZ = "run_quiz"  # a person, or an area: enter answers given on paper, open a supervised session
    RUN_ANY_SESSION = "run_any_session"  # supervised sessions that others opened
    MANAGE_CONTENT = "manage_content"  # the Wagtail admin
    GRANT_ACCOMMODATION = "grant_accommodation"  # a person or an organisation: more time, more attempts in quizzes
    JUDGE_CUT_SCORES = "judge_cut_scores"  # say, as one of several judges, where a level begins
    SET_CUT_SCORES = "set_cut_scores"  # call judges together, and adopt what they found
    PUBLISH_ITEMS = "publish_items"  # questions of the bank, many at once
    PREPARE_REGRADE = "prepare_regrade"  # attempts of a question to be scored anew: what would change, no names
    REGRADE = "regrade"  # …and do it
    MARK_WORK = "mark_work"  # written work and files, without the learner's name
    DECIDE_MARKS = "decide_marks"  # where two markers differ, or a mark is taken back or overruled
    SEE_WHOSE_WORK = "see_whose_work"  # the name behind a piece of work; each look is logged


class Reach(Enum):
    """How far a role carries a right."""

    EVERYWHERE = "everywhere"
    AREA = "in the grant's area"
    ORGANISATION = "in the grant's organisation and below"


_CONTENT = {Role.TRAINER: Reach.EVERYWHERE, Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE}

RULES: dict[Action, dict[Role, Reach]] = {
    Action.SEE_COURSE_REPORT: _CONTENT,
    Action.SEE_NAMES_IN_REPORT: {Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.SEE_INTEGRITY: {Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.ANSWER_HELP: {**_CONTENT, Role.FACILITATOR: Reach.AREA},
    Action.SEE_CONTACT: {
        Role.MODERATOR: Reach.EVERYWHERE,
        Role.ADMINISTRATOR: Reach.EVERYWHERE,
        Role.FACILITATOR: Reach.AREA,
    },
    Action.MANAGE_PEOPLE: {Role.ADMINISTRATOR: Reach.EVERYWHERE, Role.HEAD: Reach.ORGANISATION},
    Action.CHANGE_ACCESS: {Role.ADMINISTRATOR: Reach.EVERYWHERE, Role.HEAD: Reach.ORGANISATION},
    Action.SEE_UNSUPPRESSED: {Role.ANALYST: Reach.AREA, Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.SEE_OUTBOX: {Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.PRINT_QUIZ: {**_CONTENT, Role.FACILITATOR: Reach.AREA},
    Action.RUN_QUIZ: {Role.ADMINISTRATOR: Reach.EVERYWHERE, Role.FACILITATOR: Reach.AREA},
    Action.RUN_ANY_SESSION: {Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.MANAGE_CONTENT: _CONTENT,
    Action.GRANT_ACCOMMODATION: {
        Role.MODERATOR: Reach.EVERYWHERE,
        Role.ADMINISTRATOR: Reach.EVERYWHERE,
        Role.HEAD: Reach.ORGANISATION,
    },
    Action.JUDGE_CUT_SCORES: _CONTENT,
    Action.SET_CUT_SCORES: {Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.PUBLISH_ITEMS: {Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.PREPARE_REGRADE: _CONTENT,
    Action.REGRADE: {Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.MARK_WORK: _CONTENT,
    Action.DECIDE_MARKS: {Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE},
    Action.SEE_WHOSE_WORK: {Role.MODERATOR: Reach.EVERYWHERE, Role.ADMINISTRATOR: Reach.EVERYWHERE},
}

# Roles that see others' data sign in with a second factor. That is every role of today: trainers read what residents
# write in their questions, analysts see counts of a few people.
NEEDS_SECOND_FACTOR = frozenset(
    {Role.HEAD, Role.TRAINER, Role.MODERATOR, Role.FACILITATOR, Role.ANALYST, Role.ADMINISTRATOR}
)

# What someone with a role may give to others; a head only within the own organisation and below.
GRANTABLE: dict[Role, tuple[Role, ...]] = {Role.ADMINISTRATOR: tuple(Role), Role.HEAD: (Role.HEAD,)}


def open_grants(user: User | AnonymousUser) -> list[RoleGrant]:
    """The user's grants that hold now, with organisation and area. One query, kept on the user object.

    Each also says as `has_second_factor` whether the user has set one up. A user who is
    deactivated has none.
    """
    if not user.is_authenticated or not user.is_active or getattr(user, "holds_grants", True) is False:
        return []
    if not hasattr(user, "_open_grants"):
        factors = Authenticator.objects.filter(user=OuterRef("user")).exclude(type=Authenticator.Type.RECOVERY_CODES)
        user._open_grants = list(
            RoleGrant.objects.filter(user=user.pk, ended_at=None)
            .select_related("organisation", "area")
            .annotate(has_second_factor=Exists(factors))
        )
    return user._open_grants


def forget_grants(user: User) -> None:
    """Let the next question read the user's grants anew."""
    user.__dict__.pop("_open_grants", None)
    user.__dict__.pop("holds_grants", None)


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """The roles the user holds now; Django's superuser counts as administrator. At most one query a user object."""
    roles = {Role(grant.role) for grant in open_grants(user)}
    if user.is_authenticated and user.is_active and user.is_superuser:
        roles.add(Role.ADMINISTRATOR)
    return frozenset(roles)


def lacks_second_factor(user: User | AnonymousUser) -> bool:
    """Whether the user holds a role that needs a second factor and has set up none."""
    if not roles_of(user) & NEEDS_SECOND_FACTOR:
        return False
    grants = open_grants(user)
    if grants:
        return not grants[0].has_second_factor  # type: ignore[attr-defined]
    return not Authenticator.objects.filter(user=user.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def may(user: User | AnonymousUser, action: str, thing: type_of_thing = None) -> bool:
    """Whether the user may do `action` with `thing`; without a thing: with anything at all."""
    reaches = RULES[Action(action)]
    if Role.ADMINISTRATOR in reaches and Role.ADMINISTRATOR in roles_of(user):
        return True
    if not any(_carries(grant, reaches.get(Role(grant.role)), thing) for grant in open_grants(user)):
        return False
    return action != Action.CHANGE_ACCESS or thing is None or _holds_nothing_beyond(thing, user)


def authorise(user: User | AnonymousUser, action: str, thing: type_of_thing = None) -> type_of_thing:
    """The thing, if the user may do `action` with it. Raises PermissionDenied."""
    if not may(user, action, thing):
        raise PermissionDenied(f"{action} is not allowed.")
    return thing


def _carries(grant: RoleGrant, reach: Reach | None, thing: type_of_thing) -> bool:
    if reach is None:
        return False
    if reach is Reach.EVERYWHERE or thing is None:
        return True
    if reach is Reach.AREA:
        return grant.area is None or _area_of(thing) in ids_within(grant.area)
    return grant.organisation_id is not None and _is_within(thing, ids_below([grant.organisation_id]))


def _area_of(thing: type_of_thing) -> int | None:
    if isinstance(thing, Area):
        return thing.pk
    return getattr(thing, "commune_id", None) or getattr(thing, "area_id", None)


def _is_within(thing: type_of_thing, organisation_ids: set[int]) -> bool:
    if isinstance(thing, Organisation):
        return thing.pk in organisation_ids
    person = thing if isinstance(thing, Person) else getattr(thing, "person", None)
    if person is None:
        return False
    return members_of(organisation_ids, on=timezone.localdate()).filter(pk=person.pk).exists()


def _holds_nothing_beyond(thing: type_of_thing, user: User | AnonymousUser) -> bool:
    """A head must not take rights from, or lock out, someone who also serves elsewhere."""
    target = thing.user if isinstance(thing, Person) else thing
    if target is None:
        return True
    below = ids_below(grant.organisation_id for grant in open_grants(user) if grant.role == Role.HEAD)
    # Also of someone deactivated, whose grants sleep and would wake with the account.
    others = RoleGrant.objects.filter(user=target, ended_at=None)
    return not target.is_superuser and all(
        grant.role == Role.HEAD and grant.organisation_id in below for grant in others
    )


def grantable_roles(user: User) -> list[Role]:
    """The roles the user may give to others, in the order of Role."""
    mine = roles_of(user)
    allowed = {role for held in mine for role in GRANTABLE.get(held, ())}
    return [role for role in Role if role in allowed]


def manages_everyone(user: User | AnonymousUser) -> bool:
    """Whether no office bounds what the user manages."""
    return Role.ADMINISTRATOR in roles_of(user)


def may_end(user: User, held: RoleGrant) -> bool:
    """Whether the user may take this role away: from someone whose access he or she may change, a role he or she
    could give."""
    target = getattr(held.user, "person", None) or held.user
    return may(user, Action.CHANGE_ACCESS, target) and held.role in grantable_roles(user)


def managed_organisations(user: User) -> QuerySet[Organisation]:
    """The organisations whose people the user manages: all for an administrator, a head's own and those below."""
    if Role.ADMINISTRATOR in roles_of(user):
        return Organisation.objects.all()
    roots = [grant.organisation_id for grant in open_grants(user) if grant.role == Role.HEAD and grant.organisation_id]
    return Organisation.objects.filter(pk__in=ids_below(roots) if roots else [])


def offices_within(user: User, action: str) -> QuerySet[Organisation]:
    """The organisations for which the user has a right that reaches everywhere or within an office."""
    roots = _roots(user, action)
    return Organisation.objects.all() if roots is None else Organisation.objects.filter(pk__in=ids_below(roots))


def people_within(user: User, action: str) -> QuerySet[Person]:
    """The persons for whom the user has such a right; guests, who have no name, left out."""
    known = Person.objects.filter(merged_into=None, erased_at=None).exclude(kind=PersonKind.GUEST)
    areas = reachable_areas(user, action)
    if areas is None or _roots(user, action) is None:
        return known
    staff = members_of(offices_within(user, action).values("pk"), on=timezone.localdate())
    return known.filter(Q(pk__in=staff.values("pk")) | Q(commune__in=areas)) if areas else staff


def _roots(user: User, action: str) -> list[int] | None:
    """The offices below which the right reaches. None: everywhere."""
    reaches = RULES[Action(action)]
    if any(reaches.get(role) is Reach.EVERYWHERE for role in roles_of(user)):
        return None
    return [
        grant.organisation_id
        for grant in open_grants(user)
        if reaches.get(Role(grant.role)) is Reach.ORGANISATION and grant.organisation_id
    ]


def managed_people(user: User) -> QuerySet[Person]:
    """The persons on the user's people page: everyone but guests for an administrator, else a head's own staff."""
    if Role.ADMINISTRATOR in roles_of(user):
        return Person.objects.filter(merged_into=None, erased_at=None).exclude(kind=PersonKind.GUEST)
    return members_of(managed_organisations(user).values("pk"), on=timezone.localdate())


def reachable_areas(user: User | AnonymousUser, action: str) -> set[int] | None:
    """Ids of the areas, former ones included, in which the user may do `action`. None: everywhere; empty: nowhere."""
    reaches = RULES[Action(action)]
    grants = [(grant, reaches.get(Role(grant.role))) for grant in open_grants(user)]
    everywhere = any(
        reach is Reach.EVERYWHERE or (reach is Reach.AREA and grant.area is None) for grant, reach in grants
    )
    if everywhere or Role.ADMINISTRATOR in roles_of(user):
        return None
    return {one for grant, reach in grants if reach is Reach.AREA for one in ids_within(grant.area)}
