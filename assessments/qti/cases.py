"""Check our response processing against a table of known cases. Pure but for reading the item's file."""

from pathlib import Path
from typing import Any

from .processing import body_text, modal_feedback, process
from .tree import parse

# The specification counts each value once ("mapResponse: … counted once only"); this case counts it twice.
EXCLUDED = {
    "pie:mapResponse_bounds_default_duplicates/duplicate responses are counted (and then clamped)": (
        "contradicts the specification, which counts each value once"
    )
}


def check_case(case: dict[str, Any], root: Path) -> tuple[str, Any, Any]:
    """Run one case (id, item: path below `root`, responses, expect) → (verdict, expected, got or why).

    Verdict: passed, failed, or not_applicable with the reason, e.g. that another program's random numbers are expected.
    Where a case names a score that its item does not declare, ours is 0.
    """
    expect = case["expect"]
    if case["id"] in EXCLUDED:
        return "not_applicable", expect, EXCLUDED[case["id"]]
    item, _ = parse((root / case["item"]).read_bytes())
    outcome = process(item, case["responses"])
    if any(problem.params.get("why") == "needs_chance" for problem in outcome.problems):
        return "not_applicable", expect, "expects the random numbers of the program that wrote the case"
    got: dict[str, Any] = {}
    if "outcomes" in expect:
        got["outcomes"] = {name: outcome.outcomes.get(name) for name in expect["outcomes"]}
    if "score" in expect:
        got["score"] = outcome.outcomes.get("SCORE", 0)
    if "modalFeedbackIdentifiers" in expect:
        got["modalFeedbackIdentifiers"] = modal_feedback(item, outcome.outcomes)
    if "itemBodyContains" in expect:
        text = body_text(item, outcome.variables)
        got["itemBodyContains"] = [part for part in expect["itemBodyContains"] if part in text]
    return ("passed" if _equal(expect, got) else "failed"), expect, got


def _equal(expected: Any, got: Any) -> bool:
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(_equal(expected[key], got[key]) for key in expected)
    if isinstance(expected, int | float) and isinstance(got, int | float) and not isinstance(expected, bool):
        return not isinstance(got, bool) and abs(expected - got) < 1e-9
    return type(expected) is type(got) and bool(expected == got)
