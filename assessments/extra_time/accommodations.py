"""Who has more time or more attempts than a quiz gives to everyone; giving it is written down for the audit."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from people.api import Action, AuditEntry, Organisation, Person, office_ids_of, offices_within, people_within, staff_of

from ..models import Accommodation, Attempt, Quiz, State
from ..taking.timing import NOTHING_EXTRA, Allowance, deadline


def allowance_of(person, quiz: Quiz, *, at: datetime) -> Allowance:
    """Give what the person has beyond the quiz's rules. Three queries; none where the quiz bounds neither time nor
    attempts.

    Of several that hold (own, of an office, for this quiz, for all) the better of each.
    """
    if not (quiz.attempts_allowed or quiz.minutes or quiz.closes_at):
        return NOTHING_EXTRA
    return _allowance(person, quiz.pk, at=at)


def _allowance(person, quiz_id: int, *, at: datetime) -> Allowance:
    offices = office_ids_of(person, on=timezone.localdate(at))
    rows = Accommodation.objects.filter(
        Q(person=person) | Q(organisation__in=offices), Q(quiz=None) | Q(quiz=quiz_id), ended_at=None
    )
    found = NOTHING_EXTRA
    for row in rows.values_list("factor", "extra_minutes", "extra_attempts"):
        found = found.joined(Allowance(*row))
    return found


@transaction.atomic
def give(
    whose: Person | Organisation, allowance: Allowance, *, quiz: Quiz | None = None, by, at: datetime
) -> Accommodation:
    """Give a person, or everyone of an office and below, more time or attempts; `quiz` None: in every quiz.

    Attempts being taken get their new deadline at once. The same again gives the one there is. ⟳
    """
    field = "organisation" if isinstance(whose, Organisation) else "person"
    facts = {
        field: whose,
        "quiz": quiz,
        "factor": allowance.factor,
        "extra_minutes": allowance.extra_minutes,
        "extra_attempts": allowance.extra_attempts,
    }
    given, is_new = Accommodation.objects.get_or_create(
        **facts, ended_at=None, defaults={"given_at": at, "given_by": by}
    )
    if is_new:
        _write_down("give_time", given, by=by, at=at)
        people = staff_of(whose, on=timezone.localdate(at)) if field == "organisation" else [whose]
        _put_off_deadlines(people, quiz, at=at)
    return given


def deadline_of(attempt: Attempt, *, at: datetime) -> datetime | None:
    """Reckon an open attempt's deadline anew. Three queries, and its person and session where they are not read yet."""
    return deadline(
        attempt.paper["rules"],
        started_at=attempt.started_at,
        allowance=_allowance(attempt.person, attempt.quiz_id, at=at),
        until=attempt.session.closes_at if attempt.session else None,
    )


@transaction.atomic
def end(given: Accommodation, *, by, at: datetime) -> None:
    """End an accommodation for attempts to come; whoever is working keeps the deadline that was promised. ⟳"""
    if Accommodation.objects.filter(pk=given.pk, ended_at=None).update(ended_at=at, ended_by=by):
        _write_down("end_time", given, by=by, at=at)


def _put_off_deadlines(people: Iterable[Person], quiz: Quiz | None, *, at: datetime) -> None:
    """Reckon the deadlines of open attempts anew; none comes earlier. A query, and four an attempt."""
    held = Attempt.objects.select_for_update(of=("self",)).select_related("person", "session")
    held = held.filter(person__in=people, state=State.OPEN, deadline_at__isnull=False)
    for attempt in held.filter(quiz=quiz) if quiz else held:
        later = deadline_of(attempt, at=at)
        if later and attempt.deadline_at and later > attempt.deadline_at:
            attempt.deadline_at = later
            attempt.save(update_fields=["deadline_at"])


def _write_down(action: str, given: Accommodation, *, by, at: datetime) -> None:
    detail: dict[str, Any] = {"quiz": given.quiz_id, "factor": str(Decimal(given.factor).normalize())}
    detail |= {"minutes": given.extra_minutes, "attempts": given.extra_attempts}
    if given.organisation:
        detail["organisation"] = given.organisation.code
    user = given.person.user if given.person else None
    AuditEntry.objects.create(at=at, by=by, action=action, user=user, person=given.person, detail=detail)


def list_for(viewer) -> QuerySet[Accommodation]:
    """List what holds now of all that the viewer may give and end, newest first."""
    right = Action.GRANT_ACCOMMODATION
    mine = Q(person__in=people_within(viewer, right)) | Q(organisation__in=offices_within(viewer, right))
    rows = Accommodation.objects.filter(mine, ended_at=None)
    return rows.select_related("person", "organisation", "quiz", "given_by__person").order_by("-given_at", "-pk")


def of_one(whose: Person | Organisation) -> QuerySet[Accommodation]:
    """List what a person or an office has now, newest first."""
    field = "organisation" if isinstance(whose, Organisation) else "person"
    rows = Accommodation.objects.filter(**{field: whose}, ended_at=None).select_related("quiz", "given_by__person")
    return rows.order_by("-given_at", "-pk")


def find_open(pk: int) -> Accommodation | None:
    """Give an accommodation that holds, with whom it is for. One query."""
    rows = Accommodation.objects.select_related("person__user", "organisation", "quiz")
    return rows.filter(pk=pk, ended_at=None).first()


def quizzes_to_choose() -> QuerySet[Quiz]:
    """The published quizzes, by title."""
    return Quiz.objects.filter(live=True).order_by("title", "pk")


def export_accommodations(person) -> dict[str, Any]:
    """Give, readable, what the person has or had beyond others. One query."""
    rows = Accommodation.objects.filter(person=person).select_related("quiz").order_by("pk")
    return {
        "accommodations": [
            {
                "quiz": row.quiz.title if row.quiz else None,
                "factor": row.factor,
                "extra_minutes": row.extra_minutes,
                "extra_attempts": row.extra_attempts,
                "given_at": row.given_at,
                "ended_at": row.ended_at,
            }
            for row in rows
        ]
    }


def erase_accommodations(person) -> None:
    """Delete what hints at why somebody needed more time. One query."""
    Accommodation.objects.filter(person=person).delete()


def move_accommodations(sender, keep, drop, **kwargs) -> None:
    """What a duplicate has goes to the person who stays."""
    Accommodation.objects.filter(person=drop).update(person=keep)
