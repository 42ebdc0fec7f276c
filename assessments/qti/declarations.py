"""What an item declares: its variables with their types, defaults, right answers and mappings. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from .areas import contains, numbers
from .tree import Node
from .values import NUMBERS, Maybe, Value, cast, container, decimal, read, scalar


@dataclass(frozen=True)
class Entry:
    """One line of a mapping: a key's text and what it is worth."""

    key: str
    worth: Fraction
    match_case: bool


@dataclass(frozen=True)
class Bounds:
    """What is not mapped, and the limits of the sum; None: no limit."""

    default: Fraction = Fraction(0)
    lower: Fraction | None = None
    upper: Fraction | None = None

    def clamp(self, total: Fraction) -> Fraction:
        if self.lower is not None:
            total = max(total, self.lower)
        return total if self.upper is None else min(total, self.upper)


@dataclass(frozen=True)
class Mapped:
    """A mapping from values to numbers."""

    entries: tuple[Entry, ...]
    bounds: Bounds

    def sum(self, value: Maybe, base: str) -> Fraction:
        """Add what each different value is worth, then clamp. NULL maps to nothing, which is then clamped."""
        total = Fraction(0)
        for item in dict.fromkeys(value.items if value else ()):
            total += next((e.worth for e in self.entries if _is_key(e, base, item)), self.bounds.default)
        return self.bounds.clamp(total)


@dataclass(frozen=True)
class Area:
    shape: str
    coords: tuple[Fraction, ...]
    worth: Fraction


@dataclass(frozen=True)
class MappedAreas:
    """A mapping from places in a picture to numbers."""

    areas: tuple[Area, ...]
    bounds: Bounds

    def sum(self, value: Maybe) -> Fraction:
        """Add what each area that was hit is worth, once; points outside all areas are worth the default each."""
        points = list(dict.fromkeys(value.items if value and value.base == "point" else ()))
        hit: set[int] = set()
        total = Fraction(0)
        for point in points:
            found = [n for n, area in enumerate(self.areas) if contains(area.shape, area.coords, point)]
            if not found:
                total += self.bounds.default
            hit.update(found[:1])
        return self.bounds.clamp(total + sum((self.areas[n].worth for n in hit), Fraction(0)))


@dataclass(frozen=True)
class Table:
    """lookupTable: rows of (source, target), exact or by the highest bound reached."""

    kind: str
    rows: tuple[tuple[Fraction, bool, Maybe], ...]
    default: Maybe

    def look_up(self, source: Fraction) -> Maybe:
        for bound, inclusive, target in self.rows:
            if self.kind == "matchtable":
                if source == bound:
                    return target
            elif source > bound or (inclusive and source == bound):
                return target
        return self.default


@dataclass(frozen=True)
class Declaration:
    """One variable. `role`: response, outcome or template."""

    identifier: str
    role: str
    card: str
    base: str
    default: Maybe = None
    correct: Maybe = None
    mapping: Mapped | None = None
    areas: MappedAreas | None = None
    table: Table | None = None
    node: Node | None = field(default=None, compare=False, repr=False)


def declarations(root: Node) -> dict[str, Declaration]:
    """Read all declarations of an item, by identifier. Where one is declared twice, the first counts."""
    found: dict[str, Declaration] = {}
    for node in root.children:
        if node.name in ("responsedeclaration", "outcomedeclaration", "templatedeclaration"):
            declared = _declaration(node)
            found.setdefault(declared.identifier, declared)
    return found


def _declaration(node: Node) -> Declaration:
    role = node.name.removesuffix("declaration")
    card = node.get("cardinality", "single")
    base = node.get("basetype", "string" if card != "record" else "").lower()
    default_node = node.child("defaultvalue")
    default = _values(default_node, card, base)
    if default_node is None:
        # An attribute is no QTI, but seen; and a number without a default is 0 (QTI 2.2, outcomeDeclaration).
        default = read(card, base, node.get("defaultvalue"))
        if default is None and role == "outcome" and card == "single" and base in NUMBERS:
            default = Value("single", base, (scalar(base, "0"),))
    mapping, areas = node.child("mapping"), node.child("areamapping")
    return Declaration(
        identifier=node.get("identifier"),
        role=role,
        card=card,
        base=base,
        default=default,
        correct=_values(node.child("correctresponse"), card, base),
        mapping=_mapping(mapping) if mapping else None,
        areas=_areas(areas) if areas else None,
        table=_table(node),
        node=node,
    )


def _values(node: Node | None, card: str, base: str) -> Maybe:
    if node is None:
        return None
    values = [child for child in node.children if child.name == "value"]
    if card == "record":
        fields = []
        for child in values:
            kind = child.get("basetype", "string").lower()
            found = read("single", kind, child.words())
            if found is not None:
                fields.append((child.get("fieldidentifier"), found))
        return container("record", "", fields)
    if base == "string":
        return read(card, base, [child.words().strip() for child in values])
    return read(card, base, [child.words() for child in values])


def _bounds(node: Node) -> Bounds:
    return Bounds(
        decimal(node.get("defaultvalue", "0")) or Fraction(0),
        decimal(node.get("lowerbound")),
        decimal(node.get("upperbound")),
    )


def _mapping(node: Node) -> Mapped:
    whole = node.get("casesensitive", "true")
    entries = []
    for entry in node.children:
        if entry.name == "mapentry":
            match_case = entry.get("casesensitive", whole).lower() != "false"
            entries.append(Entry(entry.get("mapkey"), decimal(entry.get("mappedvalue")) or Fraction(0), match_case))
    return Mapped(tuple(entries), _bounds(node))


def _areas(node: Node) -> MappedAreas:
    areas = [
        Area(entry.get("shape"), tuple(numbers(entry.get("coords"))), decimal(entry.get("mappedvalue")) or Fraction(0))
        for entry in node.children
        if entry.name == "areamapentry"
    ]
    return MappedAreas(tuple(areas), _bounds(node))


def _table(node: Node) -> Table | None:
    table = node.child("matchtable", "interpolationtable")
    if table is None:
        return None
    card, base = node.get("cardinality", "single"), node.get("basetype", "string").lower()
    rows = []
    for entry in table.children:
        source = decimal(entry.get("sourcevalue"))
        if source is not None:
            inclusive = entry.get("includeboundary", "true").lower() != "false"
            rows.append((source, inclusive, read(card, base, entry.get("targetvalue"))))
    return Table(table.name, tuple(rows), read(card, base, table.get("defaultvalue")))


def _is_key(entry: Entry, base: str, item: object) -> bool:
    if base in ("string", "identifier", "uri", "file"):
        left, right = entry.key, str(item)
        return left == right if entry.match_case else left.casefold() == right.casefold()
    return bool(scalar(base, entry.key) == item)


def starting_values(declared: Mapping[str, Declaration]) -> dict[str, Maybe]:
    """Give what each variable holds before anything runs: outcomes and templates their default, responses NULL."""
    return {
        name: cast(one.default, one.card, one.base) if one.role != "response" else None
        for name, one in declared.items()
    }
