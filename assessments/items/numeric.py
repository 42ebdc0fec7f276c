"""Numeric: a number, with its unit where the question wants one. How numbers are read and compared: `numbers`.

The first answer whose interval holds the value, taken in its unit or as it stands, counts. Then the unit: under
`required` a missing, unknown or wrong unit costs `unit_penalty`, under `optional` only an unknown or wrong one; the
penalty is a part of what the response earned, or of the whole question; never below nothing (Moodle).
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .authored import clean_common, clean_shares, is_number, number
from .contract import Content, Problem, Response, Shown, Typed
from .numbers import Reading, is_within, read_strict, read_vietnamese
from .typed import TypedType

LONGEST = 100


@dataclass(frozen=True)
class Judged:
    """The answer a number was taken for, how it was read, and what it earns after its unit."""

    answer: Mapping[str, Any]
    reading: Reading
    value: Fraction
    share: Fraction


def is_strict(content: Content) -> bool:
    return content.get("policy") == "strict"


def units_of(content: Content) -> dict[str, Fraction]:
    """Give the units: name → how many make one of the answers' unit."""
    return {str(unit["text"]).strip(): number(unit.get("multiplier"), "1") for unit in content.get("units", [])}


def read(content: Content, typed: str) -> Reading:
    """Read a typed number under the question's policy."""
    units, before = units_of(content), content.get("unit_side") == "before"
    if is_strict(content):
        point, thousands = content.get("decimal_point", "."), content.get("thousands", ",")
        return read_strict(typed, units, before=before, point=point, thousands=thousands)
    return read_vietnamese(typed, units, before=before)


def judge(content: Content, typed: str) -> Judged | None:
    """Find the answer that counts for a typed number; None: it is no number, or near no answer."""
    if not typed:
        return None
    reading = read(content, typed)
    for answer in content.get("answers", []):
        for value in reading.values:
            in_unit = value * reading.multiplier if reading.multiplier is not None else value
            if is_near(answer, in_unit) or is_near(answer, value):
                earned = number(answer.get("share"), "1")
                return Judged(answer, reading, value, earned - unit_cost(content, answer, reading, value, earned))
    return None


def is_near(answer: Mapping[str, Any], value: Fraction) -> bool:
    kind = answer.get("tolerance_type") or "absolute"
    return is_within(value, str(answer["value"]), answer.get("tolerance") or "0", kind)


def unit_cost(
    content: Content, answer: Mapping[str, Any], reading: Reading, value: Fraction, earned: Fraction
) -> Fraction:
    """Give what a wrong unit takes off."""
    rule = content.get("unit_rule") or "none"
    if rule == "none" or (rule == "optional" and not reading.unit):
        return Fraction(0)
    if reading.multiplier is not None and is_near(answer, value * reading.multiplier):
        return Fraction(0)
    penalty = number(content.get("unit_penalty"), "0.1")
    cost = penalty if content.get("unit_penalty_of") == "question" else penalty * earned
    return min(cost, earned) if earned > 0 else Fraction(0)


def rule_of(judged: Judged) -> str:
    """Name how near a number is to the answer it was taken for: anything, exact or tolerance."""
    written, multiplier = str(judged.answer["value"]), judged.reading.multiplier
    if written == "*":
        return "anything"
    values = [judged.value, *([judged.value * multiplier] if multiplier is not None else [])]
    return "exact" if any(is_within(value, written) for value in values) else "tolerance"


def clean_numbers(content: Content) -> list[Problem]:
    """Check the answers and units of a number, alone or inside another item."""
    answers, units = content.get("answers", []), content.get("units", [])
    problems = clean_shares(answers)
    for place, answer in enumerate(answers, 1):
        if answer.get("value") != "*" and not is_number(answer.get("value")):
            problems.append(Problem("not_a_number", {"number": place}))
        if not is_number(answer.get("tolerance"), "0", least=0):
            problems.append(Problem("tolerance_not_a_number", {"number": place}))
    if not any(is_number(answer.get("share"), "1", least=1, most=1) for answer in answers):
        problems.append(Problem("no_full_answer"))
    for place, unit in enumerate(units, 1):
        text, known = str(unit.get("text", "")).strip(), is_number(unit.get("multiplier"), "1")
        if not text or not known or number(unit.get("multiplier"), "1") <= 0:
            problems.append(Problem("bad_unit", {"number": place}))
    if (content.get("unit_rule") or "none") == "required" and not units:
        problems.append(Problem("no_units"))
    if not is_number(content.get("unit_penalty"), "0.1", least=0, most=1):
        problems.append(Problem("unit_penalty_out_of_range"))
    return problems


class Numeric(TypedType):
    kind = "numeric"
    control = "number"
    longest = LONGEST

    def clean(self, content: Content) -> list[Problem]:
        return clean_common(content) + clean_numbers(content)

    def present(self, content: Content, order: Sequence[str]) -> Shown:
        limits: dict[str, Any] = {"max_length": LONGEST}
        if content.get("unit_entry") == "chosen":
            limits["units"] = tuple(units_of(content))
        return Shown(self.kind, content.get("stem", ""), content.get("picture"), self.control, limits=limits)

    def parse(self, content: Content, fields: Mapping[str, Sequence[str]]) -> Response:
        typed = next(iter(fields.get("", ())), "").strip()
        unit = next(iter(fields.get("unit", ())), "").strip()
        sides = (unit, typed) if content.get("unit_side") == "before" else (typed, unit)
        return self.accept(content, " ".join(side for side in sides if side) if typed else "")

    def is_complete(self, content: Content, response: Response) -> bool:
        """Wants something that is a number; strict as Moodle: no thousands mark, a unit only where it is asked for."""
        if not response:
            return False
        reading = read(content, response)
        if not reading.values or (content.get("unit_entry") == "chosen" and not reading.unit):
            return False
        if not is_strict(content):
            return True
        thousands = content.get("thousands", ",")
        is_grouped = thousands in {".", ","} and thousands in response
        return not is_grouped and not (reading.unit and (content.get("unit_rule") or "none") == "none")

    def taken(self, content: Content, response: Response) -> Judged | None:
        return judge(content, response)

    def compared(self, content: Content, text: str) -> Typed:
        judged, found = judge(content, text), len(read(content, text).values)
        form = " ".join(unicodedata.normalize("NFKC", text).split())
        if judged is None:
            return Typed(text, form, readings=found)
        written = str(judged.answer["value"])
        return Typed(
            text,
            form,
            written if is_strict(content) else vietnamese_figure(written),
            rule_of(judged),
            judged.share,
            number(judged.answer.get("share"), "1") - judged.share,
            readings=found,
        )

    def is_ambiguous(self, content: Content, response: Response) -> bool:
        """Say whether a typed number has two readings (1.234). For the log, and for asking back."""
        return bool(response) and read(content, response).is_ambiguous

    def right_response(self, content: Content) -> Response:
        right = max(content["answers"], key=lambda answer: (number(answer.get("share"), "1"), answer["value"] != "*"))
        value = str(right["value"]) if right["value"] != "*" else "0"
        if not is_strict(content):
            value = vietnamese_figure(value)
        elif "e" not in value.lower():
            value = value.replace(".", content.get("decimal_point", "."))
        # The answers' own unit is the one that needs no multiplier.
        own = next((name for name, multiplier in units_of(content).items() if multiplier == 1), "")
        if (content.get("unit_rule") or "none") == "none" or not own:
            return value
        return f"{own} {value}" if content.get("unit_side") == "before" else f"{value} {own}"

    def samples(self, content: Content) -> list[tuple[Response, Fraction | None]]:
        return [("", Fraction(0)), (self.right_response(content), Fraction(1))]


def vietnamese_figure(decimal: str) -> str:
    """Write a decimal string with a comma: “1234.5” → “1234,5”."""
    return decimal.replace(".", ",")
