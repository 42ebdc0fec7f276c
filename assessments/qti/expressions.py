"""The expressions of QTI response processing: a node and the variables → a value. Pure.

Source: QTI 2.2 information model, "Expressions". An operand that is NULL makes the result NULL unless said otherwise.
What is not computed here raises Unsupported with its name.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from . import arithmetic
from .areas import contains, numbers
from .declarations import Declaration
from .tree import Node
from .values import (
    MAX_ITEMS,
    NUMBERS,
    Maybe,
    Unsupported,
    Value,
    container,
    decimal,
    number,
    same,
    scalar,
    single,
    truth,
)

MAX_PATTERN = 200
MAX_MATCHED = 2_000
# A repeated group that itself repeats or chooses can take for ever to fail.
SLOW_PATTERN = re.compile(r"\([^)]*[*+{|?][^)]*\)+[*+{]")
OF_THE_TEST = {
    "testvariables",
    "outcomemaximum",
    "outcomeminimum",
    "numbercorrect",
    "numberincorrect",
    "numberpresented",
    "numberresponded",
    "numberselected",
}


@dataclass
class Variables:
    """What an item's rules read and write. `chance` gives numbers in [0, 1); None: nothing may be left to chance."""

    declared: dict[str, Declaration]
    held: dict[str, Maybe]
    correct: dict[str, Maybe]
    default: dict[str, Maybe]
    chance: Callable[[], float] | None = None


def evaluate(node: Node, variables: Variables) -> Maybe:
    """Compute one expression. Raises Unsupported."""
    name = node.name
    if name in OF_THE_TEST:
        raise Unsupported("of_the_test", name)
    if name in LOOKUPS:
        return LOOKUPS[name](node, variables)
    # Only what needs the nodes themselves: a container drops NULLs, so statsOperator looks before it does.
    if name == "statsoperator" and _holds_null(node, variables):
        return None
    operands = [evaluate(child, variables) for child in node.children]
    if name in LENIENT:
        return LENIENT[name](node, operands)
    if name not in STRICT:
        raise Unsupported("unknown_expression", name)
    if not operands:
        raise Unsupported("no_operand", name)
    present = [value for value in operands if value is not None]
    if len(present) < len(operands):
        return None
    try:
        return STRICT[name](node, present)
    except Unsupported:
        raise
    except (IndexError, TypeError, AttributeError, ValueError):
        # Operands of the wrong kind or too few of them: QTI leaves the result open, we say NULL.
        return None


def attribute_number(node: Node, name: str, default: str = "") -> Fraction | None:
    """Read a number from an attribute; None: it is none."""
    return decimal(node.get(name, default))


# Variables, right answers, mappings, chance


def _variable(node: Node, variables: Variables) -> Maybe:
    return variables.held.get(node.get("identifier"))


def _declared(node: Node, variables: Variables) -> Declaration:
    found = variables.declared.get(node.get("identifier"))
    if found is None:
        raise Unsupported("not_declared", node.get("identifier"))
    return found


def _map_response(node: Node, variables: Variables) -> Maybe:
    declared = _declared(node, variables)
    if declared.mapping is None:
        raise Unsupported("no_mapping", declared.identifier)
    total = declared.mapping.sum(variables.held.get(declared.identifier), declared.base)
    return single("float", number(total))


def _map_point(node: Node, variables: Variables) -> Maybe:
    declared = _declared(node, variables)
    if declared.areas is None:
        raise Unsupported("no_mapping", declared.identifier)
    return single("float", number(declared.areas.sum(variables.held.get(declared.identifier))))


def _base_value(node: Node, _: Variables) -> Maybe:
    base = node.get("basetype", "string").lower()
    return single(base, scalar(base, node.words()))


def _record(node: Node, variables: Variables) -> Maybe:
    fields = []
    for child in node.children:
        held = evaluate(child.children[0], variables) if child.children else None
        if held is not None:
            fields.append((child.get("fieldidentifier"), held))
    return container("record", "", fields)


def _random(node: Node, variables: Variables) -> Maybe:
    low, high = attribute_number(node, "min", "0"), attribute_number(node, "max")
    if low is None or high is None or high < low:
        return None
    if node.name == "randominteger":
        step = attribute_number(node, "step", "1") or Fraction(1)
        places = int((high - low) / step) + 1
        picked = 0 if places == 1 else int(_chance(variables, node.name) * places)
        return single("integer", int(low + picked * step))
    if low == high:
        return single("float", low)
    return single("float", number(low + Fraction(_chance(variables, node.name)) * (high - low)))


def _any_of(node: Node, variables: Variables) -> Maybe:
    source = evaluate(node.children[0], variables) if node.children else None
    if source is None:
        return None
    place = 0 if len(source.items) == 1 else int(_chance(variables, node.name) * len(source.items))
    return single(source.base, source.items[place])


def _chance(variables: Variables, name: str) -> float:
    if variables.chance is None:
        raise Unsupported("needs_chance", name)
    return variables.chance()


def _holds_null(node: Node, variables: Variables) -> bool:
    inner = node.children[0] if node.children else None
    if inner is None or inner.name not in ("multiple", "ordered"):
        return False
    return any(evaluate(child, variables) is None for child in inner.children)


LOOKUPS: dict[str, Callable[[Node, Variables], Maybe]] = {
    "variable": _variable,
    "basevalue": _base_value,
    "null": lambda node, variables: None,
    "correct": lambda node, variables: variables.correct.get(node.get("identifier")),
    "default": lambda node, variables: variables.default.get(node.get("identifier")),
    "mapresponse": _map_response,
    "mapoutcome": _map_response,
    "mapresponsepoint": _map_point,
    "mathconstant": lambda node, variables: arithmetic.constant(node.get("name")),
    "record": _record,
    "randominteger": _random,
    "randomfloat": _random,
    "random": _any_of,
}


# Operators that take NULL as an operand


def _boolean(value: bool | None) -> Maybe:
    return None if value is None else Value("single", "boolean", (value,))


def _and(node: Node, operands: list[Maybe]) -> Maybe:
    if any(value is not None and not truth(value) for value in operands):
        return _boolean(False)
    return _boolean(None if None in operands else True)


def _or(node: Node, operands: list[Maybe]) -> Maybe:
    if any(truth(value) for value in operands):
        return _boolean(True)
    return _boolean(None if None in operands else False)


def _any_n(node: Node, operands: list[Maybe]) -> Maybe:
    low = int(attribute_number(node, "min", "0") or 0)
    high = int(attribute_number(node, "max", str(len(operands))) or 0)
    sure = sum(truth(value) for value in operands)
    open_ones = sum(value is None for value in operands)
    if sure > high or sure + open_ones < low:
        return _boolean(False)
    return _boolean(True if low <= sure and sure + open_ones <= high else None)


def _gather(node: Node, operands: list[Maybe]) -> Maybe:
    present = [value for value in operands if value is not None and value.card != "record"]
    bases = {value.base for value in present}
    items = [item for value in present for item in value.items]
    if not items:
        return None
    # Integers among floats are floats; any other mixture has no base type.
    base = bases.pop() if len(bases) == 1 else ("float" if bases <= set(NUMBERS) else "mixed")
    return container(node.name, base, items)


def _repeat(node: Node, operands: list[Maybe]) -> Maybe:
    times = int(attribute_number(node, "numberrepeats", "1") or 0)
    present = [value for value in operands if value is not None and value.card != "record"]
    items = [item for value in present for item in value.items]
    if times * len(items) > MAX_ITEMS:
        raise Unsupported("too_large", node.name)
    return container("ordered", present[0].base if present else "", items * max(times, 0))


LENIENT: dict[str, Callable[[Node, list[Maybe]], Maybe]] = {
    "isnull": lambda node, operands: _boolean(all(value is None for value in operands)),
    "isnotnull": lambda node, operands: _boolean(all(value is not None for value in operands)),
    "and": _and,
    "or": _or,
    "anyn": _any_n,
    # Not in the specification; players know it as "no more than max".
    "alln": _any_n,
    "multiple": _gather,
    "ordered": _gather,
    "repeat": _repeat,
    "containersize": lambda node, operands: single("integer", len(operands[0].items) if operands[0] else 0),
}


# Operators whose result is NULL as soon as an operand is


def _equal(node: Node, operands: list[Value]) -> Maybe:
    left, right = operands[0], operands[1]
    if left.base not in NUMBERS or right.base not in NUMBERS:
        return _boolean(same(left, right))
    mode = node.get("tolerancemode", "exact")
    if mode == "exact":
        return _boolean(left.one == right.one)
    spans = numbers(node.get("tolerance"))
    if not spans:
        return None
    below, above = spans[0], spans[-1]
    if mode == "relative":
        below, above = abs(left.one) * below / 100, abs(left.one) * above / 100
    low, high = left.one - below, left.one + above
    at_low = node.get("includelowerbound", "true") != "false"
    at_high = node.get("includeupperbound", "true") != "false"
    value = right.one
    return _boolean((low < value or (at_low and low == value)) and (value < high or (at_high and value == high)))


def _string_match(node: Node, operands: list[Value]) -> Maybe:
    left, right = str(operands[0].one), str(operands[1].one)
    if node.get("casesensitive", "true").lower() == "false":
        left, right = left.casefold(), right.casefold()
    return _boolean(right in left if node.name == "substring" or node.get("substring") == "true" else left == right)


def _substring(node: Node, operands: list[Value]) -> Maybe:
    # substring asks whether the first is in the second; stringMatch substring="true" the other way round.
    return _string_match(node, [operands[1], operands[0]])


def _pattern(node: Node, operands: list[Value]) -> Maybe:
    pattern = node.get("pattern") or str(operands[1].one)
    if len(pattern) > MAX_PATTERN or len(str(operands[0].one)) > MAX_MATCHED or SLOW_PATTERN.search(pattern):
        raise Unsupported("slow_pattern", pattern[:40])
    flags = re.IGNORECASE if node.get("casesensitive", "true").lower() == "false" else 0
    try:
        return _boolean(re.fullmatch(pattern, str(operands[0].one), flags) is not None)
    except re.error:
        raise Unsupported("bad_pattern", pattern[:40]) from None


def _member(node: Node, operands: list[Value]) -> Maybe:
    return _boolean(operands[0].one in operands[1].items)


def _contains(node: Node, operands: list[Value]) -> Maybe:
    whole, part = list(operands[0].items), list(operands[1].items)
    if operands[0].card == "ordered":
        return _boolean(any(whole[at : at + len(part)] == part for at in range(len(whole) - len(part) + 1)))
    for item in part:
        if item not in whole:
            return _boolean(False)
        whole.remove(item)
    return _boolean(True)


def _delete(node: Node, operands: list[Value]) -> Maybe:
    # As in the specification the value comes first; some write the container first.
    value, source = operands[0], operands[1]
    if value.card != "single" and source.card == "single":
        value, source = source, value
    return container(source.card, source.base, [item for item in source.items if item != value.one])


def _index(node: Node, operands: list[Value]) -> Maybe:
    place = attribute_number(node, "n") if "n" in node.attrs else Fraction(operands[1].one)
    if place is None or not 1 <= place <= len(operands[0].items):
        return None
    return single(operands[0].base, operands[0].items[int(place) - 1])


def _field(node: Node, operands: list[Value]) -> Maybe:
    found: Maybe = dict(operands[0].items).get(node.get("fieldidentifier"))
    return found


def _inside(node: Node, operands: list[Value]) -> Maybe:
    coords = numbers(node.get("coords"))
    points = operands[0].items if operands[0].base == "point" else ()
    return _boolean(any(contains(node.get("shape"), coords, point) for point in points))


def _compare(holds: Callable[[Any, Any], bool]) -> Callable[[Node, list[Value]], Maybe]:
    return lambda node, operands: _boolean(holds(operands[0].one, operands[1].one))


STRICT: dict[str, Callable[[Node, list[Value]], Maybe]] = {
    "not": lambda node, operands: _boolean(not truth(operands[0])),
    "match": lambda node, operands: _boolean(same(operands[0], operands[1])),
    "equal": _equal,
    "notequal": lambda node, operands: _boolean(not truth(_equal(node, operands))),
    "stringmatch": _string_match,
    "substring": _substring,
    "patternmatch": _pattern,
    "member": _member,
    "contains": _contains,
    "delete": _delete,
    "index": _index,
    "fieldvalue": _field,
    "inside": _inside,
    "lt": _compare(lambda left, right: bool(left < right)),
    "lte": _compare(lambda left, right: bool(left <= right)),
    "gt": _compare(lambda left, right: bool(left > right)),
    "gte": _compare(lambda left, right: bool(left >= right)),
    "durationlt": _compare(lambda left, right: bool(left < right)),
    "durationgte": _compare(lambda left, right: bool(left >= right)),
    **arithmetic.OPERATORS,
}
