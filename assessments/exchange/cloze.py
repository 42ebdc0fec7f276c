"""Moodle's embedded questions, `{1:SHORTANSWER:=Huế~*#Không phải}`, out of a text. Pure.

Sources of the syntax: Moodle's documentation of “Embedded answers (Cloze)” and the sample files.
"""

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

from assessments.items.contract import Problem

from .drafts import Unusable
from .shares import choice_share, decimal_text, number, share

# All of Moodle's names; _V, _H, _S say how choices stand and whether they are shuffled.
_NAMES = {
    "single_choice": r"MULTICHOICE(?:_[VHS]|_HS|_VS)?|MC[VHS]?|MC[VH]S",
    "multiple_choice": r"MULTIRESPONSE(?:_[HS]|_HS)?|MR[HS]?|MRHS",
    "numeric": r"NUMERICAL|NM",
    "short_answer": r"SHORTANSWER(?:_C)?|SAC?|MWC?",
}
_START = re.compile(r"\{([0-9]*):(?:" + "|".join(f"(?P<{kind}>{names})" for kind, names in _NAMES.items()) + r")(:|\})")
_WEIGHT = re.compile(r"%\s*(-?[0-9]+(?:[.,][0-9]*)?)\s*%|=")
_ESCAPE = re.compile(r"\\([}{~#/\"\\=])")

Say = Callable[[str], str]


def parts(text: str, say: Say) -> tuple[str, dict[str, dict[str, Any]]]:
    """Give the text with `[[p1]]`, `[[p2]]` … for its questions, and the questions by key.

    `say` turns a piece of the text (HTML) into plain text. Raises Unusable for no question, or a broken one.
    """
    # Moodle's editor hides the entity of an author once more.
    text = re.sub(r"&amp;(#[0-9a-fA-FxX]{2,6};)", r"&\1", text)
    found: dict[str, dict[str, Any]] = {}
    pieces: list[str] = []
    place = 0
    while start := _START.search(text, place):
        key = f"p{len(found) + 1}"
        inside, end = _inside(text, start)
        pieces += [text[place : start.start()], f"[[{key}]]"]
        try:
            found[key] = _part(start, inside, say)
        except Unusable as unusable:
            raise Unusable("part_broken", number=len(found) + 1, problem=unusable.problem) from None
        place = end
    if not found:
        raise Unusable("no_gaps")
    return "".join([*pieces, text[place:]]), found


def _inside(text: str, start: re.Match[str]) -> tuple[str, int]:
    """Give what stands up to the closing brace, and the place behind it."""
    if start[0].endswith("}"):
        return "", start.end()
    place = start.end()
    while place < len(text):
        if text[place] == "\\":
            place += 2
            continue
        if text[place] == "}":
            return text[start.end() : place], place + 1
        place += 1
    raise Unusable("part_broken", number="?", problem=Problem("brace_not_closed"))


def _answers(inside: str, say: Say, *, default: str) -> Iterator[tuple[str, str, str]]:
    """List (share, text, feedback) of each answer."""
    # An entity holds the very sign that begins feedback.
    hidden = re.sub(r"&#([0-9a-fA-FxX]+);", "&\x01\\1;", inside)
    for piece in re.split(r"(?<!\\)~", hidden):
        weight = _WEIGHT.match(piece.strip())
        worth = default
        if weight:
            worth = "1" if weight[0] == "=" else share(weight[1])
            piece = piece.strip()[weight.end() :]  # noqa: PLW2901
        answer, *feedback = re.split(r"(?<!\\)#", piece, maxsplit=1)
        shown = [_ESCAPE.sub(r"\1", part.replace("&\x01", "&#")) for part in (answer, *feedback)]
        yield worth, say(shown[0]), say(shown[1]) if feedback else ""


def _part(start: re.Match[str], inside: str, say: Say) -> dict[str, Any]:
    kind = next(name for name in _NAMES if start[name])
    points = start[1] or "1"
    answers = list(_answers(inside, say, default="0")) if inside.strip() else []
    has_weights = bool(re.search(r"(?:^|(?<!\\)~)\s*%", inside))
    if not answers:
        raise Unusable("no_answers")
    for place, (_, text, _) in enumerate(answers, 1):
        if not text:
            raise Unusable("empty_choice", number=place)
    common = {"kind": kind, "points": points}
    if kind == "short_answer":
        rows = [{"text": text, "share": worth, "feedback": said} for worth, text, said in answers]
        if not any(worth == "1" for worth, _, _ in answers):
            raise Unusable("no_right_choice")
        name = start[kind]
        return {**common, "answers": rows, "policy": "strict", "match_case": name.endswith("C")}
    if kind == "numeric":
        return {**common, "answers": [_number(*answer) for answer in answers], **_STRICT}
    return {**common, **(_single(answers) if kind == "single_choice" else _multiple(answers, has_weights))}


_STRICT = {"units": [], "unit_rule": "none", "policy": "strict", "decimal_point": ".", "thousands": ","}


def _number(worth: str, text: str, said: str) -> dict[str, str]:
    value, _, around = text.partition(":")
    shown = "*" if value.strip() == "*" else decimal_text(number(value))
    tolerance = decimal_text(abs(number(around or "0")))
    return {"value": shown, "tolerance": tolerance, "tolerance_type": "absolute", "share": worth, "feedback": said}


def _single(answers: list[tuple[str, str, str]]) -> dict[str, Any]:
    if len(answers) < 2:
        raise Unusable("too_few_choices")
    if not any(worth == "1" for worth, _, _ in answers):
        raise Unusable("no_right_choice")
    return {
        "choices": [
            {"key": f"c{place}", "text": text, "correct": worth == "1", "feedback": said}
            | choice_share(worth, correct=worth == "1")
            for place, (worth, text, said) in enumerate(answers, 1)
        ]
    }


def _multiple(answers: list[tuple[str, str, str]], has_weights: bool) -> dict[str, Any]:
    """Share the points among the answers that earn something, as Moodle does.

    Where no weight is given at all, each wrong answer takes away what a right one earns.
    """
    if len(answers) < 2:
        raise Unusable("too_few_choices")
    total = sum((max(Decimal(worth), Decimal(0)) for worth, _, _ in answers), Decimal(0))
    if not total:
        raise Unusable("no_right_choice")
    choices = []
    for place, (worth, text, said) in enumerate(answers, 1):
        value = Decimal(worth)
        if value > 0:
            value /= total
        elif not has_weights:
            value = -1 / total
        value = value.quantize(Decimal("0.0000001"))
        choices.append(
            {"key": f"c{place}", "text": text, "correct": value > 0, "feedback": said, "share": decimal_text(value)}
        )
    return {"choices": choices, "rule": "partial"}
