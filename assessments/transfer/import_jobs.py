"""The work on imports, beside the web server: reading files, adding to the bank, taking back.

`manage.py tick` calls `run_imports` every second (docs/decisions/0017). A job is claimed by a conditional UPDATE and
says with each step that it lives. One that has been silent for DEAD_AFTER is claimed anew and goes on where it was;
after MAX_TRIES it stops, and a trainer can start it again.
"""

import logging
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from ..bank.authoring import item_problems
from ..bank.twins import asked_digest, bank_digests
from ..exchange.drafts import Draft, Refused, Report
from ..exchange.formats import read
from ..items import Problem
from ..models import ImportedFile, ImportedQuestion, QuestionImport, Stage
from ..models.question_imports import private_files
from .import_pictures import Picture, look_at, picture_hash
from .imports import bare_content, lost_of, store_one, unstorable
from .question_imports import KEPT, MAX_QUESTIONS, forget, reason_json, remove_files

DEAD_AFTER = timedelta(minutes=3)
MAX_TRIES = 2
READ_AT_ONCE = 100
# Each batch is one transaction: learners' answers wait no longer than this takes.
ADDED_AT_ONCE = 20
MAX_DROPPED = 200

logger = logging.getLogger(__name__)
Clock = Callable[[], datetime]


class _Lost(Exception):
    """Somebody else has taken the job over, or it was thrown away."""


def run_imports(*, at: datetime, clock: Clock = timezone.now) -> int:
    """Do all work on imports that is due, and forget uploads older than a week; give the number of jobs done.

    One query where nothing is due. A job that fails is noted on its import and does not raise.
    """
    n = 0
    while job := _claim(at):
        n += 1
        try:
            _WORK[job.one.stage](job, clock)
        except _Lost:
            continue
        except FileNotFoundError:
            job.stop("file_gone")
        except Exception as problem:  # noqa: BLE001 - whatever it was, the import says that it stopped
            # The class only: the text may hold what somebody wrote.
            logger.error("import %s stopped: %s", job.one.pk, type(problem).__name__)
            job.stop("failed")
    return n


def forget_old_uploads(*, at: datetime) -> int:
    """Remove uploads that nobody added within a week; give their number. One query where there are none."""
    old = QuestionImport.objects.filter(uploaded_at__lt=at - KEPT, added_at=None, forgotten_at=None)
    n = 0
    for one in old.filter(Q(add_asked_at=None) | ~Q(stopped="")):
        with transaction.atomic():
            forget(one, at=at)
        n += 1
    return n


class _Job:
    """One claimed piece of work."""

    def __init__(self, one: QuestionImport, claim: str) -> None:
        self.one, self.token = one, claim

    def beat(self, clock: Clock, percent: float) -> None:
        """Say that it lives and how far it is, in the transaction of the step. Raises _Lost."""
        mine = QuestionImport.objects.filter(pk=self.one.pk, claim=self.token, forgotten_at=None)
        if not mine.update(beat_at=clock(), percent=min(99, int(percent))):
            raise _Lost

    def end(self, **fields: Any) -> None:
        """Note what is done and let go. Raises _Lost."""
        mine = QuestionImport.objects.filter(pk=self.one.pk, claim=self.token, forgotten_at=None)
        if not mine.update(claim="", beat_at=None, percent=100, **fields):
            raise _Lost

    def stop(self, why: str) -> None:
        QuestionImport.objects.filter(pk=self.one.pk, claim=self.token).update(claim="", stopped=why)


def _claim(at: datetime) -> _Job | None:
    waits = Q(read_at=None) | Q(added_at=None, add_asked_at__isnull=False) | Q(undo_asked_at__isnull=False)
    due = QuestionImport.objects.filter(waits, stopped="", forgotten_at=None, undone_at=None)
    free = Q(claim="") | Q(beat_at__lt=at - DEAD_AFTER)
    while one := due.filter(free).order_by("uploaded_at", "pk").first():
        mine = QuestionImport.objects.filter(pk=one.pk, claim=one.claim, beat_at=one.beat_at)
        if one.tries >= MAX_TRIES:
            mine.update(claim="", stopped="silent")
            continue
        token = uuid.uuid4().hex
        if mine.update(claim=token, beat_at=at, tries=F("tries") + 1):
            return _Job(one, token)
    return None


def _read(job: _Job, clock: Clock) -> None:
    one = job.one
    with transaction.atomic():
        job.beat(clock, 0)
        # Of an earlier try.
        one.questions.all().delete()
    bank, seen, position = bank_digests(), set[str](), 0
    files = list(one.files.all())
    for number, file in enumerate(files):
        share = 100 / len(files)
        with private_files().open(file.stored) as stored:
            report = _report(stored.read(), file.filename)
        rows = _rows(file, report, bank, seen, position)
        done = 0
        while batch := list(islice(rows, READ_AT_ONCE)):
            with transaction.atomic():
                job.beat(clock, share * (number + done / max(report.found, 1)))
                ImportedQuestion.objects.bulk_create(batch)
            done += len(batch)
        position += done
        attributed = {id(one) for draft in report.drafts for one in draft.dropped}
        others = [one for one in report.dropped if id(one) not in attributed]
        file.dropped = [[one.where, reason_json(one.what)] for one in others[:MAX_DROPPED]]
        file.format = report.format
        file.save(update_fields=["dropped", "format"])
        job.beat(clock, share * (number + 1))
    job.end(read_at=clock(), n_found=position, n_refused=one.questions.filter(refused__isnull=False).count(), tries=0)


def _report(data: bytes, filename: str) -> Report:
    if not data:
        return Report("", [], [Refused("file", Problem("file_empty"))], [])
    try:
        return read(data, filename)
    except Exception as problem:  # noqa: BLE001 - readers promise not to raise; one that does must not hide the rest
        logger.error("reader failed: %s", type(problem).__name__)
        return Report("", [], [Refused("file", Problem("reader_failed"))], [])


def _rows(
    file: ImportedFile, report: Report, bank: dict[str, int], seen: set[str], position: int
) -> Iterator[ImportedQuestion]:
    """Give the rows of one file: what was refused where it can be told, then what was read."""
    made = {"question_import_id": file.question_import_id, "file": file}
    for refused in report.refused:
        yield ImportedQuestion(**made, position=position, place=refused.where[:300], refused=reason_json(refused.why))
        position += 1
    for draft in report.drafts:
        row = ImportedQuestion(
            **made, position=position, place=draft.where[:300], kind=draft.kind, title=draft.name[:120]
        )
        position += 1
        why = Problem("too_many_questions", {"most": MAX_QUESTIONS}) if position > MAX_QUESTIONS else unstorable(draft)
        if why:
            row.refused = reason_json(why)
        else:
            _fill(row, draft, bank, seen)
        yield row


def _fill(row: ImportedQuestion, draft: Draft, bank: dict[str, int], seen: set[str]) -> None:
    """Keep what a draft says; its pictures go to the private files."""
    lost = [one.what for one in draft.dropped] + list(lost_of(draft))
    content = bare_content(draft)
    media: dict[str, Any] = {}
    picture = content.get("picture")
    name = picture_hash(draft.media.get(picture["file"], b"")) if picture else ""
    if picture:
        found = look_at(draft.media.get(picture["file"], b""), picture["file"])
        if isinstance(found, Picture):
            place = f"{row.question_import_id}/media/{name}"
            if not private_files().exists(place):
                private_files().save(place, ContentFile(draft.media[picture["file"]]))
            media = {"name": found.name, "hash": name, "width": found.width, "height": found.height}
        else:
            lost.append(found)
            content["picture"], name = None, ""
    row.draft = {"content": content, "category": draft.category, "language": draft.language, "picture": media}
    for reason in map(reason_json, lost):
        if reason not in row.dropped:
            row.dropped.append(reason)
    row.digest = asked_digest(draft.kind, content, picture=name)
    row.twin_id, row.is_again = bank.get(row.digest), row.digest in seen
    row.chosen = row.twin_id is None and not row.is_again
    seen.add(row.digest)


def draft_of_row(row: ImportedQuestion) -> Draft:
    """Make the draft again that a row was filled with; its picture's bytes are read from the private files."""
    content, kept = dict(row.draft["content"]), row.draft["picture"]
    media = {}
    if content.get("picture") and kept:
        with private_files().open(f"{row.question_import_id}/media/{kept['hash']}") as file:
            media[kept["name"]] = file.read()
        content["picture"] = {**content["picture"], "file": kept["name"]}
    draft = Draft(row.kind, row.title, content, row.draft["category"], row.draft["language"])
    return replace(draft, media=media)


def _add(job: _Job, clock: Clock) -> None:
    one = job.one
    n_wanted = one.questions.filter(chosen=True).count()
    todo = list(one.questions.filter(chosen=True, added=False).order_by("position").values_list("pk", flat=True))
    for start in range(0, len(todo), ADDED_AT_ONCE):
        with transaction.atomic():
            job.beat(clock, 100 * (n_wanted - len(todo) + start) / n_wanted)
            for row in one.questions.filter(pk__in=todo[start : start + ADDED_AT_ONCE]).order_by("position"):
                _add_one(row, one)
    with transaction.atomic():
        job.end(added_at=clock(), n_added=one.questions.filter(added=True).count(), tries=0)
        one.questions.update(draft={})
        remove_files(one)


def _add_one(row: ImportedQuestion, one: QuestionImport) -> None:
    user = one.add_asked_by
    item, _lost = store_one(draft_of_row(row), user=user, **one.wish["fields"])
    row.item, row.added = item, True
    if one.wish["publish"]:
        problems = item_problems(item)
        if problems:
            row.dropped = [*row.dropped, *(reason_json(Problem("not_published", {"why": why})) for why in problems)]
        else:
            # Asked when this was asked for, of our own table of rights.
            item.latest_revision.publish(user=user, skip_permission_checks=True)
    row.save(update_fields=["item", "added", "dropped"])


def _undo(job: _Job, clock: Clock) -> None:
    one = job.one
    rows = list(one.questions.filter(added=True).exclude(item=None).values_list("pk", flat=True))
    for start in range(0, len(rows), ADDED_AT_ONCE):
        with transaction.atomic():
            job.beat(clock, 100 * start / len(rows))
            batch = one.questions.filter(pk__in=rows[start : start + ADDED_AT_ONCE]).select_related("item")
            for row in batch:
                if _is_unused(row):
                    row.item.delete()
    n_left = one.questions.filter(added=True).exclude(item=None).count()
    job.end(undone_at=clock(), n_taken_back=one.n_added - n_left, tries=0)


def _is_unused(row: ImportedQuestion) -> bool:
    """Whether nobody would miss the item: never published, in no quiz, not worked on since it was added."""
    item = row.item
    return not (item.live or item.versions.exists() or item.uses.exists() or item.revisions.count() > 1)


_WORK: dict[Stage, Callable[[_Job, Clock], None]] = {Stage.READING: _read, Stage.ADDING: _add, Stage.UNDOING: _undo}
