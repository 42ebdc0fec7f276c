"""Quizzes on paper: variants to print, and attempts made of what was ticked on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from people.api import AuditEntry

from ..bank.problems import unreadable_sentence
from ..bank.versions import Frozen, frozen
from ..items import Problem, Unreadable
from ..models import Attempt, Mode, PaperForm, Quiz, Response, State
from ..quizzes.papers import entries_of, fix_paper
from ..quizzes.rules import paper_rules
from ..quizzes.sections import Book
from ..screens.cards import Card, heading_at, make_card
from ..taking import responses
from ..taking.attempts import NothingToAnswer, close
from .letters import LETTERS, Asked, asked_in, can_be_on_paper, read_letters, written


@dataclass(frozen=True)
class SheetQuestion:
    """One question as printed; `number` None: a text to read. `key`: the letters of the right answer."""

    number: int | None
    card: Card
    lines: list[tuple[str, str]]
    key: str
    points: Decimal


@dataclass(frozen=True)
class Sheet:
    """A form ready to be printed. `left_out`: (short name, kind) of what cannot be on paper."""

    form: PaperForm
    questions: list[SheetQuestion]
    # As many letters as the question with the most choices has.
    letters: str
    left_out: list[tuple[str, str]]

    @property
    def numbered(self) -> list[SheetQuestion]:
        return [one for one in self.questions if one.number]


@dataclass(frozen=True)
class Recorded:
    """What became of one sheet. `problems`: (number of the question, 0 for the sheet, and why)."""

    status: str  # saved, there or look
    attempt: Attempt | None = None
    problems: list[tuple[int, Problem]] = field(default_factory=list)


def paper_form(quiz: Quiz, *, seed: int | str, at: datetime, context: str = "", by: Any = None) -> PaperForm:
    """Give the variant of a quiz that this seed makes. ⟳ One query where it was made before, else up to seven.

    What a browser can ask and paper cannot is left out and named in the form. A variant stays as it was first made.
    Raises NothingToAnswer where nothing is left.
    """
    found = PaperForm.objects.filter(quiz=quiz, context=context, seed=str(seed)).first()
    if found:
        return found
    entries = Book(quiz, entries_of(quiz)).entries(seed=seed)
    kept, left_out = [], []
    for entry, version in zip(entries, frozen(entries), strict=True):
        if can_be_on_paper(version.type.present(version.content, [])):
            kept.append(entry)
        else:
            left_out.append([version.content["stem"], version.kind])
    paper = fix_paper(quiz, kept, seed=seed)
    if not any(version.type.is_scored for version in frozen(kept)):
        raise NothingToAnswer
    paper = {**paper, "rules": paper_rules(paper["rules"]), "left_out": left_out}
    form, _ = PaperForm.objects.get_or_create(
        quiz=quiz, context=context, seed=str(seed), defaults={"paper": paper, "made_at": at, "made_by": by}
    )
    return form


def new_variant(quiz: Quiz, *, context: str, by: Any, at: datetime) -> PaperForm:
    """Make one more variant of a quiz. Raises NothingToAnswer."""
    return paper_form(quiz, seed=f"variant-{_n_forms(quiz, context) + 1}", context=context, by=by, at=at)


def _n_forms(quiz: Quiz, context: str) -> int:
    return PaperForm.objects.filter(quiz=quiz, context=context).count()


def forms_of(quiz: Quiz, *, context: str = "") -> list[PaperForm]:
    """List the variants of a quiz made so far. One query."""
    return list(PaperForm.objects.filter(quiz=quiz, context=context))


def find_form(pk: int) -> PaperForm | None:
    """Give a variant with its quiz. One query."""
    return PaperForm.objects.select_related("quiz").filter(pk=pk).first()


def quizzes_to_print() -> Any:
    """The published quizzes, by title, as a query."""
    return Quiz.objects.filter(live=True).order_by("title", "pk")


def find_quiz(pk: int) -> Quiz | None:
    """Give a published quiz. One query."""
    return Quiz.objects.filter(pk=pk, live=True).first()


def sheet_of(form: PaperForm) -> Sheet:
    """Give all that stands on the sheets of a form, and its key. No query, but for versions not in memory."""
    entries = form.paper["items"]
    versions = frozen(entries)
    asked = {one.position: one for one in asked_of(form, versions)}
    questions = []
    for position, (entry, version) in enumerate(zip(entries, versions, strict=True)):
        shown = version.type.present(version.content, entry["order"])
        card = make_card(position, shown, section=heading_at(form.paper, position))
        one = asked.get(position)
        right = version.type.right_response(version.content)
        questions.append(
            SheetQuestion(
                number=list(asked).index(position) + 1 if one else None,
                card=card,
                lines=list(zip(LETTERS, (choice.text for choice in card.choices), strict=False)),
                key=written(right, one) if one and right else "",
                points=Decimal(entry["points"]),
            )
        )
    most = max((len(one.lines) for one in questions), default=0)
    return Sheet(form, questions, LETTERS[:most], [(stem, kind) for stem, kind in form.paper["left_out"]])


def asked_of(form: PaperForm, versions: list[Frozen] | None = None) -> list[Asked]:
    """List what the form asks, in order."""
    entries = form.paper["items"]
    versions = versions or frozen(entries)
    return asked_in(
        [
            version.type.present(version.content, entry["order"])
            for entry, version in zip(entries, versions, strict=True)
        ]
    )


def record_letters(form: PaperForm, person: Any, text: str, *, by: Any, at: datetime) -> Recorded:
    """Record what someone typed of a person's sheet. ⟳ A person has one sheet of each form."""
    given, problems = read_letters(text, asked_of(form))
    if problems:
        return Recorded("look", None, problems)
    return record_paper_attempt(form, person, given, by=by, ref=f"form-{form.pk}-{person.pk}", at=at)


def record_paper_attempt(
    form: PaperForm, person: Any, given: Mapping[int, Any], *, by: Any, ref: str, at: datetime
) -> Recorded:
    """Score a sheet as if handed in at `at`, by the same rules as an attempt on a device. ⟳ by `ref`.

    `given`: responses by position in the form's paper; what is not there was left open. Already there with other
    answers, or in the way of an open attempt or of the number allowed: nothing is written and the reason given.
    Sends `attempt_scored`; writes an audit entry.
    """
    before = Attempt.objects.filter(quiz=form.quiz, ref=ref).first()
    if before:
        return _already(form, before, given)
    versions = frozen(form.paper["items"])
    rows, problems = [], []
    for position, response in given.items():
        version = versions[position]
        try:
            accepted = version.type.accept(version.content, response)
        except Unreadable as unreadable:
            problems.append(
                (_number(form, position), Problem("unreadable", {"why": unreadable_sentence(unreadable.code)}))
            )
            continue
        if accepted:
            rows.append((position, accepted, version.scaled(accepted)))
    taken = Attempt.objects.filter(quiz=form.quiz, person=person, context=form.context)
    if not problems:
        problems = _in_the_way(form.quiz, taken)
    if problems:
        return Recorded("look", None, problems)
    try:
        return Recorded("saved", _save(form, person, rows, taken, by=by, ref=ref, at=at))
    except IntegrityError:
        # Someone else was entering the same sheet, or the person has just begun on a device.
        before = Attempt.objects.filter(quiz=form.quiz, ref=ref).first()
        return _already(form, before, given) if before else Recorded("look", None, [(0, Problem("attempt_open"))])


@transaction.atomic
def _save(form: PaperForm, person: Any, rows: list, taken: Any, *, by: Any, ref: str, at: datetime) -> Attempt:
    attempt = Attempt.objects.create(
        quiz=form.quiz,
        person=person,
        context=form.context,
        number=(taken.aggregate(last=Max("number"))["last"] or 0) + 1,
        paper=form.paper,
        started_at=at,
        mode=Mode.PAPER,
        recorded_by=by,
        ref=ref,
    )
    Response.objects.bulk_create(
        Response(
            attempt=attempt,
            position=position,
            version_id=form.paper["items"][position]["version"],
            response=response,
            scaled=scaled,
            given_at=at,
        )
        for position, response, scaled in rows
    )
    close(attempt, responses.newest(attempt), at=at)
    AuditEntry.objects.create(at=at, by=by, action="record_paper", person=person, detail={"form": form.code})
    return attempt


def _in_the_way(quiz: Quiz, taken: Any) -> list[tuple[int, Problem]]:
    if taken.filter(state=State.OPEN).exists():
        return [(0, Problem("attempt_open"))]
    if quiz.attempts_allowed and taken.count() >= quiz.attempts_allowed:
        return [(0, Problem("attempts_used_up"))]
    return []


def _already(form: PaperForm, before: Attempt, given: Mapping[int, Any]) -> Recorded:
    kept = {position: one.response for position, one in responses.newest(before).items() if one.response}
    typed = {position: list(response) for position, response in given.items() if response}
    differ = [
        position
        for position in sorted(kept.keys() | typed.keys())
        if set(kept.get(position, ())) != set(typed.get(position, ()))
    ]
    if not differ:
        return Recorded("there", before)
    return Recorded("look", before, [(_number(form, position), Problem("sheet_differs")) for position in differ])


def _number(form: PaperForm, position: int) -> int:
    return [one.position for one in asked_of(form)].index(position) + 1
