"""Run one row of the scoring vectors through our item types and tries. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import isclose
from typing import Any

from assessments.items import item_type
from assessments.items.hotspot import is_inside
from assessments.items.numbers import is_within, read_strict
from assessments.items.vietnamese import match_strict
from assessments.taking.practice_scoring import Standing, State, Step, stand

from .moodle import TOLERANCE_TYPES, Foreign, content_of, ordering_rule, response_of, shape_of

Row = Mapping[str, Any]
# Fractions are recorded with seven decimals.
CLOSE = 1e-7

# Why rows of a type or a behaviour say nothing about us.
FOREIGN_TYPES = {
    "calculated": "we have no questions with variants",
    "matching_random": "we have no matching drawn at random from short answers",
}
FOREIGN_BEHAVIOURS = {
    "deferredcbm": "we have no certainty-based marking",
    "immediatecbm": "we have no certainty-based marking",
    "manualgraded": "marked by hand: there is no rule to compare",
    "informationitem": "nothing to answer, nothing scored",
    "missing": "a question type Moodle itself did not know",
}
RULES = {
    "deferredfeedback": "deferred",
    "immediatefeedback": "immediate",
    "adaptive": "adaptive",
    "adaptivenopenalty": "adaptive",
    "interactive": "interactive",
    "interactivecountback": "interactive",
}
# What Moodle calls where someone stands.
STATES = {
    "todo": {State.UNANSWERED, State.OPEN},
    "invalid": {State.INCOMPLETE},
    "complete": {State.ANSWERED, State.DONE},
    "gaveup": {State.UNANSWERED},
    "needsgrading": {State.UNMARKED},
    "gradedright": {State.DONE},
    "gradedpartial": {State.DONE},
    "gradedwrong": {State.DONE},
}
HANDED_IN = {"gaveup", "needsgrading", "gradedright", "gradedpartial", "gradedwrong"}


@dataclass(frozen=True)
class Outcome:
    """passed, failed or not_applicable (`got` says why); expected and got as JSON."""

    verdict: str
    expected: Any = None
    got: Any = None


def check(row: Row) -> Outcome:
    """Run a row of vectors.json or ordering_n4.json. Never raises: a row that breaks us has failed."""
    try:
        return verdict_of(row)
    except Foreign as why:
        return Outcome("not_applicable", got=str(why))
    except Exception as error:  # noqa: BLE001 — a row that can't be run is a failed row, named with its reason
        return Outcome("failed", expected_of(row), f"{type(error).__name__}: {error}")


def verdict_of(row: Row) -> Outcome:
    if "caution" in row:
        raise Foreign(f"left out by its makers: {row['caution']}")
    if "grading" in row and "correct" in row:
        return check_permutation(row)
    type_ = str(row["type"])
    for name, why in FOREIGN_TYPES.items():
        if type_.startswith(name):
            raise Foreign(why)
    if type_ in UNITS:
        return UNITS[type_](row)
    if "steps" in row:
        return check_behaviour(row)
    return check_score(row)


def expected_of(row: Row) -> Any:
    return row["parsed"] if "parsed" in row else row.get("mark" if "steps" in row else "fraction")


def compared(expected: Any, got: Fraction | None, *, close: float = CLOSE) -> Outcome:
    """Compare a recorded number with ours; None equals None only."""
    if expected is None or got is None:
        is_same = expected is None and got is None
    else:
        is_same = abs(Fraction(str(expected)) - got) <= close
    shown = None if got is None else round(float(got), 9)
    return Outcome("passed" if is_same else "failed", expected, shown)


def check_score(row: Row) -> Outcome:
    """One response, scored."""
    kind, content = content_of(row["definition"])
    type_ = item_type(kind)
    if kind == "ordering":
        keys = {element["text"]: element["key"] for element in content["elements"]}
        response: Any = [keys[text] for text in row["response"]]
    else:
        response = response_of(kind, content, row.get("order"), row.get("raw_response", row["response"]))
    return compared(row["fraction"], type_.score(content, type_.accept(content, response)))


def check_permutation(row: Row) -> Outcome:
    elements = [{"key": str(key), "text": str(key)} for key in row["correct"]]
    content = {"elements": elements, "rule": ordering_rule(row["grading"])}
    type_ = item_type("ordering")
    response = type_.accept(content, [str(key) for key in row["response"]])
    return compared(row["fraction"], type_.score(content, response))


def check_behaviour(row: Row) -> Outcome:
    """Several steps, replayed; both the mark and where the learner stands must agree."""
    behaviour = row["behaviour"]
    if behaviour in FOREIGN_BEHAVIOURS:
        raise Foreign(FOREIGN_BEHAVIOURS[behaviour])
    if behaviour not in RULES:
        raise Foreign(f"no way of trying of ours is {behaviour}")
    if any(name == "manual_grade" and data[0].get("mark") is not None for name, *data in row["steps"]):
        raise Foreign("a mark given by hand: there is no rule to compare")
    definition = row["definition"]
    kind, content = content_of(definition)
    steps = steps_of(row, kind, content)
    if kind == "essay" and row["state"] in {"complete", "invalid"}:
        raise Foreign("the word limits of the question were not recorded, and its answers are HTML")
    rule = RULES[behaviour]
    if kind == "cloze" and row["mark"] is None and row["state"].startswith("graded"):
        raise Foreign(
            "Moodle gives no mark to a cloze that earns nothing in several tries, or is worth nothing; we give 0"
        )
    standing = stand(
        "countback" if rule == "interactive" and item_type(kind).counts_back else rule,
        steps,
        penalty=Fraction(0) if behaviour == "adaptivenopenalty" else Fraction(str(definition.get("penalty", 0))),
        tries=int(definition.get("hints") or 0) + 1,
        # The recording has a step for handing in only now and then; these states come after it alone.
        handed_in=any(name == "finish" for name, *_ in row["steps"]) or row["state"] in HANDED_IN,
    )
    return compared_standing(row, standing)


def steps_of(row: Row, kind: str, content: Any) -> list[Step]:
    type_ = item_type(kind)
    steps: list[Step] = []
    raw: Mapping[str, Any] = {}
    for name, *data in row["steps"]:
        if name in {"finish", "manual_grade"}:
            continue
        if name != "submit":
            raise Foreign(f"a step of another kind: {name}")
        given = {key: value for key, value in data[0].items() if not key.startswith("-")}
        # A step without fields changes nothing in what is given.
        raw = given or raw
        response = type_.accept(content, response_of(kind, content, row.get("order"), raw))
        steps.append(
            Step(
                response=response,
                share=type_.score(content, response),
                is_answered=bool(response),
                is_complete=bool(response) and type_.is_complete(content, response),
                is_try="-submit" in data[0],
                parts=type_.parts(content, response),
            )
        )
    return steps


def compared_standing(row: Row, standing: Standing) -> Outcome:
    most = Fraction(str(row["max_mark"]))
    got = None if standing.share is None else standing.share * most
    outcome = compared(row["mark"], got, close=CLOSE * max(1, float(most)))
    expected = {"mark": row["mark"], "state": row["state"]}
    agrees = outcome.verdict == "passed" and standing.state in STATES.get(row["state"], ())
    return Outcome("passed" if agrees else "failed", expected, {"mark": outcome.got, "state": str(standing.state)})


def check_parse(row: Row) -> Outcome:
    definition, (text, unit) = row["definition"], row["response"]
    reading = read_strict(
        "" if text is None else str(text),
        {name: Fraction(str(size)) for name, size in dict(definition["units"] or {}).items()},
        before=definition["unitsbefore"],
        point=definition["decsep"],
        thousands=definition["thousandssep"],
        unit=unit,
    )
    got: dict[str, Any] = {"value": None, "unit": None, "multiplier": None}
    if reading.values:
        multiplier = None if reading.multiplier is None else float(reading.multiplier)
        got = {"value": float(reading.values[0]), "unit": reading.unit, "multiplier": multiplier}
    wanted = row["parsed"]
    is_same = got["unit"] == wanted["unit"] and all(
        are_close(wanted[name], got[name]) for name in ("value", "multiplier")
    )
    return Outcome("passed" if is_same else "failed", wanted, got)


def are_close(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else isclose(one, other, rel_tol=1e-12)


def check_tolerance(row: Row) -> Outcome:
    definition = row["definition"]
    kind = TOLERANCE_TYPES[str(definition["type"])]
    is_near = is_within(Fraction(str(row["response"])), str(definition["answer"]), str(definition["tolerance"]), kind)
    return compared(row["fraction"], Fraction(is_near))


def check_text(row: Row) -> Outcome:
    definition = row["definition"]
    found = match_strict(row["response"], definition["key"], match_case=not definition["ignore_case"])
    return compared(row["fraction"], Fraction(found is not None))


def check_shape(row: Row) -> Outcome:
    shape = shape_of(row["definition"])
    return compared(row["fraction"], Fraction(is_inside(shape["shape"], shape["coords"], *row["response"])))


UNITS: dict[str, Callable[[Row], Outcome]] = {
    "numeric_parse": check_parse,
    "numeric_tolerance": check_tolerance,
    "short_answer_compare": check_text,
    "hotspot_shape": check_shape,
}
