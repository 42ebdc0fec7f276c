"""The response conditions of QTI 1.2: which answers earn what, and which feedback they show. Pure.

Exporters write them in few ways: one condition an answer (Set or Add), or one that names the whole right set, what
must not be chosen under `not`. That is what is read here; it is not a general engine.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction

from .tree import Node
from .values import decimal

COMPARES = ("varequal", "varsubstring", "vargte", "vargt", "varlte", "varlt", "varinside", "varsubset")


@dataclass(frozen=True)
class Test:
    """One comparison: varequal … of a response with a written value."""

    op: str
    response: str
    value: str
    negated: bool
    match_case: bool


@dataclass(frozen=True)
class Condition:
    """One respcondition. `earns`: what it sets or adds; None: it sets no score."""

    tests: tuple[Test, ...]
    earns: Fraction | None
    adds: bool
    feedback: tuple[str, ...]
    line: int

    def wanted(self, response: str) -> list[str]:
        """Give the values that must be there."""
        return [
            test.value
            for test in self.tests
            if test.response == response and test.op == "varequal" and not test.negated
        ]

    @property
    def excludes(self) -> bool:
        return any(test.negated for test in self.tests)


@dataclass
class Worth:
    """What the answers to one response earn, of `most`. `whole`: only all of `right` together earns anything."""

    right: list[str]
    each: dict[str, Fraction] = field(default_factory=dict)
    most: Fraction = Fraction(0)
    whole: bool = False

    def share(self, value: str) -> Fraction:
        return self.each.get(value, Fraction(0)) / self.most if self.most else Fraction(0)


def conditions(item: Node) -> list[Condition]:
    """Read all conditions of an item, in order."""
    found = []
    for node in item.all("respcondition"):
        variables = node.child("conditionvar")
        tests = tuple(_tests(variables, False)) if variables else ()
        earns, adds = _earns(node)
        feedback = tuple(one.get("linkrefid") for one in node.all("displayfeedback"))
        found.append(Condition(tests, earns, adds, feedback, node.line))
    return found


def _tests(node: Node, negated: bool) -> Iterator[Test]:
    for child in node.children:
        if child.name == "not":
            yield from _tests(child, not negated)
        elif child.name in COMPARES:
            text = " ".join(child.words().split()) if child.name != "varequal" else child.words().strip()
            case = child.get("case", "No").lower() == "yes"
            yield Test(child.name, child.get("respident"), text, negated, case)
        else:
            yield from _tests(child, negated)


def _earns(node: Node) -> tuple[Fraction | None, bool]:
    total: Fraction | None = None
    adds = False
    for one in node.children:
        if one.name == "setvar":
            text = one.words().strip()
            # Blackboard writes the name of a variable: everything that can be earned.
            value = Fraction(1) if text.lower() == "score.max" else decimal(text)
            if value is not None:
                action = one.get("action", "Set").lower()
                total = (total or Fraction(0)) + (-value if action == "subtract" else value)
                adds = adds or action in ("add", "subtract")
    return total, adds


def worth_of(found: list[Condition], response: str, *, several: bool) -> Worth:
    """Say what each answer to `response` earns; `several`: more than one may be given."""
    scoring = [one for one in found if one.earns and any(test.response == response for test in one.tests)]
    whole = [one for one in scoring if len(one.wanted(response)) != 1 or one.excludes]
    gains = [one for one in whole if one.earns and one.earns > 0]
    if several and gains:
        best = max(gains, key=lambda one: one.earns or Fraction(0))
        right = list(dict.fromkeys(best.wanted(response)))
        return Worth(right, most=best.earns or Fraction(0), whole=True)
    each: dict[str, Fraction] = {}
    for one in scoring:
        for value in one.wanted(response):
            earned = one.earns or Fraction(0)
            each[value] = each.get(value, Fraction(0)) + earned if one.adds else earned
    positive = [value for value in each.values() if value > 0]
    most = (sum(positive, Fraction(0)) if several else max(positive)) if positive else Fraction(0)
    right = [value for value, earned in each.items() if earned > 0 and (several or earned == most)]
    return Worth(right, each, most)


def feedback_by_answer(found: list[Condition]) -> dict[tuple[str, str], list[str]]:
    """Give the names of the feedback shown to exactly one answer, by (response, value)."""
    shown: dict[tuple[str, str], list[str]] = {}
    for one in found:
        if len(one.tests) == 1 and one.tests[0].op == "varequal" and not one.excludes:
            shown.setdefault((one.tests[0].response, one.tests[0].value), []).extend(one.feedback)
    return shown
