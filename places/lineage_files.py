"""The lineage of areas read from files alone: what became of every code, without a database."""

import csv
import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from django.utils.translation import gettext as _

from .atlas import Atlas, Link, Unit
from .files import LEVEL_OF_KIND, BrokenFiles, Places, Problem, Row, read, read_code, read_day
from .models import Basis, Level, MeasureKind
from .national import REFORM, convert, save

T = TypeVar("T")

# How the columns of the lineage files in use are called: (old code, new code, day, share); no day: the reform.
SHAPES = (
    ("predecessor_code", "successor_code", "effective_date", "share_pop"),
    ("predecessor_code", "successor_code", "effective_date", ""),
    ("old_code", "new_code", "on", "weight"),
    ("code_2021", "code_2025", "", "weight"),
)
AREA_ONLY, ALL_PEOPLE = "area_only_no_population", "part_area_all_population"


@dataclass(frozen=True, slots=True)
class Passing:
    """One line of a lineage: on that day the old unit, or a share of its people, passed to the new one."""

    day: date
    old: str
    new: str
    # None: the file gives none.
    weight: Fraction | None
    # The file's own word on how the share is known, or on which part passed.
    basis: str


def atlas_of(path: Path) -> Atlas:
    """Read a lineage: a folder of place files, the national lists, or one file that lists who passed to whom.

    The national lineage is read with the lists that lie beside it, which know the units that never changed; a lone
    file knows only the codes it names, and each is taken to have existed before its first line. Raises BrokenFiles;
    OSError where it cannot be read.
    """
    if path.is_dir():
        return _of_places(read(path))
    if path.name == "national_lineage.csv" and (path.parent / "national_communes_2021.csv").exists():
        with TemporaryDirectory() as folder:
            save(convert(path.parent), Path(folder))
            return _of_places(read(Path(folder)))
    return _of_passings(_passings(path))


def _of_places(places: Places) -> Atlas:
    ids = {key: number for number, key in enumerate(places.areas)}
    units = {
        ids[key]: Unit(ids[key], key[0], LEVEL_OF_KIND[row["kind"]], key[1], row["valid_to"])
        for key, row in places.areas.items()
    }
    links = [
        Link(ids[old], ids[new], _weight(row, len(passed)), row["basis"])
        for old, passed in places.successions.items()
        for new, row in passed
    ]
    people: dict[int, int] = {}
    for (key, kind, _year), row in sorted(places.measures.items(), key=lambda item: item[0][2]):
        if kind == MeasureKind.POPULATION:
            people.setdefault(ids[key], row["value"])
    return Atlas(units, links, lambda: people)


def _weight(row: Row, n_successors: int) -> Fraction:
    """A third cannot be written with eight decimals: shares taken as equal are exactly equal."""
    return Fraction(1, n_successors) if row["basis"] == Basis.ASSUMED_EQUAL else Fraction(row["weight"])


def _passings(path: Path) -> list[Passing]:
    """The lines of a file. Raises BrokenFiles with every line to mend."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BrokenFiles([Problem(path.name, 1, "", _("not UTF-8: save the file as “CSV UTF-8”"))]) from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    named = reader.fieldnames or ()
    shape = next((one for one in SHAPES if all(column in named for column in one if column)), None)
    if shape is None:
        cure = _("name the columns predecessor_code, successor_code, effective_date and, for splits, share_pop")
        raise BrokenFiles([Problem(path.name, 1, "", cure)])
    found, problems = [], []
    try:
        for row in reader:
            try:
                passing = _passing(row, shape)
            except _Cell as wrong:
                problems.append(Problem(path.name, reader.line_num, wrong.column, str(wrong)))
                continue
            if passing is not None:
                found.append(passing)
    except csv.Error:
        cure = _("the line can't be split into cells: check the quotation marks")
        problems.append(Problem(path.name, reader.line_num, "", cure))
    if problems:
        raise BrokenFiles(problems)
    return found


def _passing(row: Mapping[str, str], shape: tuple[str, str, str, str]) -> Passing | None:
    """A line as what passed; None: it names no two units (a district's change, a unit founded from nothing)."""
    old, new, day, share = shape
    if not (row[old] or "").strip() or not (row[new] or "").strip():
        return None
    weight = _parsed(share, row, _share) if share and row[share] else None
    on = _parsed(day, row, read_day) if day else date.fromisoformat(REFORM)
    basis = row.get("part_kind") or row.get("share_basis") or row.get("weight_basis") or row.get("basis") or ""
    return Passing(on, _parsed(old, row, read_code), _parsed(new, row, read_code), weight, basis)


class _Cell(ValueError):
    def __init__(self, column: str, cure: str) -> None:
        super().__init__(cure)
        self.column = column


def _parsed(column: str, row: Mapping[str, str], parse: Callable[[str], T]) -> T:
    try:
        return parse((row[column] or "").strip())
    except ValueError as error:
        raise _Cell(column, str(error)) from None


def _share(text: str) -> Fraction:
    """A published share of the people; 0: the ground passed, and nobody on it."""
    try:
        share = Fraction(text)
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise ValueError(_("write a share from 0 to 1, like 0.752"))
    return share


def _of_passings(passings: Iterable[Passing]) -> Atlas:
    by_day: dict[date, list[Passing]] = defaultdict(list)
    for passing in passings:
        by_day[passing.day].append(passing)
    units: dict[int, Unit] = {}
    links: list[Link] = []
    now: dict[str, Unit] = {}
    for day in sorted(by_day):
        lines: dict[str, list[Passing]] = defaultdict(list)
        for passing in by_day[day]:
            lines[passing.old].append(passing)
        grown = {passing.new for passing in by_day[day]}
        for code in sorted(grown - set(lines)):
            # It goes on, larger, without a line of its own.
            lines[code].append(Passing(day, code, code, Fraction(1), Basis.LEGAL_WHOLE))
        ended = {code: _ended(units, now, code, day) for code in lines}
        began = {code: _begun(units, code, day) for code in sorted(grown)}
        for code, passed in lines.items():
            for new, weight, basis in _shares(passed):
                links.append(Link(ended[code].id, began[new].id, weight, basis))
            now.pop(code, None)
        now.update(began)
    return Atlas(units, links, dict)


def _begun(units: dict[int, Unit], code: str, day: date) -> Unit:
    unit = Unit(len(units), code, Level.COMMUNE, day, None)
    units[unit.id] = unit
    return unit


def _ended(units: dict[int, Unit], now: Mapping[str, Unit], code: str, day: date) -> Unit:
    known = now.get(code) or _begun(units, code, date.min)
    units[known.id] = Unit(known.id, code, known.level, known.valid_from, day)
    return units[known.id]


def _shares(passed: list[Passing]) -> list[tuple[str, Fraction, str]]:
    """Each new unit with its share of the old one's people; shares nobody published are taken as equal."""
    peopled = [one for one in passed if one.basis != AREA_ONLY] or passed
    peopled = [one for one in peopled if one.basis == ALL_PEOPLE] or peopled
    by_new = {one.new: one for one in peopled}
    if len(by_new) == 1:
        return [(new, Fraction(1), Basis.LEGAL_WHOLE) for new in by_new]
    published = {new: one.weight for new, one in by_new.items() if one.weight is not None}
    total = sum(published.values())
    if len(published) < len(by_new) or not total:
        return [(new, Fraction(1, len(by_new)), Basis.ASSUMED_EQUAL) for new in by_new]
    # Published shares are rounded: they are made to sum to exactly one, so that nobody is lost.
    return [(new, weight / total, Basis.AREA_OVERLAY) for new, weight in published.items() if weight]
