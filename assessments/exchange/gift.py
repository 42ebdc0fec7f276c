"""Moodle's GIFT: short text files of questions. Pure.

Read as Moodle 4.5's importer does: questions stand between empty lines, `//` lines are comments, `\\` hides a sign.
Told apart by what stands in the braces, in Moodle's order: nothing (essay), `#` (numeric), `~` (choices), `=` with
`->` (matching), T/F (true or false), else short answers. No braces: a description.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from .drafts import Draft, Dropped, Refused, Report, Unusable, line_of
from .gift_writing import write
from .markup import has_markup, plain_text, tidy
from .moodle_placing import RULES, USUAL_RULE
from .shares import choice_share, decimal_text, midpoint, number, share, short_name

_HIDDEN = {sign: chr(0xFDD0 + place) for place, sign in enumerate("\\:#={}~")}
_SHOWN = {code: sign for sign, code in _HIDDEN.items()}
_ESCAPE = re.compile(r"\\([\\:#={}~n])")
__all__ = ["read", "write"]

_FORMAT = re.compile(r"\[(html|markdown|moodle|plain)\]\s*")
_WEIGHT = re.compile(r"%\s*(-?[0-9]+(?:[.,][0-9]*)?)\s*%")
_TRUTH = re.compile(r"(TRUE|T|FALSE|F)\s*(#.*)?", re.DOTALL | re.IGNORECASE)
_MARK = re.compile(r"\[(id|tag):([^\]]*)\]")


@dataclass
class _Block:
    """What stands between two empty lines, signs hidden; `line` is its first line that is no comment."""

    line: int
    text: str
    marks: list[tuple[str, str]] = field(default_factory=list)


def read(data: bytes, name: str) -> Report:
    """Read a GIFT file (UTF-8). `name` is not needed: every `where` is a line. Never raises."""
    report = Report("gift", [], [], [])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = line_of(data, broken.start)
        report.refused.append(Refused(f"line {line}", Unusable("not_utf8", byte=broken.start).problem))
        return report
    category = ""
    for block in _blocks(text):
        if block.text.startswith("$CATEGORY:"):
            first, _, rest = block.text.partition("\n")
            category = _show(first.removeprefix("$CATEGORY:")).strip()
            if not rest.strip():
                continue
            block.text, block.line = rest.strip(), block.line + 1
        where = f"line {block.line}"
        reader = _Question(where)
        try:
            draft = reader.draft(block, category)
        except Unusable as unusable:
            report.refused.append(Refused(where, unusable.problem))
        else:
            report.drafts.append(replace(draft, where=where, dropped=tuple(reader.dropped)))
            report.dropped += reader.dropped
    return report


def _blocks(text: str) -> Iterator[_Block]:
    """Cut the file at empty lines; a question whose brace is still open goes on after one."""
    for code in _SHOWN:
        text = text.replace(code, "�")
    open_block: _Block | None = None
    for block in _cut(text.replace("\r\n", "\n").replace("\r", "\n")):
        if open_block is not None:
            brace = re.search(r"[{}]", block.text)
            if brace and brace[0] == "}":
                open_block.text += "\n" + block.text
                open_block.marks += block.marks
                yield open_block
                open_block = None
                continue
            yield open_block
            open_block = None
        if block.text.count("{") > block.text.count("}"):
            open_block = block
        else:
            yield block
    if open_block is not None:
        yield open_block


def _cut(text: str) -> Iterator[_Block]:
    lines: list[str] = []
    marks: list[tuple[str, str]] = []
    start = 0
    for place, line in enumerate([*text.split("\n"), ""], 1):
        bare = line.strip()
        if bare.startswith("//"):
            marks += _MARK.findall(bare)
        elif bare:
            if not lines:
                start = place
            lines.append(_ESCAPE.sub(lambda match: "\n" if match[1] == "n" else _HIDDEN[match[1]], line.rstrip()))
        elif lines:
            yield _Block(start, "\n".join(lines).strip(), marks)
            lines, marks = [], []


def _show(text: str) -> str:
    return "".join(_SHOWN.get(letter, letter) for letter in text)


class _Question:
    """Reads one question and remembers what it could not keep."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.dropped: list[Dropped] = []

    def drop(self, code: str, **params: Any) -> None:
        self.dropped.append(Dropped(self.where, Unusable(code, **params).problem))

    def draft(self, block: _Block, category: str) -> Draft:
        for kind, value in block.marks:
            self.drop("mark", name=kind, value=value)
        text, title = block.text, ""
        content: dict[str, Any] = {}
        named = re.match(r"::(.*?)::", text, re.DOTALL)
        if named:
            title, text = _show(named[1]), text[named.end() :].lstrip()
        text, how = self.format_of(text, "moodle")
        opened, closed = text.find("{"), text.find("}")
        if (opened < 0) != (closed < 0) or closed < opened:
            raise Unusable("brace_not_closed")
        if opened < 0:
            stem = self.text(text, how)
            kind = "description"
        else:
            tail = text[closed + 1 :]
            stem = self.text(text[:opened] + ("_____" + tail if tail.strip() else ""), how)
            kind, content = self.answers(text[opened + 1 : closed].strip(), how)
        if not stem:
            raise Unusable("no_stem")
        explanation = content.pop("explanation", "")
        whole = {"stem": stem, "picture": None, "explanation": explanation, **content}
        return Draft(kind, " ".join(title.split()) or short_name(stem), whole, category)

    def format_of(self, text: str, before: str) -> tuple[str, str]:
        found = _FORMAT.match(text.lstrip())
        return (text.lstrip()[found.end() :], found[1]) if found else (text, before)

    def text(self, raw: str, how: str) -> str:
        """Turn a piece of text into plain text; it may begin with a format of its own."""
        raw, how = self.format_of(raw.strip(), how)
        shown = _show(raw)
        if how in {"plain", "markdown"} or (how == "moodle" and not has_markup(shown)):
            return tidy(shown)
        plain = plain_text(shown, keep_lines=how == "moodle")
        self.dropped += [Dropped(self.where, lost) for lost in plain.lost]
        for address, _alt in plain.pictures:
            self.drop("picture_elsewhere", address=address[:200])
        return plain.text

    def answers(self, raw: str, how: str) -> tuple[str, dict[str, Any]]:
        general: dict[str, Any] = {}
        if "####" in raw:
            raw, _, said = raw.partition("####")
            general, raw = {"explanation": self.text(said, how)}, raw.strip()
        truth = _TRUTH.fullmatch(raw)
        content: dict[str, Any]
        if not raw:
            kind, content = "essay", {"min_words": None, "max_words": None, "rubric": []}
        elif raw.startswith(">") and raw.count("\n") > 1:
            kind, content = "ordering", self.ordering(raw[1:], how)
        elif raw.startswith("#"):
            kind, content = "numeric", self.numeric(raw[1:].strip(), how)
        elif "~" in raw:
            kind, content = self.choices(raw, how)
        elif "=" in raw and "->" in raw:
            kind, content = "matching", self.matching(raw, how)
        elif truth:
            kind, content = "true_false", self.true_false(truth[1].upper().startswith("T"), truth[2] or "", how)
        else:
            kind, content = "short_answer", self.short(raw, how)
        return kind, {**content, **general}

    def split(self, answer: str, how: str, *, default: str = "1") -> tuple[str, str, str]:
        """Take an answer apart: (share, the answer as it stands, feedback in plain text)."""
        weight = _WEIGHT.match(answer.strip())
        if weight:
            default, answer = share(weight[1]), answer.strip()[weight.end() :]
        answer, _, feedback = answer.partition("#")
        return default, answer.strip(), self.text(feedback, how)

    def choices(self, raw: str, how: str) -> tuple[str, dict[str, Any]]:
        pieces = re.findall(r"([~=])([^~=]*)", raw)
        if not raw.startswith(("~", "=")):
            raise Unusable("answer_without_sign", text=_show(raw)[:60])
        # Moodle: no `=` at all means that several may be ticked.
        single = any(sign == "=" for sign, _ in pieces)
        choices: list[dict[str, Any]] = []
        for place, (sign, piece) in enumerate(pieces, 1):
            worth, answer, feedback = self.split(piece, how, default="1" if sign == "=" else "0")
            text = self.text(answer, how)
            if not text:
                raise Unusable("empty_choice", number=place)
            correct = worth == "1" if single else not worth.startswith("-") and worth != "0"
            shares = choice_share(worth, correct=correct) if single else {"share": worth}
            choices.append({"key": f"c{place}", "text": text, "correct": correct, "feedback": feedback, **shares})
        if len(choices) < 2:
            raise Unusable("too_few_choices")
        if not any(choice["correct"] for choice in choices):
            raise Unusable("no_right_choice")
        if single:
            return "single_choice", {"choices": choices}
        return "multiple_choice", {"choices": choices, "rule": "partial"}

    def true_false(self, answer: bool, said: str, how: str) -> dict[str, Any]:
        # The first feedback is for the wrong answer, whichever that is.
        wrong, _, right = said.removeprefix("#").partition("#")
        if not answer:
            wrong, right = right, wrong
        return {"answer": answer, "feedback_true": self.text(right, how), "feedback_false": self.text(wrong, how)}

    def short(self, raw: str, how: str) -> dict[str, Any]:
        pieces = raw.split("=")
        if not pieces[0].strip():
            pieces = pieces[1:]
        answers = []
        for place, piece in enumerate(pieces, 1):
            worth, answer, feedback = self.split(piece, how)
            text = self.text(answer, how)
            if not text:
                raise Unusable("empty_choice", number=place)
            answers.append({"text": text, "share": worth, "feedback": feedback})
        return {"answers": answers, "policy": "strict", "match_case": False}

    def matching(self, raw: str, how: str) -> dict[str, Any]:
        prompts: list[dict[str, Any]] = []
        targets: dict[str, str] = {}
        for place, piece in enumerate(raw.split("=")[1:], 1):
            left, arrow, right = piece.partition("->")
            if not arrow:
                raise Unusable("pair_without_arrow", number=place)
            if "#" in right:
                right, _, said = right.partition("#")
                self.drop("pair_feedback", text=_show(said).strip()[:60])
            prompt, target = self.text(left, how), self.text(right, "plain")
            if not target:
                raise Unusable("empty_choice", number=place)
            key = targets.setdefault(target, f"t{len(targets) + 1}")
            # A target without a prompt only misleads.
            if prompt:
                prompts.append({"key": f"p{place}", "text": prompt, "target": key})
        if len(prompts) < 1 or len(targets) < 2:
            raise Unusable("too_few_pairs")
        return {"prompts": prompts, "targets": [{"key": key, "text": text} for text, key in targets.items()]}

    def ordering(self, raw: str, how: str) -> dict[str, Any]:
        """Read what Moodle's ordering type writes: a line of settings, then one thing a line."""
        settings, *lines = raw.split("\n")
        words = settings.upper().split()
        if words[1:2] not in ([], ["ALL"], ["EXACT"]):
            self.drop("element", tag="selecttype", text=settings.strip()[:60])
        rule = next((RULES[word] for word in words if word in RULES), USUAL_RULE)
        texts = [text for line in lines if (text := self.text(line, how))]
        if len(texts) < 2:
            raise Unusable("too_few_elements")
        return {"elements": [{"key": f"e{place}", "text": text} for place, text in enumerate(texts, 1)], "rule": rule}

    def numeric(self, raw: str, how: str) -> dict[str, Any]:
        right, _, wrong = raw.partition("~")
        pieces = right.split("=")
        if not pieces[0].strip():
            pieces = pieces[1:]
        answers = [self.number_answer(piece, how) for piece in pieces]
        if not answers:
            raise Unusable("not_a_number", text="")
        if wrong:
            _, other, feedback = self.split(wrong, how)
            if other and other != "*":
                raise Unusable("not_a_number", text=_show(other)[:60])
            answers.append({**self.number_answer("*", how), "share": "0", "feedback": feedback})
        return {"answers": answers, **STRICT_NUMBER}

    def number_answer(self, piece: str, how: str) -> dict[str, str]:
        worth, answer, feedback = self.split(piece, how)
        answer = _show(answer)
        if answer == "*":
            value, tolerance = "*", "0"
        elif ".." in answer:
            low, _, high = answer.partition("..")
            value, tolerance = midpoint(low, high)
        else:
            middle, _, around = answer.partition(":")
            value, tolerance = decimal_text(number(middle)), decimal_text(abs(number(around or "0")))
        shown = {"value": value, "tolerance": tolerance, "tolerance_type": "absolute"}
        return {**shown, "share": worth, "feedback": feedback}


# Numbers are compared as Moodle does, so that an imported question scores as it did.
STRICT_NUMBER = {"units": [], "unit_rule": "none", "policy": "strict", "decimal_point": ".", "thousands": ","}
