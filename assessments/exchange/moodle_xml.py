"""Moodle's XML of question banks. Pure.

Types as Moodle 4.5 names them; docs/import.md has the table. Categories name what follows and are no questions.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from . import cloze
from .drafts import Draft, Refused, Report, Unusable
from .markup import plain_text
from .moodle_placing import drag_onto_image, gaps, markers, ordering
from .moodle_question import Question
from .moodle_writing import write
from .shares import choice_share, decimal_text, number, share, short_name
from .tree import Node, parse

__all__ = ["read", "write"]

Content = dict[str, Any]
TRUE = {"1", "true", "yes"}


def read(data: bytes, name: str) -> Report:
    """Read a Moodle XML file. `name` is not needed: every `where` is a line. Never raises."""
    report = Report("moodle_xml", [], [], [])
    try:
        root = parse(data)
        if root.tag not in {"quiz", "question"}:
            raise Unusable("xml_not_moodle", root.line, tag=root.tag[:40])
    except Unusable as unusable:
        report.refused.append(Refused(f"line {unusable.line or 1}", unusable.problem))
        return report
    category = ""
    for node in [root] if root.tag == "question" else root.all("question"):
        if node.attributes.get("type") == "category":
            found = node.one("category")
            category = (found.said("text") or found.text.strip()) if found else ""
            continue
        question = Question(node)
        try:
            draft = _draft(question, category)
        except Unusable as unusable:
            report.refused.append(Refused(f"line {unusable.line or node.line}", unusable.problem))
        else:
            report.drafts.append(replace(draft, where=question.where, dropped=tuple(question.dropped)))
            report.dropped += question.dropped
    return report


def _draft(question: Question, category: str) -> Draft:
    kind_name = question.node.attributes.get("type", "")
    maker = MAKERS.get(kind_name)
    if maker is None:
        raise Unusable("type_not_importable", type=kind_name)
    kind, content = maker(question)
    if "stem" not in content:
        content["stem"] = question.text(question.node.one("questiontext"), keep_picture=True)
    if not content["stem"] and not content.get("text"):
        raise Unusable("no_stem")
    question.old_picture()
    picture = content.pop("picture", None) or question.picture
    explanation = question.text(question.node.one("generalfeedback"))
    if hints := question.hints():
        content["hints"] = hints
    question.name_the_rest()
    title = " ".join(plain_text(question.node.said("name")).text.split())
    whole = {**content, "picture": picture, "explanation": explanation}
    return Draft(kind, title or short_name(content["stem"] or content["text"]), whole, category, media=question.media)


def _fraction(node: Node) -> str:
    return share(node.attributes.get("fraction", "0") or "0")


def multichoice(question: Question) -> tuple[str, Content]:
    single = question.value("single", "true").lower() in TRUE
    choices = []
    for place, answer in enumerate(question.rows("answer"), 1):
        worth, text = _fraction(answer), question.text(answer)
        if not text:
            raise Unusable("empty_choice", answer.line, number=place)
        correct = worth == "1" if single else not worth.startswith("-") and worth != "0"
        shares = choice_share(worth, correct=correct) if single else {"share": worth}
        feedback = question.text(answer.one("feedback"))
        choices.append({"key": f"c{place}", "text": text, "correct": correct, "feedback": feedback, **shares})
    if len(choices) < 2:
        raise Unusable("too_few_choices")
    if not any(choice["correct"] for choice in choices):
        raise Unusable("no_right_choice")
    return (
        ("single_choice", {"choices": choices})
        if single
        else (
            "multiple_choice",
            {"choices": choices, "rule": "partial"},
        )
    )


def truefalse(question: Question) -> tuple[str, Content]:
    rows = {answer.said("text").lower(): answer for answer in question.rows("answer")}
    right = [text for text, answer in rows.items() if _fraction(answer) == "1"]
    if not set(rows) <= {"true", "false"} or len(right) != 1:
        raise Unusable("no_right_choice")
    feedback = {text: question.text(answer.one("feedback")) for text, answer in rows.items()}
    return "true_false", {
        "answer": right == ["true"],
        "feedback_true": feedback.get("true", ""),
        "feedback_false": feedback.get("false", ""),
    }


def shortanswer(question: Question) -> tuple[str, Content]:
    answers = [
        {
            # Compared letter by letter with what is typed, so it is no markup.
            "text": answer.said("text"),
            "share": _fraction(answer),
            "feedback": question.text(answer.one("feedback")),
        }
        for answer in question.rows("answer")
    ]
    answers = [answer for answer in answers if answer["text"]]
    if not answers:
        raise Unusable("no_answers")
    match_case = question.value("usecase", "0") in TRUE
    return "short_answer", {"answers": answers, "policy": "strict", "match_case": match_case}


def numerical(question: Question) -> tuple[str, Content]:
    answers = []
    for answer in question.rows("answer"):
        text = answer.said("text") or answer.text.strip()
        tolerance = decimal_text(abs(number(answer.said("tolerance", "0") or "0")))
        answers.append(
            {
                "value": "*" if text == "*" else decimal_text(number(text)),
                "tolerance": tolerance,
                "tolerance_type": "absolute",
                "share": _fraction(answer),
                "feedback": question.text(answer.one("feedback")),
            }
        )
    if not answers:
        raise Unusable("no_answers")
    return "numeric", {"answers": answers, **_units(question)}


def _units(question: Question) -> Content:
    box = next(iter(question.rows("units")), None)
    units = [
        {"text": unit.said("unit_name"), "multiplier": decimal_text(number(unit.said("multiplier", "1") or "1"))}
        for unit in (box.all("unit") if box else [])
    ]
    grading = question.value("unitgradingtype", "0")
    penalty, shown = question.value("unitpenalty", "0.1") or "0.1", question.value("showunits", "3")
    left = question.value("unitsleft", "0") in TRUE
    if shown in {"1", "2"} and units:
        question.drop("element", tag="showunits", text=shown)
    rule = "required" if units and grading in {"1", "2"} else "optional" if units else "none"
    return {
        "units": units,
        "unit_rule": rule,
        "unit_side": "before" if left else "after",
        "unit_penalty": decimal_text(number(penalty)),
        "unit_penalty_of": "question" if grading == "2" else "response",
        "policy": "strict",
        "decimal_point": ".",
        "thousands": ",",
    }


def matching(question: Question) -> tuple[str, Content]:
    prompts: list[Content] = []
    targets: dict[str, str] = {}
    for place, row in enumerate(question.rows("subquestion"), 1):
        prompt, answer = question.text(row), row.one("answer")
        target = answer.said("text") if answer else ""
        if not target and not prompt:
            continue
        if not target:
            raise Unusable("empty_choice", row.line, number=place)
        key = targets.setdefault(target, f"t{len(targets) + 1}")
        if prompt:
            prompts.append({"key": f"p{place}", "text": prompt, "target": key})
    if not prompts or len(targets) < 2:
        raise Unusable("too_few_pairs")
    return "matching", {"prompts": prompts, "targets": [{"key": key, "text": text} for text, key in targets.items()]}


def essay(question: Question) -> tuple[str, Content]:
    files = int(_whole(question.value("attachments", "0")) or 0)
    if question.value("responseformat", "editor") == "noinline" and files:
        # −1: as many as one likes; our files have a limit.
        extensions = question.value("filetypeslist").replace(",", " ").split()
        return "file_upload", {"extensions": extensions, "max_files": files if files > 0 else 5, "rubric": []}
    if files:
        question.drop("element", tag="attachments", text=str(files))
    minimum, maximum = question.value("minwordlimit"), question.value("maxwordlimit")
    for tag in ("responsefieldlines", "responserequired"):
        question.value(tag)
    return "essay", {"min_words": _whole(minimum), "max_words": _whole(maximum), "rubric": []}


def _whole(text: str) -> int | None:
    """Read a count; empty or 0: None, there is no limit."""
    value = number(text or "0")
    if value != int(value) or abs(value) > 10**6:
        raise Unusable("not_a_number", text=text[:60])
    return int(value) or None


def embedded(question: Question) -> tuple[str, Content]:
    node = question.node.one("questiontext")
    inner = node.one("text") if node else None
    raw = inner.text if inner else ""
    text, parts = cloze.parts(raw, lambda piece: plain_text(piece).text)
    shown = question.text(node, keep_picture=True, raw=text)
    return "cloze", {"stem": "", "text": shown, "parts": parts}


def description(question: Question) -> tuple[str, Content]:
    return "description", {}


MAKERS: dict[str, Callable[[Question], tuple[str, Content]]] = {
    "multichoice": multichoice,
    "truefalse": truefalse,
    "shortanswer": shortanswer,
    "numerical": numerical,
    "matching": matching,
    "essay": essay,
    "cloze": embedded,
    "multianswer": embedded,
    "description": description,
    "ddwtos": lambda question: gaps(question, "dragbox", "drag"),
    "gapselect": lambda question: gaps(question, "selectoption", "choose"),
    "ddimageortext": drag_onto_image,
    "ddmarker": markers,
    "ordering": ordering,
}
