"""Pictures that come with questions: checked as an upload by hand is, and kept once however often they come."""

import hashlib
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images.fields import WagtailImageField

from cms.api import SiteImage

from ..items import Problem

_LONGEST_NAME = 80
# How a file of each kind begins.
_BEGINNINGS = {b"\x89PNG\r\n\x1a\n": "png", b"\xff\xd8\xff": "jpg", b"GIF87a": "gif", b"GIF89a": "gif"}


@dataclass(frozen=True)
class Picture:
    """A picture found good. `name` has the ending that fits what it is; width and height in pixels."""

    name: str
    width: int
    height: int


def look_at(data: bytes, name: str) -> Picture | Problem:
    """Say whether these bytes are a picture we can show. No query.

    Codes: picture_too_large (bytes, or pixels), picture_not_stored (no picture, broken, or of a format phones do not
    show, or a drawing that could do more than be looked at).
    """
    if len(data) > settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE:
        return Problem("picture_too_large", {"name": name, "most": settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE >> 20})
    ending = ending_of(data)
    if not ending:
        return Problem("picture_not_stored", {"name": name})
    upload = SimpleUploadedFile(_file_name(name, ending), data)
    try:
        # The editor's own field: it opens the picture, and counts its pixels. And its own look at drawings.
        opened = WagtailImageField().clean(upload)
        SiteImage(title=name, file=ImageFile(BytesIO(data), name=upload.name), collection_id=0).clean()
        width, height = opened.image.get_size()
        return Picture(upload.name or name, int(width), int(height))
    except ValidationError as refused:
        if getattr(refused, "code", "") == "file_too_many_pixels":
            return Problem("picture_too_large", {"name": name, "most": settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE >> 20})
        return Problem("picture_not_stored", {"name": name})
    except Exception:  # noqa: BLE001 - what a hostile picture does inside a decoder is not ours to list
        return Problem("picture_not_stored", {"name": name})


def save_picture(data: bytes, name: str, alt: str, *, title: str = "", user=None) -> SiteImage | Problem:
    """Keep a picture in the site's library, or say why not (codes of `look_at`). ⟳

    The same bytes are kept once: an image that is there already is given as it is. `alt` is what it shows, as far as
    known. Two queries, four where it is new.
    """
    found = look_at(data, name)
    if isinstance(found, Problem):
        return found
    there = SiteImage.objects.filter(file_hash=picture_hash(data)).order_by("pk").first()
    if there:
        return there
    image = SiteImage(
        title=(title or name)[:200],
        description=alt[:255],
        file=ImageFile(BytesIO(data), name=found.name),
        uploaded_by_user=user,
        # Wagtail sets these two only in its own forms.
        file_hash=picture_hash(data),
        file_size=len(data),
    )
    image.save()
    return image


def picture_hash(data: bytes) -> str:
    """Name a picture's bytes as Wagtail does (`file_hash`)."""
    return hashlib.sha1(data, usedforsecurity=False).hexdigest()


def ending_of(data: bytes) -> str:
    """Tell by its first bytes which kind of picture a file is; "": none that we show."""
    for beginning, ending in _BEGINNINGS.items():
        if data.startswith(beginning):
            return ending
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "svg" if b"<svg" in data[:4000] else ""


def _file_name(name: str, ending: str) -> str:
    stem = name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "picture"
    return f"{stem[:_LONGEST_NAME]}.{ending}"
