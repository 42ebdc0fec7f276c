"""The responses of a QTI 1.2 item → the content of one of our types. Pure.

Each reader gives (kind, content without what all types share), raises Refusal, and says what it does not keep.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from .conditions1 import worth_of
from .gathering import TRUTHS, Refusal, choice, keys_for, literal, number_text, share
from .material1 import Item1, feedback, marker, said_to, words_at
from .tree import Node
from .values import decimal

Made = tuple[str, dict[str, Any]]


def _only(item: Item1, *names: str) -> Node:
    found = [one for one in item.responses if one.name in names]
    if len(found) != 1:
        raise Refusal(f"responses: {len(found)}")
    return found[0]


def _choice(item: Item1, response: Node | None = None) -> Made:
    response = response or _only(item, "response_lid")
    several = response.get("rcardinality", "Single").lower() == "multiple"
    worth = worth_of(item.found, response.get("ident"), several=several)
    labels = item.labels(response)
    if not worth.right:
        item.gathering.drop("no_key")
    plainly = worth.whole or (not several and all(worth.share(name) in (0, 1) for name, _ in labels))
    keys = keys_for([name for name, _ in labels], "c")
    made = [
        choice(key, text, None if plainly else worth.share(name), name in worth.right, said_to(item, response, name))
        for (name, text), key in zip(labels, keys, strict=True)
    ]
    if several:
        rule = "all_or_nothing" if worth.whole or not worth.right else "partial"
        return "multiple_choice", {"choices": made, "rule": rule}
    return "single_choice", {"choices": made}


def _true_false(item: Item1) -> Made:
    response = _only(item, "response_lid")
    labels = item.labels(response)
    truths = {name: TRUTHS.get(text.lower(), TRUTHS.get(name.lower())) for name, text in labels}
    worth = worth_of(item.found, response.get("ident"), several=False)
    right = [truths.get(name) for name in worth.right]
    if sorted(map(str, truths.values())) != ["False", "True"] or len(right) != 1 or right[0] is None:
        return _choice(item)
    said = {truths[name]: said_to(item, response, name) for name, _ in labels}
    return "true_false", {"answer": right[0], "feedback_true": said[True], "feedback_false": said[False]}


def _answers(item: Item1, response: Node) -> dict[str, Any]:
    """Read the accepted texts of one field to type in."""
    ident = response.get("ident")
    worth = worth_of(item.found, ident, several=False)
    tests = [test for one in item.found for test in one.tests if test.response == ident]
    cases = {test.match_case for test in tests if test.op == "varequal"}
    if len(cases) > 1:
        item.gathering.drop("mixed_case")
    for test in tests:
        if test.op != "varequal":
            item.gathering.drop(f"rule: {test.op} {test.value[:60]}")
    if not worth.right:
        item.gathering.drop("no_key")
    answers = [
        {"text": literal(value), "share": share(worth.share(value)), "feedback": said_to(item, response, value)}
        for value, earned in sorted(worth.each.items(), key=lambda pair: -pair[1])
        if earned > 0
    ]
    return {"answers": answers, "policy": "strict", "match_case": any(cases)}


def _text_answer(item: Item1) -> Made:
    return "short_answer", _answers(item, _only(item, "response_str", "response_num"))


def _number(item: Item1) -> Made:
    """Ranges become middle and tolerance; a lower end that is itself outside cannot be said and is named."""
    response = _only(item, "response_str", "response_num")
    ident = response.get("ident")
    scoring = [one for one in item.found if one.earns and one.earns > 0]
    most = max((one.earns or Fraction(0) for one in scoring), default=Fraction(0))
    answers = []
    for one in scoring:
        values: dict[str, str] = {test.op: test.value for test in one.tests if test.response == ident}
        low, high = (
            decimal(values.get(op, "") or values.get(other, ""))
            for op, other in (("vargte", "vargt"), ("varlte", "varlt"))
        )
        said = {"share": share((one.earns or Fraction(0)) / most), "tolerance_type": "absolute"}
        said["feedback"] = "\n".join(
            text for name in one.feedback if name != "correct_fb" and (text := feedback(item, name))
        )
        if "vargt" in values or "varlt" in values:
            item.gathering.drop(f"open_range: line {one.line}")
        if low is not None and high is not None:
            middle, half = (low + high) / 2, abs(high - low) / 2
            answers.append({"value": number_text(middle), "tolerance": number_text(half), **said})
        elif decimal(values.get("varequal", "")) is not None:
            answers.append({"value": values["varequal"], "tolerance": "0", **said})
        elif values:
            item.gathering.drop(f"rule: {', '.join(values)}, line {one.line}")
    if not answers:
        item.gathering.drop("no_key")
    settings = {"policy": "strict", "decimal_point": ".", "thousands": ",", "units": [], "unit_rule": "none"}
    return "numeric", {"answers": answers, **settings}


def _marked(item: Item1, part: Callable[[Node], Made]) -> Made:
    """A text with [names] of its responses in it → a cloze."""
    stem = item.said(item.presentation).text
    keys = keys_for([one.get("ident").removeprefix("response_") for one in item.responses], "r")
    parts = {}
    for response, key in zip(item.responses, keys, strict=True):
        if marker(response) not in stem:
            raise Refusal(f"no_marker: {marker(response)}")
        stem = stem.replace(marker(response), f"[[{key}]]", 1)
        kind, content = part(response)
        parts[key] = {"kind": kind, "points": "1", **content}
    return "cloze", {"text": stem, "parts": parts}


def _blanks(item: Item1) -> Made:
    def part(response: Node) -> Made:
        # Canvas lists what it accepts as if it were choices, and names one of them in the condition.
        answers = [
            {"text": literal(text), "share": "1", "feedback": said_to(item, response, name)}
            for name, text in item.labels(response)
        ]
        return "short_answer", {"answers": answers, "policy": "strict", "match_case": False}

    if all(one.name == "response_str" for one in item.responses):
        return _strings(item)
    return _marked(item, part)


def _drop_downs(item: Item1) -> Made:
    return _marked(item, lambda response: _choice(item, response))


def _strings(item: Item1) -> Made:
    """Text and fields in turn, as they stand in the presentation."""
    keys = keys_for([one.get("ident") for one in item.responses], "r")
    names = {id(one): key for one, key in zip(item.responses, keys, strict=True)}
    pieces: list[str] = []

    def walk(node: Node) -> None:
        for child in node.children:
            if id(child) in names:
                pieces.append(f"[[{names[id(child)]}]]")
            elif child.name in ("mattext", "mat_formattedtext"):
                pieces.append(words_at(child).text)
            else:
                walk(child)

    walk(item.presentation)
    if len(item.found) == 1 and len(item.responses) > 1:
        item.gathering.drop("all_or_nothing")
    parts = {names[id(one)]: {"kind": "short_answer", "points": "1", **_answers(item, one)} for one in item.responses}
    return "cloze", {"text": " ".join(piece for piece in pieces if piece), "parts": parts}


def _matching(item: Item1) -> Made:
    targets: dict[str, str] = {}
    asks = []
    lids = [one for one in item.responses if one.name == "response_lid"]
    for response in lids:
        targets.update(item.labels(response))
    keys = dict(zip(targets, keys_for(targets, "t"), strict=True))
    for response, key in zip(lids, keys_for([one.get("ident") for one in lids], "p"), strict=True):
        worth = worth_of(item.found, response.get("ident"), several=False)
        text = item.said(response).text
        right = [name for name in worth.right if name in keys]
        if not text or not right:
            item.gathering.drop(f"prompt_without_target: {response.get('ident')}")
            continue
        if len(right) > 1:
            item.gathering.drop("several_words_fit")
        asks.append({"key": key, "text": text, "target": keys[right[0]]})
    if not asks:
        raise Refusal("no_key")
    said = [{"key": keys[name], "text": text} for name, text in targets.items()]
    return "matching", {"prompts": asks, "targets": said}


def _categories(item: Item1) -> Made:
    """Things to sort into categories: each thing is a prompt, the categories are the targets."""
    things: dict[str, str] = {}
    lids = [one for one in item.responses if one.name == "response_lid"]
    names = keys_for([one.get("ident") for one in lids], "t")
    targets = [{"key": key, "text": item.said(one).text} for one, key in zip(lids, names, strict=True)]
    aims: dict[str, str] = {}
    for response, key in zip(lids, names, strict=True):
        things.update(item.labels(response))
        for one in item.found:
            aims.update({value: key for value in one.wanted(response.get("ident")) if one.earns})
    for name, text in things.items():
        if name not in aims:
            item.gathering.drop(f"thing_without_category: {text}")
    kept = [name for name in things if name in aims]
    if not kept:
        raise Refusal("no_key")
    item.gathering.drop("by_category")
    asks = [
        {"key": key, "text": things[name], "target": aims[name]}
        for name, key in zip(kept, keys_for(kept, "p"), strict=True)
    ]
    return "matching", {"prompts": asks, "targets": targets}


def _ordering(item: Item1) -> Made:
    response = _only(item, "response_lid")
    labels = dict(item.labels(response))
    wanted = [one.wanted(response.get("ident")) for one in item.found if one.earns]
    right = max(wanted, key=len, default=[])
    if sorted(right) != sorted(labels):
        raise Refusal("not_all_ordered" if right else "no_key")
    elements = [{"key": key, "text": labels[name]} for name, key in zip(right, keys_for(right, "e"), strict=True)]
    return "ordering", {"elements": elements, "rule": "all_or_nothing"}


def _hotspot(item: Item1) -> Made:
    """Refused: exporters disagree on what the numbers of an area mean, and on whether they are pixels."""
    labels = item.presentation.all("response_label")
    coords = [decimal(part) for label in labels for part in label.words().replace(",", " ").split()]
    if not any(part is not None for part in coords):
        raise Refusal("no_areas")
    raise Refusal("relative_areas" if any(part is not None and 0 < part < 1 for part in coords) else "areas_unclear")


def _essay(item: Item1) -> Made:
    return "essay", {"min_words": None, "max_words": None, "rubric": []}


def _upload(item: Item1) -> Made:
    types = [part.strip().lstrip(".").lower() for part in item.presentation.get("allowed_types").split(",")]
    count = item.presentation.get("files_count", "1")
    files = int(count) if count.isascii() and count.isdigit() and 0 < int(count) < 100 else 1
    return "file_upload", {"extensions": [f".{part}" for part in types if part], "max_files": files, "rubric": []}


READERS: dict[str, Callable[[Item1], Made]] = {
    "choice": _choice,
    "true_false": _true_false,
    "text": _text_answer,
    "number": _number,
    "blanks": _blanks,
    "drop_downs": _drop_downs,
    "strings": _strings,
    "matching": _matching,
    "categories": _categories,
    "ordering": _ordering,
    "hotspot": _hotspot,
    "essay": _essay,
    "upload": _upload,
    "description": lambda item: ("description", {}),
}
