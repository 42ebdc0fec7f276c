"""From content to the author's form: the other way round than the blocks' `content`, for questions from elsewhere."""

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ..items import Content
from ..items.file_upload import SAME, USUAL_SIZE
from .item import MOST_HINTS

Raw = dict[str, Any]
_MARKER = re.compile(r"\[\[([^\[\]]+)\]\]")
# What a missing key means (assessments.items.contract); written or not, it says the same.
_MEANT = {
    "policy": "vietnamese",
    "diacritics": "exact",
    "tolerance_type": "absolute",
    "unit_rule": "none",
    "unit_side": "after",
    "unit_penalty_of": "response",
    "unit_penalty": Fraction(1, 10),
    "decimal_point": ".",
    "thousands": ",",
    "unit_entry": "typed",
    "share": Fraction(1),
    "points": Fraction(1),
    "multiplier": Fraction(1),
    "tolerance": Fraction(0),
    "typos": 0,
    "group": "1",
    "markers": 1,
    "allowed_difference": Fraction(1, 5),
    "max_mb": USUAL_SIZE,
    "max_files": 1,
}
# How text and numbers of other systems are read.
_STRICT = ("match_case", "decimal_point", "thousands")
_NUMBERS = {"share", "points", "multiplier", "tolerance", "value", "unit_penalty", "diacritics_share"}
_NUMBERS |= {"allowed_difference"}
# Say nothing about what is asked or how it is scored. `many` only guides the hand that drags.
_SILENT = {"feedback", "feedback_right", "feedback_wrong", "feedback_true", "feedback_false", "hints", "explanation"}
_SILENT |= {"picture", "image", "many", "stem"}
_NAMING = ("choices", "prompts", "targets", "elements", "words", "gaps", "scale", "zones", "drags", "areas", "markers")
# Where a name points: the listing it is in, or another.
_NAMED = {"key": "", "target": "targets", "word": "words", "drag": "drags", "marker": "markers"}
# Nothing but its text tells one from another.
_UNORDERED = {"targets", "words", "drags", "markers"}
_MARKED = {"rubric", "levels"}


def form_of(kind: str, content: Content) -> Raw | None:
    """Give what the editor's block of this kind holds (without picture), as `to_python` reads it.

    None: the block has no place for something that changes what is asked or scored.
    """
    from . import ItemStream

    fill = _FORMS.get(kind)
    if fill is None:
        return None
    try:
        raw = {**_common(content), **fill(content)}
        block = ItemStream.base_blocks[kind]
        made = block.content(block.to_python(raw))
    except _NoPlace:
        return None
    return raw if what_is_asked(kind, made) == what_is_asked(kind, content) else None


def what_is_asked(kind: str, content: Content) -> Any:
    """Say what a content asks (but for the question's own words) and how it scores, in one form.

    Two contents that differ only in keys, comments and in how numbers are written say the same.
    """
    return _plain(_ruled(kind, content))


def _ruled(kind: str, content: Content) -> Content:
    """The content with the rule that scores it, written out; kinds of one rule have none."""
    if kind == "hotspot":
        return {**content, "areas": [_area(area, content) for area in content["areas"]]}
    usual = {"multiple_choice": "partial", "ordering": "all_previous_and_next"}.get(kind)
    return {**content, "rule": (content.get("rule") or usual) if usual else None}


def _area(area: Mapping[str, Any], content: Content) -> Raw:
    """An area with what decides whether it is to be hit: words, for false goes without saying."""
    kept = {name: value for name, value in area.items() if name not in {"correct", "marker"}}
    if content.get("mode") == "markers":
        return {**kept, "marker": area.get("marker") or ""}
    return {**kept, "hit": "yes" if area.get("correct", True) else "no"}


class _NoPlace(Exception):
    """The author's form has no field for a part of the content."""


def _common(content: Content) -> Raw:
    said = ("stem", "explanation", "feedback_right", "feedback_wrong", "feedback_true", "feedback_false")
    common = {name: content[name] for name in said if content.get(name)}
    return {**common, "hints": list(content["hints"][:MOST_HINTS])} if content.get("hints") else common


def _choices(content: Content) -> list[Raw]:
    shown = ("text", "correct", "feedback")
    return [{name: choice[name] for name in shown if name in choice} for choice in content["choices"]]


def _matching(content: Content) -> Raw:
    texts = {target["key"]: target["text"] for target in content["targets"]}
    used = {prompt["target"] for prompt in content["prompts"]}
    return {
        "pairs": [{"text": prompt["text"], "match": texts[prompt["target"]]} for prompt in content["prompts"]],
        "extra": [text for key, text in texts.items() if key not in used],
    }


def _answers(content: Content) -> list[Raw]:
    return [
        {"text": one["text"], "share": Decimal(one.get("share") or "1"), "feedback": one.get("feedback", "")}
        for one in content["answers"]
    ]


def _amounts(content: Content) -> list[Raw]:
    if any(one["value"] == "*" for one in content["answers"]):
        raise _NoPlace
    return [
        {
            "value": Decimal(one["value"]),
            "tolerance": Decimal(one.get("tolerance") or "0"),
            "tolerance_type": one.get("tolerance_type") or "absolute",
            "share": Decimal(one.get("share") or "1"),
            "feedback": one.get("feedback", ""),
        }
        for one in content["answers"]
    ]


def _spelling(content: Content) -> Raw:
    return {
        "policy": content.get("policy") or "vietnamese",
        "match_case": bool(content.get("match_case")),
        "diacritics": content.get("diacritics") or "exact",
        "typos": str(content.get("typos") or 0),
    }


def _units(content: Content) -> Raw:
    units = [
        {"text": unit["text"], "multiplier": Decimal(unit.get("multiplier") or "1")}
        for unit in content.get("units", [])
    ]
    return {"units": units, "unit_rule": content.get("unit_rule") or "none"}


def _gap_fill(content: Content) -> Raw:
    typed = content["mode"] == "type"
    texts = {word["key"]: word["text"] for word in content.get("words", [])}
    inside = {
        gap["key"]: "/".join(one["text"] for one in gap["answers"]) if typed else texts[gap["word"]]
        for gap in content["gaps"]
    }
    if any("[" in text or "]" in text for text in inside.values()):
        raise _NoPlace
    return {
        "text": _MARKER.sub(lambda found: f"[{inside.get(found[1], '')}]", content["text"]),
        # Words to drag are words to choose: they score the same, and a list needs no steady hand.
        "mode": "type" if typed else "choose",
        "extra": [text for text in texts.values() if text not in inside.values()],
        "spelling": _spelling(content["gaps"][0]) if typed and content["gaps"] else {},
    }


def _cloze(content: Content) -> Raw:
    places = {key: str(number) for number, key in enumerate(content["parts"], start=1)}
    parts = [
        {
            "type": part["kind"],
            "value": {"points": int(Fraction(part.get("points") or 1)), **_PARTS[part["kind"]](part)},
        }
        for part in content["parts"].values()
        if part["kind"] in _PARTS
    ]
    return {"text": _MARKER.sub(lambda found: f"[{places.get(found[1], '')}]", content["text"]), "parts": parts}


def _written(coords: Iterable[Any]) -> str:
    numbers = [number for part in coords for number in (part if isinstance(part, list | tuple) else [part])]
    return ", ".join(str(number) for number in numbers)


def _hotspot(content: Content) -> Raw:
    texts = {marker["key"]: marker["text"] for marker in content.get("markers", [])}
    areas = [
        {
            "label": area.get("label", ""),
            "shape": area["shape"],
            "coords": _written(area["coords"]),
            "correct": bool(area.get("correct", True)),
            "marker": texts.get(area.get("marker"), ""),
        }
        for area in content["areas"]
    ]
    used = {area["marker"] for area in areas}
    return {
        "mode": content.get("mode") or "click",
        "clicks": content.get("clicks") or None,
        "areas": areas,
        "extra": [text for text in texts.values() if text not in used],
    }


def _drag_onto_image(content: Content) -> Raw:
    # `image`: a stored picture's id, where an import has one by now.
    things = {drag["key"]: {"text": drag["text"], "image": drag.get("image")} for drag in content["drags"]}
    spots = [
        {
            **things.get(zone.get("drag"), {"text": ""}),
            "label": zone.get("label", ""),
            "coords": _written([zone["x"], zone["y"], _sum(zone["x"], zone["width"]), _sum(zone["y"], zone["height"])]),
        }
        for zone in content["zones"]
    ]
    used = {zone.get("drag") for zone in content["zones"]}
    return {"spots": spots, "extra": [thing for key, thing in things.items() if key not in used]}


def _sum(one: Any, other: Any) -> Decimal:
    """Add numbers of pixels without what binary fractions do to tenths."""
    return Decimal(str(one)) + Decimal(str(other))


def _marking(content: Content) -> Raw:
    rubric = [
        {
            "text": criterion["text"],
            "levels": [{"text": one["text"], "points": Decimal(str(one["points"]))} for one in criterion["levels"]],
        }
        for criterion in content.get("rubric") or []
    ]
    difference = Decimal(str(content.get("allowed_difference") or "0.2")) * 100
    return {"rubric": rubric, "markers": str(content.get("markers") or 1), "difference": difference}


def _essay(content: Content) -> Raw:
    return {**_marking(content), **{name: content.get(name) for name in ("min_words", "max_words")}}


def _file_upload(content: Content) -> Raw:
    return {
        **_marking(content),
        "extensions": [SAME.get(ending, ending) for ending in content.get("extensions", [])],
        "max_files": content.get("max_files", 1),
        "max_mb": content.get("max_mb") or USUAL_SIZE,
    }


_PARTS: dict[str, Callable[[Content], Raw]] = {
    "single_choice": lambda part: {"choices": _choices(part)},
    "short_answer": lambda part: {"answers": _answers(part), "spelling": _spelling(part)},
    "numeric": lambda part: {"answers": _amounts(part), "policy": part.get("policy") or "vietnamese"},
}
_FORMS: dict[str, Callable[[Content], Raw]] = {
    "single_choice": lambda content: {"choices": _choices(content)},
    "multiple_choice": lambda content: {"choices": _choices(content), "rule": content.get("rule") or "partial"},
    "true_false": lambda content: {"answer": "true" if content["answer"] else "false"},
    "matching": _matching,
    "ordering": lambda content: {
        "elements": [element["text"] for element in content["elements"]],
        "rule": content.get("rule") or "all_previous_and_next",
    },
    "short_answer": lambda content: {"answers": _answers(content), "spelling": _spelling(content)},
    "numeric": lambda content: {
        "answers": _amounts(content),
        "policy": content.get("policy") or "vietnamese",
        **_units(content),
    },
    "gap_fill": _gap_fill,
    "cloze": _cloze,
    "drag_onto_image": _drag_onto_image,
    "hotspot": _hotspot,
    "essay": _essay,
    "file_upload": _file_upload,
    "likert": lambda content: {"scale": [step["text"] for step in content["scale"]]},
    "description": lambda content: {},
}


def _plain(content: Content) -> Any:
    """What a content asks and how it scores, whatever its keys are called and however its numbers are written."""
    names: dict[str, str] = {}
    for listing in _NAMING:
        rows = content.get(listing, [])
        if not isinstance(rows, list):  # The `markers` of an essay are how many people mark it.
            continue
        for number, row in enumerate(sorted(rows, key=_text) if listing in _UNORDERED else rows):
            names[f"{listing}:{row['key']}"] = f"{listing}{number}"
    for number, key in enumerate(content.get("parts", {}), start=1):
        names[f"parts:{key}"] = str(number)
    return _say(content, names)


def _text(row: Mapping[str, Any]) -> str:
    return str(row["text"])


def _say(value: Any, names: Mapping[str, str], listing: str = "") -> Any:
    if isinstance(value, Mapping):
        value = {name: inner for name, inner in value.items() if name not in _idle(value)}
        # What a marker picks is told by its words; no response names it.
        silent = _SILENT | {"key"} if listing in _MARKED else _SILENT
        said = {name: _field(name, inner, names, listing) for name, inner in value.items() if name not in silent}
        return {name: told for name, told in said.items() if not _goes_without_saying(name, told)}
    if isinstance(value, list):
        if listing == "extensions":
            return sorted({SAME.get(ending, ending) for ending in value})
        rows = [_say(one, names, listing) for one in value]
        return sorted(rows, key=_text) if listing in _UNORDERED else rows
    return value


def _idle(content: Content) -> set[str]:
    """Settings that another one switches off."""
    idle = {"diacritics", "diacritics_share", "typos"} if content.get("policy") == "strict" else set(_STRICT)
    if content.get("diacritics") != "partial":
        idle.add("diacritics_share")
    if content.get("markers") != 2:
        idle.add("allowed_difference")
    if (content.get("unit_rule") or "none") == "none":
        idle |= {"unit_penalty", "unit_penalty_of", "unit_side", "unit_entry"}
    return idle


def _field(name: str, inner: Any, names: Mapping[str, str], listing: str) -> Any:
    if name == "parts":
        return {names[f"parts:{key}"]: _plain(_ruled(part["kind"], part)) for key, part in inner.items()}
    if name in _NAMED:
        return names.get(f"{_NAMED[name] or listing}:{inner}", inner)
    if name == "mode" and inner == "drag":
        return "choose"
    if name == "text" and isinstance(inner, str):
        return _MARKER.sub(lambda found: _renamed(found[1], names), inner.strip())
    if name in _NUMBERS and inner not in (None, "", "*"):
        return Fraction(str(inner))
    return _say(inner, names, name)


def _renamed(key: str, names: Mapping[str, str]) -> str:
    return f"[[{names.get(f'gaps:{key}') or names.get(f'parts:{key}') or key}]]"


def _goes_without_saying(name: str, told: Any) -> bool:
    # 0 is no absence: an answer that earns nothing is not one that earns everything.
    is_empty = told is None or told is False or (isinstance(told, str | list | dict) and not told)
    return is_empty or (name in _MEANT and told == _MEANT[name])
