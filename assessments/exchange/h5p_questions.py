"""The questions of H5P, each into the content of an item type of ours. Pure.

Sources: `semantics.json` of each library, and how its script scores. Where a rule of ours scores otherwise than
H5P's, that is named under dropped.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from assessments.items.contract import Problem

from .drafts import Dropped, Unusable
from .markup import plain_text

Params = dict[str, Any]
Made = Iterator[tuple[str, dict[str, Any]]]
# A text in which more can be marked is no list to tick.
MAX_WORDS = 30
MAX_PARTS = 500
_STAR = re.compile(r"\*([^*\n]+)\*")
_PICTURE = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")


class Question:
    """The parameters of one question, and what was found on the way."""

    def __init__(self, params: Params, members: Mapping[str, bytes], where: str) -> None:
        self.params, self.members, self.where = params, members, where
        self.dropped: list[Dropped] = []
        self.hints: list[str] = []
        self.media: dict[str, bytes] = {}
        self.picture: dict[str, str] | None = None
        self.behaviour: Params = _object(params.get("behaviour"))
        self._take_picture(_object(params.get("media")))
        for one in _objects(params.get("overallFeedback")):
            if one.get("feedback"):
                self.drop("element", tag="overallFeedback", text=str(one["feedback"])[:80])

    def drop(self, code: str, **params: Any) -> None:
        one = Dropped(self.where, Problem(code, params))
        if one not in self.dropped:
            self.dropped.append(one)

    def text(self, markup: Any) -> str:
        """Give HTML as plain text; what that cannot say is named."""
        found = plain_text(markup if isinstance(markup, str) else "")
        for address, _alt in found.pictures:
            self.drop("picture_elsewhere", address=address[:200])
        for lost in found.lost:
            self.drop(lost.code, **lost.params)
        return found.text

    def hint(self, markup: Any, about: str = "") -> None:
        text = self.text(markup)
        if text:
            self.hints.append(f"{about}: {text}" if about else text)

    def _take_picture(self, media: Params) -> None:
        shown = _object(media.get("type"))
        library, params = str(shown.get("library", "")), _object(shown.get("params"))
        if not library or not params:
            return
        path = str(_object(params.get("file")).get("path") or "")
        if not library.startswith("H5P.Image "):
            if params.get("sources") or params.get("files"):
                self.drop("element", tag=library[:40], text="media")
            return
        data = self.members.get(f"content/{path}")
        if not path:
            return
        if data is None or not path.lower().endswith(_PICTURE):
            self.drop("picture_elsewhere", address=path[:200])
            return
        self.media[path] = data
        self.picture = {"file": path, "alt": self.text(params.get("alt"))[:250]}


def _object(thing: Any) -> Params:
    return thing if isinstance(thing, dict) else {}


def _objects(thing: Any) -> list[Params]:
    return [one for one in thing if isinstance(one, dict)] if isinstance(thing, list) else []


def _count(rows: list[Any]) -> None:
    if len(rows) > MAX_PARTS:
        raise Unusable("h5p_too_many_parts", count=len(rows), most=MAX_PARTS)


def _stem(question: Question, name: str) -> str:
    stem = question.text(question.params.get(name))
    if not stem:
        raise Unusable("no_stem")
    return stem


def _multi_choice(question: Question) -> Made:
    rows = _objects(question.params.get("answers"))
    _count(rows)
    choices = []
    for place, row in enumerate(rows, 1):
        said = _object(row.get("tipsAndFeedback"))
        text = question.text(row.get("text"))
        if not text:
            raise Unusable("empty_choice", number=place)
        question.hint(said.get("tip"), text)
        if said.get("notChosenFeedback"):
            question.drop("element", tag="notChosenFeedback", text=str(said["notChosenFeedback"])[:80])
        feedback = question.text(said.get("chosenFeedback"))
        choices.append({"key": f"c{place}", "text": text, "correct": row.get("correct") is True, "feedback": feedback})
    n_right = sum(choice["correct"] is True for choice in choices)
    if len(choices) < 2:
        raise Unusable("too_few_choices")
    if not n_right:
        raise Unusable("no_right_choice")
    content = {"stem": _stem(question, "question"), "choices": choices}
    wanted = question.behaviour.get("type")
    if wanted == "single" or (wanted != "multi" and n_right == 1):
        if n_right > 1:
            raise Unusable("several_right_choices", count=n_right)
        yield "single_choice", content
        return
    if n_right == len(choices):
        raise Unusable("no_wrong_choice")
    whole = question.behaviour.get("singlePoint") is True
    if not whole and 2 * n_right != len(choices):
        question.drop("h5p_wrong_ticks")
    yield "multiple_choice", {**content, "rule": "all_or_nothing" if whole else "partial"}


def _true_false(question: Question) -> Made:
    right = str(question.params.get("correct")).lower()
    if right not in {"true", "false"}:
        raise Unusable("no_right_choice")
    said = {"true": "feedbackOnCorrect", "false": "feedbackOnWrong"}
    texts = {name: question.text(question.behaviour.get(field)) for name, field in said.items()}
    answer = right == "true"
    yield (
        "true_false",
        {
            "stem": _stem(question, "question"),
            "answer": answer,
            "feedback_true": texts["true" if answer else "false"],
            "feedback_false": texts["false" if answer else "true"],
        },
    )


def _single_choices(question: Question, stem: str, answers: Any) -> dict[str, Any]:
    """Make a single choice of texts of which the first is right."""
    texts = [question.text(one) for one in answers] if isinstance(answers, list) else []
    _count(texts)
    for place, text in enumerate(texts, 1):
        if not text:
            raise Unusable("empty_choice", number=place)
    if len(texts) < 2:
        raise Unusable("too_few_choices")
    if not stem:
        raise Unusable("no_stem")
    choices = [
        {"key": f"c{place}", "text": text, "correct": place == 1, "feedback": ""} for place, text in enumerate(texts, 1)
    ]
    return {"stem": stem, "choices": choices}


def _single_choice_set(question: Question) -> Made:
    rows = _objects(question.params.get("choices"))
    _count(rows)
    if not rows:
        raise Unusable("no_answers")
    for row in rows:
        yield "single_choice", _single_choices(question, question.text(row.get("question")), row.get("answers"))


def _summary(question: Question) -> Made:
    rows = _objects(question.params.get("summaries"))
    _count(rows)
    if not rows:
        raise Unusable("no_answers")
    stem = question.text(question.params.get("intro"))
    for row in rows:
        tip = question.text(row.get("tip"))
        yield (
            "single_choice",
            {**_single_choices(question, stem, row.get("summary")), **({"hints": [tip]} if tip else {})},
        )
    question.drop("h5p_tries")


class _Gaps:
    """A text with *words* in it, being turned into one with [[markers]]."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.solutions: list[str] = []

    def mark(self, text: str) -> str:
        # A text of its own with such brackets would look like a gap.
        if "[[" in text:
            raise Unusable("h5p_brackets")
        return _STAR.sub(self._one, text)

    def _one(self, found: re.Match[str]) -> str:
        solution, colon, tip = _split(found[1], ":")
        if colon:
            # A tip in a text to drag may bring feedback along: \+ if right, \- if wrong.
            tip, *feedback = re.split(r"\\[+-]", tip)
            self.question.hint(tip)
            for text in feedback:
                self.question.drop("element", tag="feedback", text=text[:80])
        self.solutions.append(solution.strip())
        _count(self.solutions)
        return f"[[g{len(self.solutions)}]]"


def _split(text: str, sign: str) -> tuple[str, str, str]:
    """Split at the first `sign` that has no backslash before it; the backslash goes."""
    found = re.search(rf"(?<!\\){re.escape(sign)}", text)
    first, last = (text[: found.start()], text[found.end() :]) if found else (text, "")
    return first.replace(f"\\{sign}", sign), found[0] if found else "", last


def _blanks(question: Question) -> Made:
    rows = question.params.get("questions")
    gaps = _Gaps(question)
    lines = [question.text(one) for one in rows] if isinstance(rows, list) else []
    text = "\n".join(gaps.mark(line) for line in lines if line)
    if not gaps.solutions:
        raise Unusable("no_gaps")
    if question.behaviour.get("acceptSpellingErrors"):
        question.drop("mark", name="acceptSpellingErrors", value="true")
    policy: dict[str, Any] = {"policy": "vietnamese", "diacritics": "exact", "typos": 0}
    if question.behaviour.get("caseSensitive") is True:
        policy = {"policy": "strict", "match_case": True}
    made = []
    for number, solution in enumerate(gaps.solutions, 1):
        texts = [one.replace(r"\/", "/").strip() for one in re.split(r"(?<!\\)/", solution)]
        answers = [{"text": _literal(one, policy), "share": "1", "feedback": ""} for one in texts if one]
        if not answers:
            raise Unusable("place_without_answer", number=number)
        made.append({"key": f"g{number}", "answers": answers, **policy})
    stem = question.text(question.params.get("text"))
    yield "gap_fill", {"stem": stem or "…", "text": text, "mode": "type", "gaps": made}


def _literal(text: str, policy: Mapping[str, Any]) -> str:
    return text.replace("*", r"\*") if policy["policy"] == "strict" else text


def _drag_text(question: Question) -> Made:
    gaps = _Gaps(question)
    text = gaps.mark(question.text(question.params.get("textField")))
    if not gaps.solutions:
        raise Unusable("no_gaps")
    wrong = [_split(one, ":")[0].strip() for one in _STAR.findall(question.text(question.params.get("distractors")))]
    keys: dict[str, str] = {}
    for word in [*gaps.solutions, *wrong]:
        if word:
            keys.setdefault(word, f"w{len(keys) + 1}")
    _count(list(keys))
    if "" in gaps.solutions:
        raise Unusable("place_without_answer", number=gaps.solutions.index("") + 1)
    words = [
        {"key": key, "text": word, "group": "1", "many": gaps.solutions.count(word) > 1} for word, key in keys.items()
    ]
    made = [{"key": f"g{number}", "word": keys[word], "group": "1"} for number, word in enumerate(gaps.solutions, 1)]
    stem = question.text(question.params.get("taskDescription"))
    yield "gap_fill", {"stem": stem or "…", "text": text, "mode": "drag", "gaps": made, "words": words}


def _mark_the_words(question: Question) -> Made:
    text = question.text(question.params.get("textField"))
    right = {_bare(word) for word in _STAR.findall(text)} - {""}
    plain = {_bare(word) for word in _STAR.sub(" ", text).split()} - {""}
    if not right:
        raise Unusable("no_right_choice")
    if right & plain:
        raise Unusable("h5p_word_twice", text=min(right & plain)[:40])
    words = list(dict.fromkeys(filter(None, (_bare(word) for word in _words_of(text)))))
    if len(words) > MAX_WORDS:
        raise Unusable("h5p_too_many_words", count=len(words), most=MAX_WORDS)
    if not plain:
        raise Unusable("no_wrong_choice")
    question.drop("h5p_marked_words")
    stem = question.text(question.params.get("taskDescription"))
    shown = _STAR.sub(lambda found: found[1], text)
    choices = [
        {"key": f"c{place}", "text": word, "correct": word in right, "feedback": ""}
        for place, word in enumerate(words, 1)
    ]
    yield "multiple_choice", {"stem": f"{stem}\n{shown}".strip(), "choices": choices, "rule": "partial"}


def _words_of(text: str) -> Iterator[str]:
    """Give what can be clicked, in order: marked words whole, others one by one."""
    place = 0
    for found in _STAR.finditer(text):
        yield from text[place : found.start()].split()
        yield found[1]
        place = found.end()
    yield from text[place:].split()


def _bare(word: str) -> str:
    return word.strip().strip(".,;:!?…“”\"'()").strip()


def _essay(question: Question) -> Made:
    for one in _objects(question.params.get("keywords")):
        question.drop("element", tag="keyword", text=str(one.get("keyword"))[:80])
    solution = _object(question.params.get("solution"))
    if solution.get("sample"):
        question.drop("element", tag="solution", text=question.text(solution["sample"])[:80])
    for name in ("minimumLength", "maximumLength"):
        if question.behaviour.get(name):
            question.drop("mark", name=name, value=str(question.behaviour[name])[:20])
    yield "essay", {"stem": _stem(question, "taskDescription"), "min_words": None, "max_words": None, "rubric": []}


def _sort_paragraphs(question: Question) -> Made:
    rows = question.params.get("paragraphs")
    texts = [question.text(_object(one).get("text", one)) for one in rows] if isinstance(rows, list) else []
    _count(texts)
    if len(texts) < 2:
        raise Unusable("too_few_elements")
    for place, text in enumerate(texts, 1):
        if not text:
            raise Unusable("empty_element", number=place)
    rule = "next_exclude_last" if question.behaviour.get("scoringMode") == "transitions" else "absolute_position"
    elements = [{"key": f"e{place}", "text": text} for place, text in enumerate(texts, 1)]
    yield "ordering", {"stem": _stem(question, "taskDescription"), "elements": elements, "rule": rule}


QUESTIONS: dict[str, Callable[[Question], Made]] = {
    "H5P.MultiChoice": _multi_choice,
    "H5P.TrueFalse": _true_false,
    "H5P.SingleChoiceSet": _single_choice_set,
    "H5P.Summary": _summary,
    "H5P.Blanks": _blanks,
    "H5P.DragText": _drag_text,
    "H5P.MarkTheWords": _mark_the_words,
    "H5P.Essay": _essay,
    "H5P.SortParagraphs": _sort_paragraphs,
}
