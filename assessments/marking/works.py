"""Pieces of work that people mark: made when an attempt is handed in, claimed by markers, listed for them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from ..bank.versions import frozen
from ..items import settling
from ..items.rubrics import n_markers
from ..models import Attempt, ItemVersion, Mark, MarkKind, Quiz, Response, Work
from ..taking.scoring import Given

# Reading a long text with care takes minutes; a marker called away must not keep it for the day.
CLAIM = timedelta(minutes=30)


def places(attempt: Attempt, given: Mapping[int, Given]) -> list[int]:
    """List the places whose answer a person has to mark. No query where versions are in memory."""
    return [
        position
        for position, version in enumerate(frozen(attempt.paper["items"]))
        if version.type.needs_marking and position in given and given[position].response
    ]


def hand_in(attempt: Attempt, positions: Iterable[int], *, at: datetime) -> None:
    """Put what was handed in on the markers' pile. Two statements where there is any."""
    wanted = set(positions)
    if wanted:
        rows = Response.objects.filter(attempt=attempt, position__in=wanted).order_by("pk")
        _pile([(attempt, {row.position: row for row in rows})], at=at)


def hand_in_many(made: Iterable[tuple[Attempt, list[Response]]]) -> None:
    """The same for attempts recorded in bulk, with their responses as stored."""
    done = []
    for attempt, rows in made:
        if attempt.submitted_at:
            given = {row.position: Given(row.response, row.scaled) for row in rows}
            wanted = set(places(attempt, given))
            done.append((attempt, {row.position: row for row in rows if row.position in wanted}))
    _pile(done)


def _pile(handed_in: Iterable[tuple[Attempt, Mapping[int, Response]]], *, at: datetime | None = None) -> None:
    works = []
    for attempt, newest in handed_in:
        versions = frozen(attempt.paper["items"]) if newest else []
        works += [
            Work(
                attempt=attempt,
                position=position,
                response=response,
                item_id=attempt.paper["items"][position]["item"],
                version_id=response.version_id,
                handed_in_at=at or attempt.submitted_at,
                n_wanted=n_markers(versions[position].content),
            )
            for position, response in newest.items()
        ]
    Work.objects.bulk_create(works)


def still_waiting(attempt: Attempt) -> set[int]:
    """The places of an attempt that no mark has settled. One query."""
    return set(Work.objects.filter(attempt=attempt, share=None).values_list("position", flat=True))


def find_work(pk: int, *, lock: bool = False) -> Work | None:
    """Give a piece of work with its attempt, quiz and version; what was written comes with it. One query."""
    works = Work.objects.select_related("attempt__quiz", "attempt__person", "response", "version", "claimed_by")
    if lock:
        works = works.select_for_update(of=("self",))
    return works.filter(pk=pk, erased_at=None).first()


def rows_of(work: Work) -> list[Mark]:
    """Every mark ever given to it, oldest first. One query."""
    return list(work.marks.select_related("marker__person").order_by("pk"))


def as_given(marks: Iterable[Mark]) -> list[settling.Given]:
    return [settling.Given(mark.kind, mark.marker_id, Fraction(mark.share), mark.pk) for mark in marks]


def not_by(works: QuerySet[Work], user: Any) -> QuerySet[Work]:
    """Without what this user wrote, and without what he or she has marked since the last time marks were taken back."""
    newest = Mark.objects.filter(work=OuterRef("pk")).order_by("-pk")
    mine = newest.filter(marker=user)
    # The kind of the very newest row says whether a new round has begun since. No row: neither mine nor theirs.
    now = works.annotate(
        my_round=Coalesce(Subquery(mine.values("round")[:1]), 0),
        newest_round=Coalesce(Subquery(newest.values("round")[:1]), -1),
        newest_kind=Coalesce(Subquery(newest.values("kind")[:1]), Value("")),
    )
    not_marked = ~Q(my_round=F("newest_round")) | Q(newest_kind=MarkKind.TAKEN_BACK)
    not_mine = Q(attempt__person__user=None) | ~Q(attempt__person__user=user)
    return now.filter(not_marked, not_mine)


def waiting_for(user: Any) -> QuerySet[Work]:
    """What this user could mark, claimed by others or not."""
    return not_by(Work.objects.filter(n_wanted__gt=0, erased_at=None), user)


def claim(work: Work, user: Any, *, at: datetime) -> bool:
    """Let the user mark this piece for half an hour; say whether nobody else is at it. ⟳ One statement."""
    free = Q(claimed_by=None) | Q(claimed_until__lte=at) | Q(claimed_by=user)
    return bool(
        Work.objects.filter(free, pk=work.pk, n_wanted__gt=0, erased_at=None).update(
            claimed_by=user, claimed_until=at + CLAIM
        )
    )


def release(work: Work, user: Any) -> None:
    """Give a claim back."""
    Work.objects.filter(pk=work.pk, claimed_by=user).update(claimed_by=None, claimed_until=None)


def claim_next(user: Any, *, item: int, quiz: int, after: int = 0, at: datetime) -> Work | None:
    """Claim the oldest piece of an item in a quiz that this user may mark; None: there is none just now.

    What the user has claimed already comes first; `after` is a piece to be left aside. Two markers who ask at the same
    moment get two pieces: whose statement finds a piece taken goes on to the next.
    """
    free = Q(claimed_by=None) | Q(claimed_until__lte=at) | Q(claimed_by=user)
    waiting = waiting_for(user).filter(free, item=item, attempt__quiz=quiz).exclude(pk=after)
    mine_first = Count("pk", filter=Q(claimed_by=user, claimed_until__gt=at))
    for work in waiting.annotate(mine=mine_first).order_by("-mine", "handed_in_at", "pk")[:50]:
        if claim(work, user, at=at):
            return work
    return None


@dataclass(frozen=True)
class Pile:
    """What waits of one item in one quiz."""

    quiz: Quiz
    item: int
    kind: str
    stem: str
    # For this marker; and among them those that somebody else is at just now.
    n: int
    n_claimed: int
    oldest_at: datetime


def piles(user: Any, *, at: datetime) -> list[Pile]:
    """What this user could mark, by quiz and item, the longest waiting first. Three queries."""
    others = Q(claimed_until__gt=at) & ~Q(claimed_by=user)
    found = list(
        waiting_for(user)
        .values("attempt__quiz", "item")
        .annotate(
            n=Count("pk"), n_claimed=Count("pk", filter=others), oldest=Min("handed_in_at"), newest=Min("version")
        )
        .order_by("oldest", "item")
    )
    quizzes = Quiz.objects.in_bulk({row["attempt__quiz"] for row in found})
    versions = ItemVersion.objects.in_bulk({row["newest"] for row in found})
    return [
        Pile(
            quiz=quizzes[row["attempt__quiz"]],
            item=row["item"],
            kind=versions[row["newest"]].kind,
            stem=versions[row["newest"]].content["stem"],
            n=row["n"],
            n_claimed=row["n_claimed"],
            oldest_at=row["oldest"],
        )
        for row in found
    ]


def n_differing() -> int:
    """How many pieces wait for someone to decide. One query."""
    return Work.objects.filter(differs=True, erased_at=None).count()


def differing() -> QuerySet[Work]:
    """The pieces where two markers are too far apart, the oldest first; each with its marks."""
    works = Work.objects.filter(differs=True, erased_at=None)
    return works.select_related("attempt__quiz", "version").prefetch_related("marks").order_by("handed_in_at", "pk")


def marked(user: Any, *, by_all: bool) -> QuerySet[Work]:
    """What has been marked, the newest mark first: by this user, or by everyone."""
    marks = Mark.objects.filter(work=OuterRef("pk")).order_by("-pk")
    mine = marks if by_all else marks.filter(marker=user)
    works = Work.objects.filter(erased_at=None).annotate(last=Subquery(mine.values("pk")[:1]))
    return works.exclude(last=None).select_related("attempt__quiz", "version").order_by("-last")
