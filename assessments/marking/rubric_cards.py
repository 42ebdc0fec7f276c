"""Rubrics and marks as pages show them: to markers, and to those whose work it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from ..items import Content
from ..items.rubrics import allowed_difference, n_markers
from ..items.settling import settle
from ..models import Attempt, Mark, Work
from .works import as_given


@dataclass(frozen=True)
class ShownLevel:
    key: str
    text: str
    points: Decimal
    picked: bool


@dataclass(frozen=True)
class ShownCriterion:
    number: int
    key: str
    text: str
    levels: list[ShownLevel]

    @property
    def name(self) -> str:
        """Of its field."""
        return f"level-{self.key}"

    @property
    def picked(self) -> ShownLevel | None:
        return next((level for level in self.levels if level.picked), None)

    @property
    def most(self) -> Decimal:
        return max(level.points for level in self.levels)


@dataclass(frozen=True)
class ShownMark:
    """One mark that counts."""

    criteria: list[ShownCriterion]
    # Of all points, 0–1.
    share: Decimal
    comment: str

    @property
    def percent(self) -> Decimal:
        return self.share * 100


def criteria_of(content: Content, picked: Mapping[str, str]) -> list[ShownCriterion]:
    """Show a rubric with the levels picked; empty where the item has none."""
    return [
        ShownCriterion(
            number,
            criterion["key"],
            criterion["text"],
            [
                ShownLevel(one["key"], one["text"], Decimal(one["points"]), picked.get(criterion["key"]) == one["key"])
                for one in criterion["levels"]
            ],
        )
        for number, criterion in enumerate(content.get("rubric") or [], start=1)
    ]


def shown_mark(content: Content, mark: Mark) -> ShownMark:
    return ShownMark(criteria_of(content, mark.levels), mark.share, mark.comment)


def marks_shown(attempt: Attempt) -> dict[int, list[ShownMark] | None]:
    """Give the marks that count by place of the paper. None: the work there waits. Two queries."""
    works = Work.objects.filter(attempt=attempt).select_related("version").prefetch_related("marks")
    return {work.position: None if work.share is None else counting(work, list(work.marks.all())) for work in works}


def counting(work: Work, marks: list[Mark]) -> list[ShownMark]:
    """Show the marks of a piece of work that count; `marks`: all of them, oldest first."""
    content = work.version.content
    stands = settle(as_given(marks), markers=n_markers(content), allowed=allowed_difference(content))
    by_pk = {mark.pk: mark for mark in marks}
    return [shown_mark(content, by_pk[row.row]) for row in stands.counting]
