"""What a reader of a foreign format gives back: questions, and every part it could not keep. Pure.

The shape of `content` per kind is that of an item version. One thing differs, as no picture is stored yet:
`picture` is {"file": a name in `media`, "alt": str} or None.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessments.items.contract import Problem

# A code with its parameters (`assessments.exchange_words` has the sentence), or a sentence as it is.
Reason = str | Problem


@dataclass(frozen=True)
class Draft:
    """One question as read. `content` has the shape of an item version; `media`: file name → bytes of its pictures.

    `where` it stood, and what of it was `dropped` (also in the report's own list).
    """

    kind: str
    name: str
    content: dict[str, Any]
    category: str = ""
    language: str = ""
    media: Mapping[str, bytes] = field(default_factory=dict)
    where: str = field(default="", compare=False)
    dropped: "tuple[Dropped, ...]" = field(default=(), compare=False)

    @property
    def correct(self) -> Any:
        """What is right, in the author's words (docs/import.md has the shape per kind); None: nothing to be right."""
        return right_answers(self.kind, self.content)


@dataclass(frozen=True)
class Refused:
    """A question that was found and not imported: `where` names file, line and identifier."""

    where: str
    why: Reason


@dataclass(frozen=True)
class Dropped:
    """A part of an imported question that was not kept."""

    where: str
    what: Reason


@dataclass
class Report:
    """All that was found in one file."""

    format: str
    drafts: list[Draft]
    refused: list[Refused]
    dropped: list[Dropped]

    @property
    def found(self) -> int:
        """Count the questions of the file, imported or not."""
        return len(self.drafts) + len(self.refused)


class Unusable(ValueError):
    """A question, or a whole file, that cannot be imported; `problem` says why, `line` where (None: as a whole)."""

    def __init__(self, code: str, line: int | None = None, **params: Any) -> None:
        super().__init__(code)
        self.problem = Problem(code, params)
        self.line = line


def right_answers(kind: str, content: Mapping[str, Any]) -> Any:
    """Say what is right in the author's words. None for kinds that are marked by people, or never."""
    tell = _RIGHT.get(kind)
    return tell(content) if tell else None


def _right_choices(content: Mapping[str, Any]) -> list[str]:
    return [choice["text"] for choice in content["choices"] if choice["correct"]]


def _right_pairs(content: Mapping[str, Any]) -> list[list[Any]]:
    targets = _texts(content["targets"])
    return [[prompt["text"], targets.get(prompt["target"])] for prompt in content["prompts"]]


def _right_parts(content: Mapping[str, Any]) -> dict[str, Any]:
    parts = content["parts"].items()
    return {key: {"kind": part["kind"], "correct": right_answers(part["kind"], part)} for key, part in parts}


def _right_words(content: Mapping[str, Any]) -> list[list[Any]]:
    words = _texts(content.get("words", []))
    return [
        [gap["key"], words.get(gap["word"]) if "word" in gap else _typed(gap["answers"])] for gap in content["gaps"]
    ]


def _right_zones(content: Mapping[str, Any]) -> list[list[Any]]:
    drags = _texts(content["drags"])
    return [[zone["key"], drags.get(zone["drag"]), zone["x"], zone["y"]] for zone in content["zones"]]


def _texts(things: list[dict[str, Any]]) -> dict[str, str]:
    return {thing["key"]: thing["text"] for thing in things}


def _typed(answers: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Give the answers that earn something, each with its share (and tolerance, for numbers)."""
    shown = ("text", "value", "tolerance", "tolerance_type")
    return [
        {**{name: answer[name] for name in shown if name in answer}, "share": answer.get("share", "1")}
        for answer in answers
        if not answer.get("share", "1").startswith("-") and answer.get("share", "1").strip("0.")
    ]


def _spots(content: Mapping[str, Any]) -> list[list[Any]]:
    markers = _texts(content.get("markers", []))
    return [
        [markers.get(area["marker"], area["label"]) if area.get("marker") else area["label"], area["coords"]]
        for area in content["areas"]
        if area.get("correct") or area.get("marker")
    ]


_RIGHT: dict[str, Callable[[Mapping[str, Any]], Any]] = {
    "single_choice": _right_choices,
    "multiple_choice": _right_choices,
    "true_false": lambda content: content["answer"],
    "matching": _right_pairs,
    "ordering": lambda content: [element["text"] for element in content["elements"]],
    "short_answer": lambda content: _typed(content["answers"]),
    "numeric": lambda content: _typed(content["answers"]),
    "cloze": _right_parts,
    "gap_fill": _right_words,
    "drag_onto_image": _right_zones,
    "hotspot": _spots,
}


def line_of(data: bytes, byte: int) -> int:
    """Give the line, from 1, in which a byte stands."""
    return data.count(b"\n", 0, byte) + 1
