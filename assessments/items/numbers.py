"""Numbers as people type them, with units, and whether they are near enough. Pure; exact fractions throughout.

Two readers. `read_strict` follows Moodle 4.5's processor (`apply_units`): blanks go, and a comma is the decimal sign
or a thousands mark by what else stands there. `read_vietnamese` knows the Vietnamese way: 1.234.567,89; a lone
“1.234” may be either, so both readings are kept and the match is flagged.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from .authored import LARGEST_EXPONENT, LONGEST_NUMBER, number

# Moodle: 10 to the minus `precision` of PHP, so that what looks equal is equal.
EPSILON = Fraction(1, 10**14)
POWER_OF_TEN = re.compile(r"(?:[eE]|[x*×]10(?:\^|\*\*))([+-]?\d+)", re.ASCII)
PLAIN = r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?"
LEADING, TRAILING = re.compile(PLAIN, re.ASCII), re.compile(PLAIN + r"\Z", re.ASCII)

FIGURE = r"[+-]?(?:\d[\d.,' ]*|,\d+)(?:e[+-]?\d+)?"
FIGURE_FIRST = re.compile(rf"({FIGURE})(.*)\Z", re.ASCII | re.DOTALL)
FIGURE_LAST = re.compile(rf"(.*?)({FIGURE})\Z", re.ASCII | re.DOTALL)
GROUPED = re.compile(r"\d{1,3}(?:([. '])\d{3})(?:\1\d{3})*(,\d+)?\Z", re.ASCII)
AMBIGUOUS = re.compile(r"[1-9]\d{0,2}\.\d{3}\Z", re.ASCII)
COMMA_DECIMAL = re.compile(r"(?:\d+(?:,\d+)?|,\d+)\Z", re.ASCII)
POINT_DECIMAL = re.compile(r"\d+\.\d+\Z", re.ASCII)
ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+\.\d+\Z|\d{1,3}(?:,\d{3}){2,}\Z", re.ASCII)


@dataclass(frozen=True)
class Reading:
    """What a typed number may mean.

    values: the numbers it can be; empty: it is none; two: ambiguous (thousands first, then decimals).
    unit: the text beside the number, "" for none. multiplier: what turns a value into the answers' unit (one divided
    by how many of the typed unit make one of it); None: no unit, or an unknown one.
    """

    values: tuple[Fraction, ...] = ()
    unit: str = ""
    multiplier: Fraction | None = None

    @property
    def is_ambiguous(self) -> bool:
        return len(self.values) > 1


def read_strict(
    text: str,
    units: Mapping[str, Fraction],
    *,
    before: bool = False,
    point: str = ".",
    thousands: str = ",",
    unit: str | None = None,
) -> Reading:
    """Read a number the way Moodle does. `units`: name → how many make one of the answers' unit.

    `unit`: chosen beside the number; it takes the place of one typed with it.
    Known traps, kept on purpose: with a decimal comma “1.234,5” is 1.2345 and “1.234.567” is 1.234 “.567”.
    """
    text = POWER_OF_TEN.sub(r"e\1", text.replace(" ", ""))
    if "." in text or text.count(",") > 1:
        text = text.replace(",", "")
    else:
        for sign, plain in ((thousands, ""), (point, "."), (",", ".")):
            text = text.replace(sign, plain) if sign else text
    found = TRAILING.search(text) if before else LEADING.match(text)
    if not found:
        return Reading()
    value = exact(found[0])
    if value is None:
        return Reading()
    typed = text[: found.start()] if before else text[found.end() :]
    typed = typed if unit is None else unit
    multiplier = units.get(typed)
    return Reading((value,), typed, 1 / multiplier if multiplier else None)


def read_vietnamese(text: str, units: Mapping[str, Fraction], *, before: bool = False) -> Reading:
    """Read a number the Vietnamese way: point for thousands, comma for decimals, blanks as thousands too.

    A lone “1.234” gives 1234 and 1.234. What can only be foreign (3.14, 1,234.5) is read as such.

    >>> [str(value) for value in read_vietnamese("1.234,5 đồng", {}).values]
    ['2469/2']
    """
    text = unicodedata.normalize("NFKC", text).replace("\u2212", "-").strip()
    text = POWER_OF_TEN.sub(r"e\1", re.sub(r"\s*[x*×]\s*10\s*(\^|\*\*)\s*", r"x10\1", text))
    text = re.sub(r"^([+-])\s+", r"\1", " ".join(text.split()))
    found = FIGURE_LAST.match(text) if before else FIGURE_FIRST.match(text)
    if not found:
        return Reading()
    figure, beside = (found[2], found[1]) if before else (found[1], found[2])
    # A blank or sign between number and unit, or a full stop after the number, belongs to neither.
    mantissa, _, exponent = figure.partition("e")
    sign = "-" if mantissa.startswith("-") else ""
    mantissa = mantissa.lstrip("+-").rstrip(" .,'")
    values = []
    for plain in readings(mantissa):
        value = exact(f"{sign}{plain}" + (f"e{exponent}" if exponent else ""))
        if value is None:
            return Reading()
        values.append(value)
    return with_unit(tuple(values), beside, units) if values else Reading()


def readings(figure: str) -> list[str]:
    """List what an unsigned figure can mean, with a decimal point; empty: it is no number."""
    if AMBIGUOUS.match(figure):
        return [figure.replace(".", ""), figure]
    if figure.startswith("0.") and POINT_DECIMAL.match(figure):
        # Nobody groups thousands behind a nought.
        return [figure]
    if GROUPED.match(figure):
        return [re.sub(r"[. ']", "", figure).replace(",", ".")]
    if COMMA_DECIMAL.match(figure):
        return [figure.replace(",", ".")]
    if POINT_DECIMAL.match(figure):
        return [figure]
    return [figure.replace(",", "")] if ENGLISH.match(figure) else []


def exact(plain: str) -> Fraction | None:
    """Give the value of a number with a decimal point; None: too long or too large to be meant."""
    mantissa, _, exponent = plain.partition("e")
    if len(plain) > LONGEST_NUMBER or (exponent and abs(int(exponent)) > LARGEST_EXPONENT):
        return None
    return Fraction(f"{mantissa.rstrip('.')}" + (f"e{exponent}" if exponent else ""))


def with_unit(values: tuple[Fraction, ...], typed: str, units: Mapping[str, Fraction]) -> Reading:
    """Add the unit typed beside a number, if it is one of `units` in any Unicode form; capitals count (m, M)."""
    unit = typed.strip()
    wanted = unicodedata.normalize("NFKC", unit)
    multiplier = next((size for name, size in units.items() if unicodedata.normalize("NFKC", name) == wanted), None)
    return Reading(values, unit, 1 / multiplier if multiplier else None)


def is_within(value: Fraction, answer: str, tolerance: str = "0", kind: str = "absolute") -> bool:
    """Say whether a value is near enough to an answer; "*" is near everything.

    absolute: answer ± (tolerance + ε·max(tolerance, |answer|, ε)); relative: answer ± |answer|·(tolerance + ε), so an
    answer of 0 is exactly 0; geometric: answer / q … answer · q with q = 1 + tolerance + ε. ε = 10⁻¹⁴ (Moodle).
    """
    if answer == "*":
        return True
    middle, allowed = number(answer), abs(number(tolerance, "0"))
    if kind == "relative":
        reach = abs(middle) * (allowed + EPSILON)
    elif kind == "geometric":
        quotient = 1 + allowed + EPSILON
        low, high = sorted((middle / quotient, middle * quotient))
        return low <= value <= high
    else:
        reach = allowed + EPSILON * max(allowed, abs(middle), EPSILON)
    return abs(value - middle) <= reach
