"""The content of each of our types in the elements of QTI 3.0. Pure. See writing.py."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from lxml import etree

from .gathering import number_text

Content = dict[str, Any]
MARKER = re.compile(r"\[\[([A-Za-z0-9_-]+)\]\]")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass
class Said:
    """One question: declarations, what stands in the body, and how it is scored.

    `score`: the name of a ready-made template, own rules, or None where nothing is scored.
    """

    body: list[etree._Element]
    declarations: list[etree._Element] = field(default_factory=list)
    score: str | list[etree._Element] | None = None
    most: Fraction = Fraction(1)
    feedback: bool = False
    # False: the stem stands in `body` already.
    stem: bool = True


def add(parent: etree._Element, name: str, **attributes: Any) -> etree._Element:
    """Add an element; attribute names are written with hyphens, None is left out."""
    given = {
        key.replace("_", "-"): ILLEGAL.sub("", str(value)) for key, value in attributes.items() if value is not None
    }
    return etree.SubElement(parent, name, given)


def element(name: str, **attributes: Any) -> etree._Element:
    return add(etree.Element("nobody"), name, **attributes)


def lines(parent: etree._Element, text: str) -> None:
    """Write each line as a paragraph."""
    for line in text.split("\n"):
        add(parent, "p").text = ILLEGAL.sub("", line)


def declare(
    name: str,
    card: str,
    base: str,
    right: Iterable[str] = (),
    worth: dict[str, Fraction] | None = None,
    *,
    lower: str | None = None,
    match_case: bool = True,
) -> etree._Element:
    declared = element("qti-response-declaration", identifier=name, cardinality=card, base_type=base)
    values = list(right)
    if values:
        correct = add(declared, "qti-correct-response")
        for value in values:
            add(correct, "qti-value").text = ILLEGAL.sub("", value)
    if worth:
        mapping = add(declared, "qti-mapping", default_value="0", lower_bound=lower)
        for key, earned in worth.items():
            case = None if match_case else "false"
            add(mapping, "qti-map-entry", map_key=key, mapped_value=number_text(earned), case_sensitive=case)
    return declared


def worths(choices: list[Content], *, several: bool, rule: str) -> dict[str, Fraction] | None:
    """Give what each choice is worth; None: right and wrong say it all."""
    if any("share" in one for one in choices):
        given = {one["key"]: Fraction(one.get("share", int(one["correct"]))) for one in choices}
        return given if several or set(given.values()) - {0, 1} else None
    if not several or rule == "all_or_nothing":
        return None
    n_right = sum(bool(choice["correct"]) for choice in choices) or 1
    n_wrong = len(choices) - n_right or 1
    return {one["key"]: Fraction(1, n_right) if one["correct"] else Fraction(-1, n_wrong) for one in choices}


def choice(content: Content, _: str, *, several: bool = False) -> Said:
    choices = content["choices"]
    worth = worths(choices, several=several, rule=content.get("rule", "partial"))
    right = [one["key"] for one in choices if one["correct"]]
    asks = element("qti-choice-interaction", response_identifier="RESPONSE", max_choices="0" if several else "1")
    said = not several and any(one.get("feedback") for one in choices)
    for one in choices:
        node = add(asks, "qti-simple-choice", identifier=one["key"])
        lines(node, one["text"])
        if one.get("feedback"):
            inline = add(
                node, "qti-feedback-inline", outcome_identifier="FEEDBACK", identifier=one["key"], show_hide="show"
            )
            inline.text = ILLEGAL.sub("", one["feedback"])
    card = "multiple" if several else "single"
    declared = declare("RESPONSE", card, "identifier", right, worth, lower="0" if several and worth else None)
    return Said([asks], [declared], "map_response" if worth else "match_correct", feedback=said)


def true_false(content: Content, language: str) -> Said:
    words = ("Đúng", "Sai") if language.startswith("vi") else ("True", "False")
    asks = element("qti-choice-interaction", response_identifier="RESPONSE", max_choices="1")
    for key, word in zip(("true", "false"), words, strict=True):
        add(asks, "qti-simple-choice", identifier=key).text = word
    right = "true" if content["answer"] else "false"
    return Said([asks], [declare("RESPONSE", "single", "identifier", [right])], "match_correct")


def matching(content: Content, _: str) -> Said:
    asks = element("qti-match-interaction", response_identifier="RESPONSE", max_associations="0")
    for name, most in (("prompts", "1"), ("targets", "0")):
        side = add(asks, "qti-simple-match-set")
        for one in content[name]:
            lines(add(side, "qti-simple-associable-choice", identifier=one["key"], match_max=most), one["text"])
    pairs = [f"{one['key']} {one['target']}" for one in content["prompts"]]
    return _paired(asks, pairs)


def _paired(asks: etree._Element, pairs: list[str]) -> Said:
    worth = dict.fromkeys(pairs, Fraction(1))
    declared = declare("RESPONSE", "multiple", "directedPair", pairs, worth)
    return Said([asks], [declared], "map_response", most=Fraction(len(pairs)))


def ordering(content: Content, _: str) -> Said:
    asks = element("qti-order-interaction", response_identifier="RESPONSE", shuffle="true")
    for one in content["elements"]:
        lines(add(asks, "qti-simple-choice", identifier=one["key"]), one["text"])
    keys = [one["key"] for one in content["elements"]]
    return Said([asks], [declare("RESPONSE", "ordered", "identifier", keys)], "match_correct")


def _texts(name: str, content: Content, points: Fraction) -> etree._Element:
    answers = {one["text"].replace(r"\*", "*"): Fraction(one.get("share", "1")) * points for one in content["answers"]}
    right = [key for key, worth in answers.items() if worth == points]
    case = bool(content.get("match_case"))
    return declare(name, "single", "string", right[:1], answers, match_case=case)


def short_answer(content: Content, _: str) -> Said:
    asks = element("p")
    add(asks, "qti-text-entry-interaction", response_identifier="RESPONSE")
    return Said([asks], [_texts("RESPONSE", content, Fraction(1))], "map_response")


def _number_rule(name: str, content: Content, points: Fraction) -> etree._Element:
    """The first answer whose interval holds the number adds its points."""
    condition = element("qti-response-condition")
    for place, one in enumerate(content["answers"]):
        arm = add(condition, "qti-response-else-if" if place else "qti-response-if")
        mode = one.get("tolerance_type", "absolute")
        tolerance = one.get("tolerance", "0")
        if mode == "relative":
            tolerance = number_text(Fraction(tolerance) * 100)
        equal = add(arm, "qti-equal", tolerance_mode=mode, tolerance=f"{tolerance} {tolerance}")
        # QTI measures the tolerance around its first operand.
        add(equal, "qti-base-value", base_type="float").text = one["value"]
        add(equal, "qti-variable", identifier=name)
        total = add(add(arm, "qti-set-outcome-value", identifier="SCORE"), "qti-sum")
        add(total, "qti-variable", identifier="SCORE")
        add(total, "qti-base-value", base_type="float").text = number_text(Fraction(one.get("share", "1")) * points)
    return condition


def numeric(content: Content, _: str) -> Said:
    asks = element("p")
    add(asks, "qti-text-entry-interaction", response_identifier="RESPONSE")
    right = [one["value"] for one in content["answers"]][:1]
    rule = _number_rule("RESPONSE", content, Fraction(1))
    return Said([asks], [declare("RESPONSE", "single", "float", right)], [rule] if len(rule) else None)


def with_gaps(text: str, fill: Callable[[str], etree._Element | None]) -> list[etree._Element]:
    """Write a text with [[markers]] as paragraphs; `fill` gives the element for a marker, None: leave it as text."""
    found = []
    for line in text.split("\n"):
        paragraph = element("p")
        last: etree._Element | None = None
        for place, piece in enumerate(MARKER.split(line)):
            put = fill(piece) if place % 2 else None
            if put is not None:
                paragraph.append(put)
                last = put
                continue
            words = ILLEGAL.sub("", f"[[{piece}]]" if place % 2 else piece)
            if last is None:
                paragraph.text = (paragraph.text or "") + words
            else:
                last.tail = (last.tail or "") + words
        found.append(paragraph)
    return found


def cloze(content: Content, _: str) -> Said:
    parts = content["parts"]
    declarations, rules, most = [], [], Fraction(0)
    for key, part in parts.items():
        points = Fraction(part.get("points", "1"))
        most += points
        if part["kind"] == "numeric":
            declarations.append(declare(key, "single", "float", [one["value"] for one in part["answers"]][:1]))
            rules.append(_number_rule(key, part, points))
            continue
        if part["kind"] == "short_answer":
            declarations.append(_texts(key, part, points))
        else:
            several = part["kind"] == "multiple_choice"
            given = worths(part["choices"], several=several, rule="partial")
            given = given or {one["key"]: Fraction(bool(one["correct"])) for one in part["choices"]}
            worth = {name: value * points for name, value in given.items()}
            right = [one["key"] for one in part["choices"] if one["correct"]]
            card = "multiple" if several else "single"
            declarations.append(declare(key, card, "identifier", right, worth, lower="0" if several else None))
        total = element("qti-sum")
        add(total, "qti-variable", identifier="SCORE")
        add(total, "qti-map-response", identifier=key)
        rule = element("qti-set-outcome-value", identifier="SCORE")
        rule.append(total)
        rules.append(rule)

    def fill(key: str) -> etree._Element | None:
        part = parts.get(key)
        if part is None:
            return None
        if "choices" not in part:
            return element("qti-text-entry-interaction", response_identifier=key)
        if part["kind"] == "multiple_choice":
            node = element("qti-choice-interaction", response_identifier=key, max_choices="0")
        else:
            node = element("qti-inline-choice-interaction", response_identifier=key)
        name = "qti-simple-choice" if part["kind"] == "multiple_choice" else "qti-inline-choice"
        for one in part["choices"]:
            add(node, name, identifier=one["key"]).text = ILLEGAL.sub("", one["text"])
        return node

    return Said(with_gaps(content["text"], fill), declarations, rules, most, stem=bool(content.get("stem")))


def gap_fill(content: Content, _: str) -> Said:
    if content.get("mode") == "type":
        parts = {gap["key"]: {"kind": "short_answer", "points": "1", **gap} for gap in content["gaps"]}
        return cloze({**content, "parts": parts}, "")
    asks = element("qti-gap-match-interaction", response_identifier="RESPONSE")
    for one in content["words"]:
        many = "0" if one.get("many") else "1"
        add(asks, "qti-gap-text", identifier=one["key"], match_max=many).text = ILLEGAL.sub("", one["text"])
    gaps = {one["key"] for one in content["gaps"]}
    for one in with_gaps(content["text"], lambda key: element("qti-gap", identifier=key) if key in gaps else None):
        asks.append(one)
    return _paired(asks, [f"{one['word']} {one['key']}" for one in content["gaps"]])


def _ground(asks: etree._Element, picture: Content | None) -> None:
    if picture and picture.get("file"):
        add(asks, "img", src=f"../{picture['file']}", alt=picture.get("alt", ""))


def _shape(area: Content) -> dict[str, str]:
    shape = {"rectangle": "rect", "polygon": "poly"}.get(area["shape"], "circle")
    flat = [part for one in area["coords"] for part in (one if isinstance(one, list | tuple) else [one])]
    return {"shape": shape, "coords": ",".join(str(part) for part in flat)}


def hotspot(content: Content, _: str) -> Said:
    right = [one["key"] for one in content["areas"] if one.get("correct")]
    card = "single" if len(right) == 1 else "multiple"
    asks = element("qti-hotspot-interaction", response_identifier="RESPONSE", max_choices=str(len(right)))
    _ground(asks, content.get("picture"))
    for one in content["areas"]:
        add(asks, "qti-hotspot-choice", identifier=one["key"], **_shape(one), hotspot_label=one.get("label"))
    worth = dict.fromkeys(right, Fraction(1)) if card == "multiple" else None
    declared = declare("RESPONSE", card, "identifier", right, worth)
    most = Fraction(max(len(right), 1))
    return Said([_stem(content), asks], [declared], "map_response" if worth else "match_correct", most, stem=False)


def _stem(content: Content) -> etree._Element:
    node = element("div")
    lines(node, content.get("stem", ""))
    return node


def drag_onto_image(content: Content, _: str) -> Said:
    asks = element("qti-graphic-gap-match-interaction", response_identifier="RESPONSE")
    _ground(asks, content.get("picture"))
    for one in content["drags"]:
        many = "0" if one.get("many") else "1"
        add(asks, "qti-gap-text", identifier=one["key"], match_max=many).text = ILLEGAL.sub("", one["text"])
    for one in content["zones"]:
        corners = (one["x"], one["y"], one["x"] + one["width"], one["y"] + one["height"])
        coords = ",".join(map(str, corners))
        label = one.get("label")
        add(asks, "qti-associable-hotspot", identifier=one["key"], shape="rect", coords=coords, hotspot_label=label)
    said = _paired(asks, [f"{one['drag']} {one['key']}" for one in content["zones"]])
    return Said([_stem(content), asks], said.declarations, said.score, said.most, stem=False)


def essay(content: Content, _: str) -> Said:
    asks = element("qti-extended-text-interaction", response_identifier="RESPONSE")
    return Said([asks], [declare("RESPONSE", "single", "string")], most=Fraction(0))


def file_upload(content: Content, _: str) -> Said:
    asks = element("qti-upload-interaction", response_identifier="RESPONSE")
    return Said([asks], [declare("RESPONSE", "single", "file")], most=Fraction(0))


KINDS: dict[str, Callable[[Content, str], Said]] = {
    "single_choice": choice,
    "multiple_choice": lambda content, language: choice(content, language, several=True),
    "true_false": true_false,
    "matching": matching,
    "ordering": ordering,
    "short_answer": short_answer,
    "numeric": numeric,
    "cloze": cloze,
    "gap_fill": gap_fill,
    "hotspot": hotspot,
    "drag_onto_image": drag_onto_image,
    "essay": essay,
    "file_upload": file_upload,
    "description": lambda content, language: Said([], most=Fraction(0)),
}
