"""Turn the collected national lists (docs/places.md) into a folder of place files.

The lists were gathered from snapshots and decrees, so a few units end without a known successor and some splits have
no published shares: both are kept and reported, never dropped or guessed in silence.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

from .models import Basis, Kind, MeasureKind, Quality
from .transfer import apportion

REFORM = "2025-07-01"
# Our own part_kind beside those of the lists.
SAME_CODE = "same_code"
CENSUS = "Tổng điều tra dân số và nhà ở 1/4/2019"
# Words an area's name begins with, longest first, and the kind they say.
KINDS_BY_WORD = {
    "Thị trấn": Kind.THI_TRAN,
    "Phường": Kind.PHUONG,
    "Đặc khu": Kind.DAC_KHU,
    "Xã": Kind.XA,
    "Huyện": Kind.HUYEN,
    "Quận": Kind.QUAN,
    "Thị xã": Kind.THI_XA,
    "Thành phố": Kind.THANH_PHO,
}

Lines = list[dict[str, str]]


@dataclass(slots=True)
class Unit:
    """One commune while it is being followed through the lists."""

    code: str
    name: str
    # The code of its district (until the reform) or province (since).
    above: str
    start: str
    end: str = ""

    @property
    def kind(self) -> Kind:
        return _kind(self.name)


@dataclass
class Converted:
    """What was made of the lists."""

    # Lines of the four files, by file name, the header first.
    files: dict[str, list[tuple]] = field(default_factory=dict)
    # Communes of 2021 that reach no commune of today: (code, name).
    dead_ends: list[tuple[str, str]] = field(default_factory=list)
    # Communes split in shares that were not published, taken as equal: (code, name).
    ambiguous: list[tuple[str, str]] = field(default_factory=list)
    # Communes that appear without a known predecessor: (code, name).
    unfounded: list[tuple[str, str]] = field(default_factory=list)
    # Lines of the lineage that fit no commune known on their day.
    unused: list[str] = field(default_factory=list)


class _Country:
    """Follows every commune from the first snapshot to today."""

    def __init__(self, communes: Lines) -> None:
        self.now = {row["code"]: Unit(row["code"], row["name"], row["district_code"], row["as_of"]) for row in communes}
        self.first = dict(self.now)
        self.past: list[Unit] = []
        self.links: list[tuple[Unit, Unit, Fraction, str, str]] = []
        self.result = Converted()

    def change(self, day: str, rows: Lines) -> None:
        """Apply the changes of one day: end the old units, begin the new ones, tie them."""
        by_old: dict[str, Lines] = defaultdict(list)
        founded: dict[str, dict[str, str]] = {}
        for row in self._usable(day, rows):
            if row["predecessor_code"]:
                by_old[row["predecessor_code"]].append(row)
            if row["successor_code"]:
                founded[row["successor_code"]] = row
        # A unit whose code goes on in a larger one without a line of its own grew: it is its own predecessor.
        for code, row in founded.items():
            if code in self.now and code not in by_old and day != REFORM:
                by_old[code].append({**row, "predecessor_code": code, "partial": "0", "part_kind": ""})
        sources: dict[str, list[str]] = defaultdict(list)
        for code, lines in by_old.items():
            for line in lines:
                sources[line["successor_code"]].append(code)
        began = {code: self._found(row, day, sources[code]) for code, row in founded.items()}
        for code, lines in by_old.items():
            old = self._end(code, day)
            for new, weight, basis, row in self._shares(old, [row for row in lines if row["successor_code"]]):
                self.links.append((old, began[new], weight, basis, row["instrument"]))
        if day == REFORM:
            for code in list(self.now):
                self._end(code, day)
        self.now.update(began)

    def _usable(self, day: str, rows: Lines) -> Iterator[dict[str, str]]:
        """The day's lines whose old unit is known, each with its successor's name."""
        renumbered = {row["predecessor_code"]: row for row in rows}
        for row in rows:
            old, new = row["predecessor_code"], row["successor_code"]
            if old and old not in self.now:
                self.result.unused.append(f"{day} {old} → {new}")
            elif new and not row["successor_name"]:
                # Merged into a unit that got another code the same day.
                same = renumbered[new]
                yield {**row, **{key: same[key] for key in same if key.startswith("successor")}}
            else:
                yield row

    def _found(self, row: dict[str, str], day: str, sources: list[str]) -> Unit:
        """The unit a line begins; it lies where its own code lay before, or else its first predecessor."""
        code = row["successor_code"]
        unit = Unit(code, row["successor_name"], "", day)
        if not sources:
            self.result.unfounded.append((code, unit.name))
        if day >= REFORM:
            unit.above = row["successor_province"]
        elif code in self.now:
            unit.above = self.now[code].above
        else:
            unit.above = self.now[sources[0]].above if sources else self._district_of_neighbour(code)
        return unit

    def _district_of_neighbour(self, code: str) -> str:
        """Codes were given out district by district: the nearest code below lies in the same one."""
        below = max((known for known in self.now if known < code), default=min(self.now))
        return self.now[below].above

    def _end(self, code: str, day: str) -> Unit:
        unit = self.now.pop(code)
        unit.end = day
        self.past.append(unit)
        return unit

    def _shares(self, old: Unit, rows: Lines) -> Iterable[tuple[str, Fraction, str, dict[str, str]]]:
        """Each successor with its share of the old unit's people."""
        peopled = [row for row in rows if row["part_kind"] != "area_only_no_population"] or rows
        holds_all = [row for row in peopled if row["part_kind"] == "part_area_all_population"]
        if len(holds_all) == 1:
            return [(holds_all[0]["successor_code"], Fraction(1), Basis.ALL_PEOPLE, holds_all[0])]
        by_new = {row["successor_code"]: row for row in peopled}
        if len(by_new) == 1:
            [(new, row)] = by_new.items()
            basis = Basis.LEGAL_WHOLE if len(rows) == 1 else Basis.ALL_PEOPLE
            return [(new, Fraction(1), Basis.SAME_CODE if row["part_kind"] == SAME_CODE else basis, row)]
        if by_new:
            self.result.ambiguous.append((old.code, old.name))
        shares = apportion(dict.fromkeys(by_new, Fraction(1, max(len(by_new), 1))), Fraction(1, 10**8))
        return [(new, shares[new], Basis.ASSUMED_EQUAL, row) for new, row in by_new.items()]


def convert(folder: Path, *, without: Iterable[str] = ()) -> Converted:
    """Read the national lists of a folder and follow every commune to today.

    `without`: codes of provinces of 2021 to leave out, because better files for them are loaded beside. Districts keep
    the name they had at the end of 2021. Raises OSError when a list is missing.
    """
    left_out = set(without)
    old = [row for row in _lines(folder, "national_communes_2021.csv") if row["province_code"] not in left_out]
    lineage = [
        row
        for row in _lines(folder, "national_lineage.csv")
        if (row["predecessor_province"] or row["successor_province"]) not in left_out
    ]
    changes = [row for row in _lines(folder, "national_changes_2026.csv") if len(row["code"]) == 5]
    country = _Country(old)
    days: dict[str, Lines] = defaultdict(list)
    for row in _rejoined(lineage):
        days[row["effective_date"]].append(row)
    for day, rows in sorted(days.items()):
        country.change(day, rows)
    provinces = {unit.code: unit.above for unit in country.now.values()}
    for day in sorted({row["effective_date"] for row in changes}):
        country.change(day, [_renaming(row, provinces) for row in changes if row["code"] in country.now])
    result = country.result
    result.dead_ends = _dead_ends(country)
    higher = _Higher(old, _lines(folder, "national_communes_2025.csv"), _lines(folder, "national_changes_2026.csv"))
    _write_lines(result, country, higher, _lines(folder, "national_population_2019.csv"))
    return result


def save(converted: Converted, folder: Path) -> None:
    """Write the four files into the folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, lines in converted.files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(lines)


def _lines(folder: Path, name: str) -> Lines:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _kind(name: str) -> Kind:
    """The kind a name begins with; the lists write “Thành Phố” here and there."""
    return next(kind for word, kind in KINDS_BY_WORD.items() if name.lower().startswith(word.lower() + " "))


def _rejoined(lineage: Lines) -> Lines:
    """The lineage with codes that left one snapshot and came back in a later one taken as one unit.

    A merged unit often got the code of one of its parts, a month after that part had left the list; the lineage then
    has the part as unresolved and the merged unit as created.
    """
    back = {row["successor_code"]: row for row in lineage if row["relation"] == "created"}
    rejoined = []
    for row in lineage:
        again = back.get(row["predecessor_code"]) if row["relation"] == "unresolved" else None
        if again and again["effective_date"] >= row["effective_date"]:
            rejoined.append({**again, "predecessor_code": row["predecessor_code"], "part_kind": SAME_CODE})
        else:
            rejoined.append(row)
    return rejoined


def _renaming(row: dict[str, str], provinces: Mapping[str, str]) -> dict[str, str]:
    """A line of the renamings of 2026 as a line of the lineage."""
    return {
        "predecessor_code": row["code"],
        "successor_code": row["code"],
        "successor_name": row["name_2026"],
        "successor_province": provinces[row["code"]],
        "partial": "0",
        "part_kind": "",
        "instrument": row["instrument"],
    }


def _dead_ends(country: _Country) -> list[tuple[str, str]]:
    onward: dict[int, list[Unit]] = defaultdict(list)
    for old, new, *_rest in country.links:
        onward[id(old)].append(new)
    found = []
    for unit in country.first.values():
        open_, reached = [unit], False
        while open_ and not reached:
            step = open_.pop()
            reached = not step.end
            open_ += onward[id(step)]
        if not reached:
            found.append((unit.code, unit.name))
    return sorted(found)


class _Higher:
    """Districts and provinces, and when they were called what."""

    def __init__(self, old: Lines, new: Lines, changes: Lines) -> None:
        self.start = old[0]["as_of"] if old else REFORM
        self.districts = {row["district_code"]: (row["district_name"], row["province_code"]) for row in old}
        # code → (first day, day after the last or "", name), oldest first.
        self.provinces: dict[str, list[tuple[str, str, str]]] = defaultdict(list)
        for code, name in sorted({(row["province_code"], row["province_name"]) for row in old}):
            self.provinces[code].append((self.start, REFORM, name))
        wanted = {row["province_code"] for row in old}
        for code, name in sorted({(row["province_code"], row["province_name"]) for row in new}):
            if code in wanted:
                self.provinces[code].append((REFORM, "", name))
        for row in changes:
            if row["code"] in self.provinces:
                first, _last, name = self.provinces[row["code"]].pop()
                self.provinces[row["code"]] += [
                    (first, row["effective_date"], name),
                    (row["effective_date"], "", row["name_2026"]),
                ]

    def within(self, above: str, start: str, end: str) -> list[tuple[str, str]]:
        """The periods of a commune's life, cut wherever the area above it becomes another row."""
        periods = self.provinces.get(above, [(self.start, REFORM, "")])
        cut = ((max(start, first), min(end or "9", last or "9")) for first, last, _name in periods)
        return [(first, "" if last == "9" else last) for first, last in cut if first < last]


def _write_lines(result: Converted, country: _Country, higher: _Higher, census: Lines) -> None:
    units = sorted([*country.past, *country.now.values()], key=lambda unit: (unit.code, unit.start))
    areas: list[tuple] = [
        ("code", "valid_from", "valid_to", "kind", "name", "is_urban", "lat", "lon", "area_km2"),
    ]
    parents: list[tuple] = [("code", "parent_code", "valid_from", "valid_to")]
    for code, periods in sorted(higher.provinces.items()):
        for first, last, name in periods:
            kind = Kind.TINH if name.startswith("Tỉnh") else Kind.THANH_PHO_TRUNG_UONG
            areas.append((code, first, last, kind, name, "", "", "", ""))
    for code, (name, province) in sorted(higher.districts.items()):
        areas.append((code, higher.start, REFORM, _kind(name), name, "", "", "", ""))
        parents.append((code, province, higher.start, REFORM))
    urban = {Kind.PHUONG: 1, Kind.THI_TRAN: 1, Kind.XA: 0}
    for unit in units:
        areas.append((unit.code, unit.start, unit.end, unit.kind, unit.name, urban.get(unit.kind, ""), "", "", ""))
        parents += [(unit.code, unit.above, *period) for period in higher.within(unit.above, unit.start, unit.end)]
    successions: list[tuple] = [("old_code", "on", "new_code", "weight", "basis", "instrument")]
    for old, new, weight, basis, instrument in country.links:
        share = f"{weight.numerator * 10**8 // weight.denominator / 10**8:.8f}".rstrip("0").rstrip(".")
        successions.append((old.code, new.start, new.code, share, basis, instrument[:120]))
    result.files = {
        "areas.csv": areas,
        "parents.csv": parents,
        "successions.csv": successions,
        "measures.csv": _measures(country, census),
    }


def _measures(country: _Country, census: Lines) -> list[tuple]:
    """The census of 2019 for communes that still had their code and name at the end of 2021."""
    lines: list[tuple] = [("code", "valid_from", "kind", "year", "value", "source", "quality")]
    for row in census:
        unit = country.first.get(row["code"])
        if unit is None or unit.name != row["name"]:
            continue
        for kind, value in ((MeasureKind.POPULATION, row["pop_total"]), (MeasureKind.HOUSEHOLDS, row["households"])):
            if value:
                lines.append((unit.code, unit.start, kind, 2019, value, CENSUS, Quality.SAME_CODE))
    return lines
