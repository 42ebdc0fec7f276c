"""Persons: guests, residents with and without a sign-in, consent, and two records that are one human being."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypedDict, Unpack

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import get_language

from places.api import Area, fold

from .models import AuditEntry, Consent, Gender, Membership, Person, PersonKind, Purpose, User
from .signals import person_merging

# Which wording of the consent lines was agreed to; a changed line gets a new name.
CONSENT_WORDING = "2026-01"
_SESSION_KEY = "people.guest"
_BATCH = 2000
_DEMO_KEPT_S = 60


class CannotMerge(ValueError):
    """The two records cannot become one: both have a sign-in, or one is gone already."""


class MustJoin(Exception):
    """Someone signed in has not agreed that learning is kept: ask before anything is (people.middleware)."""


class Profile(TypedDict, total=False):
    """What a person may tell about himself or herself; everything may be left out."""

    name: str
    commune: Area | None
    birth_year: int | None
    gender: str
    kind: str
    language: str


def current_person(request: HttpRequest) -> Person | None:
    """Who is learning: the signed-in user's person, else this browser's guest, else None. At most one query."""
    if not hasattr(request, "_current_person"):
        request._current_person = _find(request)  # type: ignore[attr-defined]
    return request._current_person  # type: ignore[attr-defined]


def _find(request: HttpRequest) -> Person | None:
    if request.user.is_authenticated:
        return getattr(request.user, "person", None)
    return session_guest(request)


def session_guest(request: HttpRequest) -> Person | None:
    """The guest of this browser, as long as nobody has signed up with it."""
    pk = request.session.get(_SESSION_KEY)
    if pk is None:
        return None
    return Person.objects.filter(pk=pk, user=None, kind=PersonKind.GUEST, merged_into=None, erased_at=None).first()


def ensure_person(request: HttpRequest, *, at: datetime) -> Person:
    """Who is learning; someone unknown becomes a guest of this browser, so that nothing learnt is lost.

    Raises MustJoin for someone signed in who never agreed to the keeping, e.g. whom somebody invited.
    """
    person = current_person(request)
    if request.user.is_authenticated and (person is None or not has_consented(person, Purpose.LEARNING)):
        raise MustJoin
    return person or known_person(request, at=at)


def known_person(request: HttpRequest, *, at: datetime) -> Person:
    """The same for what keeps no learning, e.g. one's own data: nobody is asked anything."""
    person = current_person(request)
    if person is None:
        language = get_language() or "vi"
        if request.user.is_authenticated:
            person, _ = Person.objects.get_or_create(
                user=request.user, defaults={"created_at": at, "language": language}
            )
        else:
            person = Person.objects.create(kind=PersonKind.GUEST, created_at=at, language=language)
            request.session[_SESSION_KEY] = person.pk
        request._current_person = person  # type: ignore[attr-defined]
    return person


def forget_guest(request: HttpRequest) -> None:
    """Untie this browser from its guest and forget who was found in this request."""
    request.session.pop(_SESSION_KEY, None)
    if hasattr(request, "_current_person"):
        del request._current_person


@transaction.atomic
def sign_up(
    user: User, *, guest: Person | None = None, consents: Iterable[str] = (), at: datetime, **profile: Unpack[Profile]
) -> Person:
    """Give a new user a person: the browser's guest with all it has learnt, or a new one.

    `consents` are the purposes agreed to. A user who has a person already keeps that one, unchanged.
    """
    person = Person.objects.filter(user=user).first()
    if person is not None:
        return person
    person = guest if guest is not None and guest.user_id is None else Person(created_at=at)
    person.user = user
    person.kind = PersonKind.RESIDENT
    _fill(person, profile)
    person.save()
    for purpose in consents:
        set_consent(person, purpose, True, at=at)
    return person


@transaction.atomic
def take_part(user: User, *, consents: Iterable[str], at: datetime, **profile: Unpack[Profile]) -> Person:
    """Write down what a user who was never asked says and agrees to; the person is made where there is none."""
    person = Person.objects.filter(user=user).first()
    if person is None:
        return sign_up(user, consents=consents, at=at, **profile)
    correct(person, consents=consents, by=user, at=at, **profile)
    return person


@transaction.atomic
def correct(
    person: Person, *, consents: Iterable[str] = (), by: User | None, at: datetime, **profile: Unpack[Profile]
) -> None:
    """Change what a person said; the audit entry names the fields, never the values."""
    before = {field: getattr(person, field) for field in profile}
    _fill(person, profile)
    changed = sorted(field for field in profile if before[field] != getattr(person, field))
    person.save()
    for purpose in consents:
        set_consent(person, purpose, True, at=at)
    if changed:
        AuditEntry.objects.create(at=at, by=by, action="correct", person=person, detail={"fields": changed})


@transaction.atomic
def welcome(user: User, guest: Person, *, at: datetime) -> Person:
    """Let a guest's learning follow its human being into the account that has just signed in."""
    person = Person.objects.filter(user=user).first()
    if person is None:
        guest.user, guest.kind = user, PersonKind.RESIDENT
        guest.save(update_fields=["user", "kind"])
        return guest
    return merge(person, guest, by=user, at=at)


@transaction.atomic
def merge(keep: Person, drop: Person, *, by: User | None, at: datetime) -> Person:
    """Make two records of one human being one: all that hangs on `drop` moves to `keep`.

    What `keep` does not say is taken from `drop`; consents are not: each was given in its own place.
    Raises CannotMerge where both can sign in, or one is erased or merged already.
    """
    if keep.pk == drop.pk or drop.user_id or any(one.erased_at or one.merged_into_id for one in (keep, drop)):
        raise CannotMerge(f"{drop.pk} into {keep.pk}")
    person_merging.send(sender=Person, keep=keep, drop=drop)
    for field in ("name", "birth_year", "gender", "commune"):
        if not getattr(keep, field):
            setattr(keep, field, getattr(drop, field))
    keep.save()
    here = set(keep.memberships.filter(valid_to=None).values_list("organisation", flat=True))
    Membership.objects.filter(person=drop).exclude(valid_to=None, organisation__in=here).update(person=keep)
    Person.objects.filter(merged_into=drop).update(merged_into=keep)
    clear_personal(drop)
    drop.commune, drop.merged_into = None, keep
    drop.save()
    AuditEntry.objects.create(at=at, by=by, action="merge", person=keep, detail={"dropped": drop.pk})
    return keep


def clear_personal(person: Person) -> None:
    """Empty what names the person; the caller saves."""
    person.name, person.gender, person.birth_year = "", Gender.UNSTATED, None


@transaction.atomic
def register_offline(
    *, by: User | None, at: datetime, consents: Iterable[str] = (), **profile: Unpack[Profile]
) -> Person:
    """Record someone who has no sign-in, e.g. in a class. `consents`: the purposes agreed to on paper."""
    person = _fill(Person(created_at=at), profile)
    person.save()
    for purpose in consents:
        set_consent(person, purpose, True, at=at)
    AuditEntry.objects.create(at=at, by=by, action="register_offline", person=person)
    return person


@transaction.atomic
def claim(person: Person, user: User, *, at: datetime) -> Person:
    """Let a user take over the record that was kept of him or her without a sign-in. Repeatable.

    Raises CannotMerge where the record belongs to another user.
    """
    if person.user_id == user.pk:
        return person
    own = Person.objects.filter(user=user).first()
    if own is not None:
        return own if person.merged_into_id == own.pk else merge(own, person, by=user, at=at)
    if person.user_id or person.erased_at or person.merged_into_id:
        raise CannotMerge(f"{person.pk} is not free")
    person.user = user
    person.save(update_fields=["user"])
    AuditEntry.objects.create(at=at, by=user, action="claim", person=person, user=user)
    return person


@transaction.atomic
def add_people(rows: Iterable[Mapping[str, Any]]) -> list[Person]:
    """Record many persons without a sign-in at once, for imports and demonstrations.

    A row holds the fields of Profile, `at`, and where wanted `consents` (purposes) and `is_demo`. Each row has the
    same outcome as register_offline, except that no audit entry is written.
    A few queries for 2,000 rows; SQLite splits them smaller.
    """
    people, agreed = [], []
    for row in rows:
        facts = dict(row)
        at, consents, is_demo = facts.pop("at"), facts.pop("consents", ()), facts.pop("is_demo", False)
        person = _fill(Person(created_at=at, is_demo=is_demo), facts)  # type: ignore[arg-type]
        person.search_name = fold(person.name)
        people.append(person)
        agreed += [(person, purpose, at) for purpose in consents]
    Person.objects.bulk_create(people, batch_size=_BATCH)
    Consent.objects.bulk_create(
        [
            Consent(person=person, purpose=Purpose(purpose), given=True, at=at, wording=CONSENT_WORDING)
            for person, purpose, at in agreed
        ],
        batch_size=_BATCH,
    )
    return people


def _fill(person: Person, profile: Profile) -> Person:
    unknown = set(profile) - Profile.__annotations__.keys()
    if unknown:
        raise TypeError(f"A person has no {', '.join(sorted(unknown))}.")
    for field, value in profile.items():
        setattr(person, field, value)
    return person


def has_consented(person: Person, purpose: str) -> bool:
    """Whether the person's newest word on this purpose is yes; silence is no. One query."""
    newest = Consent.objects.filter(person=person, purpose=Purpose(purpose)).order_by("-id")
    return bool(newest.values_list("given", flat=True).first())


def set_consent(person: Person, purpose: str, given: bool, *, at: datetime) -> None:
    """Write down a yes or no to one purpose; saying the same again, or a first no, adds nothing."""
    if has_consented(person, purpose) != given:
        Consent.objects.create(person=person, purpose=Purpose(purpose), given=given, at=at, wording=CONSENT_WORDING)


def demo_present() -> bool:
    """Whether simulated people are in the database, so that pages say so. Kept for a minute."""
    present = cache.get("people.demo")
    if present is None:
        present = Person.objects.filter(is_demo=True).exists()
        cache.set("people.demo", present, _DEMO_KEPT_S)
    return present


def mail_address(person: Person) -> str | None:
    """The e-mail address its owner has confirmed; None: there is none, or the account is not in use. One query."""
    if person.user is None or not person.user.is_active:
        return None
    confirmed = EmailAddress.objects.filter(user=person.user, verified=True).order_by("-primary").first()
    return confirmed.email if confirmed else None
