"""Find today's commune by any name it or its parts ever had, as people type it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from heapq import nsmallest

from django.utils.translation import gettext as _

from .kept import Kept
from .lineage import successors_by_id
from .models import Area, AreaParent, Kind, Level
from .names import bare, fold, fold_spelling, short_district

# The kinds' names as written before a commune's name, and what people shorten them to.
KIND_WORDS = {
    Kind.XA: ("Xã", "x"),
    Kind.PHUONG: ("Phường", "p"),
    Kind.THI_TRAN: ("Thị trấn", "tt"),
    Kind.DAC_KHU: ("Đặc khu", "dk"),
}
PREFIXES = sorted(
    ((tuple(fold(word).split()), kind) for kind, words in KIND_WORDS.items() for word in words),
    key=lambda prefix: -len(prefix[0]),
)
# Words before the names of districts and provinces: they may stand anywhere after the commune and say nothing.
FILLERS = frozenset(fold("xã x phường p thị trấn tt đặc khu thành phố tp quận q huyện h thị xã tx tỉnh t cũ").split())
# “p5”, “q10”: the kind and the number typed together.
GLUED = re.compile(r"\b([pq])(\d+)\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A commune of today that answers a search."""

    area: Area
    # The name that matched, with what tells it from its namesakes: “Phường 5, TP Mỹ Tho”.
    matched: str
    # Whether that is a former name or a former unit, not today's.
    is_old: bool
    # Share of the matched unit's people who live in `area` now: 1, or less where the unit was split.
    share: Decimal


@dataclass(frozen=True, slots=True)
class Entry:
    """One name of one commune, ready for comparing."""

    area_id: int
    words: tuple[str, ...]
    spelling: tuple[str, ...]
    kind: str
    # Folded words of the districts and provinces it lay in.
    context: frozenset[str]
    matched: str
    # `matched` without the words for kinds: a unit that was reclassified, or its district, is listed once.
    unit: str
    is_old: bool
    share: Decimal


@dataclass(frozen=True, slots=True)
class Index:
    """All entries by folded name, and the folded names in order."""

    entries: dict[str, list[Entry]]
    names: list[str]

    def beginning_with(self, start: str) -> Iterator[Entry]:
        for i in range(bisect_left(self.names, start), len(self.names)):
            if not self.names[i].startswith(start):
                return
            yield from self.entries[self.names[i]]


def search(text: str, *, limit: int = 10) -> list[Found]:
    """Today's communes that the text may mean, the likeliest first.

    By old or new name; without accents, or with them in any tone placement and i/y; with or without the word for the
    kind before it and the district or province after it; the last word may be unfinished. Whole names come before
    beginnings, then names spelled as typed, then the kind typed, then today's names before old ones.
    Empty list: nothing fits. Two queries.
    """
    typed = GLUED.sub(r"\1 \2", text.casefold())
    index = _index()
    best: dict[tuple[int, str], tuple[tuple, Entry]] = {}
    for rank, entry in _matches(index, typed):
        key = (entry.area_id, entry.unit)
        if key not in best or rank < best[key][0]:
            best[key] = (rank, entry)
    chosen = [entry for _rank, entry in nsmallest(limit, best.values(), key=lambda ranked: ranked[0])]
    areas = Area.objects.in_bulk({entry.area_id for entry in chosen})
    return [Found(areas[entry.area_id], entry.matched, entry.is_old, entry.share) for entry in chosen]


def label(found: Found) -> str:
    """What a list of suggestions shows: “Phường 5, TP Mỹ Tho – nay là Phường Đạo Thạnh”."""
    if not found.is_old:
        return found.matched
    words = {"old": found.matched, "new": found.area.name}
    if found.share < 1:
        return _("%(old)s – part of it is now %(new)s") % words
    return _("%(old)s – now %(new)s") % words


def _matches(index: Index, typed: str) -> Iterator[tuple[tuple, Entry]]:
    """Entries that fit what was typed, each with its rank (smaller is better)."""
    words = [_number(word) for word in fold(typed).split()]
    spelling = [_number(word) for word in fold_spelling(typed).split()]
    if len(words) != len(spelling):
        spelling = words
    for n_prefix, kind in _readings(words):
        rest, marks = words[n_prefix:], spelling[n_prefix:]
        for n in range(len(rest), 0, -1):
            for entry in index.entries.get(" ".join(rest[:n]), ()):
                if _fits(rest[n:], entry.context):
                    yield _rank(0, _misspelled(rest[:n], marks[:n], entry), kind, entry), entry
        start = " ".join(rest)
        for entry in index.beginning_with(start):
            if len(start) < len(" ".join(entry.words)):
                # The last word is unfinished, its accents perhaps too: only the words before it are compared.
                yield _rank(1, _misspelled(rest[:-1], marks[:-1], entry), kind, entry), entry


def _misspelled(words: list[str], spelling: list[str], entry: Entry) -> int:
    """How many words are spelled otherwise than in the entry's name.

    Who types accents means the missing ones too; who types none says nothing by it.
    """
    if words == spelling:
        return 0
    return sum(typed != meant for typed, meant in zip(spelling, entry.spelling, strict=False))


def _readings(words: list[str]) -> Iterator[tuple[int, str | None]]:
    """How many words name the kind, and which: none, or the longest that fits (a name may begin with such a word)."""
    for prefix, kind in PREFIXES:
        if tuple(words[: len(prefix)]) == prefix and len(words) > len(prefix):
            yield len(prefix), kind
            break
    if words:
        yield 0, None


def _rank(unfinished: int, misspelled: int, kind: str | None, entry: Entry) -> tuple:
    other_kind = kind is not None and kind != entry.kind
    return (unfinished, misspelled, other_kind, entry.is_old, len(entry.words), -entry.share, entry.matched)


def _fits(typed: list[str], context: frozenset[str]) -> bool:
    """Whether what follows the name is its district or province; the last word may be unfinished."""
    return all(
        word in context or word in FILLERS or (i == len(typed) - 1 and any(known.startswith(word) for known in context))
        for i, word in enumerate(typed)
    )


def _number(word: str) -> str:
    """“05” and “5” name the same ward."""
    return word.lstrip("0") or word if word.isdigit() else word


def _build() -> Index:
    """Read every commune with its districts and provinces; three queries and those of the successions."""
    successors = successors_by_id()
    communes = {area.pk: area for area in Area.objects.filter(level=Level.COMMUNE).only("name", "kind")}
    above = _places_above()
    former: dict[int, set[str]] = defaultdict(set)
    for area_id, links in successors.items():
        for today_id, _share in links:
            former[today_id].update(name for names in above[area_id] for name in names)
    homonyms: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for pk, area in communes.items():
        for line in above[pk]:
            # Units of one name are told apart by their district, then by their province; today's have no district.
            homonyms[area.name, *line[:-1]].add(line[-1])
    entries: dict[str, list[Entry]] = defaultdict(list)
    for area_id, links in successors.items():
        area = communes[area_id]
        for today_id, share in links:
            is_old = today_id != area_id
            if is_old and share == 1 and _same_name(area, communes[today_id]):
                continue
            names = {name for line in above[area_id] for name in line} if is_old else former[today_id]
            entry = _entry(area, today_id, names, _matched(area, above[area_id], homonyms), share)
            entries[" ".join(entry.words)].append(entry)
    return Index(dict(entries), sorted(entries))


_index = Kept(_build)


def _entry(area: Area, today_id: int, names: set[str], matched: str, share: Decimal) -> Entry:
    name = _bare(area)
    return Entry(
        area_id=today_id,
        words=tuple(_number(word) for word in fold(name).split()),
        spelling=tuple(_number(word) for word in fold_spelling(name).split()),
        kind=area.kind,
        context=frozenset(_number(word) for name in names for word in fold(name).split()),
        matched=matched,
        unit=" ".join(word for word in fold_spelling(matched).split() if fold(word) not in FILLERS),
        is_old=today_id != area.pk,
        share=share,
    )


def _same_name(old: Area, new: Area) -> bool:
    """Whether an old unit need not be listed beside the new one: the same name would lead to the same commune."""
    return fold_spelling(_bare(old)) == fold_spelling(_bare(new))


def _bare(area: Area) -> str:
    return bare(area.name, KIND_WORDS[Kind(area.kind)][0])


def _matched(area: Area, above: list[tuple[str, ...]], homonyms: dict[tuple[str, ...], set[str]]) -> str:
    """The area's name with its last district; with its province where that is not enough to tell it apart."""
    if not above:
        return area.name
    *district, province = above[-1]
    parts = [area.name, *(short_district(name) for name in district)]
    if len(homonyms[area.name, *district]) > 1:
        parts.append(province.removeprefix("Tỉnh "))
    return ", ".join(parts)


def _places_above() -> dict[int, list[tuple[str, ...]]]:
    """For each commune the names above it in time: (district, province), or (province,) since 2025."""
    parents: dict[int, list[tuple[int, str]]] = defaultdict(list)
    links = AreaParent.objects.order_by("valid_from").values_list("area_id", "parent_id", "parent__name")
    for area_id, parent_id, name in links:
        parents[area_id].append((parent_id, name))
    lines: dict[int, list[tuple[str, ...]]] = defaultdict(list)
    for area_id, direct in parents.items():
        for parent_id, name in direct:
            higher = parents.get(parent_id)
            lines[area_id].append((name, higher[-1][1]) if higher else (name,))
    return lines
