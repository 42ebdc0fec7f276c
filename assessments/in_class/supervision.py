"""Supervised quizzes: sessions, their PIN, and who began in them."""

from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.crypto import constant_time_compare, salted_hmac

from people.api import Action, AuditEntry, count_try, may, too_many_tries

from ..extra_time.accommodations import deadline_of
from ..models import Attempt, Quiz, State, SupervisedSession

DIGITS = 6
_LIMIT = "quiz_pin"


class NeedsPin(Exception):
    """A supervised quiz cannot be begun without its PIN. `problem`: "" (none was given), wrong or too_many."""

    def __init__(self, problem: str = "") -> None:
        super().__init__(problem)
        self.problem = problem


def open_session(quiz: Quiz, *, place: str, until: datetime, by, at: datetime) -> SupervisedSession:
    """Let a supervised quiz be taken from now on. Writes an audit entry."""
    made = SupervisedSession.objects.create(quiz=quiz, place=place, closes_at=until, opened_by=by, opened_at=at)
    AuditEntry.objects.create(at=at, by=by, action="open_session", detail={"session": made.pk, "quiz": quiz.pk})
    return made


def pin_of(session: SupervisedSession) -> str:
    """Give the PIN to be read out: always the same for one session, and not to be guessed from another's."""
    made = salted_hmac("assessments.session", f"{session.pk} {session.quiz_id} {session.opened_at.timestamp()}")
    return str(int(made.hexdigest(), 16) % 10**DIGITS).zfill(DIGITS)


def sessions_for(user) -> QuerySet[SupervisedSession]:
    """The sessions a user may look after, the newest first: their own; administrators all. With quiz and counts."""
    sessions = SupervisedSession.objects.select_related("quiz", "opened_by__person")
    if not may(user, Action.RUN_ANY_SESSION):
        sessions = sessions.filter(opened_by=user)
    n_of = {state: Count("attempts", filter=Q(attempts__state=state)) for state in State}
    counted = sessions.annotate(
        n_begun=Count("attempts"), n_handed_in=n_of[State.SUBMITTED], n_working=n_of[State.OPEN]
    )
    return counted.order_by("-opened_at", "-pk")


def begun_in(session: SupervisedSession) -> list[Attempt]:
    """List the attempts begun in a session, with their persons, by name. One query."""
    return list(session.attempts.select_related("person").order_by("person__search_name", "pk"))


def session_for(request, quiz: Quiz, person, *, at: datetime) -> SupervisedSession | None:
    """Give the open session whose PIN came with the request; None: the quiz needs none, or none was given.

    Raises NeedsPin where it is wrong, or after too many wrong ones by this person. One query.
    """
    pin = "".join(request.POST.get("pin", "").split())
    if not quiz.supervised or not pin:
        return None
    if too_many_tries(request, _LIMIT, key=str(person.pk)):
        raise NeedsPin("too_many")
    for session in SupervisedSession.objects.filter(quiz=quiz, closes_at__gt=at):
        if constant_time_compare(pin, pin_of(session)):
            return session
    count_try(request, _LIMIT, key=str(person.pk))
    raise NeedsPin("wrong")


@transaction.atomic
def move_end(session: SupervisedSession, until: datetime, *, by, at: datetime) -> int:
    """Let a session end earlier or later, and with it the attempts still open in it; give their number.

    To end it now, `until` is `at`; what was answered counts. Writes an audit entry. Three queries an attempt.
    """
    session.closes_at = until
    session.save(update_fields=["closes_at"])
    held = session.attempts.select_for_update(of=("self",)).select_related("person")
    working = list(held.filter(state=State.OPEN))
    for attempt in working:
        attempt.session = session
        attempt.deadline_at = deadline_of(attempt, at=at)
    Attempt.objects.bulk_update(working, ["deadline_at"])
    detail = {"session": session.pk, "until": until.isoformat()}
    AuditEntry.objects.create(at=at, by=by, action="move_session", detail=detail)
    return len(working)
