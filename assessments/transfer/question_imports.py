"""Imports as trainers drive them: upload, look, choose, add, take back. The work itself is in `import_jobs`."""

import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import File
from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_noop

from ..exchange.drafts import Reason
from ..items import Problem
from ..models import ImportedFile, QuestionImport, Stage
from ..models.question_imports import private_files
from .import_pictures import ending_of

# The public door takes 32 MB a request (deploy/Caddyfile).
MAX_BYTES = 30_000_000
MAX_FILES = 20
MAX_QUESTIONS = 5_000
KEPT = timedelta(days=7)
PER_PAGE = 50

_HASH = re.compile(r"[0-9a-f]{40}")
_MEDIA_TYPES = {ending: f"image/{ending}" for ending in ("png", "gif", "webp")}
_MEDIA_TYPES |= {"svg": "image/svg+xml", "jpg": "image/jpeg"}


STOPPED = {
    "silent": gettext_noop("The work broke off twice, perhaps because a file is too much for this server."),
    "failed": gettext_noop("Something went wrong on our side. Nothing was half done; try again."),
    "file_gone": gettext_noop("An uploaded file is no longer there. Upload it again."),
}


@dataclass(frozen=True)
class Counts:
    """How many questions of an import are what. `twins`: of the bank, or again in the same upload."""

    found: int
    refused: int
    twins: int
    chosen: int


def reason_json(reason: Reason) -> Any:
    """Write a reason for the database; `reason_of` reads it."""
    if isinstance(reason, str):
        return reason
    params = {
        name: reason_json(one) if isinstance(one, Problem) else one if isinstance(one, int) else str(one)
        for name, one in reason.params.items()
    }
    return {"code": reason.code, "params": params}


def reason_of(stored: Any) -> Reason:
    """Read what `reason_json` wrote."""
    if isinstance(stored, str):
        return stored
    params = {name: reason_of(one) if isinstance(one, dict) else one for name, one in stored["params"].items()}
    return Problem(stored["code"], params)


@transaction.atomic
def start_import(files: Iterable[File], *, by: Any, at: datetime) -> QuestionImport:
    """Keep uploaded files privately, to be read in the background. Their sizes are the caller's to check."""
    made = QuestionImport.objects.create(by=by, uploaded_at=at)
    storage = private_files()
    for position, file in enumerate(files):
        # A name of our own: what an uploader calls a file must not decide where it lies.
        stored = storage.save(f"{made.pk}/{uuid.uuid4().hex}", file)
        name = PurePosixPath((file.name or "").replace("\\", "/")).name[:200]
        ImportedFile.objects.create(
            question_import=made, position=position, filename=name, stored=stored, size=file.size
        )
    return made


def imports_to_list() -> QuerySet[QuestionImport]:
    """Every import with its files and who brought it, newest first. Two queries a page."""
    return QuestionImport.objects.select_related("by__person").prefetch_related("files")


def imports_page(number: Any) -> Page:
    """Give a page of the history, 20 a page. Three queries."""
    return Paginator(imports_to_list(), 20).get_page(number)


def kept_items(one: QuestionImport, number: Any) -> Page:
    """Give a page of what an import added and is still in the bank, by title. Two queries."""
    rows = one.questions.filter(added=True).exclude(item=None).select_related("item").order_by("position")
    return Paginator(rows, PER_PAGE).get_page(number)


def picture_file(one: QuestionImport, name: str) -> tuple[File, str] | None:
    """Give a picture of an upload that waits to be looked at, and its media type. None: there is none. No query."""
    if not _HASH.fullmatch(name):
        return None
    try:
        file = private_files().open(f"{one.pk}/media/{name}")
    except FileNotFoundError:
        return None
    beginning = file.read(4000)
    file.seek(0)
    ending = ending_of(beginning)
    return file, _MEDIA_TYPES.get(ending, "application/octet-stream")


def import_of(pk: int) -> QuestionImport | None:
    """Give an import with its files; None: there is none."""
    return imports_to_list().filter(pk=pk).first()


def counts_of(one: QuestionImport) -> Counts:
    """Count the questions of an import that is still to be looked at. One query."""
    rows = one.questions.values_list("refused", "twin", "is_again", "chosen")
    found = [(refused is not None, twin is not None or again, chosen) for refused, twin, again, chosen in rows]
    return Counts(
        found=len(found),
        refused=sum(refused for refused, _twin, _chosen in found),
        twins=sum(twin for refused, twin, _chosen in found if not refused),
        chosen=sum(chosen for _refused, _twin, chosen in found),
    )


def questions_page(one: QuestionImport, number: Any, *, show: str = "") -> Page:
    """Give a page of the questions, 50 a page. `show`: "refused", "twins", "chosen", or all. Two queries."""
    rows = one.questions.select_related("file", "twin").order_by("position")
    if show == "refused":
        rows = rows.filter(refused__isnull=False)
    elif show == "twins":
        rows = rows.filter(refused__isnull=True).exclude(twin=None, is_again=False)
    elif show == "chosen":
        rows = rows.filter(chosen=True)
    return Paginator(rows, PER_PAGE).get_page(number)


def choose(one: QuestionImport, which: str, *, shown: Iterable[int] = (), ticked: Iterable[int] = ()) -> None:
    """Choose "all", "none", or "new" (what the bank has not yet) questions, or of those `shown` the `ticked` ones. ⟳

    Only while the import waits to be looked at. Two queries.
    """
    with transaction.atomic():
        if not _locked(one, Stage.READY):
            return
        rows = one.questions.filter(refused__isnull=True)
        if which == "all":
            rows.update(chosen=True)
        elif which == "none":
            rows.update(chosen=False)
        elif which == "new":
            rows.update(chosen=False)
            rows.filter(twin=None, is_again=False).update(chosen=True)
        else:
            shown = set(shown)
            rows.filter(pk__in=shown).update(chosen=False)
            rows.filter(pk__in=shown & set(ticked)).update(chosen=True)


def ask_to_add(
    one: QuestionImport, *, by: Any, at: datetime, publish: bool = False, fields: Mapping[str, Any] | None = None
) -> bool:
    """Let the chosen questions be added to the bank, once. ⟳

    `fields`: of Item (level, language, audience, topic, competence_id), for all of them; what is missing is as each
    question says. `publish`: those without problems; the caller checks the right. False: nothing to do (none chosen,
    or asked before).
    """
    with transaction.atomic():
        if not _locked(one, Stage.READY) or not one.questions.filter(chosen=True).exists():
            return False
        wish = {"publish": publish, "fields": dict(fields or {})}
        return _begin(one, add_asked_at=at, add_asked_by=by, wish=wish)


def ask_to_undo(one: QuestionImport, *, by: Any, at: datetime) -> bool:
    """Let what an import added be deleted, as far as nobody has used it. ⟳ False: nothing to take back."""
    with transaction.atomic():
        return _locked(one, Stage.ADDED) and _begin(one, undo_asked_at=at, undo_asked_by=by)


def restart(one: QuestionImport) -> bool:
    """Let work that stopped begin again where it was. ⟳"""
    with transaction.atomic():
        return _locked(one, Stage.STOPPED) and _begin(one, stopped="")


def throw_away(one: QuestionImport, *, at: datetime) -> bool:
    """Remove uploaded files and what was read from them; the bank is not touched. ⟳"""
    with transaction.atomic():
        if not (_locked(one, Stage.READY) or (_locked(one, Stage.STOPPED) and not one.add_asked_at)):
            return False
        forget(one, at=at)
    return True


def forget(one: QuestionImport, *, at: datetime) -> None:
    """Remove the files and the questions of an import that will not be added."""
    one.questions.all().delete()
    QuestionImport.objects.filter(pk=one.pk).update(forgotten_at=at, claim="", stopped="")
    remove_files(one)


def remove_files(one: QuestionImport) -> None:
    """Remove an import's private files, once the transaction holds."""
    one.files.update(stored="")

    def remove() -> None:
        storage = private_files()
        for folder in (f"{one.pk}/media", str(one.pk)):
            try:
                _folders, names = storage.listdir(folder)
            except FileNotFoundError:
                continue
            for name in names:
                storage.delete(f"{folder}/{name}")
            storage.delete(folder)

    transaction.on_commit(remove)


def _locked(one: QuestionImport, stage: Stage) -> bool:
    """Lock the import and bring the object up to date; say whether it is at this stage."""
    fresh = QuestionImport.objects.select_for_update().get(pk=one.pk)
    for name in [field.attname for field in QuestionImport._meta.concrete_fields]:
        setattr(one, name, getattr(fresh, name))
    return one.stage == stage


def _begin(one: QuestionImport, **fields: Any) -> bool:
    # Nothing that was at work before may go on.
    for name, value in {**fields, "claim": "", "beat_at": None, "tries": 0, "percent": 0}.items():
        setattr(one, name, value)
    one.save()
    return True
