"""What is right in a QTI 2.x or 3.0 item, and what it is worth. Pure.

The right answer stands in correctResponse, in the mapping, or only in the rules. Where it is only in the rules we do
not guess: the rules are run on each answer that can be given.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import islice
from typing import Any

from .declarations import Declaration, Mapped, declarations
from .processing import modal_feedback, process
from .text import render
from .tree import Node

MAX_TRIED = 60
# Rules are run for each answer; a file of nothing but rules must not take for ever.
MAX_RULES = 3_000
COMPARISONS = ("match", "equal", "equalrounded", "stringmatch", "patternmatch", "member", "contains", "substring")
# Reads as text and as a number, and is nobody's right answer.
NONSENSE = "-987654321"


@dataclass
class Key:
    """The right answer of one response variable: written values, and their worth where a mapping decides."""

    right: list[str]
    worth: dict[str, Fraction] = field(default_factory=dict)
    default: Fraction = Fraction(0)
    most: Fraction = Fraction(0)
    bounded: bool = False

    @property
    def mapped(self) -> bool:
        return bool(self.worth)

    def share(self, value: str) -> Fraction:
        """Give the part of the most that this value earns."""
        return self.worth.get(value, self.default) / self.most if self.most else Fraction(0)

    @property
    def even(self) -> bool:
        """Say whether all right values are worth the same and wrong ones cost nothing."""
        rights = {self.worth[value] for value in self.right if value in self.worth}
        others = [worth for value, worth in self.worth.items() if value not in self.right]
        return len(rights) <= 1 and self.default == 0 and not any(others)


@dataclass
class Asked:
    """One item with its declarations."""

    root: Node
    declared: dict[str, Declaration]
    rules: Node | None
    runnable: bool

    @classmethod
    def of(cls, root: Node) -> "Asked":
        runnable = sum(1 for _ in islice(root.walk(), MAX_RULES + 1)) <= MAX_RULES
        return cls(root, declarations(root), root.child("responseprocessing"), runnable)

    @property
    def template(self) -> str:
        """Give the name of the ready-made template; "" for own rules or none."""
        if self.rules is None or self.rules.children:
            return ""
        return self.rules.get("template").rpartition("/")[2].removesuffix(".xml").lower()

    @property
    def ruled(self) -> bool:
        """Say whether the item has rules of its own."""
        return self.rules is not None and bool(self.rules.children)

    def declaration(self, interaction: Node) -> Declaration | None:
        return self.declared.get(interaction.get("responseidentifier"))

    def key(self, declared: Declaration | None) -> Key:
        """Find what is right for a variable; an empty list: the item does not say."""
        if declared is None:
            return Key([])
        correct = written(declared)
        mapping = declared.mapping if self._mapping_decides(declared) else None
        return (_by_mapping(mapping, single=declared.card == "single") if mapping else None) or Key(correct)

    def _mapping_decides(self, declared: Declaration) -> bool:
        if "map_response" in self.template:
            return True
        if self.ruled and self.rules is not None:
            used = [node.get("identifier") for node in self.rules.all("mapresponse")]
            # Own rules that ask neither way leave both as a mere statement: the mapping says more.
            asks = [node.get("identifier") for node in self.rules.all("correct")]
            return declared.identifier in used or declared.identifier not in asks
        return not self.template

    def score(self, responses: dict[str, Any]) -> Fraction | None:
        """Run the item's rules; None: they cannot be run, or set no SCORE."""
        if not self.runnable:
            return None
        outcome = process(self.root, responses)
        value = outcome.outcomes.get("SCORE")
        if outcome.problems or isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return Fraction(str(value))

    def tried(self, declared: Declaration | None, values: Iterable[str], *, any_text: bool = False) -> Key:
        """Find what is right by running the item's own rules on each value alone.

        `any_text`: other values than these can be given, and one that earns as much shows that nothing is asked.
        """
        tries = list(dict.fromkeys(values))[:MAX_TRIED]
        scores: dict[str, Fraction] = {}
        if declared is not None and self.ruled:
            for value in tries + ([NONSENSE] if any_text else []):
                raw = value if declared.card == "single" else [value]
                scores[value] = self.score({declared.identifier: raw}) or Fraction(0)
        most = max(scores.values(), default=Fraction(0))
        if most <= 0 or min(scores.values()) == most or scores.get(NONSENSE) == most:
            return Key([])
        scores.pop(NONSENSE, None)
        return Key([value for value, score in scores.items() if score == most], scores, most=most)

    def rules_on(self, declared: Declaration, names: tuple[str, ...]) -> list[Node]:
        """Give the comparisons with one of these names that a variable takes part in."""
        nodes = self.rules.all(*names) if self.rules else []
        return [
            node for node in nodes if any(one.get("identifier") == declared.identifier for one in node.all("variable"))
        ]

    def compared(self, declared: Declaration) -> list[str]:
        """Give the values that the rules compare with a variable."""
        nodes = self.rules_on(declared, COMPARISONS)
        return [one.words().strip() for node in nodes for one in node.all("basevalue")]

    @property
    def explaining(self) -> Node | None:
        """Give the feedback that is shown whatever is answered: it explains the question."""
        changed = {node.get("identifier") for node in self.rules.all("setoutcomevalue")} if self.rules else set()
        for block in self.root.all("modalfeedback"):
            outcome = self.declared.get(block.get("outcomeidentifier"))
            held = outcome.default.items if outcome and outcome.default else ()
            if block.get("identifier") in held and block.get("outcomeidentifier") not in changed:
                return block
        return None

    def all_or_nothing(self, declared: Declaration | None, right: list[str]) -> bool:
        """Say whether part of the right answer earns nothing."""
        if declared is None or not self.ruled or len(right) < 2:
            return not self.key(declared).mapped
        return not self.score({declared.identifier: right[:1]})

    def feedback(self, declared: Declaration | None, values: Iterable[str]) -> dict[str, str]:
        """Say what the item answers to each value of a single choice."""
        blocks = [block for block in self.root.all("modalfeedback", "feedbackblock") if block is not self.explaining]
        if declared is None or declared.card != "single" or not blocks or not self.runnable:
            return {}
        texts = {block.get("identifier"): feedback_text(block) for block in blocks}
        shown_by = Node("", {}, 0, children=[_as_modal(block) for block in blocks])
        said = {}
        for value in list(values)[:MAX_TRIED]:
            outcome = process(self.root, {declared.identifier: value})
            shown = modal_feedback(shown_by, outcome.outcomes)
            said[value] = "\n".join(texts[name] for name in shown if texts.get(name))
        return said


def _as_modal(block: Node) -> Node:
    return Node("modalfeedback", block.attrs, block.line)


def feedback_text(block: Node) -> str:
    """Say what stands in a feedback."""
    return render(Node("div", {}, block.line, block.text, "", block.children)).text


def written(declared: Declaration) -> list[str]:
    """Give the values of correctResponse as written, blanks single."""
    node = declared.node.child("correctresponse") if declared.node else None
    values = [child for child in node.children if child.name == "value"] if node else []
    return [" ".join(child.words().split()) for child in values if child.words().strip()]


def _by_mapping(mapping: Mapped, *, single: bool) -> Key | None:
    worth: dict[str, Fraction] = {}
    for entry in mapping.entries:
        worth.setdefault(" ".join(entry.key.split()), entry.worth)
    gains = [value for value in worth.values() if value > 0]
    if not gains:
        return None
    most = max(gains) if single else sum(gains, Fraction(0))
    upper = mapping.bounds.upper
    if upper is not None and 0 < upper < most:
        most = upper
    right = [key for key, value in worth.items() if (value >= most if single else value > 0)]
    lower = mapping.bounds.lower
    bounded = (lower is not None and lower > 0) or (upper is not None and upper <= 0)
    return Key(right, worth, mapping.bounds.default, most, bounded)
