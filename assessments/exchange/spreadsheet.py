"""Our own spreadsheet, .xlsx: one question a row, for authors without other tools. Pure.

Sheet 1 holds the questions under the headings of COLUMNS; a second sheet explains them. docs/import.md has the table.
"""

import io
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import openpyxl

from .drafts import Draft, Refused, Report, Unusable
from .shares import decimal_text, number, short_name
from .sheet_words import COLUMNS, KINDS, NO, YES

N_ANSWERS = 8
MAX_UNPACKED = 50_000_000
MAX_ROWS = 20_000
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3}[0-9]{1,7}:[A-Z]{1,3}[0-9]{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
HEADINGS = [
    *(COLUMNS[name] for name in ("kind", "name", "stem")),
    *(f"{COLUMNS['answer']} {place}" for place in range(1, N_ANSWERS + 1)),
    *(COLUMNS[name] for name in ("right", "explanation", "category")),
]
_KIND_OF = {word.casefold(): kind for kind, word in KINDS.items()} | {kind: kind for kind in KINDS}


def read(data: bytes, name: str) -> Report:
    """Read a spreadsheet. `name` is not needed: every `where` is a row, and a cell where one is to blame."""
    report = Report("xlsx", [], [], [])
    try:
        rows, unclear = _rows(data)
        places = _columns(next(rows, (1, []))[1])
    except Unusable as unusable:
        report.refused.append(Refused("row 1", unusable.problem))
        return report
    for line, cells in rows:
        values = {heading: cells[place].strip() if place < len(cells) else "" for heading, place in places.items()}
        if not any(values.values()) and line not in unclear:
            continue
        try:
            if line in unclear:
                raise unclear[line]
            report.drafts.append(replace(draft_of(values), where=f"row {line}"))
        except Unusable as unusable:
            report.refused.append(Refused(f"row {line}", unusable.problem))
    return report


def _rows(data: bytes) -> tuple[Iterator[tuple[int, list[str]]], dict[int, Unusable]]:
    """Give (row number, texts of its cells) of the first sheet, and why some rows cannot be read. Raises Unusable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MAX_UNPACKED:
                raise Unusable("file_too_large")
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        found = [
            (line, ["" if value is None else _cell(value) for value in row])
            for line, row in enumerate(sheet.iter_rows(max_row=MAX_ROWS, max_col=50, values_only=True), 1)
        ]
        book.close()
        unclear = _unclear(data, sheet, found)
    except Unusable:
        raise
    except Exception:  # noqa: BLE001 - a broken workbook may fail anywhere inside openpyxl
        raise Unusable("sheet_broken") from None
    return iter(found), unclear


def _unclear(data: bytes, sheet: Any, found: list[tuple[int, list[str]]]) -> dict[int, Unusable]:
    """Say which rows hold a formula that nobody has computed, or part of a cell merged with a row above."""
    path = str(sheet._worksheet_path).lstrip("/")
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        xml = packed.read(path)
    rows: dict[int, Unusable] = {}
    for cells in _MERGED.findall(xml):
        text = cells.decode()
        first, last = (int(end.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for end in text.split(":"))
        for line in range(first + 1, min(last, MAX_ROWS) + 1):
            rows.setdefault(line, Unusable("sheet_merged", cells=text))
    if not _FORMULA.search(xml):
        return rows
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
    for row, (line, shown) in zip(book.worksheets[0].iter_rows(max_row=MAX_ROWS, max_col=50), found, strict=False):
        for place, cell in enumerate(row):
            if cell.data_type == "f" and not (place < len(shown) and shown[place]):
                rows.setdefault(line, Unusable("sheet_formula", cell=f"{chr(ord('A') + place % 26)}{line}"))
    book.close()
    return rows


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return decimal_text(number(repr(value))) if abs(value) < 1e15 else repr(value)
    return str(value)


def _columns(headings: list[str]) -> dict[str, int]:
    known = {heading.casefold(): heading for heading in HEADINGS}
    places = {
        known[text.strip().casefold()]: place for place, text in enumerate(headings) if text.strip().casefold() in known
    }
    for name in ("kind", "stem", "right"):
        if COLUMNS[name] not in places:
            raise Unusable("sheet_column_missing", column=COLUMNS[name])
    for place, text in enumerate(headings):
        if text.strip() and place not in places.values():
            raise Unusable("sheet_column_unknown", column=text.strip()[:60])
    return places


def draft_of(values: Mapping[str, str]) -> Draft:
    """Make a draft of one row, {heading: text}. Raises Unusable."""
    word = values[COLUMNS["kind"]]
    kind = _KIND_OF.get(word.casefold())
    if kind is None:
        raise Unusable("unknown_word", text=word[:40], column=COLUMNS["kind"])
    stem = values[COLUMNS["stem"]]
    if not stem:
        raise Unusable("no_stem")
    answers = [
        (place, text) for place in range(1, N_ANSWERS + 1) if (text := values.get(f"{COLUMNS['answer']} {place}", ""))
    ]
    content = _MAKERS[kind](answers, values[COLUMNS["right"]])
    whole = {"stem": stem, "picture": None, "explanation": values.get(COLUMNS["explanation"], ""), **content}
    return Draft(kind, values.get(COLUMNS["name"]) or short_name(stem), whole, values.get(COLUMNS["category"], ""))


Answers = list[tuple[int, str]]


def _choices(answers: Answers, right: str) -> dict[str, Any]:
    numbers = {text.strip() for text in right.replace(";", ",").replace(".", ",").split(",") if text.strip()}
    unknown = numbers - {str(place) for place, _ in answers}
    if unknown:
        raise Unusable("unknown_word", text=min(unknown)[:40], column=COLUMNS["right"])
    if len(answers) < 2:
        raise Unusable("too_few_choices")
    if not numbers:
        raise Unusable("no_right_choice")
    choices = [
        {"key": f"c{place}", "text": text, "correct": str(place) in numbers, "feedback": ""} for place, text in answers
    ]
    return {"choices": choices}


def _single(answers: Answers, right: str) -> dict[str, Any]:
    content = _choices(answers, right)
    n_right = sum(choice["correct"] for choice in content["choices"])
    if n_right > 1:
        raise Unusable("several_right_choices", count=n_right)
    return content


def _multiple(answers: Answers, right: str) -> dict[str, Any]:
    content = _choices(answers, right)
    if all(choice["correct"] for choice in content["choices"]):
        raise Unusable("no_wrong_choice")
    return {**content, "rule": "partial"}


def _true_false(answers: Answers, right: str) -> dict[str, Any]:
    value = {YES.casefold(): True, NO.casefold(): False, "true": True, "false": False}.get(right.casefold())
    if value is None:
        raise Unusable("unknown_word", text=right[:40], column=COLUMNS["right"])
    return {"answer": value, "feedback_true": "", "feedback_false": ""}


def _short(answers: Answers, right: str) -> dict[str, Any]:
    texts = [text for _, text in answers] or ([right] if right else [])
    if not texts:
        raise Unusable("no_answers")
    return {"answers": [{"text": text, "share": "1", "feedback": ""} for text in texts], "policy": "vietnamese"}


def _numeric(answers: Answers, right: str) -> dict[str, Any]:
    value, _, around = (right or (answers[0][1] if answers else "")).partition("±")
    row = {
        "value": decimal_text(number(value)),
        "tolerance": decimal_text(abs(number(around or "0"))),
        "tolerance_type": "absolute",
        "share": "1",
        "feedback": "",
    }
    return {"answers": [row], "units": [], "unit_rule": "none", "policy": "vietnamese"}


def _ordering(answers: Answers, right: str) -> dict[str, Any]:
    if len(answers) < 2:
        raise Unusable("too_few_elements")
    return {
        "elements": [{"key": f"e{place}", "text": text} for place, text in answers],
        "rule": "all_previous_and_next",
    }


def _matching(answers: Answers, right: str) -> dict[str, Any]:
    prompts, targets = [], dict[str, str]()
    for place, text in answers:
        left, arrow, target = (part.strip() for part in text.partition("->"))
        if not arrow or not target:
            raise Unusable("pair_without_arrow", number=place)
        key = targets.setdefault(target, f"t{len(targets) + 1}")
        if left:
            prompts.append({"key": f"p{place}", "text": left, "target": key})
    if not prompts or len(targets) < 2:
        raise Unusable("too_few_pairs")
    return {"prompts": prompts, "targets": [{"key": key, "text": text} for text, key in targets.items()]}


_MAKERS: dict[str, Callable[[Answers, str], dict[str, Any]]] = {
    "single_choice": _single,
    "multiple_choice": _multiple,
    "true_false": _true_false,
    "short_answer": _short,
    "numeric": _numeric,
    "ordering": _ordering,
    "matching": _matching,
    "essay": lambda answers, right: {"min_words": None, "max_words": None, "rubric": []},
    "description": lambda answers, right: {},
}
