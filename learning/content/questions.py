"""Questions of course and bank files in the stored form of the editor's blocks, so that authors can go on with them."""

import json
import re
import uuid
from collections.abc import Iterable
from typing import Any

from assessments.api import Item
from cms.api import Competence

_MARKER = re.compile(r"\[\[(.+?)\]\]")


def add_question(title: str, question: dict, language: str, *, competence: str, lesson_key=None) -> Item:
    """Publish a question as an item of the bank."""
    block = {"type": question["kind"], "id": str(uuid.uuid4()), "value": stored(question)}
    row = Item(
        title=title[:120],
        content=Item.content.field.to_python(json.dumps([block])),
        level=question["level"],
        audience=question.get("audience", ""),
        topic=question.get("topic", ""),
        competence=Competence.objects.filter(code=competence).first(),
        lesson_key=lesson_key,
        language=language,
    )
    row.save()
    row.save_revision().publish()
    return row


def stored(question: dict) -> dict[str, Any]:
    """The value of the block of this kind, as the database keeps it."""
    common = {"stem": question["stem"], "image": None, "alt": "", "explanation": question.get("explanation", "")}
    feedback = {name: question[name] for name in question if name.startswith("feedback_")}
    return {**common, **feedback, **_OWN[question["kind"]](question)}


def listed(values: Iterable) -> list[dict]:
    """Values as the stored form of a ListBlock."""
    return [{"type": "item", "id": str(uuid.uuid4()), "value": value} for value in values]


def _matching(question: dict) -> dict:
    texts = {target["key"]: target["text"] for target in question["targets"]}
    pairs = [{"text": prompt["text"], "match": texts[prompt["target"]]} for prompt in question["prompts"]]
    used = {prompt["target"] for prompt in question["prompts"]}
    return {"pairs": listed(pairs), "extra": listed(text for key, text in texts.items() if key not in used)}


def _gap_fill(question: dict) -> dict:
    texts = {word["key"]: word["text"] for word in question["words"]}
    right = {gap["key"]: texts[gap["word"]] for gap in question["gaps"]}
    return {
        # Authors see the right word where it belongs.
        "text": _MARKER.sub(lambda found: f"[{right[found[1]]}]", question["text"]),
        "mode": question["mode"],
        "extra": listed(text for text in texts.values() if text not in right.values()),
        "spelling": _spelling(question),
    }


def _cloze(question: dict) -> dict:
    places = {part["key"]: str(number) for number, part in enumerate(question["parts"], start=1)}
    parts = [
        {"type": part["kind"], "id": str(uuid.uuid4()), "value": {"points": 1, **_OWN[part["kind"]](part)}}
        for part in question["parts"]
    ]
    return {"text": _MARKER.sub(lambda found: f"[{places[found[1]]}]", question["text"]), "parts": parts}


def _spelling(question: dict) -> dict:
    return {"diacritics": question.get("diacritics", "exact"), "typos": str(question.get("typos", 0))}


_OWN = {
    "single_choice": lambda question: {"choices": listed(question["choices"])},
    "multiple_choice": lambda question: {"choices": listed(question["choices"]), "rule": "partial"},
    "true_false": lambda question: {"answer": "true" if question["answer"] else "false"},
    "matching": _matching,
    "ordering": lambda question: {"elements": listed(question["elements"])},
    "short_answer": lambda question: {"answers": listed(question["answers"]), "spelling": _spelling(question)},
    "numeric": lambda question: {
        "answers": listed(question["answers"]),
        "units": listed({"text": unit, "multiplier": "1"} for unit in question.get("units", [])),
        "unit_rule": question.get("unit_rule", "optional"),
    },
    "gap_fill": _gap_fill,
    "cloze": _cloze,
    "likert": lambda question: {"scale": listed(question["scale"])},
}
# Kinds a file may hold; written answers wait in theirs until there is a desk to mark them at.
KINDS = frozenset(_OWN)
