"""Which format a question file has, and who reads it. Pure."""

import codecs
import importlib
import io
import zipfile
from collections.abc import Callable

from . import aiken, gift, h5p, moodle_xml, spreadsheet
from .drafts import Refused, Report, Unusable

Reader = Callable[[bytes, str], Report]
MAX_BYTES = 200_000_000


def _read_qti(data: bytes, name: str) -> Report:
    try:
        qti = importlib.import_module("assessments.qti")
    except ModuleNotFoundError:
        return Report("qti", [], [Refused("file", Unusable("format_not_readable", format="QTI").problem)], [])
    report: Report = qti.read(data, name)
    return report


READERS: dict[str, Reader] = {
    "gift": gift.read,
    "aiken": aiken.read,
    "moodle_xml": moodle_xml.read,
    "xlsx": spreadsheet.read,
    # The reader finds out which version it is.
    "qti12": _read_qti,
    "qti21": _read_qti,
    "qti22": _read_qti,
    "qti3": _read_qti,
    "h5p": h5p.read,
}
# XML says itself how it is written.
_TEXTS = {"gift", "aiken"}


def detect(data: bytes, name: str) -> str | None:
    """Name the format by content first, by file name where content says nothing. None: not a format we know.

    >>> detect(b"Ai?\\nA) An\\nB) Ba\\nANSWER: A", "de.txt"), detect(b"Ai? {=An}", "de.txt")
    ('aiken', 'gift')
    """
    if data[:4] == b"PK\x03\x04":
        return _detect_zip(data, name)
    data = _as_utf8(data)
    head = data[:4000].decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if head.startswith("<"):
        return _detect_xml(data[:200_000].decode("utf-8", errors="replace"))
    lines = [line.strip() for line in data.decode("utf-8", errors="replace").splitlines()]
    if any(line.startswith("ANSWER:") for line in lines):
        return "aiken"
    is_text = b"\0" not in data[:4000]
    return "gift" if is_text and (name.lower().endswith((".gift", ".txt")) or b"{" in data) else None


def _as_utf8(data: bytes) -> bytes:
    """Windows' “Unicode” text (UTF-16 with its mark) as UTF-8; anything else, and what is broken, as it is."""
    if data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data
    try:
        return data.decode("utf-16").encode()
    except UnicodeError:
        return data


def _detect_xml(text: str) -> str | None:
    lowered = text.lower()
    if "qti-assessment" in lowered or "imsqtiasi_v3p0" in lowered:
        return "qti3"
    if "imsqti_v2p2" in lowered:
        return "qti22"
    if "imsqti_v2" in lowered or "<assessmentitem" in lowered or "<assessmenttest" in lowered:
        return "qti21"
    if "<questestinterop" in lowered or "<item " in lowered:
        return "qti12"
    return "moodle_xml" if "<quiz" in lowered or "<question" in lowered else None


def _detect_zip(data: bytes, name: str) -> str | None:
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return None
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "h5p.json" in names or name.lower().endswith(".h5p"):
        return "h5p"
    return "qti21" if any(name.lower().endswith((".xml", ".qti")) for name in names) else None


def read(data: bytes, name: str, wanted: str | None = None) -> Report:
    """Read a question file. `wanted`: a name of READERS; None: as detected. Never raises for bad files."""
    if len(data) > MAX_BYTES:
        return Report(wanted or "", [], [Refused("file", Unusable("file_too_large").problem)], [])
    found = wanted or detect(data, name)
    if found is None:
        return Report("", [], [Refused("file", Unusable("format_unknown").problem)], [])
    return READERS[found](_as_utf8(data) if found in _TEXTS else data, name)
