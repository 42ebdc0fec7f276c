"""Attempts: begin, respond, hand in. The one way an answer becomes a score."""

from collections.abc import Collection, Mapping
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ..bank.versions import Frozen, frozen
from ..extra_time.accommodations import allowance_of
from ..in_class.supervision import NeedsPin
from ..items import Fields, Unreadable
from ..marking import works
from ..models import Attempt, Mode, Quiz, Response, State, SupervisedSession
from ..quizzes.papers import entries_of, fix_paper
from ..quizzes.rules import is_practice
from ..quizzes.sections import Book, section_outcomes
from ..signals import attempt_scored
from . import responses, uploads
from .rescoring import regrade_ref, settle
from .scoring import Given, Outcome, score_attempt
from .timing import Allowance, Arrival, arrival, check_start, claimed_moment, deadline, is_over, sequence_of


class AttemptsUsedUp(Exception):
    """The person has had all attempts this quiz allows."""


class AttemptClosed(Exception):
    """The attempt is handed in; it takes no more responses."""


class TimeIsUp(AttemptClosed):
    """The time to work is over; what came now came too late."""

    def __init__(self, deadline_at: datetime) -> None:
        super().__init__(deadline_at)
        self.deadline_at = deadline_at


class NothingToAnswer(Exception):
    """The quiz, or every item in it, is not published, so there is no paper to give."""


def start_attempt(
    quiz: Quiz,
    person,
    *,
    context: str = "",
    at: datetime,
    seed: int | str | None = None,
    session: SupervisedSession | None = None,
    device: str = "",
) -> Attempt:
    """Begin an attempt, or give the open one. ⟳ Three statements; one when there is an open one; up to seven where
    questions are drawn.

    `context` is the activity it is taken for; attempts are counted per person, quiz and context, over all languages:
    an open attempt in another language is given as well. `seed` fixes the shuffled order (None: by chance).
    `device`: what it is begun on (screens.devices).
    Raises AttemptsUsedUp; NothingToAnswer, also where the quiz is not published: only open attempts may be finished;
    CannotStart by the quiz's rules of time. With such rules, or a number of attempts, three statements more.
    NeedsPin: the quiz is supervised, and no open `session` of it was given (supervision.session_for).
    """
    newest = _sittings(person, quiz, context).order_by("-number", "-pk").first()
    if newest and newest.state == State.OPEN and is_over(newest.deadline_at, at=at):
        newest = submit(newest, at=at)
    if newest and newest.state == State.OPEN:
        newest.person = person
        if newest.quiz_id == quiz.pk:
            newest.quiz = quiz
        return newest
    allowance = allowance_of(person, quiz, at=at)
    _check_start(quiz, newest, allowance, session, at=at)
    earlier = _sittings(person, quiz, context).values_list("paper", flat=True) if newest else ()
    entries = Book(quiz, entries_of(quiz)).entries(had=earlier, seed=seed)
    if not entries:
        raise NothingToAnswer
    attempt = Attempt(
        quiz=quiz,
        person=person,
        context=context,
        number=_number_after(newest),
        paper=fix_paper(quiz, entries, seed=seed),
        started_at=at,
        session=session,
        mode=Mode.SUPERVISED if session else Mode.ONLINE,
        device=device,
    )
    until = session.closes_at if session else None
    attempt.deadline_at = deadline(attempt.paper["rules"], started_at=at, allowance=allowance, until=until)
    return _begin(attempt)


def _check_start(
    quiz: Quiz, newest: Attempt | None, allowance: Allowance, session: SupervisedSession | None, *, at: datetime
) -> None:
    """See that another attempt may begin after the `newest`. Raises what `start_attempt` says."""
    if not quiz.live:
        raise NothingToAnswer
    if quiz.attempts_allowed and _number_after(newest) > quiz.attempts_allowed + allowance.extra_attempts:
        raise AttemptsUsedUp
    check_start(
        opens_at=quiz.opens_at,
        closes_at=quiz.closes_at,
        wait_minutes=quiz.wait_minutes,
        last_end=newest.submitted_at if newest else None,
        allowance=allowance,
        at=at,
    )
    # Last: nobody types a PIN to hear that it is of no use.
    if quiz.supervised and session is None:
        raise NeedsPin


def _number_after(newest: Attempt | None) -> int:
    return (newest.number if newest else 0) + 1


def _begin(attempt: Attempt) -> Attempt:
    """Write a new attempt down, or give the one that another tab has just begun."""
    # Outside a transaction one INSERT is one; inside, a refused one must not spoil what stands around it.
    guard = transaction.atomic() if connection.in_atomic_block else nullcontext()
    try:
        with guard:
            attempt.save(force_insert=True)
    except IntegrityError:
        # Another tab was faster: its sitting is the one.
        return Attempt.objects.select_related("quiz", "person").get(
            quiz=attempt.quiz, person=attempt.person, context=attempt.context, number=attempt.number
        )
    attempt.is_new = True
    return attempt


def find_attempt(pk: int, *, lock: bool = False) -> Attempt | None:
    """Give an attempt with its person and quiz. One query. Whose it is, the caller checks.

    `lock`, in a transaction: responses being written finish first, later ones wait until it ends.
    """
    attempts = Attempt.objects.select_related("person", "quiz", "session")
    if lock:
        attempts = attempts.select_for_update(of=("self",))
    return attempts.filter(pk=pk).first()


def find_to_answer(pk: int) -> Attempt | None:
    """Give an attempt with what saving an answer needs: paper, state, whose it is. One query, a third of its columns.

    Runs for every tap of every learner; other fields are read when asked for.
    """
    found = Attempt.objects.select_related("person").only("paper", "state", "deadline_at", "person__user").filter(pk=pk)
    # Not first(), which sorts what is one row.
    return next(iter(found), None)


def version_at(attempt: Attempt, position: int) -> Frozen:
    """Give the frozen item at a place of the paper. Raises Unreadable where the paper has no such place."""
    items = attempt.paper["items"]
    if not 0 <= position < len(items):
        raise Unreadable("no_such_place")
    return frozen(items[position : position + 1])[0]


def parse_response(attempt: Attempt, position: int, fields: Fields) -> Any:
    """Read what a browser sent for one place of the paper. Raises Unreadable."""
    version = version_at(attempt, position)
    return version.type.parse(version.content, fields)


def respond(attempt: Attempt, position: int, response: Any, *, at: datetime, ref: str = "", seq: int = 0) -> bool:
    """Add what was given to one item; say whether that was news. ⟳ One statement.

    The same response as the newest one, or a `ref` seen before in this attempt, adds nothing. `seq` says when it was
    given (timing.sequence_of), by its sender's word: one given before the newest one adds nothing; 0: not said.
    Raises AttemptClosed, TimeIsUp; Unreadable when the item cannot have this response. One query more where files are
    named.
    """
    when = arrival(attempt.deadline_at, at=at, claimed=claimed_moment(seq, at=at))
    if attempt.deadline_at and when is Arrival.TOO_LATE:
        if ref and Response.objects.filter(attempt=attempt, ref=ref).exists():
            # It came in time, and only our answer to that was lost.
            return False
        raise TimeIsUp(attempt.deadline_at)
    version = version_at(attempt, position)
    response = version.type.accept(version.content, response)
    if version.type.control == "files" and response:
        response = uploads.known(attempt, position, response)
    added = responses.add_if_open(
        Response(
            attempt=attempt,
            position=position,
            version_id=attempt.paper["items"][position]["version"],
            response=response,
            scaled=version.scaled(response),
            given_at=at,
            ref=ref,
            client_seq=seq,
            is_late=when is Arrival.LATE,
        )
    )
    if not added and not Attempt.objects.filter(pk=attempt.pk, state=State.OPEN).exists():
        raise AttemptClosed
    return added


def respond_all(
    attempt: Attempt,
    answers: Mapping[int, Fields],
    given: dict[int, Given],
    *,
    at: datetime,
    given_at: datetime | None = None,
) -> dict[int, str]:
    """Respond with all of a form's answers by position; give those that could not be taken, each with its code.

    `given` is what counts so far; what is news is noted in it. An attempt that closes meanwhile takes no more.
    `given_at`: when we first had them, where they had to wait for a sign-in. The code of what is too late is `time_up`.
    """
    unreadable = {}
    # What came before is older, whatever a clock says that was set back since.
    seq = max([sequence_of(given_at or at), *(one.seq + 1 for one in given.values() if not given_at)])
    for position, fields in answers.items():
        try:
            response = parse_response(attempt, position, fields)
            if response == (given[position].response if position in given else []):
                # Saved one by one before: the usual case, and it costs nothing here.
                continue
            if respond(attempt, position, response, at=at, seq=seq):
                given[position] = Given(response, version_at(attempt, position).scaled(response), seq)
        except Unreadable as problem:
            unreadable[position] = problem.code
        except TimeIsUp:
            unreadable[position] = "time_up"
        except AttemptClosed:
            break
    return unreadable


@transaction.atomic
def submit(attempt: Attempt, *, at: datetime) -> Attempt:
    """Hand in and score an attempt; give it as it now is. ⟳ Handed in already: nothing changes, nobody is told again.

    What was not answered gets an empty response, so that every attempt handed in has one counting response per item.
    Sends `attempt_scored` inside the transaction.
    """
    held = find_attempt(attempt.pk, lock=True)
    if held is None:
        raise Attempt.DoesNotExist
    if held.state == State.OPEN:
        close(held, responses.newest(held), at=at)
    return held


def close(held: Attempt, given: Mapping[int, Given], *, at: datetime) -> None:
    """Score and close an open attempt that the caller has locked; `given` is what counts in it.

    Where its time was up before, it ended then, whoever closes it and when.
    """
    if is_practice(held.paper):
        # Answers given with the hand-in are known to `given` by their own share, not after penalties.
        given = responses.newest(held)
    missing = [position for position in range(len(held.paper["items"])) if position not in given]
    if missing:
        Response.objects.bulk_create(empty_response(held, position, at=at) for position in missing)
    shares = {position: one.scaled for position, one in given.items()}
    # In practice every try was judged by them already.
    has_steps = not is_practice(held.paper) and any("scored" in entry for entry in held.paper["items"])
    if has_steps:
        shares |= _settle_steps(held, given, at=at)
    waiting = works.places(held, given)
    outcome = outcome_of(held.paper, shares, waiting=waiting)
    held.state, held.submitted_at = State.SUBMITTED, min(filter(None, (at, held.deadline_at)))
    held.score, held.max_score, held.passed = outcome.score, outcome.max_score, outcome.passed
    # Person and number change with it when two persons become one.
    changed = ["person", "number", "state", "submitted_at", "score", "max_score", "passed"]
    held.save(update_fields=[*changed, "paper"] if has_steps else changed)
    works.hand_in(held, waiting, at=at)
    uploads.drop_unused(held, given, at=at)
    attempt_scored.send(sender=Attempt, attempt=held, at=at)


def _settle_steps(held: Attempt, given: Mapping[int, Given], *, at: datetime) -> dict[int, Decimal]:
    """Score what was regraded while the attempt was open; give the new shares by position, each with a row of its own.

    Changes the paper (not saved): a place whose old share stands loses its step. One statement, and versions.
    """
    shares, rows = {}, []
    for position, settled in settle(held.paper["items"], given).items():
        entry = held.paper["items"][position]
        del entry["scored"]
        if settled.step is None:
            continue
        entry["scored"] = settled.step
        shares[position] = settled.scaled
        rows.append(
            Response(
                attempt=held,
                position=position,
                version_id=settled.step["version"],
                response=settled.response,
                scaled=settled.scaled,
                given_at=at,
                ref=regrade_ref(settled.step["regrade"], position),
            )
        )
    Response.objects.bulk_create(rows)
    return shares


def rescore(held: Attempt, *, at: datetime, tell: bool = True) -> None:
    """Score an attempt handed in anew, after a mark; the caller has locked it. Two queries and the write.

    `attempt_scored` is sent again once nothing waits any more, unless nobody is to be told.
    """
    scaled = {position: one.scaled for position, one in responses.newest(held).items()}
    outcome = outcome_of(held.paper, scaled, waiting=works.still_waiting(held))
    held.score, held.max_score, held.passed = outcome.score, outcome.max_score, outcome.passed
    held.save(update_fields=["score", "max_score", "passed"])
    if tell and outcome.passed is not None:
        attempt_scored.send(sender=Attempt, attempt=held, at=at)


def empty_response(attempt: Attempt, position: int, *, at: datetime) -> Response:
    """Make (not save) the row that says: nothing was answered here."""
    return Response(
        attempt=attempt,
        position=position,
        version_id=attempt.paper["items"][position]["version"],
        response=[],
        scaled=Decimal(0),
        given_at=at,
    )


def outcome_of(paper: dict[str, Any], scaled: dict[int, Decimal], *, waiting: Collection[int] = ()) -> Outcome:
    """Score a paper by the share earned at each position; a position left out earned nothing, `waiting` ones yet.

    Passed is what reaches the pass mark of the whole, and of every section that has its own.
    """
    parts = (
        (Decimal(item["points"]), None if position in waiting else scaled.get(position, Decimal(0)))
        for position, item in enumerate(paper["items"])
    )
    outcome = score_attempt(parts, pass_mark=paper["rules"]["pass_mark"])
    failed = not all(section.passed for _title, _mark, section in section_outcomes(paper, scaled))
    return replace(outcome, passed=False) if failed else outcome


def attempts_of(person, quiz: Quiz, *, context: str = "") -> list[Attempt]:
    """List a person's attempts of a quiz for one context, in whatever language, newest first. One query."""
    return list(_sittings(person, quiz, context).order_by("-number", "-pk"))


def _sittings(person, quiz: Quiz, context: str) -> QuerySet[Attempt]:
    """The person's attempts of the quiz, and of its translations.

    A quiz in another language taken for the same activity is its translation. Another quiz in the same language is
    another quiz: its author put it in the place of the first, and everyone starts anew.
    """
    same = Q(quiz=quiz)
    if context:
        same |= ~Q(quiz__language=quiz.language)
    return Attempt.objects.filter(same, person=person, context=context)


def best_attempt(person, quiz: Quiz, *, context: str = "") -> Attempt | None:
    """Give the attempt with the highest share of its points, the earliest among equals; None: none handed in."""
    done = [one for one in attempts_of(person, quiz, context=context) if one.state == State.SUBMITTED]
    return max(done, key=lambda one: (one.score / one.max_score if one.max_score else 0, -one.number), default=None)


def attempts_left(attempt: Attempt) -> int | None:
    """Say how many attempts are left after this, its person's newest one. None: no limit. No query without a limit."""
    allowed = attempt.quiz.attempts_allowed
    if not allowed:
        return None
    extra = allowance_of(attempt.person, attempt.quiz, at=timezone.now()).extra_attempts
    return max(allowed + extra - attempt.number, 0)
