"""Drafts → Moodle XML. Pure. What Moodle's types cannot say is refused by name before anything is written."""

import base64
from collections.abc import Iterable, Mapping
from decimal import Decimal
from html import escape
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from assessments.items.contract import Problem

from .drafts import Draft, Refused
from .gift_writing import even_share
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
}
_RULES = {
    "all_or_nothing": "ALL_OR_NOTHING",
    "absolute_position": "ABSOLUTE_POSITION",
    "next_exclude_last": "RELATIVE_NEXT_EXCLUDE_LAST",
    "next_include_last": "RELATIVE_NEXT_INCLUDE_LAST",
    "one_previous_and_next": "RELATIVE_ONE_PREVIOUS_AND_NEXT",
    "all_previous_and_next": "RELATIVE_ALL_PREVIOUS_AND_NEXT",
    "longest_ordered": "LONGEST_ORDERED_SUBSET",
    "longest_contiguous": "LONGEST_CONTIGUOUS_SUBSET",
    "relative_to_correct": "RELATIVE_TO_CORRECT",
}


def unwritable(draft: Draft) -> Problem | None:
    """Say why Moodle XML cannot hold this draft without changing what it asks or scores; None: it can."""
    content = draft.content
    if draft.kind not in KINDS or content.get("mode") == "type":
        return Problem("kind_not_in_format", {"kind": draft.kind})
    if draft.kind == "multiple_choice" and content.get("rule") == "all_or_nothing":
        return Problem("rule_not_in_format", {"rule": "all_or_nothing"})
    if draft.kind in {"short_answer", "numeric"} and content.get("policy", "vietnamese") != "strict":
        return Problem("policy_not_in_format")
    if any(answer.get("tolerance_type", "absolute") != "absolute" for answer in content.get("answers", [])):
        return Problem("option_not_in_format", {"name": "tolerance_type"})
    return Problem("option_not_in_format", {"name": "rubric"}) if content.get("rubric") else None


def not_written(drafts: Iterable[Draft]) -> list[Refused]:
    """Name the drafts that `write` leaves out, with the reason."""
    return [Refused(draft.name, why) for draft in drafts if (why := unwritable(draft))]


def write(drafts: Iterable[Draft]) -> bytes:
    """Write drafts as Moodle XML, UTF-8. Leaves out what `not_written` names."""
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
    picture = content.get("picture")
    if picture and picture.get("file") in draft.media:
        said = escape(str(stem)).replace("\n", "<br/>")
        address, alt = escape(picture["file"]), escape(picture["alt"])
        shown = f'<p>{said}</p><img src="@@PLUGINFILE@@/{address}" alt="{alt}"/>'
        asked = _said(box, "questiontext", shown, format="html")
        file = SubElement(asked, "file", name=picture["file"], path="/", encoding="base64")
        file.text = base64.b64encode(draft.media[picture["file"]]).decode("ascii")
    else:
        asked = _said(box, "questiontext", str(stem))
    _said(box, "generalfeedback", content.get("explanation", ""))
    for hint in content.get("hints", []):
        _said(box, "hint", hint)
    _WRITERS[draft.kind](box, content)
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


def _nothing(box: Element, content: Mapping[str, Any]) -> None:
    """A description has nothing to answer."""


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
}
