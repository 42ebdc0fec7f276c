"""A series of counts in a file, carried onto the map of one day; what `convert_series` does. No database."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from .atlas import Atlas, DeadEnd, Unit, UnknownCode
from .files import BrokenFiles, Problem, read_code
from .models import Basis

COLUMNS = ("code", "period", "value")
EXACT, ESTIMATED = "exact", "estimated"


@dataclass(frozen=True, slots=True)
class Count:
    """One line of the series: how many, in which unit, in which period."""

    line: int
    code: str
    period: str
    day: date
    value: Fraction


@dataclass(frozen=True, slots=True)
class CarriedCount:
    """A count on the map asked for.

    `share`: how much of it, 0–1, came over with whole units; the rest lies on shares that are estimates (`quality`
    is then `estimated`, else `exact`).
    """

    code: str
    period: str
    value: Fraction
    share: Fraction
    quality: str


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A line that reaches no unit of the map, and why."""

    count: Count
    why: str


@dataclass(frozen=True, slots=True)
class CarriedSeries:
    """The series on one map. The lines' total = the rows' total + the total of what could not be placed."""

    rows: list[CarriedCount]
    unplaced: list[Unplaced]
    total_in: Fraction
    total_out: Fraction


def read_series(raw: bytes, file: str) -> list[Count]:
    """Read a CSV of code, period, value. Raises BrokenFiles with every line to mend.

    Commas or semicolons; a decimal point or a decimal comma; the codes are ASCII, so any of the encodings in use
    will do. The same line twice counts once; two lines that disagree are refused, for either may be the mistake.
    """
    text = raw.decode("utf-8-sig", errors="replace")
    head = text.partition("\n")[0]
    delimiter = next((sign for sign in (";", "\t") if sign in head), ",")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    named = {(name or "").strip().lower(): name for name in reader.fieldnames or ()}
    missing = [column for column in COLUMNS if column not in named]
    if missing:
        raise BrokenFiles([Problem(file, 1, column, _("the first line must name this column")) for column in missing])
    counts: dict[tuple[str, str], Count] = {}
    problems: list[Problem] = []
    try:
        for row in reader:
            cells = {column: (row[named[column]] or "").strip() for column in COLUMNS}
            if any(cells.values()):
                _take(counts, problems, cells, file, reader.line_num)
    except csv.Error:
        cure = _("the line can't be split into cells: check the quotation marks")
        problems.append(Problem(file, reader.line_num, "", cure))
    if problems:
        raise BrokenFiles(problems)
    return list(counts.values())


def _take(
    counts: dict[tuple[str, str], Count], problems: list[Problem], cells: dict[str, str], file: str, line: int
) -> None:
    """Add a line to the counts, or what is wrong with it to the problems."""
    read: dict[str, Any] = {}
    for column, parse in PARSERS.items():
        try:
            read[column] = parse(cells[column])
        except ValueError as wrong:
            problems.append(Problem(file, line, column, str(wrong)))
    if len(read) < len(PARSERS):
        return
    count = Count(line, read["code"], cells["period"], read["period"], read["value"])
    earlier = counts.setdefault((count.code, count.period), count)
    if earlier.value != count.value:
        cure = _("line %(line)d gives this code and period another value: keep the right one")
        problems.append(Problem(file, line, "value", cure % {"line": earlier.line}))


def first_day(period: str) -> date:
    """The first day of a year, half-year, quarter, month or day. Raises ValueError with the cure.

    >>> [first_day(text).isoformat() for text in ("2021", "2021-H2", "2021-Q4", "2021-10", "2021-12-31")]
    ['2021-01-01', '2021-07-01', '2021-10-01', '2021-10-01', '2021-12-31']
    """
    found = re.fullmatch(r"(\d{4})(?:-?H([12])|-?Q([1-4])|-(\d\d)(?:-(\d\d))?)?", period, re.ASCII | re.IGNORECASE)
    try:
        if found is None:
            raise ValueError
        year, half, quarter, month, day = (int(part) if part else 0 for part in found.groups())
        first_month = half * 6 - 5 if half else quarter * 3 - 2 if quarter else month or 1
        return date(year, first_month, day or 1)
    except ValueError:
        cure = _("write a period like 2025, 2025-H1, 2025-Q3, 2025-07 or 2025-07-01")
        raise ValueError(cure) from None


def _number(text: str) -> Fraction:
    """A number with a point or, where there is only one comma and no point, a comma before the decimals."""
    plain = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    try:
        number = Decimal(plain)
    except InvalidOperation:
        number = Decimal("nan")
    if not number.is_finite() or abs(number) >= 10**18:
        raise ValueError(_("write a number without signs between the thousands, like 1234.5"))
    return Fraction(number)


PARSERS: dict[str, Callable[[str], Any]] = {"code": read_code, "period": first_day, "value": _number}


def carry(counts: Iterable[Count], atlas: Atlas, to: date) -> CarriedSeries:
    """Re-express counts on the map of `to`, exactly; a code is read on the map of its period's first day."""
    sums: dict[tuple[str, str], list[Fraction]] = defaultdict(lambda: [Fraction(0), Fraction(0)])
    unplaced = []
    total_in = Fraction(0)
    for count in counts:
        total_in += count.value
        try:
            parts = list(_parts(atlas, count, to))
        except (UnknownCode, DeadEnd) as lost:
            unplaced.append(Unplaced(count, str(lost)))
            continue
        for code, share, is_exact in parts:
            held = sums[count.period, code]
            held[0] += count.value * share
            held[1] += count.value * share if is_exact else 0
    rows = [_row(period, code, *held) for (period, code), held in sorted(sums.items())]
    return CarriedSeries(rows, unplaced, total_in, sum((row.value for row in rows), Fraction(0)))


def _parts(atlas: Atlas, count: Count, to: date) -> Iterator[tuple[str, Fraction, bool]]:
    unit = _meant(atlas, count.code, count.day)
    # A map before the sources begin is the first they know.
    to = max(to, atlas.first_day)
    shares = atlas.carried(unit, to)
    guessed = len(shares) > 1 or (to >= unit.valid_from and Basis.SAME_CODE in atlas.bases(unit, to))
    for place, share in shares.items():
        yield atlas.units[place].code, share, not guessed


def _meant(atlas: Atlas, code: str, day: date) -> Unit:
    """What the code meant on the day; before the sources begin, the first thing they know of it."""
    meanings = atlas.of_code.get(code, [])
    if meanings and day < meanings[0].valid_from and meanings[0].valid_from == atlas.first_day:
        return meanings[0]
    return atlas.on(code, day)


def _row(period: str, code: str, value: Fraction, exact: Fraction) -> CarriedCount:
    share = exact / value if value else Fraction(1)
    return CarriedCount(code, period, value, share, EXACT if share == 1 else ESTIMATED)
