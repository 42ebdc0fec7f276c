"""Run an item: template, response and outcome processing over its declarations. Pure.

A rule that cannot be run is left out and named in `problems`; the outcome it would have set keeps its value. So a
score is to be trusted only where `problems` is empty. Source of the templates: the QTI 2.1 and 3.0 catalogues.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from assessments.items.contract import Problem

from .declarations import Declaration, declarations, starting_values
from .expressions import Variables, evaluate
from .tree import Node
from .values import NUMBERS, Maybe, Unsupported, Value, cast, plain, read, same, single, truth

MAX_RESTARTS = 100
BRANCHES = ("responsecondition", "outcomecondition", "templatecondition")
GROUPS = ("responseprocessingfragment", "outcomeprocessingfragment", "templateblock")


class _Exit(Exception):
    """exitResponse, exitTest or exitTemplate."""


class _Restart(Exception):
    """A templateConstraint does not hold."""


@dataclass(frozen=True)
class Outcome:
    """What came out: declared outcomes as JSON by identifier, every variable, and what could not be run.

    Problem codes: not_run (name, why, line), unknown_variable (name, line), unknown_template (name),
    constraint_never_held.
    """

    outcomes: Mapping[str, Any]
    variables: Mapping[str, Any]
    problems: tuple[Problem, ...]


@dataclass
class _Run:
    variables: Variables
    problems: list[Problem] = field(default_factory=list)

    def rules(self, nodes: list[Node]) -> None:
        for node in nodes:
            try:
                self.rule(node)
            except Unsupported as reason:
                what = {"name": reason.name, "why": reason.code, "line": node.line}
                self.problems.append(Problem("not_run", what))

    def rule(self, node: Node) -> None:
        name = node.name
        if name in BRANCHES:
            self.branch(node)
        elif name in GROUPS:
            self.rules(node.children)
        elif name in ("exitresponse", "exittest", "exittemplate"):
            raise _Exit
        elif name == "templateconstraint":
            if node.children and not truth(evaluate(node.children[0], self.variables)):
                raise _Restart
        elif name in ("setoutcomevalue", "setresponsevalue", "settemplatevalue"):
            self.set(node, self.variables.held)
        elif name == "setcorrectresponse":
            self.set(node, self.variables.correct)
        elif name == "setdefaultvalue":
            self.set_default(node)
        elif name == "lookupoutcomevalue":
            self.look_up(node)
        else:
            raise Unsupported("unknown_rule", name)

    def branch(self, node: Node) -> None:
        for arm in node.children:
            if arm.name.endswith("else"):
                return self.rules(arm.children)
            if not arm.name.endswith("if"):
                raise Unsupported("unknown_rule", arm.name)
            if arm.children and truth(evaluate(arm.children[0], self.variables)):
                return self.rules(arm.children[1:])
        return None

    def declared(self, node: Node) -> Declaration | None:
        found = self.variables.declared.get(node.get("identifier"))
        if found is None:
            what = {"name": node.get("identifier"), "line": node.line}
            self.problems.append(Problem("unknown_variable", what))
        return found

    def set(self, node: Node, where: dict[str, Maybe]) -> None:
        declared = self.declared(node)
        if declared and node.children:
            where[declared.identifier] = cast(evaluate(node.children[0], self.variables), declared.card, declared.base)

    def set_default(self, node: Node) -> None:
        """With an expression: the default is that. Without one (not in QTI, but seen): back to the default."""
        if node.children:
            self.set(node, self.variables.default)
        elif declared := self.declared(node):
            self.variables.held[declared.identifier] = self.variables.default.get(declared.identifier)

    def look_up(self, node: Node) -> None:
        declared = self.declared(node)
        source = evaluate(node.children[0], self.variables) if node.children else None
        if declared and declared.table and source is not None and source.base in NUMBERS:
            self.variables.held[declared.identifier] = declared.table.look_up(Fraction(source.one))


def process(root: Node, responses: Mapping[str, Any], *, chance: Callable[[], float] | None = None) -> Outcome:
    """Run an assessmentItem on responses (identifier → JSON scalar or list; missing is NULL).

    `chance` gives numbers in [0, 1) where the item asks for random ones; without it such rules are not run.
    """
    declared = declarations(root)
    run = _Run(
        Variables(
            declared,
            starting_values(declared),
            {name: one.correct for name, one in declared.items()},
            {name: one.default for name, one in declared.items()},
            chance,
        )
    )
    _templates(run, root.child("templateprocessing"))
    for name, one in declared.items():
        if one.role == "response":
            run.variables.held[name] = read(one.card, one.base, responses.get(name))
    rules = root.child("responseprocessing")
    if rules is not None and not rules.children and rules.get("template"):
        _ready_made(run, rules.get("template"))
    else:
        _all(run, rules)
    _all(run, root.child("outcomeprocessing"))
    held = run.variables.held
    outcomes = {name: plain(held.get(name)) for name, one in declared.items() if one.role == "outcome"}
    return Outcome(outcomes, {name: plain(value) for name, value in held.items()}, tuple(run.problems))


def _all(run: _Run, rules: Node | None) -> None:
    if rules is None:
        return
    try:
        run.rules(rules.children)
    except _Exit:
        pass
    except _Restart:
        run.problems.append(Problem("not_run", {"name": "templateconstraint", "why": "misplaced", "line": rules.line}))


def _templates(run: _Run, rules: Node | None) -> None:
    if rules is None:
        return
    before = dict(run.variables.held)
    for _ in range(MAX_RESTARTS):
        try:
            run.rules(rules.children)
            return
        except _Exit:
            return
        except _Restart:
            run.variables.held = dict(before)
    run.problems.append(Problem("constraint_never_held"))


def _ready_made(run: _Run, address: str) -> None:
    """Run one of the specification's own templates over RESPONSE and SCORE."""
    name = address.rstrip("/").rpartition("/")[2].removesuffix(".xml").lower().replace("-", "_")
    variables = run.variables
    answer = variables.held.get("RESPONSE")
    declared = variables.declared.get("RESPONSE")
    most = variables.held.get("MAXSCORE")
    score: Fraction | Any = Fraction(0)
    feedback: bool | None = None
    right = answer is not None and variables.correct.get("RESPONSE") is not None
    if right and answer is not None:
        expected = variables.correct["RESPONSE"]
        right = expected is not None and same(answer, expected)
    if name == "match_correct":
        score = Fraction(right)
    elif name in ("cc2_match", "cc2_match_basic"):
        # The 2.1 catalogue gives MAXSCORE, the 3.0 one 1.
        full = Fraction(1) if "v3p0" in address or most is None or most.base not in NUMBERS else Fraction(most.one)
        score, feedback = (full if right else Fraction(0)), right
    elif name in ("map_response", "cc2_map_response"):
        if declared is None or declared.mapping is None:
            run.problems.append(Problem("not_run", {"name": name, "why": "no_mapping", "line": 0}))
            return
        score = Fraction(0) if answer is None else declared.mapping.sum(answer, declared.base)
        feedback = most is not None and score == most.one
    elif name == "map_response_point":
        if declared is None or declared.areas is None:
            run.problems.append(Problem("not_run", {"name": name, "why": "no_mapping", "line": 0}))
            return
        score = Fraction(0) if answer is None else declared.areas.sum(answer)
    elif name == "match_nothing":
        # Not in the catalogues; players know it as "right when left empty".
        score = Fraction(answer is None)
    else:
        run.problems.append(Problem("unknown_template", {"name": address}))
        return
    for outcome, value in (("SCORE", single("float", score)), ("FEEDBACK", _said(name, feedback))):
        target = variables.declared.get(outcome)
        if target is not None and (outcome == "SCORE" or name.startswith("cc2")):
            variables.held[outcome] = cast(value, target.card, target.base)


def _said(name: str, right: bool | None) -> Value | None:
    return None if right is None else Value("single", "identifier", ("correct" if right else "incorrect",))


def body_text(root: Node, variables: Mapping[str, Any]) -> str:
    """Give the words of the item's body, printedVariable replaced by its value; blanks are single."""

    def words(node: Node) -> str:
        inner = node.text + "".join(words(child) + child.tail for child in node.children)
        if node.name == "printedvariable":
            value = variables.get(node.get("identifier"))
            inner = "" if value is None else str(value)
        return inner

    body = root.child("itembody")
    return " ".join(words(body).split()) if body else ""


def modal_feedback(root: Node, outcomes: Mapping[str, Any]) -> list[str]:
    """Give the identifiers of the modal feedback that these outcomes show."""
    shown = []
    for node in root.children:
        if node.name == "modalfeedback":
            value = outcomes.get(node.get("outcomeidentifier"))
            held = value if isinstance(value, list) else [value]
            if (node.get("identifier") in held) == (node.get("showhide", "show") == "show"):
                shown.append(node.get("identifier"))
    return shown
