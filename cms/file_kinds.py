"""Whether an uploaded file is what its name says: learners open it trusting that."""

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
}
_LONGEST_MARK = 16


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
