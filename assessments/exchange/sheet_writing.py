"""Drafts → our spreadsheet, and the empty one to begin with. Pure."""

import io
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from assessments.items.contract import Problem

from .drafts import Draft, Unusable
from .sheet_words import EXAMPLES, INSTRUCTIONS, KINDS, NO, SHEET, SHEET_HELP, YES
from .spreadsheet import HEADINGS, N_ANSWERS, draft_of

# openpyxl writes the hour of saving into the file; the same drafts must give the same bytes.
WRITTEN = datetime(2026, 1, 1)  # noqa: DTZ001
_WIDTHS = [16, 20, 50, *[20] * N_ANSWERS, 12, 40, 16]


def template() -> bytes:
    """Give the spreadsheet to fill in: three examples, and a sheet that explains the columns."""
    return _book(EXAMPLES)


def write(drafts: Iterable[Draft]) -> bytes:
    """Write drafts as a spreadsheet. Leaves out what is `unwritable`."""
    return _book([_row(draft) for draft in drafts if unwritable(draft) is None])


def unwritable(draft: Draft) -> Problem | None:
    """Say why a row cannot hold this draft: what would come back differently. None: nothing would."""
    if draft.kind not in KINDS or len(_answers(draft)) > N_ANSWERS:
        return Problem("kind_not_in_format", {"kind": draft.kind})
    try:
        again = draft_of(dict(zip(HEADINGS, _row(draft), strict=True)))
    except Unusable as unusable:
        return unusable.problem
    before, after = without_keys(draft.content), without_keys(again.content)
    for name in sorted({*before, *after}):
        if (before.get(name) or None) != (after.get(name) or None):
            return Problem("option_not_in_format", {"name": name})
    return None if again.correct == draft.correct else Problem("option_not_in_format", {"name": "correct"})


def without_keys(thing: Any) -> Any:
    """Leave out of content the keys that each reader gives anew."""
    if isinstance(thing, dict):
        left_out = {"key", "target"}
        return {name: without_keys(value) for name, value in thing.items() if name not in left_out}
    return [without_keys(one) for one in thing] if isinstance(thing, list) else thing


def _answers(draft: Draft) -> list[str]:
    content = draft.content
    if draft.kind == "matching":
        used = {prompt["target"] for prompt in content["prompts"]}
        pairs = [f"{left} -> {right}" for left, right in draft.correct]
        return pairs + [f" -> {target['text']}" for target in content["targets"] if target["key"] not in used]
    if draft.kind == "numeric":
        return []
    rows = content.get("choices") or content.get("elements") or content.get("answers") or []
    return [row["text"] for row in rows]


def _right(draft: Draft) -> str:
    content = draft.content
    if "choices" in content:
        return ",".join(str(place) for place, choice in enumerate(content["choices"], 1) if choice["correct"])
    if draft.kind == "true_false":
        return YES if content["answer"] else NO
    if draft.kind == "numeric":
        first: dict[str, str] = content["answers"][0]
        around = first.get("tolerance", "0")
        return first["value"].replace(".", ",") + ("" if around == "0" else f" ± {around.replace('.', ',')}")
    return ""


def _row(draft: Draft) -> list[str]:
    answers = _answers(draft)
    padded = answers + [""] * (N_ANSWERS - len(answers))
    first = [KINDS[draft.kind], draft.name, draft.content["stem"]]
    return [*first, *padded, _right(draft), draft.content.get("explanation", ""), draft.category]


def _book(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    book.properties.created = book.properties.modified = WRITTEN
    for title, lines, widths in (
        (SHEET, [HEADINGS, *rows], _WIDTHS),
        (SHEET_HELP, [list(line) for line in INSTRUCTIONS], [16, 100]),
    ):
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for place, width in enumerate(widths):
            sheet.column_dimensions[chr(ord("A") + place)].width = width
        for number, line in enumerate(lines):
            sheet.append([_cell(sheet, text, bold=number == 0) for text in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet: Any, text: str, *, bold: bool) -> Any:
    # Spreadsheets know no control characters.
    cell = WriteOnlyCell(sheet, value="".join(letter for letter in text if letter >= " " or letter in "\n\t"))
    # An answer that begins with = is text, not a formula.
    cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
