"""Tables as CSV that a spreadsheet program reads right, and reads as what it is."""

import csv
import io
from collections.abc import Iterable

__all__ = ["csv_text"]

# A spreadsheet takes what begins so for a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_text(lines: Iterable[Iterable[object]]) -> str:
    """The lines as CSV text with a byte order mark: without it spreadsheets break Vietnamese letters.

    A text that looks like a formula is marked as text: nothing that somebody typed is ever run.
    """
    text = io.StringIO()
    text.write("\ufeff")
    sheet = csv.writer(text)
    for line in lines:
        sheet.writerow([_safe(value) for value in line])
    return text.getvalue()


def _safe(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
