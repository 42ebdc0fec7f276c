"""Regrading: attempts scored again by a corrected version. The one way a score changes after handing in.

Nothing is overwritten that was given: a regraded place gets a new response row with the same response and the version
that scored it, the paper says so too, and the attempt's score is again the sum over its newest rows.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, TextField
from django.db.models.functions import Cast

from people.api import AuditEntry

from ..bank.versions import Frozen, frozen
from ..models import (
    Attempt,
    Item,
    ItemVersion,
    LineState,
    Quiz,
    QuizItem,
    Regrade,
    RegradeLine,
    RegradePolicy,
    Response,
    State,
)
from ..quizzes.rules import is_practice
from ..signals import attempt_scored
from ..taking.attempts import outcome_of
from ..taking.practice import earned_by, tried_by
from ..taking.rescoring import (
    REGRADED,
    NotComparable,
    check_structure,
    regrade_ref,
    scorer_of,
    share_by,
    step_of,
    takes,
)
from ..taking.scoring import NOTHING, Given, as_share

BATCH = 500


class NotRegradable(Exception):
    """This regrade makes no sense; `code`: other_item, same_version, not_scored_by_rule."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Change:
    """One place of an attempt as the new version scores it."""

    position: int
    response: Any
    scaled: Decimal
    given_at: datetime


@dataclass(frozen=True)
class Planned:
    """What a regrade does to one attempt: the line to keep, and the rows to add."""

    line: RegradeLine
    changes: list[Change] = field(default_factory=list)


class Plan:
    """A regrade worked out on attempts, without writing anything. The same reckoning shows the dry run and commits."""

    def __init__(self, regrade: Regrade) -> None:
        self.regrade = regrade
        versions = ItemVersion.objects.filter(
            Q(pk=regrade.to_version_id) | Q(pk__in=regrade.from_versions.values("pk"))
        )
        self.versions = {version.pk: version for version in versions}
        self.target = self.versions[regrade.to_version_id]
        self.sources = {pk: version for pk, version in self.versions.items() if pk != regrade.to_version_id}
        self.shares: dict[str, Decimal | str] = {}
        self.structures: dict[str, str] = {}

    @cached_property
    def new(self) -> Frozen:
        return Frozen(self.target.kind, self.target.content)

    def attempt_ids(self) -> list[int]:
        """List the attempts that any of the old versions scores now, oldest first. Two queries, and their papers.

        Open ones are looked for first: one handed in between the two questions is found by both rather than by none.
        """
        mine = Attempt.objects.filter(quiz=self.regrade.quiz_id) if self.regrade.quiz_id else Attempt.objects.all()
        named = Q(pk__in=[])
        for version in self.sources.values():
            # Only to spare reading every open paper; `_positions` looks closely.
            named |= Q(text__contains=version.digest)
        still_open = mine.filter(state=State.OPEN).annotate(text=Cast("paper", TextField())).filter(named)
        found = set(still_open.values_list("pk", flat=True))
        found |= set(
            mine.filter(state=State.SUBMITTED, responses__version__in=list(self.sources)).values_list("pk", flat=True)
        )
        ids = sorted(found)
        kept = []
        for batch in _batches(ids):
            papers = Attempt.objects.filter(pk__in=batch).order_by("pk").values_list("pk", "paper")
            kept += [pk for pk, paper in papers if self._positions(paper)]
        return kept

    def planned(self, attempts: Sequence[Attempt], *, first_number: int = 1) -> Iterator[Planned]:
        """Work out what becomes of attempts (those no longer concerned are passed over). One query."""
        rows: dict[int, dict[int, list[Response]]] = {}
        for row in Response.objects.filter(attempt__in=attempts).order_by("id"):
            rows.setdefault(row.attempt_id, {}).setdefault(row.position, []).append(row)
        number = first_number
        for attempt in attempts:
            positions = self._positions(attempt.paper)
            if positions:
                yield self._planned(attempt, positions, rows.get(attempt.pk, {}), number)
                number += 1

    def _positions(self, paper: dict[str, Any]) -> list[int]:
        return [n for n, entry in enumerate(paper["items"]) if scorer_of(entry)["version"] in self.sources]

    def _planned(
        self, attempt: Attempt, positions: list[int], rows: Mapping[int, list[Response]], number: int
    ) -> Planned:
        is_open = attempt.state == State.OPEN
        line = RegradeLine(
            regrade=self.regrade,
            attempt=attempt,
            number=number,
            state=LineState.OPEN if is_open else LineState.SAME,
            old_score=attempt.score,
            new_score=attempt.score,
            max_score=attempt.max_score,
            old_passed=attempt.passed,
            new_passed=attempt.passed,
        )
        given = _given(attempt, rows)
        shares = {position: one.scaled for position, one in given.items()}
        changes, kept = [], False
        for position in positions:
            one, said = given.get(position, NOTHING), rows.get(position, [])
            at = said[-1].given_at if said else attempt.submitted_at or attempt.started_at
            new = self._share(attempt, position, one.response, said)
            if isinstance(new, str):
                line.state, line.refusal = LineState.REFUSED, new
                return Planned(line)
            if not is_open and not takes(self.regrade.policy, one.scaled, new):
                kept = True
                continue
            changes.append(Change(position, one.response, new, at))
            shares[position] = new
        if not is_open:
            self._weigh(line, attempt, shares, kept=kept)
        return Planned(line, changes)

    def _weigh(self, line: RegradeLine, attempt: Attempt, shares: dict[int, Decimal], *, kept: bool) -> None:
        outcome = outcome_of(attempt.paper, shares)
        line.new_score = outcome.score
        # None: it waits for a person to mark it, and still does.
        line.new_passed = None if attempt.passed is None else outcome.passed
        if (line.new_score, line.new_passed) != (line.old_score, line.old_passed):
            line.state = LineState.CHANGED
        elif kept:
            line.state = LineState.KEPT

    def _share(self, attempt: Attempt, position: int, response: Any, rows: list[Response]) -> Decimal | str:
        """The new share; or why there is none."""
        entry = attempt.paper["items"][position]
        if entry["digest"] not in self.structures:
            self.structures[entry["digest"]] = self._difference(entry)
        if self.structures[entry["digest"]]:
            return self.structures[entry["digest"]]
        if attempt.state == State.OPEN:
            return Decimal(0)  # known only when it is handed in
        if is_practice(attempt.paper):
            return self._share_of_tries(attempt, rows)
        key = repr(response)
        if key not in self.shares:
            try:
                self.shares[key] = share_by(self.new, response)
            except NotComparable as problem:
                self.shares[key] = problem.code
        return self.shares[key]

    def _share_of_tries(self, attempt: Attempt, rows: list[Response]) -> Decimal | str:
        """The same in practice, where every try counts."""
        answers = [row for row in rows if not row.ref.startswith(REGRADED)]
        try:
            return as_share(tried_by(self.new, attempt.paper["rules"], answers).share) if answers else Decimal(0)
        except NotComparable as problem:
            return problem.code

    def _difference(self, entry: dict[str, Any]) -> str:
        """Why nothing given to the version asked can be scored by the new one; "": it can."""
        try:
            check_structure(frozen([entry])[0], self.new)
        except NotComparable as problem:
            return problem.code
        return ""


def _given(attempt: Attempt, rows: Mapping[int, list[Response]]) -> dict[int, Given]:
    if is_practice(attempt.paper):
        return earned_by(attempt.paper, [row for said in rows.values() for row in said])
    return {position: Given(said[-1].response, said[-1].scaled) for position, said in rows.items()}


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


@transaction.atomic
def prepare_regrade(
    item: Item,
    versions: Sequence[ItemVersion],
    to: ItemVersion,
    *,
    quiz: Quiz | None = None,
    policy: str = RegradePolicy.UP,
    reason: str,
    by,
    at: datetime,
) -> Regrade:
    """Write down what is to be scored anew, and why; no score changes. Raises NotRegradable."""
    if not versions or any(version.item_id != item.pk for version in (*versions, to)):
        raise NotRegradable("other_item")
    if to in versions:
        raise NotRegradable("same_version")
    new = Frozen(to.kind, to.content)
    if new.type.needs_marking or not new.type.is_scored:
        raise NotRegradable("not_scored_by_rule")
    made = Regrade.objects.create(
        item=item, quiz=quiz, to_version=to, policy=RegradePolicy(policy), reason=reason, made_by=by, made_at=at
    )
    made.from_versions.set(versions)
    return made


def find_regrade(pk: int) -> Regrade | None:
    """Give a regrade with what a page shows of it. One query."""
    named = Regrade.objects.select_related("item", "quiz", "to_version", "made_by__person", "committed_by__person")
    return named.filter(pk=pk).first()


def regrades_to_list() -> QuerySet[Regrade]:
    """All regrades, the newest first, each with the number of attempts it changed once committed."""
    changed = Count("lines", filter=Q(lines__state=LineState.CHANGED))
    # Counting groups the rows, and then the order of the model no longer counts.
    return Regrade.objects.select_related("item", "quiz", "to_version").annotate(n_changed=changed).order_by("-pk")


@transaction.atomic
def commit_regrade(regrade: Regrade, *, by, at: datetime) -> Regrade:
    """Score anew, in one transaction, and give the regrade as it now is. ⟳ Committed already: nothing changes.

    Every attempt is locked and worked out afresh: what happened since the dry run counts. Sends `attempt_scored` for
    those whose score or passing changed. Open attempts follow when handed in (`attempts.close`).
    """
    held = Regrade.objects.select_for_update().get(pk=regrade.pk)
    if held.committed_at is not None:
        return held
    plan, number, states = Plan(held), 1, Counter[str]()
    for ids in _batches(plan.attempt_ids()):
        locked = Attempt.objects.select_for_update(of=("self",)).select_related("person", "quiz").filter(pk__in=ids)
        done = list(plan.planned(list(locked.order_by("pk")), first_number=number))
        number += len(done)
        states.update(one.line.state for one in done)
        _write(plan, done, at=at)
    held.committed_at, held.committed_by = at, by
    held.save(update_fields=["committed_at", "committed_by"])
    detail = {"regrade": held.pk, "item": held.item_id, "version": held.to_version_id, **states}
    AuditEntry.objects.create(at=at, by=by, action="regrade", detail=detail)
    return held


def _write(plan: Plan, done: list[Planned], *, at: datetime) -> None:
    RegradeLine.objects.bulk_create(one.line for one in done)
    Response.objects.bulk_create(
        Response(
            attempt=one.line.attempt,
            position=change.position,
            version=plan.target,
            response=change.response,
            scaled=change.scaled,
            given_at=change.given_at,
            # The database takes it once.
            ref=regrade_ref(plan.regrade.pk, change.position),
        )
        for one in done
        if one.line.state != LineState.OPEN
        for change in one.changes
    )
    for one in done:
        if one.changes:
            _mark(plan, one)
        if one.line.state == LineState.CHANGED:
            attempt_scored.send(sender=Attempt, attempt=one.line.attempt, at=at, regrade=plan.regrade.pk)


def _mark(plan: Plan, one: Planned) -> None:
    """Let the paper say which version scores, and the attempt what it is worth."""
    attempt = one.line.attempt
    for change in one.changes:
        entry = attempt.paper["items"][change.position]
        entry["scored"] = step_of(
            entry,
            version=plan.target.pk,
            digest=plan.target.digest,
            regrade=plan.regrade.pk,
            policy=plan.regrade.policy,
        )
    attempt.score, attempt.passed = one.line.new_score, one.line.new_passed
    attempt.save(update_fields=["paper", "score", "passed"])


class DryRun(Sequence[RegradeLine]):
    """The lines a commit would write now, worked out where they are looked at. A page costs one page's attempts."""

    def __init__(self, regrade: Regrade) -> None:
        self.plan = Plan(regrade)
        self.ids = self.plan.attempt_ids()

    def __len__(self) -> int:
        return len(self.ids)

    def __getitem__(self, place):
        if not isinstance(place, slice):
            return self[place : place + 1][0]
        start, _stop, _step = place.indices(len(self.ids))
        attempts = Attempt.objects.select_related("person").filter(pk__in=self.ids[place]).order_by("pk")
        return [one.line for one in self.plan.planned(list(attempts), first_number=start + 1)]

    def __iter__(self) -> Iterator[RegradeLine]:
        for start in range(0, len(self.ids), BATCH):
            yield from self[start : start + BATCH]


def regrade_lines(regrade: Regrade) -> Sequence[RegradeLine] | QuerySet[RegradeLine]:
    """Give the lines of a regrade with their persons: as kept by its commit, else as a dry run makes them now."""
    if regrade.committed_at is None:
        return DryRun(regrade)
    return regrade.lines.select_related("attempt__person")


@dataclass(frozen=True)
class Counts:
    """How many attempts a regrade concerns."""

    by_state: dict[str, int]
    n_up: int
    n_down: int
    n_pass: int
    n_fail: int

    @property
    def n(self) -> int:
        return sum(self.by_state.values())


def count_lines(lines: Iterable[RegradeLine]) -> Counts:
    """Count what a regrade did, or would do now. Reads every attempt of a dry run."""
    states, n_up, n_down, n_pass, n_fail = Counter[str](), 0, 0, 0, 0
    for line in lines:
        states[line.state] += 1
        if line.state == LineState.CHANGED:
            n_up += line.new_score > line.old_score
            n_down += line.new_score < line.old_score
            n_pass += bool(line.new_passed) and line.old_passed is False
            n_fail += line.new_passed is False and bool(line.old_passed)
    return Counts(dict(states), n_up, n_down, n_pass, n_fail)


def still_asking(regrade: Regrade) -> list[Quiz]:
    """List the quizzes that would go on asking one of the old versions, for a place is fixed to it. One query."""
    places = QuizItem.objects.filter(version__in=regrade.from_versions.values("pk"))
    return list(Quiz.objects.filter(pk__in=places.values("quiz"), live=True).order_by("title"))
