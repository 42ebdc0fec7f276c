"""H5P packages: the questions in them, whatever stands around. Pure.

A package is a zip with `h5p.json` (title, main library) and `content/content.json` (the parameters of that library).
Containers (question sets, columns, books, presentations) hold further {library, params}; wherever one of those is a
question we know (`h5p_questions.QUESTIONS`), it becomes a draft. docs/import.md has the table.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from assessments.items.contract import Problem
from assessments.qti.archives import Unsafe, unpack

from .drafts import Draft, Dropped, Refused, Report, Unusable
from .h5p_questions import QUESTIONS, Params, Question
from .shares import short_name

MAX_JSON = 20_000_000
MAX_DEPTH = 60
# Things that only decorate a container; nobody would call them lost questions.
_SILENT = {"H5P.Image", "H5P.AdvancedText", "H5P.Text", "H5P.Link", "H5P.Table", "H5P.GoToQuestion", "H5P.Nil"}
# Ways of asking that no item type of ours has.
_OTHER_QUESTIONS = {
    *("H5P.DragQuestion", "H5P.ImageHotspotQuestion", "H5P.ImageMultipleHotspotQuestion", "H5P.AdvancedBlanks"),
    *("H5P.ArithmeticQuiz", "H5P.SpeakTheWords", "H5P.SpeakTheWordsSet", "H5P.Dictation", "H5P.Crossword"),
    *("H5P.FindTheWords", "H5P.Flashcards", "H5P.Dialogcards", "H5P.GuessTheAnswer", "H5P.ImagePair"),
    *("H5P.ImageSequencing", "H5P.MemoryGame", "H5P.MultiMediaChoice", "H5P.AudioRecorder", "H5P.PersonalityQuiz"),
    *("H5P.SimpleMultiChoice", "H5P.OpenEndedQuestion", "H5P.FreeTextQuestion", "H5P.FindMultipleHotspots"),
    *("H5P.FindHotspot", "H5P.GameMap", "H5P.BranchingQuestion"),
}
_NAMELESS = re.compile(r"(untitled|unbenannt|sans titre|chưa đặt tên)\b.*", re.IGNORECASE)


def read(data: bytes, name: str) -> Report:
    """Read all questions of a package. `name` is not needed: every `where` is a question's number and library.

    Never raises: what cannot be read is refused, with where and why.
    """
    report = Report("h5p", [], [], [])
    try:
        members = unpack(data)
    except Unsafe as reason:
        report.refused.append(Refused("file", str(reason)))
        return report
    try:
        about = _json(members, "h5p.json")
        params = _json(members, "content/content.json")
    except Unusable as unusable:
        report.refused.append(Refused(unusable.args[1], unusable.problem))
        return report
    _Package(members, about, report).read(params)
    if not report.found:
        library = str(about.get("mainLibrary", ""))[:80]
        report.refused.append(Refused("content/content.json", Problem("h5p_no_questions", {"library": library})))
    return report


def _json(members: dict[str, bytes], path: str) -> Params:
    """Read a JSON object of the package. Raises Unusable, its second argument the place."""

    def fail(code: str, where: str = path, **params: Any) -> Unusable:
        unusable = Unusable(code, **params)
        unusable.args = (code, where)
        return unusable

    if path not in members:
        raise fail("h5p_file_missing", file=path)
    if len(members[path]) > MAX_JSON:
        raise fail("file_too_large")
    try:
        found = json.loads(members[path].decode("utf-8-sig"))
    except UnicodeDecodeError as broken:
        raise fail("not_utf8", byte=broken.start) from None
    except json.JSONDecodeError as broken:
        raise fail("json_broken", f"{path}, line {broken.lineno}", column=broken.colno, text=broken.msg) from None
    except (ValueError, RecursionError):
        # A number of thousands of digits, or brackets in brackets without end.
        raise fail("json_broken", column=1, text="too deep or too long") from None
    if not isinstance(found, dict):
        raise fail("json_broken", column=1, text="no object")
    return found


class _Package:
    """One package at work."""

    def __init__(self, members: dict[str, bytes], about: Params, report: Report) -> None:
        self.members, self.report = members, report
        language = str(about.get("defaultLanguage") or about.get("language") or "")[:2].lower()
        self.language = language if language in {"vi", "en"} else ""
        self.title = _title(about)
        self.main = str(about.get("mainLibrary", ""))
        self.number = 0
        self.lost: dict[str, int] = {}

    def read(self, params: Params) -> None:
        if self.main in QUESTIONS or self.main in _OTHER_QUESTIONS:
            self.question(self.main, self.main, params, self.title)
        else:
            for library, inner, title in _nested(params):
                self.part(library, inner, title)
        for library, n in self.lost.items():
            self.report.dropped.append(Dropped("content/content.json", Problem("h5p_part", {"name": library, "n": n})))

    def part(self, library: str, params: Params, title: str) -> None:
        name = library.partition(" ")[0]
        if name in QUESTIONS or name in _OTHER_QUESTIONS:
            self.question(name, library, params, title)
            return
        inside = list(_nested(params))
        if (not inside and name not in _SILENT) or name in {"H5P.AdvancedText", "H5P.Text"}:
            self.lost[library[:80]] = self.lost.get(library[:80], 0) + 1
        for one in inside:
            self.part(*one)

    def question(self, name: str, library: str, params: Params, title: str) -> None:
        self.number += 1
        where = f"question {self.number}, {library[:80]}"
        if name not in QUESTIONS:
            self.report.refused.append(Refused(where, Problem("type_not_importable", {"type": library[:80]})))
            return
        question = Question(params, self.members, where)
        try:
            made = list(QUESTIONS[name](question))
        except Unusable as unusable:
            self.report.refused.append(Refused(where, unusable.problem))
            return
        category = "" if name == self.main else self.title
        for kind, content in made:
            whole = {"explanation": "", "picture": question.picture, **content}
            if question.hints:
                whole["hints"] = question.hints
            named = title if len(made) == 1 else ""
            draft = Draft(
                kind=kind,
                name=named or short_name(whole["stem"] or whole.get("text", "")),
                content=whole,
                category=category,
                language=self.language,
                media=dict(question.media),
                where=where,
                dropped=tuple(question.dropped),
            )
            self.report.drafts.append(draft)
        self.report.dropped += question.dropped


def _title(about: Params) -> str:
    title = " ".join(str(about.get("title") or "").split())[:80]
    return "" if _NAMELESS.fullmatch(title) else title


def _nested(thing: Any, depth: int = 0) -> Iterator[tuple[str, Params, str]]:
    """Give (library, params, title) of the contents that stand directly in a container, in order."""
    if depth > MAX_DEPTH:
        return
    if isinstance(thing, list):
        for one in thing:
            yield from _nested(one, depth + 1)
    elif isinstance(thing, dict):
        library, params = thing.get("library"), thing.get("params")
        if isinstance(library, str) and isinstance(params, dict):
            about = thing.get("metadata")
            yield library, params, _title(about) if isinstance(about, dict) else ""
        else:
            for one in thing.values():
                yield from _nested(one, depth + 1)
