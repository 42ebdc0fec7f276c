"""Aiken: a question line, options `A)` or `A.`, and `ANSWER: B`. Pure.

Read as Moodle 4.5's importer does: option letters are capitals, no blank needed after the sign, only the first
letter after ANSWER: counts, all text is plain. One difference: a question may have several lines.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Any

from .drafts import Draft, Refused, Report, Unusable, line_of
from .shares import short_name

_OPTION = re.compile(r"([A-Z])[).][ \t]?(.*)")
_ANSWER = re.compile(r"ANSWER:\s*(\S?).*")


@dataclass
class _Open:
    """A question that has begun and not ended."""

    line: int
    stem: list[str] = field(default_factory=list)
    options: dict[str, str] = field(default_factory=dict)


def read(data: bytes, name: str) -> Report:
    """Read an Aiken file (UTF-8). `name` is not needed: every `where` is a line. Never raises.

    A refused question is named by the line where it went wrong, as Moodle names it.
    """
    report = Report("aiken", [], [], [])

    def refuse(line: int, code: str, **params: Any) -> None:
        report.refused.append(Refused(f"line {line}", Unusable(code, **params).problem))

    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        refuse(line_of(data, broken.start), "not_utf8", byte=broken.start)
        return report
    question: _Open | None = None
    for place, bare in _lines(text):
        option, answer = _OPTION.match(bare), _ANSWER.match(bare)
        if answer:
            if question is None:
                refuse(place, "question_not_begun")
                continue
            try:
                report.drafts.append(replace(_draft(question, answer[1]), where=f"line {question.line}"))
            except Unusable as unusable:
                refuse(place, unusable.problem.code, **unusable.problem.params)
            question = None
        elif option:
            if question is None:
                refuse(place, "question_not_begun")
            else:
                question.options[option[1]] = option[2].strip()
        elif question is not None and question.options:
            # A new question begins though the last has no answer.
            refuse(place, "answer_line_missing", begun=question.line)
            question = _Open(place, [bare])
        elif question is not None:
            question.stem.append(bare)
        else:
            question = _Open(place, [bare])
    if question is not None:
        refuse(place, "answer_line_missing", begun=question.line)
    return report


def _lines(text: str) -> list[tuple[int, str]]:
    """List (number, line) of the lines that say something."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [(place, line.strip()) for place, line in enumerate(lines, 1) if line.strip()]


def _draft(question: _Open, letter: str) -> Draft:
    if len(question.options) < 2:
        raise Unusable("too_few_choices")
    for place, text in enumerate(question.options.values(), 1):
        if not text:
            raise Unusable("empty_choice", number=place)
    if letter not in question.options:
        raise Unusable("answer_is_no_option", letter=letter)
    choices = [
        {"key": key.lower(), "text": text, "correct": key == letter, "feedback": ""}
        for key, text in question.options.items()
    ]
    stem = "\n".join(question.stem)
    content = {"stem": stem, "picture": None, "explanation": "", "choices": choices}
    return Draft("single_choice", short_name(stem), content)
