"""Files learners send in: checked by what is in them, kept where no address leads, part of an answer by its ledger."""

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from PIL import Image, UnidentifiedImageError

from cms.api import is_of_kind

from ..bank.versions import frozen
from ..items import Content, Unreadable
from ..items.file_upload import LONGEST_NAME, allowed_endings, ending_of, largest_bytes
from ..models import Attempt, Upload
from .scoring import Given

PICTURES = {".jpg": "JPEG", ".png": "PNG", ".webp": "WEBP"}
# As browsers show them; everything else is saved and opened by hand.
CONTENT_TYPES = {".jpg": "image/jpeg", ".png": "image/png", ".webp": "image/webp"}
# A phone's largest photograph has 200 million; opening more than this could fill the memory.
MOST_PIXELS = 60_000_000
_ORIENTATION = 0x0112
# What a name must not hold: it stands in headers and on markers' disks.
_FORBIDDEN = set('\\/:*?"<>|')


def clean_name(name: str) -> str:
    """Give a file name that harms no disk and no header: the last part of a path, readable signs, at most 200.

    >>> clean_name("C:\\\\ảnh\\\\..\\\\Bài\\u202e của tôi?.JPG")
    'Bài của tôi.JPG'
    """
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C" and one not in _FORBIDDEN)
    stem, dot, ending = " ".join(kept.split()).strip(". ").rpartition(".")
    if not dot:
        stem, ending = ending, ""
    room = LONGEST_NAME - len(dot + ending)
    return f"{stem[:room].strip() or 'file'}{dot}{ending}" if room > 0 else "file"


def checked(content: Content, sent: UploadedFile) -> tuple[str, File]:
    """Give the name and the content to keep of a file someone sent for this item.

    A photograph keeps its picture and loses where it was taken. One whose name says another kind of picture gets its
    right ending; an HEIC becomes a JPEG where only that may be sent.
    Raises Unreadable: empty_file, too_large, heic, not_a_file, disguised.
    """
    name = clean_name(sent.name or "")
    if not sent.size:
        raise Unreadable("empty_file")
    if sent.size > largest_bytes(content):
        raise Unreadable("too_large")
    allowed, ending = allowed_endings(content), ending_of(name)
    # iPhones call a photograph .HEIC whatever they made of it, and send “image.jpg” from an app that made a PNG.
    kinds = [ending, *PICTURES, ".heic"] if ending in {*PICTURES, ".heic"} else [ending]
    found = next((kind for kind in kinds if kind and is_of_kind(sent, kind[1:])), None)
    if found is None:
        raise Unreadable("disguised" if ending in allowed else "not_a_file")
    if found == ".heic" and found not in allowed:
        if ".jpg" not in allowed:
            raise Unreadable("heic")
        # What most computers open; the learner need not know what their iPhone made.
        return f"{name.rpartition('.')[0]}.jpg", _from_heic(sent)
    if found not in allowed:
        raise Unreadable("not_a_file")
    if found != ending:
        name = f"{name[: -len(name.rpartition('.')[2]) - 1]}{found}"
    return name, _picture(sent, found) if found in PICTURES else sent


def _from_heic(sent: UploadedFile) -> File:
    """A photograph of an iPhone as a JPEG, the right side up, without where it was taken."""
    import pillow_heif

    pillow_heif.register_heif_opener()
    try:
        with Image.open(sent, formats=["HEIF"]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unreadable("too_large")
            out = BytesIO()
            image.convert("RGB").save(out, "JPEG", quality=88)
            return ContentFile(out.getvalue())
    except Unreadable:
        raise
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError):
        raise Unreadable("disguised") from None


def _picture(sent: UploadedFile, kind: str) -> File:
    """The same picture without the place, the camera and the name its phone wrote into it; which side is up stays."""
    try:
        with Image.open(sent, formats=[PICTURES[kind]]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Unreadable("too_large")
            image.load()
            side = image.getexif().get(_ORIENTATION)
            if kind != ".jpg":
                # Pillow writes PNG and WebP anew without loss of what is seen; only what holds more is written anew.
                return _rewritten(image, PICTURES[kind]) if image.getexif() else _from_start(sent)
            kept = Image.Exif()
            if side:
                kept[_ORIENTATION] = side
            out = BytesIO()
            # Some phones put two pictures into one file, which can't be written as it is.
            quality = "keep" if image.format == "JPEG" else 90
            image.save(out, "JPEG", quality=quality, exif=kept, comment=b"", icc_profile=image.info.get("icc_profile"))
            return ContentFile(out.getvalue())
    except Unreadable:
        raise
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        raise Unreadable("disguised") from None


def _rewritten(image: Image.Image, kind: str) -> File:
    out = BytesIO()
    image.save(out, kind, exif=b"", **({"lossless": True} if kind == "WEBP" else {}))
    return ContentFile(out.getvalue())


def _from_start(sent: UploadedFile) -> UploadedFile:
    sent.seek(0)
    return sent


def add(attempt: Attempt, content: Content, position: int, sent: UploadedFile, *, at: datetime) -> Upload:
    """Keep a file for a place of an attempt; it is part of no answer yet. One query, one insert.

    Raises Unreadable as `checked`, and no_room where the person has as much here as fits.
    """
    name, kept = checked(content, sent)
    mine = Upload.objects.filter(attempt__person=attempt.person_id, removed_at=None)
    room = settings.UPLOADS_PER_PERSON_MB * 1024 * 1024 - (mine.aggregate(all=Sum("size"))["all"] or 0)
    if kept.size > room:
        raise Unreadable("no_room")
    upload = Upload(attempt=attempt, position=position, name=name, size=kept.size, uploaded_at=at)
    upload.file.save("", kept, save=False)
    try:
        with transaction.atomic():
            upload.save(force_insert=True)
    except BaseException:
        upload.file.delete(save=False)
        raise
    return upload


def known(attempt: Attempt, position: int, response: list[dict[str, str]]) -> list[dict[str, str]]:
    """Give the response with the names as kept. One query. Raises Unreadable for a file that is not of this place."""
    uploads = Upload.objects.filter(attempt=attempt, position=position, removed_at=None)
    names = dict(uploads.filter(ref__in=[one["ref"] for one in response]).values_list("ref", "name"))
    if len(names) < len(response):
        raise Unreadable("file_gone")
    return [{"ref": one["ref"], "name": names[one["ref"]]} for one in response]


def drop_unused(attempt: Attempt, given: Mapping[int, Given], *, at: datetime) -> None:
    """Delete the files that are no part of what was handed in. Two statements where the paper asks for files."""
    versions = frozen(attempt.paper["items"])
    asked = {position for position, version in enumerate(versions) if version.type.control == "files"}
    if not asked:
        return
    used = {file["ref"] for position in asked if position in given for file in given[position].response}
    remove(Upload.objects.filter(attempt=attempt, removed_at=None).exclude(ref__in=used), at=at)


def remove(uploads: Any, *, at: datetime) -> None:
    """Delete the files of these uploads once the transaction holds; the rows stay, and name nothing."""
    found = list(uploads)
    for upload in found:
        _delete_later(upload)
        upload.name, upload.removed_at = "", at
    Upload.objects.bulk_update(found, ["name", "removed_at"])


def _delete_later(upload: Upload) -> None:
    storage, name = upload.file.storage, upload.file.name
    transaction.on_commit(lambda: storage.delete(name))


def on_deleted(sender: type, instance: Upload, **kwargs: Any) -> None:
    """A row that goes, with its attempt or its person, takes its file along."""
    if instance.removed_at is None:
        _delete_later(instance)


def find_upload(attempt: Attempt, ref: str) -> Upload | None:
    """Give a file of an attempt that is still there. One query."""
    return Upload.objects.filter(attempt=attempt, ref=ref, removed_at=None).first()
