"""Drafts → Moodle XML. Pure. What Moodle's types cannot say is refused by name before anything is written."""

import base64
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from assessments.items.contract import Problem

from .drafts import Draft
from .gift_writing import even_share
from .moodle_placing import RULES, ZONE
from .moodle_writing_placed import embedded, spot
from .shares import decimal_text

KINDS = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "true_false": "truefalse",
    "short_answer": "shortanswer",
    "numeric": "numerical",
    "matching": "matching",
    "essay": "essay",
    "description": "description",
    "ordering": "ordering",
    "gap_fill": "gapselect",
    "cloze": "cloze",
    "hotspot": "ddmarker",
    "drag_onto_image": "ddimageortext",
    "file_upload": "essay",
}
# Of several names for one rule, the first is the one that Moodle writes.
_RULES = {ours: theirs for theirs, ours in reversed(RULES.items())}


def unwritable(draft: Draft) -> Problem | None:
    """Say why Moodle XML cannot hold this draft without changing what it asks or scores; None: it can."""
    content = draft.content
    if draft.kind not in KINDS or content.get("mode") in {"type", "click"}:
        return Problem("kind_not_in_format", {"kind": draft.kind})
    if draft.kind in {"hotspot", "drag_onto_image"}:
        return _unwritable_picture(draft)
    for name in ("rubric", "markers", "max_mb"):
        if content.get(name):
            return Problem("option_not_in_format", {"name": name})
    asked = content["parts"].values() if draft.kind == "cloze" else [{**content, "kind": draft.kind}]
    return next((problem for part in asked if (problem := _unwritable_part(draft.kind, part))), None)


def _unwritable_part(kind: str, part: Mapping[str, Any]) -> Problem | None:
    """Say what Moodle scores differently in a question, or in one embedded in a cloze."""
    if part.get("rule") == "all_or_nothing" and part["kind"] == "multiple_choice":
        return Problem("rule_not_in_format", {"rule": "all_or_nothing"})
    if part["kind"] in {"short_answer", "numeric"} and part.get("policy", "vietnamese") != "strict":
        return Problem("policy_not_in_format")
    if any(answer.get("tolerance_type", "absolute") != "absolute" for answer in part.get("answers", [])):
        return Problem("option_not_in_format", {"name": "tolerance_type"})
    return Problem("option_not_in_format", {"name": "units"}) if kind == "cloze" and part.get("units") else None


def _unwritable_picture(draft: Draft) -> Problem | None:
    content = draft.content
    if content["picture"]["file"] not in draft.media or any(drag.get("picture") for drag in content.get("drags", [])):
        return Problem("picture_not_in_format")
    # Moodle numbers what is dragged, and gives each zone the size of the largest drag.
    sizes = {(zone["width"], zone["height"]) for zone in content.get("zones", [])}
    return Problem("option_not_in_format", {"name": "zones"}) if sizes - {ZONE} else None


def write(drafts: Iterable[Draft]) -> bytes:
    """Write drafts as Moodle XML, UTF-8. Leaves out what is `unwritable`."""
    root = Element("quiz")
    category = ""
    for draft in drafts:
        if unwritable(draft):
            continue
        if draft.category != category:
            category = draft.category
            _text(SubElement(SubElement(root, "question", type="category"), "category"), category)
        _question(SubElement(root, "question", type=_type(draft)), draft)
    indent(root)
    body: bytes = tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + body


def _type(draft: Draft) -> str:
    return "ddwtos" if draft.content.get("mode") == "drag" else KINDS[draft.kind]


def _text(parent: Element, text: str) -> None:
    # XML knows no control characters.
    SubElement(parent, "text").text = "".join(letter for letter in text if letter >= " " or letter in "\n\t")


def _said(parent: Element, tag: str, text: str, **attributes: str) -> Element:
    box = SubElement(parent, tag, {"format": "plain_text", **attributes})
    _text(box, text)
    return box


def _setting(parent: Element, tag: str, value: object) -> None:
    SubElement(parent, tag).text = str(value)


def _percent(share: str) -> str:
    return decimal_text(Decimal(share) * 100)


def _question(box: Element, draft: Draft) -> None:
    content = draft.content
    _text(SubElement(box, "name"), draft.name)
    stem = content.get("text") if draft.kind == "gap_fill" else content["stem"]
    picture = content.get("picture") if draft.kind not in {"hotspot", "drag_onto_image"} else None
    if picture and picture.get("file") in draft.media:
        said = embedded(content) if draft.kind == "cloze" else escape(str(stem)).replace("\n", "<br/>")
        address, alt = escape(picture["file"]), escape(picture["alt"])
        shown = f'<p>{said}</p><img src="@@PLUGINFILE@@/{address}" alt="{alt}"/>'
        asked = _said(box, "questiontext", shown, format="html")
        _file(asked, picture["file"], draft.media)
    elif draft.kind == "cloze":
        asked = _said(box, "questiontext", embedded(content), format="html")
    else:
        asked = _said(box, "questiontext", str(stem))
    _said(box, "generalfeedback", content.get("explanation", ""))
    for hint in content.get("hints", []):
        _said(box, "hint", hint)
    _WRITERS[draft.kind](box, content)
    if draft.kind in {"hotspot", "drag_onto_image"}:
        _file(box, content["picture"]["file"], draft.media)
    if draft.kind == "gap_fill":
        _number_gaps(asked, content)


def _choices(box: Element, content: Mapping[str, Any]) -> None:
    single = "rule" not in content
    _setting(box, "single", "true" if single else "false")
    for choice in content["choices"]:
        default = ("1" if choice["correct"] else "0") if single else even_share(choice, content["choices"])
        _answer(box, choice["text"], choice.get("share") or default, choice.get("feedback", ""))


def _answer(box: Element, text: str, share: str, feedback: str) -> Element:
    answer = _said(box, "answer", text, fraction=_percent(share))
    _said(answer, "feedback", feedback)
    return answer


def _true_false(box: Element, content: Mapping[str, Any]) -> None:
    for value in (True, False):
        word = "true" if value else "false"
        _answer(box, word, "1" if content["answer"] is value else "0", content.get(f"feedback_{word}", ""))


def _short(box: Element, content: Mapping[str, Any]) -> None:
    _setting(box, "usecase", int(bool(content.get("match_case"))))
    for answer in content["answers"]:
        _answer(box, answer["text"], answer.get("share", "1"), answer.get("feedback", ""))


def _numeric(box: Element, content: Mapping[str, Any]) -> None:
    for answer in content["answers"]:
        row = _answer(box, answer["value"], answer.get("share", "1"), answer.get("feedback", ""))
        _setting(row, "tolerance", answer.get("tolerance", "0"))
    rule = content.get("unit_rule", "none")
    grading = {"response": "1", "question": "2"}[content.get("unit_penalty_of", "response")]
    _setting(box, "unitgradingtype", grading if rule == "required" else "0")
    _setting(box, "unitpenalty", content.get("unit_penalty", "0.1"))
    _setting(box, "showunits", "3" if rule == "none" else "0")
    _setting(box, "unitsleft", int(content.get("unit_side") == "before"))
    if content.get("units"):
        units = SubElement(box, "units")
        for unit in content["units"]:
            row = SubElement(units, "unit")
            _setting(row, "multiplier", unit.get("multiplier", "1"))
            _setting(row, "unit_name", unit["text"])


def _matching(box: Element, content: Mapping[str, Any]) -> None:
    targets = {target["key"]: target["text"] for target in content["targets"]}
    used = {prompt["target"] for prompt in content["prompts"]}
    rows = [(prompt["text"], targets[prompt["target"]]) for prompt in content["prompts"]]
    for text, target in [*rows, *(("", text) for key, text in targets.items() if key not in used)]:
        row = _said(box, "subquestion", text)
        _text(SubElement(row, "answer"), target)


def _essay(box: Element, content: Mapping[str, Any]) -> None:
    for tag, name in (("minwordlimit", "min_words"), ("maxwordlimit", "max_words")):
        if content.get(name):
            _setting(box, tag, content[name])


def _ordering(box: Element, content: Mapping[str, Any]) -> None:
    _setting(box, "gradingtype", _RULES[content.get("rule", "all_previous_and_next")])
    for place, element in enumerate(content["elements"], 1):
        _said(box, "answer", element["text"], fraction=str(place))


def _gaps(box: Element, content: Mapping[str, Any]) -> None:
    for word in content["words"]:
        row = SubElement(box, "dragbox" if content["mode"] == "drag" else "selectoption")
        _text(row, word["text"])
        _setting(row, "group", word.get("group", "1"))
        if word.get("many") and content["mode"] == "drag":
            _setting(row, "infinite", "")


def _number_gaps(asked: Element, content: Mapping[str, Any]) -> None:
    """Moodle's gaps name the word by its number; ours have keys of their own."""
    places = {word["key"]: place for place, word in enumerate(content["words"], 1)}
    text = asked.find("text")
    if text is None:
        return
    shown = text.text or ""
    for gap in content["gaps"]:
        # Two steps, so that a gap's key is never taken for a number already written.
        shown = shown.replace(f"[[{gap['key']}]]", f"\0{places[gap['word']]}\0")
    pieces = shown.split("\0")
    text.text = "".join(f"[[{piece}]]" if place % 2 else piece for place, piece in enumerate(pieces))


def _file(box: Element, name: str, media: Mapping[str, bytes]) -> None:
    file = SubElement(box, "file", name=name, path="/", encoding="base64")
    file.text = base64.b64encode(media[name]).decode("ascii")


def _upload(box: Element, content: Mapping[str, Any]) -> None:
    _setting(box, "responseformat", "noinline")
    _setting(box, "attachments", content["max_files"])
    _setting(box, "filetypeslist", ",".join(content["extensions"]))


def _drags(box: Element, things: list[Mapping[str, Any]]) -> dict[str, int]:
    """Write what can be dragged; give the number of each by its key."""
    for place, thing in enumerate(things, 1):
        row = SubElement(box, "drag", format="plain_text")
        _setting(row, "no", place)
        _text(row, thing["text"])
        if "group" in thing:
            _setting(row, "draggroup", thing["group"])
        if thing.get("many"):
            _setting(row, "infinite", "")
    return {thing["key"]: place for place, thing in enumerate(things, 1)}


def _markers(box: Element, content: Mapping[str, Any]) -> None:
    numbers = _drags(box, content["markers"])
    for place, area in enumerate(content["areas"], 1):
        row = SubElement(box, "drop")
        _setting(row, "no", place)
        _setting(row, "shape", area["shape"])
        _setting(row, "coords", spot(area["shape"], area["coords"]))
        _setting(row, "choice", numbers[area["marker"]])


def _zones(box: Element, content: Mapping[str, Any]) -> None:
    numbers = _drags(box, content["drags"])
    for place, zone in enumerate(content["zones"], 1):
        row = SubElement(box, "drop")
        _text(row, zone.get("label", ""))
        for tag, value in (("no", place), ("choice", numbers[zone["drag"]]), ("xleft", zone["x"]), ("ytop", zone["y"])):
            _setting(row, tag, value)


def _nothing(box: Element, content: Mapping[str, Any]) -> None:
    """Nothing stands beside the text of a description or a cloze."""


_WRITERS = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _true_false,
    "short_answer": _short,
    "numeric": _numeric,
    "matching": _matching,
    "essay": _essay,
    "description": _nothing,
    "ordering": _ordering,
    "gap_fill": _gaps,
    "cloze": _nothing,
    "hotspot": _markers,
    "drag_onto_image": _zones,
    "file_upload": _upload,
}
