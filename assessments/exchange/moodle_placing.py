"""Moodle's questions about places: gaps in a text, zones and spots on a picture, an order. Pure."""

import re
from typing import Any

from .drafts import Unusable
from .moodle_question import Question, decoded
from .shares import number
from .tree import Node

Content = dict[str, Any]
# The file has no size for a zone: Moodle takes that of the largest drag when it draws.
ZONE = (120, 40)
_GAP = re.compile(r"\[\[(\d{1,3})\]\]")

# Moodle's words for a rule → ours (ASSESSMENT, “Ordering”).
RULES = {
    "ALL_OR_NOTHING": "all_or_nothing",
    "ABSOLUTE_POSITION": "absolute_position",
    "ABSOLUTE": "absolute_position",
    "ABS": "absolute_position",
    "RELATIVE_NEXT_EXCLUDE_LAST": "next_exclude_last",
    "RELATIVE_NEXT_INCLUDE_LAST": "next_include_last",
    "RELATIVE_ONE_PREVIOUS_AND_NEXT": "one_previous_and_next",
    "RELATIVE_ALL_PREVIOUS_AND_NEXT": "all_previous_and_next",
    "LONGEST_ORDERED_SUBSET": "longest_ordered",
    "LONGEST_CONTIGUOUS_SUBSET": "longest_contiguous",
    "RELATIVE_TO_CORRECT": "relative_to_correct",
}
# What Moodle takes for a word it does not know, and for none.
USUAL_RULE = "next_exclude_last"


def gaps(question: Question, tag: str, mode: str) -> tuple[str, Content]:
    """Read a text with [[1]], [[2]] …, each naming the word of that number."""
    words = []
    for place, row in enumerate(question.rows(tag), 1):
        many = row.one("infinite") is not None and row.said("infinite") != "0"
        word: Content = {"key": f"w{place}", "text": question.text(row), "group": row.said("group", "1") or "1"}
        words.append({**word, "many": True} if many or mode == "choose" else word)
    found: list[Content] = []
    text = question.text(question.node.one("questiontext"), keep_picture=True)

    def gap(match: re.Match[str]) -> str:
        which = int(match[1])
        if not 1 <= which <= len(words):
            raise Unusable("gap_without_word", number=which)
        word = words[which - 1]
        key = f"g{len(found) + 1}"
        found.append({"key": key, "word": word["key"], "group": word["group"]})
        return f"[[{key}]]"

    marked = _GAP.sub(gap, text)
    if not found:
        raise Unusable("no_gaps")
    return "gap_fill", {"stem": "", "text": marked, "mode": mode, "gaps": found, "words": words}


def _background(question: Question) -> dict[str, str]:
    """Take along the picture that things are placed on."""
    file = next(iter(question.rows("file")), None)
    data = decoded(file.text) if file else None
    if file is None or not data:
        raise Unusable("no_background")
    name = file.attributes.get("name") or "picture"
    question.media[name] = data
    return {"file": name, "alt": ""}


def _pixels(text: str) -> int | float:
    value = number(text)
    return int(value) if value == int(value) else float(value)


def drag_onto_image(question: Question) -> tuple[str, Content]:
    picture = _background(question)
    drags = []
    for row in question.rows("drag"):
        drag: Content = {
            "key": f"d{row.said('no')}",
            "text": question.text(_without_files(row)),
            "group": row.said("draggroup", "1"),
        }
        file = row.one("file")
        if file and (data := decoded(file.text)):
            name = file.attributes.get("name") or drag["key"]
            question.media[name] = data
            drag["picture"] = {"file": name, "alt": drag["text"]}
        elif not drag["text"]:
            raise Unusable("empty_choice", row.line, number=row.said("no"))
        drags.append({**drag, "many": True} if row.one("infinite") is not None else drag)
    known = {drag["key"] for drag in drags}
    zones = []
    for place, row in enumerate(question.rows("drop"), 1):
        if f"d{row.said('choice')}" not in known:
            raise Unusable("gap_without_word", row.line, number=place)
        zones.append(
            {
                "key": f"z{place}",
                "label": row.said("text"),
                "x": _pixels(row.said("xleft")),
                "y": _pixels(row.said("ytop")),
                "width": ZONE[0],
                "height": ZONE[1],
                "drag": f"d{row.said('choice')}",
            }
        )
    if not zones:
        raise Unusable("no_gaps")
    question.drop("numbers_of_zones")
    return "drag_onto_image", {"picture": picture, "drags": drags, "zones": zones}


def _without_files(row: Node) -> Node:
    return Node(row.tag, row.line, row.attributes, [child for child in row.children if child.tag != "file"], row.pieces)


def markers(question: Question) -> tuple[str, Content]:
    picture = _background(question)
    found = []
    for row in question.rows("drag"):
        marker: Content = {"key": f"m{row.said('no')}", "text": question.text(row)}
        many = row.one("infinite") is not None or row.said("noofdrags", "1") not in {"", "1"}
        found.append({**marker, "many": True} if many else marker)
    known = {marker["key"] for marker in found}
    areas = []
    for place, row in enumerate(question.rows("drop"), 1):
        marker_key = f"m{row.said('choice')}"
        if marker_key not in known:
            raise Unusable("gap_without_word", row.line, number=place)
        shape, coords = _spot(row, place)
        areas.append({"key": f"a{place}", "label": "", "shape": shape, "coords": coords, "marker": marker_key})
    if not areas:
        raise Unusable("no_gaps")
    return "hotspot", {"picture": picture, "mode": "markers", "areas": areas, "markers": found}


def _spot(row: Node, place: int) -> tuple[str, list[Any]]:
    """Read `x,y;r`, `x,y;width,height` or `x,y;x,y;x,y`."""
    shape = row.said("shape").lower()
    try:
        points = [[_pixels(one) for one in point.split(",")] for point in row.said("coords").split(";")]
    except Unusable:
        points = []
    sizes = [len(point) for point in points]
    if shape == "circle" and sizes == [2, 1]:
        return "circle", [*points[0], points[1][0]]
    if shape == "rectangle" and sizes == [2, 2]:
        (x, y), (width, height) = points
        return "rectangle", [x, y, x + width, y + height]
    if shape == "polygon" and len(points) > 2 and set(sizes) == {2}:
        return "polygon", points
    raise Unusable("spot_broken", row.line, number=place)


def ordering(question: Question) -> tuple[str, Content]:
    rows = question.rows("answer")
    # As they stand: Moodle's importer does not look at their fractions.
    elements = [{"key": f"e{place}", "text": question.text(row)} for place, row in enumerate(rows, 1)]
    for row in rows:
        if said := question.text(row.one("feedback")):
            question.drop("pair_feedback", row.line, text=said[:60])
    if len(elements) < 2:
        raise Unusable("too_few_elements")
    wanted = question.value("gradingtype").upper()
    if wanted and wanted not in RULES:
        question.drop("element", tag="gradingtype", text=wanted[:40])
    rule = RULES.get(wanted, USUAL_RULE)
    if question.node.said("selecttype", "ALL") in {"ALL", "0"}:
        question.read.add("selectcount")
    return "ordering", {"elements": elements, "rule": rule}
