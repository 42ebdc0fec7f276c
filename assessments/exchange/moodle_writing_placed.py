"""Moodle XML of what is placed on a picture or inside a text: the reverse of `moodle_placing` and `cloze`. Pure."""

import re
from collections.abc import Mapping
from decimal import Decimal
from html import escape
from typing import Any

from .shares import decimal_text

_NAMES = {"single_choice": "MULTICHOICE", "multiple_choice": "MULTIRESPONSE", "numeric": "NUMERICAL"}


def spot(shape: str, coords: list[Any]) -> str:
    """Write an area as Moodle does: `x,y;r`, `x,y;width,height` or `x,y;x,y;x,y`."""
    if shape == "circle":
        x, y, radius = coords
        return f"{_pixels(x)},{_pixels(y)};{_pixels(radius)}"
    if shape == "rectangle":
        left, top, right, bottom = coords
        return f"{_pixels(left)},{_pixels(top)};{_pixels(right - left)},{_pixels(bottom - top)}"
    return ";".join(f"{_pixels(x)},{_pixels(y)}" for x, y in coords)


def _pixels(value: float) -> str:
    return decimal_text(Decimal(str(value)))


def embedded(content: Mapping[str, Any]) -> str:
    """Write a cloze text with its questions in braces, as HTML."""

    def part(match: re.Match[str]) -> str:
        found = content["parts"].get(match[1])
        return _part(found) if found else match[0]

    html = escape(content["text"], quote=False).replace("\n", "<br/>")
    return re.sub(r"\[\[([^\[\]]+)\]\]", part, html)


def _part(part: Mapping[str, Any]) -> str:
    kind = part["kind"]
    name = _NAMES.get(kind) or ("SHORTANSWER_C" if part.get("match_case") else "SHORTANSWER")
    rows = part.get("choices") or part["answers"]
    return f"{{{part.get('points', '1')}:{name}:{'~'.join(_answer(kind, row) for row in rows)}}}"


def _answer(kind: str, row: Mapping[str, Any]) -> str:
    default = "1" if row.get("correct", kind in {"short_answer", "numeric"}) else "0"
    weight = f"%{decimal_text(Decimal(row.get('share', default)) * 100)}%"
    if kind == "numeric":
        text = row["value"] if row["value"] == "*" else f"{row['value']}:{row.get('tolerance', '0')}"
    else:
        text = _hidden(row["text"])
    return weight + text + (f"#{_hidden(row['feedback'])}" if row.get("feedback") else "")


def _hidden(text: str) -> str:
    """Hide the signs that end an answer."""
    # A backslash of the text's own would hide what follows, so it goes as an entity.
    hidden = escape(re.sub(r"([}~#])", r"\\\1", text.replace("\\", "\0")), quote=False)
    return hidden.replace("\0", "&#92;").replace("\n", "<br/>")
