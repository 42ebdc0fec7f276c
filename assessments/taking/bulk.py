"""Thousands of finished attempts at once, by the rules of the single door: demo, imports, classes on paper."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from ..bank.versions import Frozen, frozen
from ..marking import works
from ..models import Attempt, Quiz, Response, State
from ..quizzes.papers import entries_of, fix_paper
from ..quizzes.sections import Book
from .attempts import AttemptsUsedUp, NothingToAnswer, empty_response, outcome_of
from .scoring import Given
from .timing import deadline

BATCH = 2000


@dataclass(frozen=True)
class AttemptRow:
    """One sitting to record. `answers` by item id; an item left out was not answered."""

    quiz: Quiz
    person: Any
    answers: Mapping[int, Any]
    started_at: datetime
    # None: still open.
    submitted_at: datetime | None
    context: str = ""
    seed: int | str | None = None
    # When each item was answered; an item left out: at the start.
    given_at: Mapping[int, datetime] = field(default_factory=dict)


class _Recorder:
    """What one call needs to know again and again: papers, numbers, scores."""

    def __init__(self) -> None:
        self.books: dict[int, Book] = {}
        # Of quizzes that draw: the papers each person has had.
        self.had: dict[tuple[int, int, str], list[dict[str, Any]]] = {}
        self.numbers: dict[tuple[int, int, str], int] = {}
        self.scaled: dict[tuple[str, str], Decimal] = {}

    def learn(self, rows: list[AttemptRow]) -> None:
        """Read what the batch needs: one query per new quiz (up to four where it draws), two for what was before."""
        for row in rows:
            if row.quiz.pk not in self.books:
                self.books[row.quiz.pk] = Book(row.quiz, entries_of(row.quiz))
        wanted = {(row.quiz.pk, row.person.pk, row.context) for row in rows} - self.numbers.keys()
        found = (
            Attempt.objects.filter(quiz__in={key[0] for key in wanted}, person__in={key[1] for key in wanted})
            .values_list("quiz_id", "person_id", "context")
            .annotate(last=Max("number"))
        )
        last = {(quiz, person, context): number for quiz, person, context, number in found}
        self.numbers.update({key: last.get(key, 0) for key in wanted})
        again = {key for key in wanted if last.get(key) and self.books[key[0]].draws}
        papers = Attempt.objects.filter(quiz__in={key[0] for key in again}, person__in={key[1] for key in again})
        for quiz, person, context, paper in papers.values_list("quiz_id", "person_id", "context", "paper"):
            if (quiz, person, context) in again:
                self.had.setdefault((quiz, person, context), []).append(paper)

    def paper(self, row: AttemptRow) -> dict[str, Any]:
        """Fix the paper of a sitting, and remember what it drew."""
        book = self.books[row.quiz.pk]
        had = self.had.setdefault((row.quiz.pk, row.person.pk, row.context), []) if book.draws else []
        entries = book.entries(had=had, seed=row.seed)
        if not entries:
            raise NothingToAnswer
        paper = fix_paper(row.quiz, entries, seed=row.seed)
        if book.draws:
            had.append(paper)
        return paper

    def number(self, row: AttemptRow) -> int:
        key = (row.quiz.pk, row.person.pk, row.context)
        if row.quiz.attempts_allowed and self.numbers[key] >= row.quiz.attempts_allowed:
            raise AttemptsUsedUp
        self.numbers[key] += 1
        return self.numbers[key]

    def attempt(self, row: AttemptRow) -> tuple[Attempt, list[Response]]:
        paper = self.paper(row)
        attempt = Attempt(
            quiz=row.quiz,
            person=row.person,
            context=row.context,
            number=self.number(row),
            paper=paper,
            started_at=row.started_at,
        )
        attempt.deadline_at = deadline(attempt.paper["rules"], started_at=row.started_at)
        given = []
        for position, (item, version) in enumerate(
            zip(attempt.paper["items"], frozen(attempt.paper["items"]), strict=True)
        ):
            response = version.type.accept(version.content, row.answers.get(item["item"], []))
            if response:
                given.append(
                    Response(
                        attempt=attempt,
                        position=position,
                        version_id=item["version"],
                        response=response,
                        scaled=self.share(item["digest"], version, response),
                        given_at=row.given_at.get(item["item"], row.started_at),
                    )
                )
            elif row.submitted_at:
                given.append(empty_response(attempt, position, at=row.submitted_at))
        if row.submitted_at:
            waiting = works.places(attempt, {one.position: Given(one.response, one.scaled) for one in given})
            outcome = outcome_of(attempt.paper, {one.position: one.scaled for one in given}, waiting=waiting)
            attempt.state, attempt.submitted_at = State.SUBMITTED, row.submitted_at
            attempt.score, attempt.max_score, attempt.passed = outcome.score, outcome.max_score, outcome.passed
        return attempt, given

    def share(self, digest: str, version: Frozen, response: Any) -> Decimal:
        key = (digest, repr(response))
        if key not in self.scaled:
            self.scaled[key] = version.scaled(response)
        return self.scaled[key]


@transaction.atomic
def record_attempts(rows: Iterable[AttemptRow]) -> int:
    """Record sittings that are over (or open, with no `submitted_at`); give their number. All or none.

    The rules of `start_attempt`, `respond` and `submit` hold, with two differences: it is not repeatable, and
    `attempt_scored` is not sent: whoever records in bulk also tells `courses` in bulk. Rows of one person in order.
    Two inserts per 2,000 rows, a third where people have to mark. Raises AttemptsUsedUp, NothingToAnswer, Unreadable;
    IntegrityError for a second open attempt.
    """
    recorder = _Recorder()
    source = iter(rows)
    n = 0
    while batch := list(islice(source, BATCH)):
        recorder.learn(batch)
        made = [recorder.attempt(row) for row in batch]
        Attempt.objects.bulk_create([attempt for attempt, _ in made])
        Response.objects.bulk_create([one for _, given in made for one in given], batch_size=BATCH)
        works.hand_in_many(made)
        n += len(batch)
    return n


def sample_answers(quiz: Quiz) -> dict[int, list[tuple[Any, Decimal]]]:
    """Give, per item of the quiz as it stands, responses with the share each earns: what a simulation draws from."""
    entries = entries_of(quiz)
    return {
        entry["item"]: [
            (response, version.scaled(response)) for response, _ in version.type.samples(version.content) if response
        ]
        for entry, version in zip(entries, frozen(entries), strict=True)
    }
