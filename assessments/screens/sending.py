"""Sending files for a place of the paper: kept first, then part of the answer, or not at all."""

from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from ..items import Unreadable
from ..models import Attempt, State, Upload
from ..taking import responses, uploads
from ..taking.attempts import AttemptClosed, find_attempt, respond, version_at


def send_files(attempt: Attempt, position: int, sent: Sequence[UploadedFile], *, at: datetime) -> list[Upload]:
    """Add files to the answer of one place, all or none. Where only one may be sent, a new one takes its place.

    Two sendings at once both count. Raises Unreadable (uploads.checked, too_many, no_file); AttemptClosed.
    """
    version = version_at(attempt, position)
    most = version.content.get("max_files", 1)
    if version.type.control != "files":
        raise Unreadable("not_a_file")
    if attempt.state != State.OPEN:
        raise AttemptClosed
    if not sent:
        raise Unreadable("no_file")
    if len(sent) > most:
        raise Unreadable("too_many")
    kept: list[Upload] = []
    try:
        # Outside of any transaction: reading pictures takes time, and on SQLite everybody would wait.
        for file in sent:
            kept.append(uploads.add(attempt, version.content, position, file, at=at))
        _answer(attempt, position, kept, replaces=most == 1, at=at)
    except (Unreadable, AttemptClosed):
        with transaction.atomic():
            uploads.remove(kept, at=at)
        raise
    return kept


@transaction.atomic
def _answer(attempt: Attempt, position: int, kept: list[Upload], *, replaces: bool, at: datetime) -> None:
    held = find_attempt(attempt.pk, lock=True)
    if held is None or held.state != State.OPEN:
        raise AttemptClosed
    given = responses.newest(held).get(position)
    before = given.response if given and not replaces else []
    respond(held, position, [*before, *({"ref": one.ref, "name": one.name} for one in kept)], at=at)
