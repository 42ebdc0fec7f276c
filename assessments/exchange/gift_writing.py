"""Drafts → GIFT. Pure. What GIFT cannot say is refused by name before anything is written."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from assessments.items.contract import Problem

from .drafts import Draft
from .shares import decimal_text

KINDS = {
    *("single_choice", "multiple_choice", "true_false", "short_answer", "numeric", "matching", "essay", "description"),
}


def unwritable(draft: Draft) -> Problem | None:
    """Say why GIFT cannot hold this draft without changing what it asks or scores; None: it can."""
    content = draft.content
    if draft.kind not in KINDS:
        return Problem("kind_not_in_format", {"kind": draft.kind})
    if content.get("picture") or any(prompt.get("picture") for prompt in content.get("prompts", [])):
        return Problem("picture_not_in_format")
    if draft.kind == "multiple_choice" and content.get("rule") == "all_or_nothing":
        return Problem("rule_not_in_format", {"rule": "all_or_nothing"})
    if content.get("policy", "strict" if draft.kind not in {"short_answer", "numeric"} else "vietnamese") != "strict":
        return Problem("policy_not_in_format")
    for name in ("match_case", "units", "hints", "rubric", "markers", "min_words", "max_words"):
        if content.get(name):
            return Problem("option_not_in_format", {"name": name})
    relative = any(answer.get("tolerance_type", "absolute") != "absolute" for answer in content.get("answers", []))
    return Problem("option_not_in_format", {"name": "tolerance_type"}) if relative else None


def write(drafts: Iterable[Draft]) -> bytes:
    """Write drafts as a GIFT file, UTF-8. Leaves out what is `unwritable`."""
    lines: list[str] = []
    category = ""
    for draft in drafts:
        if unwritable(draft):
            continue
        if draft.category != category:
            category = draft.category
            lines += [f"$CATEGORY: {_escape(category)}", ""]
        lines += [_question(draft), ""]
    return "\n".join(lines).encode("utf-8")


def _escape(text: str) -> str:
    escaped = re.sub(r"([\\:#={}~])", r"\\\1", text)
    return escaped.replace("\r\n", "\n").replace("\n", "\\n")


def _plain(text: str) -> str:
    # A beginning that looks like a format, or markup, must come back as it is.
    return ("[plain]" if re.search(r"^\s*\[|[<&]", text) else "") + _escape(text)


def _feedback(thing: Mapping[str, Any]) -> str:
    return f"#{_plain(thing['feedback'])}" if thing.get("feedback") else ""


def _weight(share: str) -> str:
    return f"%{decimal_text(Decimal(share) * 100)}%"


def _question(draft: Draft) -> str:
    content = draft.content
    body = f"::{_escape(draft.name)}::{_plain(content['stem'])}"
    if draft.kind == "description":
        return body
    answers = _answers(draft.kind, content)
    general = f"####{_plain(content['explanation'])}" if content.get("explanation") else ""
    return f"{body}{{{answers}{general}}}"


def _answers(kind: str, content: Mapping[str, Any]) -> str:
    if kind == "essay":
        return ""
    if kind == "true_false":
        said = [content.get("feedback_true", ""), content.get("feedback_false", "")]
        right, wrong = said if content["answer"] else reversed(said)
        shown = f"#{_plain(wrong)}#{_plain(right)}" if right or wrong else ""
        return ("TRUE" if content["answer"] else "FALSE") + shown
    if kind == "matching":
        return _pairs(content)
    if kind in {"single_choice", "multiple_choice"}:
        return "".join(f"\n{_choice(kind, choice, content)}" for choice in content["choices"]) + "\n"
    rows = []
    for answer in content["answers"]:
        value = answer.get("text")
        if value is None:
            value = answer["value"]
            value = value if value == "*" else f"{value}:{answer.get('tolerance', '0')}"
        else:
            value = _plain(value)
        rows.append(f"\n={_weight(answer.get('share', '1'))}{value}{_feedback(answer)}")
    return ("#" if kind == "numeric" else "") + "".join(rows) + "\n"


def _choice(kind: str, choice: Mapping[str, Any], content: Mapping[str, Any]) -> str:
    if kind == "single_choice":
        if choice["correct"] and choice.get("share", "1") == "1":
            sign = "="
        else:
            sign = "~" + (_weight(choice["share"]) if choice.get("share", "0") != "0" else "")
    else:
        sign = "~" + _weight(choice.get("share") or even_share(choice, content["choices"]))
    return f"{sign}{_plain(choice['text'])}{_feedback(choice)}"


def even_share(choice: Mapping[str, Any], choices: list[Mapping[str, Any]]) -> str:
    """Say what our rule `partial` gives this choice: 1/(right) for right ones, −1/(wrong) for the others."""
    n = sum(other["correct"] == choice["correct"] for other in choices)
    return decimal_text((Decimal(1 if choice["correct"] else -1) / n).quantize(Decimal("0.0000001")))


def _pairs(content: Mapping[str, Any]) -> str:
    targets = {target["key"]: target["text"] for target in content["targets"]}
    rows = [f"\n={_plain(prompt['text'])} -> {_escape(targets[prompt['target']])}" for prompt in content["prompts"]]
    used = {prompt["target"] for prompt in content["prompts"]}
    rows += [f"\n= -> {_escape(text)}" for key, text in targets.items() if key not in used]
    return "".join(rows) + "\n"
