"""A piece of work as a marker sees it: the question, what was written or sent, the marks, and what may be done now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from people.api import may

from ..bank.pictures import picture_of
from ..items import Content, settling
from ..items.essay import count_words
from ..items.file_upload import ending_of
from ..items.rubrics import allowed_difference, n_markers
from ..models import Mark, MarkKind, Work
from ..screens.words import lacking
from ..taking.uploads import CONTENT_TYPES
from .rubric_cards import ShownMark, shown_mark
from .works import as_given, claim, rows_of


@dataclass(frozen=True)
class DeskFile:
    """A file without its sender's name for it, which may say who that is."""

    ref: str
    number: int
    ending: str

    @property
    def is_picture(self) -> bool:
        return self.ending in CONTENT_TYPES

    @property
    def kind(self) -> str:
        return self.ending[1:].upper()


@dataclass(frozen=True)
class Said:
    """One row of what was said of a piece of work."""

    row: Mark
    shown: ShownMark
    # Among those that count.
    counts: bool
    is_mine: bool


@dataclass(frozen=True)
class Sheet:
    """Everything one page needs about one piece of work."""

    work: Work
    content: Content
    picture: dict[str, Any] | None
    text: str
    n_words: int
    lacks: str
    files: list[DeskFile]
    # What this user may see of what was said: everything, or only what is the user's own while two are to mark unseen.
    said: list[Said]
    # "mark", "correct", "decide", "claimed", "own", "closed".
    task: str
    may_take_back: bool
    may_see_name: bool
    # The mark the form begins with; None: an empty form.
    start: Mark | None

    @property
    def needs_reason(self) -> bool:
        return self.task in {"correct", "decide"}


def sheet_of(work: Work, user: Any, *, at: datetime) -> Sheet:
    """Show a piece of work to someone who may mark, and claim it where it waits for this user. Four queries at most."""
    content, rows = work.version.content, rows_of(work)
    stands = settling.settle(as_given(rows), markers=n_markers(content), allowed=allowed_difference(content))
    decides = may(user, "decide_marks")
    mine = [row for row in rows if row.kind == MarkKind.MARK and row.marker_id == user.pk and row.round == stands.round]
    own = mine[-1] if mine else None
    task = _task(work, user, stands, own, decides=decides, at=at)
    counting = {row.row for row in stands.counting}
    # Two markers see nothing of each other until both are done.
    blind = work.n_wanted > 0
    seen = [row for row in rows if not blind or row.marker_id == user.pk]
    response = work.response.response
    text = response if isinstance(response, str) else ""
    return Sheet(
        work=work,
        content=content,
        picture=picture_of(content.get("picture")),
        text=text,
        n_words=count_words(text),
        lacks=lacking(content, text),
        files=desk_files(response),
        said=[Said(row, shown_mark(content, row), row.pk in counting, row.marker_id == user.pk) for row in seen],
        task=task,
        may_take_back=decides and bool(stands.counting) and task != "own",
        may_see_name=may(user, "see_whose_work"),
        start=_start(task, rows, stands, own),
    )


def _start(task: str, rows: list[Mark], stands: settling.Settled, own: Mark | None) -> Mark | None:
    if task == "decide" and not stands.differs:
        return next(row for row in rows if row.pk == stands.counting[-1].row)
    return own if task in {"correct", "closed"} else None


def _task(work: Work, user: Any, stands: settling.Settled, own: Mark | None, *, decides: bool, at: datetime) -> str:
    if work.attempt.person.user_id == user.pk:
        return "own"
    is_decided = any(row.kind == settling.DECISION for row in stands.counting)
    is_mine_alone = own is not None and len(stands.counting) == 1 and not is_decided
    if decides and (stands.differs or stands.share is not None) and not is_mine_alone:
        return "decide"
    if own is not None:
        return "closed" if is_decided else "correct"
    if work.n_wanted == 0:
        return "closed"
    return "mark" if claim(work, user, at=at) else "claimed"


def desk_files(response: Any) -> list[DeskFile]:
    if not isinstance(response, list):
        return []
    return [DeskFile(one["ref"], number, ending_of(one["name"])) for number, one in enumerate(response, start=1)]


def desk_file(work: Work, ref: str) -> DeskFile | None:
    """One of the files handed in; others of the same attempt do not exist here."""
    return next((one for one in desk_files(work.response.response) if one.ref == ref), None)


@dataclass(frozen=True)
class Difference:
    """Two marks of one piece of work that are too far apart."""

    work: Work
    stem: str
    # Percent of the points, the lower first.
    percents: list[int]

    @property
    def apart(self) -> int:
        return self.percents[-1] - self.percents[0]


def difference_of(work: Work) -> Difference:
    """No query where the marks were fetched with the work."""
    content, marks = work.version.content, list(work.marks.all())
    stands = settling.settle(as_given(marks), markers=n_markers(content), allowed=allowed_difference(content))
    return Difference(work, content["stem"], sorted(round(row.share * 100) for row in stands.counting))
