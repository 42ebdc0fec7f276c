"""Whether an uploaded file is what its name says: whoever opens it trusts that."""

import zipfile
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What files of a kind begin with, and after how many bytes; the published marks of each format.
_ZIP = ((0, b"PK\x03\x04"),)
_MARKS = {
    "pdf": ((0, b"%PDF-"),),
    "docx": _ZIP,
    "xlsx": _ZIP,
    "odt": _ZIP,
    "ods": _ZIP,
    # With a tag before the sound, or with its first frame: layer III of MPEG 1, 2 or 2.5.
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xfa"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xe3")),
    "mp4": ((4, b"ftyp"),),
    "webm": ((0, b"\x1a\x45\xdf\xa3"),),
    "vtt": ((0, b"WEBVTT"), (0, b"\xef\xbb\xbfWEBVTT")),
    "jpg": ((0, b"\xff\xd8\xff"),),
    "jpeg": ((0, b"\xff\xd8\xff"),),
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "webp": ((8, b"WEBP"),),
    "heic": ((4, b"ftypheic"), (4, b"ftypheix"), (4, b"ftypmif1"), (4, b"ftyphevc"), (4, b"ftypheim")),
    "m4a": ((4, b"ftypM4A"), (4, b"ftypmp4"), (4, b"ftypisom"), (4, b"ftypdash"), (4, b"ftyp3gp")),
}
_MARKS["heif"] = _MARKS["heic"]
# What makes one kind of archive a document of its kind.
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml", "ods": "content.xml"}
_LONGEST_MARK = 16


def is_of_kind(file: IO[bytes], kind: str) -> bool:
    """Whether a file is of the kind an ending (without its dot) names, judged by what is in it.

    Plain text must be readable text; office documents must hold what makes them one, and no macros. A kind that is not
    known here is never right.
    """
    file.seek(0)
    head = file.read(_LONGEST_MARK)
    file.seek(0)
    if kind == "txt":
        return _is_text(file)
    if not any(head[place : place + len(mark)] == mark for place, mark in _MARKS.get(kind, ())):
        return False
    return _is_document(file, kind) if kind in _PARTS else True


def _is_text(file: IO[bytes]) -> bool:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return "\0" not in text


def _is_document(file: IO[bytes], kind: str) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False
    finally:
        file.seek(0)
    return _PARTS[kind] in names and not any(name.endswith("vbaProject.bin") for name in names)


def refuse_disguise(file) -> None:
    """Raise ValidationError, in words for the author, where the file's first bytes are not of the kind its name says.

    Plain text and CSV have no mark of their own; whether they may be uploaded at all the list of kinds says.
    """
    kind = file.name.rpartition(".")[2].lower()
    file.seek(0)
    head = file.read(_LONGEST_MARK)
    file.seek(0)
    marks = _MARKS.get(kind)
    if marks and not any(head[place : place + len(mark)] == mark for place, mark in marks):
        raise ValidationError(
            {
                "file": _("This file is called “.%(kind)s” but is something else inside. Save it anew as %(kind)s.")
                % {"kind": kind}
            }
        )
