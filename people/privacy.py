"""What we hold about a person: show it, hand it out, empty it. docs/privacy.md says it in words."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import formats, timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .grants import keep_an_administrator
from .models import AuditEntry, Consent, OutboxMessage, Person, Role, RoleGrant, User
from .persons import clear_personal

Exporter = Callable[[Person], Mapping[str, Any]]
Eraser = Callable[[Person], None]


@dataclass(frozen=True)
class _Holding:
    """What one package holds: how to show it, how to empty it, and what its keys are called."""

    exporter: Exporter
    eraser: Eraser
    words: Mapping[str, Any]


_holdings: dict[str, _Holding] = {}
_WORDS: dict[str, Any] = {
    "person": gettext_lazy("About you"),
    "account": gettext_lazy("Your account"),
    "name": gettext_lazy("Name"),
    "birth_year": gettext_lazy("Year of birth"),
    "gender": gettext_lazy("Gender"),
    "commune": gettext_lazy("Commune or ward"),
    "kind": gettext_lazy("You are here as"),
    "language": gettext_lazy("Language"),
    "created_at": gettext_lazy("Since"),
    "username": gettext_lazy("User name"),
    "email": gettext_lazy("E-mail address"),
    "emails": gettext_lazy("E-mail addresses"),
    "phone": gettext_lazy("Mobile phone number"),
    "verified": gettext_lazy("Confirmed"),
    "last_login": gettext_lazy("Last sign-in"),
    "date_joined": gettext_lazy("Signed up"),
    "second_factors": gettext_lazy("Second steps"),
    "identity_providers": gettext_lazy("Sign-in through"),
    "memberships": gettext_lazy("Offices"),
    "organisation": gettext_lazy("Office"),
    "position": gettext_lazy("Position"),
    "valid_from": gettext_lazy("From"),
    "valid_to": gettext_lazy("Until"),
    "roles": gettext_lazy("Roles"),
    "role": gettext_lazy("Role"),
    "area": gettext_lazy("Area"),
    "granted_at": gettext_lazy("Given"),
    "ended_at": gettext_lazy("Ended"),
    "consents": gettext_lazy("What you agreed to"),
    "purpose": gettext_lazy("For"),
    "given": gettext_lazy("Agreed"),
    "at": gettext_lazy("When"),
    "wording": gettext_lazy("Wording"),
    "log": gettext_lazy("What was done about you"),
    "action": gettext_lazy("What"),
    "fields": gettext_lazy("Details"),
    "messages": gettext_lazy("Text messages kept here"),
    "text": gettext_lazy("Text"),
}
# On a phone two lines of a heading.
_TITLE_LENGTH = 60
# In an audit entry these point at someone: at an office, a place, another record.
_TELLING = {"organisation", "area", "successor", "dropped"}


def register_personal_data(
    name: str, exporter: Exporter, eraser: Eraser, *, words: Mapping[str, Any] | None = None
) -> None:
    """Say what another package holds about persons; called in its AppConfig.ready.

    `exporter(person)` returns plain values (dicts, lists, dates, numbers, text); `eraser(person)` removes what
    names the person and runs in the transaction of `erase`. `words`: what the readable page calls the keys
    (and `name` itself) in this part, lazily translated; a key without one is called what `people` calls it.
    """
    _holdings[name] = _Holding(exporter, eraser, words or {})


def export(person: Person) -> dict[str, Any]:
    """Everything held about the person, as plain values by package."""
    own = {
        "person": {
            "name": person.name,
            "birth_year": person.birth_year,
            "gender": person.get_gender_display(),
            "commune": person.commune.name if person.commune else None,
            "kind": person.get_kind_display(),
            "language": person.language,
            "created_at": person.created_at,
        },
        "account": _account(person.user) if person.user else None,
        "memberships": [
            {
                "organisation": one.organisation.name,
                "position": one.position,
                "valid_from": one.valid_from,
                "valid_to": one.valid_to,
            }
            for one in person.memberships.select_related("organisation").order_by("valid_from")
        ],
        "roles": _roles(person.user) if person.user else [],
        "consents": [
            {"purpose": one.get_purpose_display(), "given": one.given, "at": one.at, "wording": one.wording}
            for one in Consent.objects.filter(person=person).order_by("id")
        ],
        "log": [_told(entry) for entry in _entries_about(person).order_by("id")],
        "messages": list(_messages_to(person.user).values("at", "text")) if person.user else [],
    }
    return {**own, **{name: holding.exporter(person) for name, holding in _holdings.items()}}


def _entries_about(person: Person) -> QuerySet[AuditEntry]:
    """Also what was done with a duplicate before it was merged, and with the account before it had a person."""
    about = Q(person=person) | Q(person__merged_into=person)
    return AuditEntry.objects.filter(about | Q(user=person.user_id) if person.user_id else about)


def _told(entry: AuditEntry) -> dict[str, Any]:
    """Who did it stays out: that is data about someone else."""
    said = entry.detail
    told = {"at": entry.at, "action": entry.get_action_display()}
    if "role" in said:
        told["role"] = str(Role(said["role"]).label)
    if "fields" in said:
        told["fields"] = ", ".join(str(_WORDS.get(field, field)) for field in said["fields"])
    return {**told, **{key: said[key] for key in ("organisation", "area") if key in said}}


def _messages_to(user: User) -> QuerySet[OutboxMessage]:
    """To a number that is merely typed there may be someone else's codes."""
    mine = OutboxMessage.objects.order_by("id")
    return mine.filter(to=user.phone) if user.phone and user.phone_verified else mine.none()


def _account(user: User) -> dict[str, Any]:
    factors = Authenticator.objects.filter(user=user)
    return {
        "username": user.username,
        "phone": user.phone,
        "emails": list(EmailAddress.objects.filter(user=user).values("email", "verified")),
        "date_joined": user.date_joined,
        "last_login": user.last_login,
        "second_factors": [one.get_type_display() for one in factors],
        "identity_providers": list(SocialAccount.objects.filter(user=user).values_list("provider", flat=True)),
    }


def _roles(user: User) -> list[dict[str, Any]]:
    grants = RoleGrant.objects.filter(user=user).select_related("organisation", "area").order_by("id")
    return [
        {
            "role": one.get_role_display(),
            "organisation": one.organisation.name if one.organisation else None,
            "area": one.area.name if one.area else None,
            "granted_at": one.granted_at,
            "ended_at": one.ended_at,
        }
        for one in grants
    ]


@transaction.atomic
def erase(person: Person, *, by: User | None, at: datetime) -> None:
    """Remove the sign-in and all that names the person; what was learnt stays, without a name. Repeatable.

    Kept for the statistics: commune, gender, and the birth year's decade (1958 becomes 1950).
    Older audit entries stay as facts that name nobody. Raises grants.LastAdministrator.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.erased_at:
        return
    user = person.user
    if user:
        keep_an_administrator(user)
    for holding in _holdings.values():
        holding.eraser(person)
    _let_go_of_entries(person)
    decade = person.birth_year // 10 * 10 if person.birth_year else None
    gender = person.gender
    clear_personal(person)
    person.birth_year, person.gender = decade, gender
    person.user, person.erased_at = None, at
    person.save()
    person.memberships.all().delete()
    AuditEntry.objects.create(at=at, by=by, action="erase", person=person)
    if user:
        OutboxMessage.objects.filter(to=user.phone or "").delete()
        user.delete()


def _let_go_of_entries(person: Person) -> None:
    """“Head of this office since March” names someone as surely as a name does."""
    entries = list(_entries_about(person))
    for entry in entries:
        entry.person = entry.user = None
        entry.detail = {key: value for key, value in entry.detail.items() if key not in _TELLING}
    AuditEntry.objects.bulk_update(entries, ["person", "user", "detail"], batch_size=500)


@dataclass
class Section:
    """A part of the readable page: a title, its lines (label, text), and parts of its own."""

    title: str
    lines: list[tuple[str, str]] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)
    # One of a list, which may be long: pages fold it.
    is_entry: bool = False


def readable(exported: Mapping[str, Any]) -> list[Section]:
    """An export in the reader's words, for a page; empty parts are left out."""
    sections = [_section(key, value, _words_of(key)) for key, value in exported.items()]
    return [one for one in sections if one.lines or one.parts]


def _words_of(part: str) -> Mapping[str, Any]:
    # Two packages may call the same key differently: each in its own part.
    return {**_WORDS, **_holdings[part].words} if part in _holdings else _WORDS


def _section(key: str, value: Any, words: Mapping[str, Any]) -> Section:
    section = Section(_word(key, words))
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _place(section, name, inner, words)
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            if isinstance(inner, Mapping):
                part = _section(key, inner, words)
                part.title = f"{number}. {_title(inner)}" if _title(inner) else str(number)
                part.is_entry = True
                section.parts.append(part)
            else:
                section.lines.append((str(number), _text(inner)))
    return section


def _title(inner: Mapping[str, Any]) -> str:
    """What an entry of a list is about: its first value, where that is a text."""
    first = next(iter(inner.values()), "")
    return Truncator(first).chars(_TITLE_LENGTH) if isinstance(first, str) else ""


def _place(section: Section, name: str, value: Any, words: Mapping[str, Any]) -> None:
    if isinstance(value, Mapping | list):
        part = _section(name, value, words)
        if part.lines or part.parts:
            section.parts.append(part)
    else:
        section.lines.append((_word(name, words), _text(value)))


def _word(key: str, words: Mapping[str, Any]) -> str:
    return str(words.get(key, key.replace("_", " ").capitalize()))


def _text(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, Decimal):
        # As stored it has every place of its column; a reader wants none of the zeros.
        return formats.number_format(format(value.normalize(), "f"))
    return formats.number_format(value) if isinstance(value, float) else str(value)
