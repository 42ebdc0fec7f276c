"""QTI's arithmetic: numbers in, a number out, NULL where there is none. Pure.

Exact while it can be (fractions); through doubles only for roots, powers and angles. Source: QTI 2.2, "Expressions".
"""

import math
from collections.abc import Callable
from fractions import Fraction

from .tree import Node
from .values import NUMBERS, Maybe, Unsupported, Value, decimal, number, single

MAX_EXPONENT = 1_000
Numbers = list[Fraction]


def constant(name: str) -> Maybe:
    """Give pi or e as a double."""
    found = {"pi": math.pi, "e": math.e}.get(name)
    return None if found is None else single("float", Fraction(found))


def _flat(operands: list[Value]) -> Numbers | None:
    """All numbers of all operands; None: one of them is no number."""
    if any(value.base not in (*NUMBERS, "duration") for value in operands):
        return None
    return [Fraction(item) for value in operands for item in value.items]


def _operator(work: Callable[[Node, Numbers], Fraction | int | None], base: str = "") -> Callable:
    """Wrap a function of plain numbers; `base`: of the result, "" for integer only if all operands are."""

    def run(node: Node, operands: list[Value]) -> Maybe:
        given = _flat(operands)
        if given is None:
            return None
        try:
            found = work(node, given)
        except (ArithmeticError, ValueError) as reason:
            if isinstance(reason, Unsupported):
                raise
            return None
        if found is None:
            return None
        kind = base or ("integer" if all(value.base == "integer" for value in operands) else "float")
        exact = number(found)
        return single(kind, int(exact) if kind == "integer" else exact)

    return run


def _product(node: Node, given: Numbers) -> Fraction:
    total = Fraction(1)
    for part in given:
        total = number(total * part)
    return total


def _power(node: Node, given: Numbers) -> Fraction | None:
    base, exponent = given
    if exponent.denominator == 1 and abs(exponent) <= 64:
        return number(base) ** int(exponent)
    if abs(exponent) > MAX_EXPONENT:
        return None
    found = float(base) ** float(exponent)
    return Fraction(found) if isinstance(found, float) and math.isfinite(found) else None


def _round_half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def rounded(value: Fraction, mode: str, figures: int) -> Fraction | None:
    """Round half up to decimal places or significant figures; None: `figures` makes no sense."""
    if not 0 <= figures <= 30:
        return None
    shift = figures
    if mode == "significantFigures":
        if figures < 1:
            return None
        shift = figures if value == 0 else figures - 1 - math.floor(math.log10(abs(float(value))))
    scale = Fraction(10) ** shift
    sign = -1 if value < 0 else 1
    return sign * Fraction(_round_half_up(abs(value) * scale)) / scale


def _figures(node: Node) -> int:
    return int(decimal(node.get("figures", "0")) or 0)


def _round_to(node: Node, given: Numbers) -> Fraction | None:
    return rounded(given[0], node.get("roundingmode", "significantFigures"), _figures(node))


def _equal_rounded(node: Node, operands: list[Value]) -> Maybe:
    mode = node.get("roundingmode", "significantFigures")
    left, right = (rounded(Fraction(value.one), mode, _figures(node)) for value in operands[:2])
    return None if left is None else Value("single", "boolean", (left == right,))


def _stats(node: Node, given: Numbers) -> Fraction | None:
    name, n = node.get("name"), len(given)
    mean = sum(given, Fraction(0)) / n
    if name == "mean":
        return mean
    below = n - 1 if name.startswith("sample") else n
    if below == 0 or name not in ("sampleVariance", "sampleSD", "popVariance", "popSD"):
        return None
    variance = sum(((part - mean) ** 2 for part in given), Fraction(0)) / below
    return Fraction(math.sqrt(variance)) if name.endswith("SD") else variance


def _one(work: Callable[[float], float]) -> Callable[[float, float], float]:
    return lambda x, _: work(x)


MATH: dict[str, Callable[[float, float], float]] = {
    "sin": _one(math.sin),
    "cos": _one(math.cos),
    "tan": _one(math.tan),
    "sec": _one(lambda x: 1 / math.cos(x)),
    "csc": _one(lambda x: 1 / math.sin(x)),
    "cot": _one(lambda x: 1 / math.tan(x)),
    "asin": _one(math.asin),
    "acos": _one(math.acos),
    "atan": _one(math.atan),
    "atan2": math.atan2,
    "asec": _one(lambda x: math.acos(1 / x)),
    "acsc": _one(lambda x: math.asin(1 / x)),
    "acot": _one(lambda x: math.atan(1 / x)),
    "sinh": _one(math.sinh),
    "cosh": _one(math.cosh),
    "tanh": _one(math.tanh),
    "sech": _one(lambda x: 1 / math.cosh(x)),
    "csch": _one(lambda x: 1 / math.sinh(x)),
    "coth": _one(lambda x: 1 / math.tanh(x)),
    "log": _one(math.log10),
    "ln": _one(math.log),
    "exp": _one(math.exp),
    "todegrees": _one(math.degrees),
    "toradians": _one(math.radians),
}
EXACT: dict[str, Callable[[Fraction], Fraction | int]] = {
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "signum": lambda x: (x > 0) - (x < 0),
}


def _math(node: Node, given: Numbers) -> Fraction | int:
    name = node.get("name")
    if name in EXACT:
        return EXACT[name](given[0])
    if name.lower() not in MATH:
        raise Unsupported("unknown_expression", f"mathOperator {name}")
    # atan2 has two operands, all others one.
    return Fraction(MATH[name.lower()](float(given[0]), float(given[-1])))


def _subtract(node: Node, given: Numbers) -> Fraction:
    left, right = given
    return left - right


def _divide(node: Node, given: Numbers) -> Fraction:
    left, right = given
    return left / right


def _floor_divide(node: Node, given: Numbers) -> int:
    left, right = given
    return left // right


def _modulus(node: Node, given: Numbers) -> Fraction:
    left, right = given
    return left % right


OPERATORS: dict[str, Callable[[Node, list[Value]], Maybe]] = {
    "sum": _operator(lambda node, given: sum(given, Fraction(0))),
    "product": _operator(_product),
    "subtract": _operator(_subtract),
    "divide": _operator(_divide, "float"),
    "power": _operator(_power, "float"),
    "integerdivide": _operator(_floor_divide, "integer"),
    "integermodulus": _operator(_modulus, "integer"),
    "truncate": _operator(lambda node, given: math.trunc(given[0]), "integer"),
    "round": _operator(lambda node, given: _round_half_up(given[0]), "integer"),
    "integertofloat": _operator(lambda node, given: given[0], "float"),
    "roundto": _operator(_round_to, "float"),
    "equalrounded": _equal_rounded,
    "max": _operator(lambda node, given: max(given)),
    "min": _operator(lambda node, given: min(given)),
    "gcd": _operator(lambda node, given: math.gcd(*map(int, given)), "integer"),
    "lcm": _operator(lambda node, given: math.lcm(*map(int, given)), "integer"),
    "statsoperator": _operator(_stats, "float"),
    "mathoperator": _operator(_math, "float"),
}
