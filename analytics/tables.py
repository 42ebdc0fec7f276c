"""The table of communes: its columns, its order, its groups, each cell as text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from .catalogue import INDICATORS
from .figures import Cell, Row, Sheet
from .writing import per_100, whole


@dataclass(frozen=True)
class Choice:
    """What a reader of the dashboard chose: the indicator, the table's order and grouping."""

    show: str = "reached"
    # name, adults, or a measure: by number; measure-rate: by number per 100 adults. Falling where `falls`.
    sort: str = "name"
    falls: bool = False
    grouped: bool = False

    @classmethod
    def read(cls, asked: dict[str, str]) -> "Choice":
        """From the address; what makes no sense there is as if it was not said."""
        show, sort = asked.get("show", ""), asked.get("sort", "")
        column = sort.removeprefix("-")
        known = column in SORTS
        return cls(
            show=show if show in INDICATORS else cls.show,
            sort=column if known else cls.sort,
            falls=known and sort.startswith("-"),
            grouped=asked.get("group") == "province",
        )

    def query(self, *, show: str | None = None, sort: str | None = None, grouped: bool | None = None) -> str:
        """The address's query for this choice, or one that differs in something."""
        asked = {
            "show": show or self.show,
            "sort": sort or ("-" if self.falls else "") + self.sort,
            "group": "province" if (self.grouped if grouped is None else grouped) else "",
        }
        usual = {"show": Choice.show, "sort": Choice.sort, "group": ""}
        return "?" + urlencode({key: value for key, value in asked.items() if value != usual[key]})


def _number(row: Row, measure: str) -> float | None:
    return row.cells[measure].people


def _rate(row: Row, measure: str) -> float | None:
    figure = row.cells[measure].coverage
    return figure.per_100 if figure else None


SORTS: dict[str, Callable[[Row], float | str | None]] = {
    "name": lambda row: row.commune.name,
    "adults": lambda row: row.commune.n_adults,
    **{measure: lambda row, measure=measure: _number(row, measure) for measure in INDICATORS},
    **{f"{measure}-rate": lambda row, measure=measure: _rate(row, measure) for measure in INDICATORS},
}

# Vietnamese letters after their base letter, tones last, so that Đ comes after D; no locale of the machine is needed.
_ALPHABET = {letter: place for place, letter in enumerate("aăâbcdđeêghiklmnoôơpqrstuưvxy")}


def vietnamese_key(name: str) -> tuple:
    """Sort key of a name in Vietnamese order; numbers by their size.

    >>> sorted(["Phường 10", "Phường 2", "Đạo Thạnh", "Cái Bè"], key=vietnamese_key)
    ['Cái Bè', 'Đạo Thạnh', 'Phường 2', 'Phường 10']
    """
    import unicodedata

    words = []
    for word in name.casefold().split():
        if word.isdigit():
            words.append((-1, int(word)))
            continue
        letters, tones = [], []
        for letter in word:
            parts = unicodedata.normalize("NFD", letter)
            tone = [mark for mark in parts if mark in "\u0300\u0301\u0303\u0309\u0323"]
            plain = unicodedata.normalize("NFC", "".join(mark for mark in parts if mark not in tone))
            letters.append(_ALPHABET.get(plain, 100 + ord(plain[0])))
            tones.append("\u0300\u0309\u0303\u0301\u0323".index(tone[0]) + 1 if tone else 0)
        words.append((0, tuple(letters), tuple(tones)))
    return tuple(words)


def in_order(rows: Sequence[Row], choice: Choice) -> list[Row]:
    """The rows by the chosen column; what is hidden or not known last, by name: its order would tell something."""
    by_name = sorted(rows, key=lambda row: vietnamese_key(_bare(row.commune.name)))
    if choice.sort == "name":
        return by_name[::-1] if choice.falls else by_name
    value = SORTS[choice.sort]
    known = [row for row in by_name if value(row) is not None]
    return sorted(known, key=value, reverse=choice.falls) + [row for row in by_name if value(row) is None]


def _bare(name: str) -> str:
    for kind in ("Xã ", "Phường ", "Thị trấn ", "Đặc khu "):
        if name.startswith(kind) and not name.removeprefix(kind).isdigit():
            return name.removeprefix(kind)
    return name


@dataclass(frozen=True, slots=True)
class Heading:
    """A column's head: its words, where clicking leads, and how the table is sorted by it ("" not)."""

    words: str
    href: str
    aria_sort: str


def heading(words: str, column: str, choice: Choice, *, first_falls: bool = True) -> Heading:
    """The first click shows the highest first (names: A first), the second turns it round."""
    here = choice.sort == column
    falls = not choice.falls if here else first_falls
    state = ("descending" if choice.falls else "ascending") if here else ""
    return Heading(words, choice.query(sort=("-" if falls else "") + column) + "#communes", state)


def headings(choice: Choice) -> dict:
    """The heads of the table: commune, adults, and by measure its number and rate."""
    return {
        "commune": heading(_("Commune"), "name", choice, first_falls=False),
        "adults": heading(_("Adults"), "adults", choice),
        "measures": [
            {
                "name": _(one.name),
                "people": heading(_("People"), one.measure, choice),
                "rate": heading(_("Per 100 adults"), f"{one.measure}-rate", choice),
            }
            for one in INDICATORS.values()
        ],
    }


@dataclass(frozen=True, slots=True)
class Written:
    """A cell as text. `people` empty: hidden; `rate` empty: no data. `is_hidden`: the public does not see it."""

    people: str
    rate: str
    is_hidden: bool


def written(cell: Cell) -> Written:
    """A cell as the table shows it."""
    if cell.people is None:
        return Written("", "", is_hidden=True)
    return Written(whole(cell.people), per_100(cell.coverage.per_100) if cell.coverage else "", cell.is_hidden)


def groups(sheet: Sheet, choice: Choice) -> list[dict]:
    """The table's rows in order, as text; by former province where chosen.

    Without sums by group: they would give hidden counts away.
    """
    rows = in_order(sheet.rows, choice)
    if choice.grouped:
        rows.sort(key=lambda row: row.commune.province)
    parts = groupby(rows, key=lambda row: row.commune.province) if choice.grouped else [("", rows)]
    return [
        {
            "name": name,
            "rows": [
                {
                    "commune": row.commune,
                    "adults": whole(row.commune.n_adults) if row.commune.n_adults else "",
                    "cells": [written(cell) for cell in row.cells.values()],
                }
                for row in members
            ],
        }
        for name, members in parts
    ]
