"""Loading offices from a CSV file (docs/organisations.md): checked as a whole, then written as a whole."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from places import api as places
from places.api import BrokenFiles, Problem

from .models import AuditAction, AuditEntry, Organisation

REQUIRED = ("code", "name_vi")
OPTIONAL = ("parent_code", "area_code", "valid_from", "valid_to", "successor_code")
# Rows of this level are patterns (“one per commune”), no offices.
_PATTERN = "commune_template"


@dataclass(frozen=True)
class OfficeCount:
    """What loading did; `skipped` are rows that are patterns."""

    created: int
    changed: int
    unchanged: int
    skipped: int


@dataclass(frozen=True)
class _Row:
    line: int
    code: str
    # Fields of Organisation; the codes of parent and successor stand in `links`.
    facts: dict[str, Any]
    links: dict[str, str]


@transaction.atomic
def load_offices(file: Path, *, at: datetime) -> OfficeCount:
    """Bring the offices of the file in; repeatable, and offices it does not name stay as they are.

    Every new or changed office gets its audit entry. Raises BrokenFiles with everything that is wrong; nothing is
    written then.
    """
    reading = _Reading(file)
    rows = reading.rows()
    known = {office.code: office for office in Organisation.objects.all()}
    _check_links(rows, known, reading.blame)
    if reading.problems:
        raise BrokenFiles(sorted(reading.problems, key=lambda problem: problem.line))
    new = {row.code for row in rows} - known.keys()
    for row in rows:
        if row.code in new:
            known[row.code] = Organisation.objects.create(code=row.code, **row.facts)
    changed = {row.code for row in rows if _bring_in_step(row, known, is_new=row.code in new, at=at)}
    return OfficeCount(len(new), len(changed), len(rows) - len(new) - len(changed), reading.n_patterns)


def _bring_in_step(row: _Row, known: dict[str, Organisation], *, is_new: bool, at: datetime) -> bool:
    """Give the office what the row says, and write it down; whether an office known before is another now."""
    office = known[row.code]
    wanted = {**row.facts, **{field: known.get(code) for field, code in row.links.items()}}
    changed = sorted(field for field, value in wanted.items() if getattr(office, field) != value)
    for field in changed:
        setattr(office, field, wanted[field])
    if changed:
        office.save(update_fields=changed)
    if not (is_new or changed):
        return False
    action = AuditAction.OPEN_OFFICE if is_new else AuditAction.CHANGE_OFFICE
    detail: dict[str, Any] = {"organisation": row.code} if is_new else {"organisation": row.code, "fields": changed}
    AuditEntry.objects.create(at=at, by=None, action=action, detail=detail)
    return not is_new


class _Reading:
    """One file being read; what is wrong gathers in `problems`."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.n_patterns = 0

    def blame(self, line: int, column: str, cure: str) -> None:
        self.problems.append(Problem(self.file.name, line, column, cure))

    def rows(self) -> list[_Row]:
        try:
            text = self.file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            self.blame(1, "code", _("save the file as CSV in UTF-8"))
            return []
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        missing = [column for column in REQUIRED if column not in (reader.fieldnames or ())]
        for column in missing:
            self.blame(1, column, _("add this column; the first line names the columns"))
        if missing:
            return []
        rows: dict[str, _Row] = {}
        for line, cells in self._lines(reader):
            row = self._row(line, cells)
            if row.code in rows:
                cure = _("this code stands in line %(line)d already; an office has one line")
                self.blame(line, "code", cure % {"line": rows[row.code].line})
            rows[row.code] = row
        return list(rows.values())

    def _lines(self, reader: csv.DictReader) -> Iterator[tuple[int, dict[str, str]]]:
        try:
            for cells in reader:
                if None in cells or None in cells.values():
                    cure = _("this line has more or fewer cells than the first; put names with a comma in quotes")
                    self.blame(reader.line_num, "code", cure)
                elif cells.get("level") == _PATTERN:
                    self.n_patterns += 1
                else:
                    yield reader.line_num, {column: text.strip() for column, text in cells.items()}
        except csv.Error:
            self.blame(reader.line_num, "code", _("a quotation mark is open here; close it or remove it"))

    def _row(self, line: int, cells: dict[str, str]) -> _Row:
        facts: dict[str, Any] = {"name": self._parsed(line, cells, "name_vi", _text(200))}
        code = self._parsed(line, cells, "code", _text(40)) or f"({line})"
        for column, parse in (("valid_from", _day), ("valid_to", _last_day)):
            if column in cells:
                facts[column] = self._parsed(line, cells, column, parse) if cells[column] else None
        if "area_code" in cells:
            facts["area"] = self._parsed(line, cells, "area_code", _area) if cells["area_code"] else None
        if facts.get("valid_from") and facts.get("valid_to") and facts["valid_to"] <= facts["valid_from"]:
            self.blame(line, "valid_to", _("the last day must not lie before valid_from"))
        links = {"parent": "parent_code", "successor": "successor_code"}
        return _Row(line, code, facts, {field: cells[column] for field, column in links.items() if column in cells})

    def _parsed(self, line: int, cells: dict[str, str], column: str, parse: Callable[[str], Any]) -> Any:
        try:
            return parse(cells[column])
        except ValueError as problem:
            self.blame(line, column, str(problem))
            return None


def _text(longest: int) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if not text:
            raise ValueError(_("this cell must not be empty"))
        if len(text) > longest:
            raise ValueError(_("at most %(longest)d characters") % {"longest": longest})
        return text

    return parse


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("write the day as year-month-day, like 2025-07-01")) from None


def _last_day(text: str) -> date:
    # Decisions name the last day; the database everywhere keeps the first day without.
    try:
        return _day(text) + timedelta(days=1)
    except OverflowError:
        raise ValueError(_("leave the cell empty for an office that still exists")) from None


def _area(text: str) -> places.Area:
    try:
        return places.area(text)
    except places.UnknownCode:
        raise ValueError(_("no area has this code today; correct it or leave the cell empty")) from None


def _check_links(rows: list[_Row], known: dict[str, Organisation], blame: Callable[[int, str, str], None]) -> None:
    codes = known.keys() | {row.code for row in rows}
    by_id = {office.pk: office.code for office in known.values()}
    parents = {office.code: by_id.get(office.parent_id or 0, "") for office in known.values()}
    parents |= {row.code: row.links["parent"] for row in rows if "parent" in row.links}
    for row in rows:
        for field, code in row.links.items():
            if code and code not in codes:
                blame(row.line, f"{field}_code", _("no office has this code; add its line or correct the code"))
        if row.links.get("successor") == row.code:
            blame(row.line, "successor_code", _("an office does not succeed itself; leave the cell empty"))
        if _leads_back(row.code, parents):
            blame(row.line, "parent_code", _("the office would stand below itself; name the office above it"))


def _leads_back(code: str, parents: dict[str, str]) -> bool:
    seen, above = set(), parents.get(code, "")
    while above and above not in seen:
        if above == code:
            return True
        seen.add(above)
        above = parents.get(above, "")
    return False
