"""The values that QTI computes with. Pure.

NULL is None. Anything else is a Value with a cardinality and a base type; numbers are exact fractions, so that
0.1 + 0.2 is 0.3 and a score can be compared with its maximum. Source: QTI 2.2 information model, "Variables".
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

MAX_ITEMS = 10_000
# Beyond this a fraction is rounded to a double: a chain of products must not grow without end.
MAX_BITS = 512
NUMBERS = ("integer", "float")
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


class Unsupported(ValueError):
    """An expression or rule that is not computed here; `code` says why, `name` which."""

    def __init__(self, code: str, name: str) -> None:
        super().__init__(f"{code}: {name}")
        self.code = code
        self.name = name


@dataclass(frozen=True)
class Value:
    """`card`: single, multiple, ordered or record. `items` is never empty; a record's are (field, Value) pairs.

    Scalars by base type: boolean bool; integer int; float Fraction; pair sorted tuple of two str; directedPair tuple
    of two str; point tuple of two Fraction; duration Fraction of seconds; all others str.
    """

    card: str
    base: str
    items: tuple[Any, ...]

    @property
    def one(self) -> Any:
        return self.items[0]


Maybe = Value | None


def number(value: Fraction | int) -> Fraction:
    """Keep a number within bounds; raises Unsupported beyond 1e300."""
    exact = Fraction(value)
    if abs(exact) > 10**300:
        raise Unsupported("too_large", "number")
    if max(exact.numerator.bit_length(), exact.denominator.bit_length()) > MAX_BITS:
        return Fraction(float(exact))
    return exact


def decimal(text: str) -> Fraction | None:
    """Read a decimal number exactly; None: it is none (INF and NaN are none)."""
    try:
        found = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not found.is_finite() or abs(found.adjusted()) > 300 or len(found.as_tuple().digits) > 300:
        return None
    return Fraction(found)


def scalar(base: str, raw: Any) -> Any:
    """Read one written value of a base type; None: it cannot be read."""
    text = ("true" if raw else "false") if isinstance(raw, bool) else str(raw)
    words = text.split()
    found: Any = text if base == "string" else text.strip() or None
    if base == "boolean":
        found = {"true": True, "1": True, "false": False, "0": False}.get(text.strip().lower())
    elif base in NUMBERS:
        exact = decimal(text)
        found = exact if base == "float" or exact is None else (int(exact) if exact.denominator == 1 else None)
    elif base in ("pair", "directedpair"):
        found = None if len(words) != 2 else tuple(sorted(words) if base == "pair" else words)
    elif base == "point":
        numbers = [decimal(word) for word in words]
        found = None if len(numbers) != 2 or None in numbers else tuple(numbers)
    elif base == "duration":
        found = _duration(text.strip())
    return found


def _duration(text: str) -> Fraction | None:
    found = DURATION.fullmatch(text)
    if not found:
        # QTI 2.x also allows plain seconds.
        return decimal(text)
    days, hours, minutes, seconds = (Fraction(part or 0) for part in found.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def read(card: str, base: str, raw: Any) -> Maybe:
    """Read a response or a declared value: JSON scalars or a list of them. Empty and unreadable is NULL."""
    if card == "record":
        # Records come about in rules; a learner gives none.
        return None
    parts = raw if isinstance(raw, list | tuple) else [raw]
    found = [scalar(base, part) for part in parts if part is not None]
    kept = [part for part in found if part is not None and part != ""]
    if card == "single":
        kept = kept[:1] if len(kept) == 1 else []
    return container(card, base, kept)


def single(base: str, item: Any) -> Maybe:
    """Wrap a scalar; None and the empty string are NULL."""
    return None if item is None or item == "" else Value("single", base, (item,))


def container(card: str, base: str, items: Iterable[Any]) -> Maybe:
    """Wrap scalars; no scalars are NULL."""
    kept = tuple(items)
    if len(kept) > MAX_ITEMS:
        raise Unsupported("too_large", card)
    return Value(card, base, kept) if kept else None


def same(left: Value, right: Value) -> bool:
    """Say whether two values match: multiple in any order (with counts), ordered in theirs, records by field."""
    if (left.card == "record") != (right.card == "record"):
        return False
    if left.card == "multiple" or right.card == "multiple":
        rest = list(right.items)
        for item in left.items:
            if item not in rest:
                return False
            rest.remove(item)
        return not rest
    return left.items == right.items


def truth(value: Maybe) -> bool:
    """Say whether a condition holds: NULL, false, 0 and "" do not."""
    if value is None:
        return False
    return bool(value.one) if value.card == "single" else True


def cast(value: Maybe, card: str, base: str) -> Maybe:
    """Bring a value to a declaration's type where nothing is lost.

    A half point set into an integer stays a half point: losing it would be worse than the author's slip.
    """
    if value is None or "record" in (card, value.card):
        return value if value and value.card == card else None
    items = [_as(base, value.base, item) for item in value.items]
    kept = [item for item in items if item is not None]
    return container(card if card != "single" or len(kept) == 1 else value.card, base, kept)


def _as(base: str, given: str, item: Any) -> Any:
    """Bring one scalar to another base type; None: it cannot be."""
    if base == given or (base == "integer" and isinstance(item, Fraction) and item.denominator != 1):
        return item
    return scalar(base, write(given, item))


def write(base: str, item: Any) -> Any:
    """Give a scalar as JSON: numbers as int or float, pairs and points as "A B", durations in seconds."""
    if isinstance(item, Fraction):
        return int(item) if item.denominator == 1 else float(item)
    if isinstance(item, tuple):
        return " ".join(str(write("", part)) for part in item)
    return item


def plain(value: Maybe) -> Any:
    """Give a value as JSON; NULL is None, a container a list, a record an object."""
    if value is None:
        return None
    if value.card == "record":
        return {name: plain(item) for name, item in value.items}
    items = [write(value.base, item) for item in value.items]
    return items[0] if value.card == "single" else items
