"""Read and check a folder of place files (docs/places.md) before anything is written. No database."""

import csv
import io
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from .models import Basis, Kind, Level, MeasureKind, Quality

# An area: its code and the first day it meant this.
Key = tuple[str, date]

LEVEL_OF_KIND = {
    Kind.TINH: Level.PROVINCE,
    Kind.THANH_PHO_TRUNG_UONG: Level.PROVINCE,
    Kind.HUYEN: Level.DISTRICT,
    Kind.THI_XA: Level.DISTRICT,
    Kind.THANH_PHO: Level.DISTRICT,
    Kind.QUAN: Level.DISTRICT,
    Kind.XA: Level.COMMUNE,
    Kind.PHUONG: Level.COMMUNE,
    Kind.THI_TRAN: Level.COMMUNE,
    Kind.DAC_KHU: Level.COMMUNE,
}
DIGITS = {Level.PROVINCE: 2, Level.DISTRICT: 3, Level.COMMUNE: 5}
# Degrees; the far islands included. Catches swapped and projected coordinates.
LATITUDES = (6.0, 24.0)
LONGITUDES = (102.0, 118.0)


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: where it stands and what to do about it."""

    file: str
    line: int
    column: str
    cure: str

    def __str__(self) -> str:
        place = {"file": self.file, "line": self.line, "column": self.column, "cure": self.cure}
        return _("%(file)s, line %(line)d, column “%(column)s”: %(cure)s") % place


class BrokenFiles(ValueError):
    """The files can't be loaded as they are; `problems` says what to mend, file by file. Nothing was written."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: its checked values by column, and its line number."""

    values: Mapping[str, Any]
    line: int

    def __getitem__(self, column: str) -> Any:
        return self.values[column]


@dataclass(frozen=True, slots=True)
class Places:
    """What a folder says, checked and tied together by area keys."""

    areas: dict[Key, Row]
    parents: dict[Key, list[tuple[Key, Row]]]
    successions: dict[Key, list[tuple[Key, Row]]]
    measures: dict[tuple[Key, str, int], Row]


def read(folder: Path) -> Places:
    """The places a folder of four files describes. Raises BrokenFiles with everything that is wrong."""
    return _Reading(folder).places()


def read_code(text: str) -> str:
    """An official code, as text. Raises ValueError with the cure."""
    if not re.fullmatch(r"\d{2}|\d{3}|\d{5}", text, re.ASCII):
        raise ValueError(_("write 2 digits for a province, 3 for a district, 5 for a commune, leading zeros included"))
    return text


def read_day(text: str) -> date:
    """A day written year-month-day. Raises ValueError with the cure."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(_("write the day as year-month-day, like 2025-07-01")) from None


def _text(longest: int, *, required: bool = True) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if required and not text:
            raise ValueError(_("this cell must not be empty"))
        if len(text) > longest:
            raise ValueError(_("at most %(longest)d characters") % {"longest": longest})
        return text

    return parse


def _optional(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: parse(text) if text else None


def _one_of(choices: type) -> Callable[[str], Any]:
    def parse(text: str) -> Any:
        try:
            return choices(text)
        except ValueError:
            known = ", ".join(choices.values)  # type: ignore[attr-defined]
            raise ValueError(_("write one of: %(known)s") % {"known": known}) from None

    return parse


def _number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            number = float(text)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            cure = _("write a number from %(low)s to %(high)s, with a point for decimals")
            raise ValueError(cure % {"low": low, "high": high})
        return number

    return parse


def _whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not re.fullmatch(r"\d{1,10}", text, re.ASCII) or not low <= int(text) <= high:
            cure = _("write a whole number from %(low)d to %(high)d, digits only")
            raise ValueError(cure % {"low": low, "high": high})
        return int(text)

    return parse


def _weight(text: str) -> Decimal:
    try:
        weight = Decimal(text)
    except InvalidOperation:
        weight = Decimal(0)
    # Eight decimals are what the database keeps: more would be rounded away and the sum no longer be 1.
    if not (weight.is_finite() and 0 < weight <= 1 and weight == round(weight, 8)):
        raise ValueError(_("write a share over 0 and up to 1, with at most 8 decimals"))
    return weight


def _yes_no(text: str) -> bool:
    if text not in ("0", "1"):
        raise ValueError(_("write 1 for yes, 0 for no, or leave it empty"))
    return text == "1"


FILES: dict[str, dict[str, Callable[[str], Any]]] = {
    "areas.csv": {
        "code": read_code,
        "valid_from": read_day,
        "valid_to": _optional(read_day),
        "kind": _one_of(Kind),
        "name": _text(120),
        "is_urban": _optional(_yes_no),
        "lat": _optional(_number(*LATITUDES)),
        "lon": _optional(_number(*LONGITUDES)),
        "area_km2": _optional(_number(0.001, 100_000)),
    },
    "parents.csv": {
        "code": read_code,
        "parent_code": read_code,
        "valid_from": read_day,
        "valid_to": _optional(read_day),
    },
    "successions.csv": {
        "old_code": read_code,
        "on": read_day,
        "new_code": read_code,
        "weight": _weight,
        "basis": _one_of(Basis),
        "instrument": _text(120, required=False),
    },
    "measures.csv": {
        "code": read_code,
        "valid_from": read_day,
        "kind": _one_of(MeasureKind),
        "year": _whole(1900, 2200),
        "value": _whole(0, 200_000_000),
        "source": _text(200),
        "quality": _one_of(Quality),
    },
}


class _Reading:
    """One pass over a folder: gathers rows and problems, so that one run names everything that is wrong."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []

    def places(self) -> Places:
        areas = self._areas()
        parents = self._parents(areas)
        successions = self._successions(areas)
        measures = self._measures(areas)
        if self.problems:
            raise BrokenFiles(self.problems)
        return Places(areas, parents, successions, measures)

    def _blame(self, file: str, line: int, column: str, cure: str) -> None:
        self.problems.append(Problem(file, line, column, cure))

    def _rows(self, file: str) -> Iterator[Row]:
        """The well-formed rows of a file; the others are noted as problems."""
        columns = FILES[file]
        try:
            raw = (self.folder / file).read_bytes()
        except OSError:
            self._blame(file, 0, "", _("the file is missing or can't be read: put it into the folder"))
            return
        try:
            text = unicodedata.normalize("NFC", raw.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self._blame(file, line, "", _("not UTF-8: save the file as “CSV UTF-8”"))
            return
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        try:
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            for column in missing:
                self._blame(file, 1, column, _("the first line must name this column"))
            if not missing:
                for cells in reader:
                    yield from self._row(file, reader.line_num, cells)
        except csv.Error:
            self._blame(file, reader.line_num, "", _("the line can't be split into cells: check the quotation marks"))

    def _row(self, file: str, line: int, cells: dict[Any, Any]) -> Iterator[Row]:
        if None in cells or None in cells.values():
            cure = _("as many cells as the first line has are needed: put text that contains a comma in quotes")
            self._blame(file, line, "", cure)
            return
        values = {}
        for column, parse in FILES[file].items():
            try:
                values[column] = parse(cells[column].strip())
            except ValueError as error:
                self._blame(file, line, column, _("“%(text)s”: %(cure)s") % {"text": cells[column][:40], "cure": error})
        if len(values) == len(FILES[file]):
            yield Row(values, line)

    def _areas(self) -> dict[Key, Row]:
        file, areas = "areas.csv", {}
        of_code: dict[str, list[Row]] = defaultdict(list)
        for row in self._rows(file):
            if len(row["code"]) != DIGITS[LEVEL_OF_KIND[row["kind"]]]:
                self._blame(file, row.line, "kind", _("this kind does not go with a code of this many digits"))
            if (row["lat"] is None) != (row["lon"] is None):
                self._blame(file, row.line, "lat", _("give both lat and lon, or neither"))
            areas[row["code"], row["valid_from"]] = row
            of_code[row["code"]].append(row)
        for rows in of_code.values():
            self._check_periods(file, rows)
        return areas

    def _check_periods(self, file: str, rows: list[Row]) -> None:
        """Each period ends after it begins, and none begins before the last one ended."""
        rows.sort(key=lambda row: (row["valid_from"], row.line))
        for row in rows:
            if row["valid_to"] is not None and row["valid_to"] <= row["valid_from"]:
                self._blame(file, row.line, "valid_to", _("it must be after valid_from"))
        for earlier, later in pairwise(rows):
            if earlier["valid_to"] is None or earlier["valid_to"] > later["valid_from"]:
                cure = _("line %(line)d has the same code for the same days: end that period or begin this one later")
                self._blame(file, later.line, "valid_from", cure % {"line": earlier.line})

    def _parents(self, areas: dict[Key, Row]) -> dict[Key, list[tuple[Key, Row]]]:
        file, found = "parents.csv", defaultdict(list)
        timeline = _Timeline(areas)
        for row in self._rows(file):
            child, parent = (timeline.on(row[column], row["valid_from"]) for column in ("code", "parent_code"))
            for column, key in (("code", child), ("parent_code", parent)):
                if key is None:
                    self._blame(file, row.line, column, _("areas.csv has no such area on that day"))
                elif not _within(row, areas[key]):
                    cure = _("the area of column %(column)s ends earlier: split the line there")
                    self._blame(file, row.line, "valid_to", cure % {"column": column})
            if child is None or parent is None:
                continue
            if len(row["parent_code"]) >= len(row["code"]):
                self._blame(file, row.line, "parent_code", _("a higher area is needed: a district or a province"))
            found[child].append((parent, row))
        for links in found.values():
            self._check_periods(file, [row for _parent, row in links])
        return dict(found)

    def _successions(self, areas: dict[Key, Row]) -> dict[Key, list[tuple[Key, Row]]]:
        file, found = "successions.csv", defaultdict(list)
        ends = {(code, row["valid_to"]): (code, start) for (code, start), row in areas.items()}
        for row in self._rows(file):
            old, new = ends.get((row["old_code"], row["on"])), (row["new_code"], row["on"])
            if old is None:
                self._blame(file, row.line, "old_code", _("areas.csv has no area of this code that ends on that day"))
            if new not in areas:
                self._blame(file, row.line, "new_code", _("areas.csv has no area of this code that begins on that day"))
            if len(row["old_code"]) != len(row["new_code"]):
                self._blame(file, row.line, "new_code", _("both areas must be of the same level"))
            if old is not None and new in areas:
                found[old].append((new, row))
        for links in found.values():
            if len({new for new, _row in links}) != len(links):
                self._blame(file, links[-1][1].line, "new_code", _("this old and new code stand on another line too"))
            total = sum(row["weight"] for _new, row in links)
            if total != 1:
                cure = _("the weights of %(code)s on that day sum to %(total)s: make it exactly 1")
                first = links[0][1]
                self._blame(file, first.line, "weight", cure % {"code": first["old_code"], "total": total})
        return dict(found)

    def _measures(self, areas: dict[Key, Row]) -> dict[tuple[Key, str, int], Row]:
        file, found = "measures.csv", {}
        for row in self._rows(file):
            key = (row["code"], row["valid_from"])
            if key not in areas:
                self._blame(
                    file, row.line, "valid_from", _("areas.csv has no area of this code that begins on that day")
                )
            if (key, row["kind"], row["year"]) in found:
                self._blame(file, row.line, "year", _("this area, kind and year stand on another line too"))
            found[key, row["kind"], row["year"]] = row
        return found


class _Timeline:
    """Which area a code meant on a day."""

    def __init__(self, areas: dict[Key, Row]) -> None:
        self.of_code: dict[str, list[Row]] = defaultdict(list)
        for row in areas.values():
            self.of_code[row["code"]].append(row)

    def on(self, code: str, day: date) -> Key | None:
        for row in self.of_code.get(code, ()):
            if row["valid_from"] <= day and (row["valid_to"] is None or day < row["valid_to"]):
                return (code, row["valid_from"])
        return None


def _within(link: Row, area: Row) -> bool:
    """Whether the link ends no later than its area."""
    return area["valid_to"] is None or (link["valid_to"] is not None and link["valid_to"] <= area["valid_to"])
