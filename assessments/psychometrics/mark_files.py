"""Tables of marks and of answer patterns, as spreadsheets and other systems write them. Pure.

Read leniently where only one meaning is possible (byte order mark, `;` or tab, decimal comma, a column that names the
attempt, columns in any order) and refused with line and column where it is not. Lines are counted from 1, the line of
names included.
"""

import csv
import re
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..items.contract import Problem
from .statistics import Drawn, Floats, by_slot

NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d{1,3})?", re.ASCII)
# What grade books write for "not answered".
BLANK = {"", "-", "–", "na", "n/a", "null"}
NAMES_ATTEMPT = {"attempt", "attempt_id", "attemptid", "attempt id"}
NAMES_SLOT = {"slot"}
NAMES_QUESTION = {"question", "question_id", "questionid", "question id", "item"}
NAMES_MARK = {"mark", "grade", "score"}
NAMES_MAXIMUM = {"maxmark", "max_mark", "max mark", "max", "maximum"}
NAMES_FREQUENCY = {"freq", "frequency"}
NAMES_PERSON = {"id", "user", "userid", "user_id", "username", "name", "student", "learner", "person", "email", "stt"}
NAMES_TOTAL = {"total", "sum", "sumgrades"}
SHOWN = 20


class BrokenTable(ValueError):
    """A file that can't be read; `problems` say where, and what to do."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Marks:
    """`marks` attempts × items; `maxima` one an item where the file tells, else None; `drawn` and `drawn_maxima` the
    long layout as it stood, else None; `left_out` columns that are no items.
    """

    names: list[str]
    marks: Floats
    maxima: Floats | None
    drawn: Drawn | None
    left_out: list[str]


@dataclass(frozen=True)
class Patterns:
    """`right` patterns × items of 1, 0 and nan (not given); `frequency` how many people answered so."""

    names: list[str]
    right: Floats
    frequency: Floats


def read_marks(raw: bytes) -> Marks:
    """Read attempts × items, or the long layout attempt, slot, question, mark. A blank mark counts 0, as in Moodle.

    Without a column for the attempt, the long layout's lines of one attempt stand together: where a slot comes again,
    the next attempt begins. Raises BrokenTable.
    """
    header, rows = _table(raw)
    known = {name.lower(): position for position, name in enumerate(header)}
    if _find(known, NAMES_MARK) is not None and _find(known, NAMES_SLOT | NAMES_QUESTION) is not None:
        return _long(known, rows)
    names, left_out, cells, _ = _wide(header, rows, _mark, set())
    return Marks(names, np.nan_to_num(cells, nan=0.0), None, None, left_out)


def read_patterns(raw: bytes) -> Patterns:
    """Read patterns × items: 1 right, 0 wrong, blank not given; Freq says how many people. Raises BrokenTable."""
    header, rows = _table(raw)
    names, _, cells, frequency = _wide(header, rows, _bit, NAMES_FREQUENCY)
    return Patterns(names, cells, np.ones(len(cells)) if frequency is None else frequency)


def read_maxima(raw: bytes, names: list[str]) -> Floats:
    """Read maximum marks: lines item, maximum, or one line of numbers under the items' names. Raises BrokenTable."""
    header, rows = _table(raw)
    known = {name.lower(): position for position, name in enumerate(header)}
    of_item, maximum = _find(known, NAMES_SLOT | NAMES_QUESTION | NAMES_PERSON), _find(known, NAMES_MAXIMUM)
    if maximum is None:
        found_names, _, cells, _ = _wide(header, rows, _mark, set())
        told = dict(zip(found_names, cells[0], strict=True))
    else:
        slot = _find(known, NAMES_SLOT)
        of_item = slot if slot is not None else of_item if of_item is not None else 0
        told = {row[of_item].strip(): _number(row[maximum], line, header[maximum]) for line, row in rows}
    missing = [name for name in names if not np.isfinite(told.get(name, np.nan))]
    if missing:
        raise BrokenTable([Problem("no_maximum", {"column": name}) for name in missing[:SHOWN]])
    return np.array([told[name] for name in names])


def _table(raw: bytes) -> tuple[list[str], Iterator[tuple[int, list[str]]]]:
    """Decode, find the separator and read the names; the rows follow with their lines, empty ones left out."""
    try:
        text = raw.decode("utf-16" if raw[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        raise BrokenTable([Problem("not_utf8")]) from None
    lines = text.splitlines(keepends=True)
    skipped = 1 if lines and re.fullmatch(r"sep=.\s*", lines[0]) else 0
    first = re.sub(r'"[^"]*"', "", lines[skipped]) if len(lines) > skipped else ""
    separator = max(",;\t", key=first.count)
    reader = csv.reader(lines[skipped:], delimiter=separator)
    header = [name.strip() for name in next(reader, [])]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise BrokenTable([Problem("no_names")])
    twice = {name.lower() for name in header if [other.lower() for other in header].count(name.lower()) > 1}
    if twice:
        raise BrokenTable([Problem("same_column", {"column": name}) for name in sorted(twice)])

    def rows() -> Iterator[tuple[int, list[str]]]:
        count = 0
        try:
            for row in reader:
                while len(row) > len(header) and not row[-1].strip():
                    row.pop()
                if not any(map(str.strip, row)):
                    continue
                count += 1
                line = reader.line_num + skipped
                if len(row) != len(header):
                    told = {"line": line, "found": len(row), "expected": len(header)}
                    raise BrokenTable([Problem("wrong_width", told)])
                yield line, row
        except csv.Error:
            raise BrokenTable([Problem("unreadable", {"line": reader.line_num + skipped})]) from None
        if not count:
            raise BrokenTable([Problem("no_rows")])

    return header, rows()


def _wide(
    header: list[str], rows: Iterator[tuple[int, list[str]]], parse: Callable[[str], float], frequency: set[str]
) -> tuple[list[str], list[str], Floats, Floats | None]:
    """Read (names of items, columns left out, rows × items with nan for blank, the frequency column if there is one).

    The first column names attempts, too, where not one of its cells is a number.
    """
    apart = NAMES_ATTEMPT | NAMES_PERSON | NAMES_TOTAL | {""}
    counts = [position for position, name in enumerate(header) if name.lower() in frequency]
    items = [p for p, name in enumerate(header) if name.lower() not in apart and p not in counts]
    doubtful = 0 in items
    firsts: list[tuple[int, str]] = []
    values, weights = array("d"), array("d")
    problems: list[Problem] = []
    memory: dict[str, float | None] = {}
    read = _remembering(parse, memory)
    for line, row in rows:
        if doubtful:
            firsts.append((line, row[0]))
        for position in items:
            value = read(row[position])
            if value is None:
                value = np.nan
                # Whether the first column holds marks is known only at the end.
                if not (doubtful and position == 0) and len(problems) < SHOWN:
                    problems.append(_broken(parse, line, header[position], row[position]))
            values.append(value)
        for position in counts:
            weights.append(_number(row[position], line, header[position], least=0.0))
    cells = np.frombuffer(values, dtype=np.float64).reshape(-1, max(len(items), 1))
    if doubtful and not any(NUMBER.fullmatch(cell.strip()) for _, cell in firsts):
        items, cells = items[1:], cells[:, 1:]
    elif doubtful:
        problems += [_broken(parse, line, header[0], cell) for line, cell in firsts if read(cell) is None]
        problems.sort(key=lambda problem: problem.params["line"])
    if problems:
        raise BrokenTable(problems[:SHOWN])
    if not items:
        raise BrokenTable([Problem("no_items")])
    left_out = [name for position, name in enumerate(header) if position not in items and name]
    return [header[p] for p in items], left_out, cells, np.frombuffer(weights) if counts else None


def _long(known: dict[str, int], rows: Iterator[tuple[int, list[str]]]) -> Marks:
    attempt_at, slot_at, question_at, mark_at, maximum_at = (
        _find(known, names) for names in (NAMES_ATTEMPT, NAMES_SLOT, NAMES_QUESTION, NAMES_MARK, NAMES_MAXIMUM)
    )
    slot_at = question_at if slot_at is None else slot_at
    question_at = slot_at if question_at is None else question_at
    assert slot_at is not None and question_at is not None and mark_at is not None
    attempts, slots, questions, marks, number = [], [], [], array("d"), 1
    maxima: dict[str, float] = {}
    seen: set[tuple[str, str]] = set()
    for line, row in rows:
        slot = row[slot_at].strip()
        if attempt_at is None and (str(number), slot) in seen:
            number += 1
        attempt = str(number) if attempt_at is None else row[attempt_at].strip()
        if (attempt, slot) in seen:
            raise BrokenTable([Problem("slot_twice", {"line": line, "attempt": attempt, "slot": slot})])
        seen.add((attempt, slot))
        attempts.append(attempt)
        slots.append(slot)
        questions.append(row[question_at].strip())
        marks.append(_number(row[mark_at], line, "mark", blank=0.0))
        if maximum_at is not None:
            maxima[slot] = max(maxima.get(slot, 0.0), _number(row[maximum_at], line, "maxmark"))
    drawn = Drawn(attempts, slots, questions, np.frombuffer(marks, dtype=np.float64))
    wide, _, names = by_slot(drawn)
    if all(name.isdecimal() for name in names):
        order = sorted(range(len(names)), key=lambda position: int(names[position]))
        wide, names = wide[:, order], [names[position] for position in order]
    return Marks(names, wide, np.array([maxima[name] for name in names]) if maxima else None, drawn, [])


def _remembering(parse: Callable[[str], float], memory: dict[str, float | None]) -> Callable[[str], float | None]:
    """Parse each spelling once: there are few of them among millions of cells. None: it can't be read."""

    def read(cell: str) -> float | None:
        if cell not in memory:
            try:
                memory[cell] = parse(cell)
            except ValueError:
                memory[cell] = None
        return memory[cell]

    return read


def _find(known: dict[str, int], names: set[str]) -> int | None:
    return min((known[name] for name in names if name in known), default=None)


def _mark(cell: str) -> float:
    text = cell.strip()
    if text.lower() in BLANK:
        return np.nan
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    return float(text.replace(",", "."))


def _bit(cell: str) -> float:
    value = _mark(cell)
    if value not in {0.0, 1.0} and not np.isnan(value):
        raise ValueError(cell)
    return value


def _broken(parse: Callable[[str], float], line: int, column: str, cell: str) -> Problem:
    code = "not_a_bit" if parse is _bit else "not_a_number"
    return Problem(code, {"line": line, "column": column, "cell": cell.strip()[:40]})


def _number(cell: str, line: int, column: str, *, blank: float = np.nan, least: float = -np.inf) -> float:
    """Read one number that must be there, unless `blank` says what nothing means."""
    try:
        value = _mark(cell)
    except ValueError:
        raise BrokenTable([_broken(_mark, line, column, cell)]) from None
    value = blank if np.isnan(value) else value
    if np.isnan(value) or value < least:
        raise BrokenTable([_broken(_mark, line, column, cell)])
    return value
