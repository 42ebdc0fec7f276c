"""Moodle's questions and responses, as recorded in the scoring vectors, in our words. Pure.

A recorded definition is what Moodle's question object held; `order` what its attempt had shuffled. Text and numbers
are read under the strict policy, which is Moodle's.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from assessments.items import Content, Response

# The recording left out the units of numerical questions; Moodle's own test questions of these names have these.
METRES = [{"text": "m", "multiplier": "1"}, {"text": "cm", "multiplier": "100"}]
UNITS = {
    "Pi to two d.p.": ("after", METRES),
    "Numerical with units": ("after", METRES),
    "Add money": ("before", [{"text": "$", "multiplier": "1"}]),
}
TOLERANCE_TYPES = {"1": "relative", "2": "absolute", "3": "geometric"}
TOLERANCE_TYPES |= {"relative": "relative", "nominal": "absolute", "geometric": "geometric"}
PENALTY_OF = {1: "response", 2: "question"}
# A unit picked from a list (radio, select) has a field of its own; 3: no unit is asked for.
CHOSEN, NO_UNIT = {1, 2}, 3


class Foreign(ValueError):
    """A question or a step that is none of ours; the message says why."""


def decimal(value: Any) -> str:
    """Write a number of the recording as a decimal string."""
    return str(value)


def choice_content(definition: Mapping[str, Any]) -> Content:
    answers = definition["answers"]
    best = max(float(answer["fraction"]) for answer in answers)
    is_single = "single" in definition["class"]
    return {
        "stem": definition.get("text", ""),
        "choices": [
            {
                "key": str(answer["id"]),
                "text": answer["answer"],
                "share": decimal(answer["fraction"]),
                "correct": float(answer["fraction"]) == best if is_single else float(answer["fraction"]) > 0,
            }
            for answer in answers
        ],
    }


def short_content(definition: Mapping[str, Any]) -> Content:
    answers = [{"text": answer["answer"], "share": decimal(answer["fraction"])} for answer in definition["answers"]]
    return {"answers": answers, "policy": "strict", "match_case": bool(definition.get("usecase"))}


def numeric_content(definition: Mapping[str, Any]) -> Content:
    side, units = UNITS.get(definition.get("name", ""), ("after", []))
    graded, display = int(definition.get("unitgradingtype") or 0), int(definition.get("unitdisplay", NO_UNIT))
    rule = "none" if display == NO_UNIT else "required" if graded else "optional"
    return {
        "answers": [
            {
                "value": str(answer["answer"]),
                "share": decimal(answer["fraction"]),
                "tolerance": decimal(answer.get("tolerance", 0)),
                "tolerance_type": TOLERANCE_TYPES[str(answer.get("tolerancetype", 2))],
            }
            for answer in definition["answers"]
        ],
        "policy": "strict",
        "units": units,
        "unit_side": side,
        "unit_rule": rule,
        "unit_entry": "chosen" if display in CHOSEN else "typed",
        "unit_penalty": decimal(definition.get("unitpenalty", 0)) if graded else "0",
        "unit_penalty_of": PENALTY_OF.get(graded, "response"),
    }


def true_false_content(definition: Mapping[str, Any]) -> Content:
    return {"answer": bool(definition["rightanswer"])}


def matching_content(definition: Mapping[str, Any]) -> Content:
    return {
        "prompts": [
            {"key": str(key), "text": text, "target": str(definition["right"][key])}
            for key, text in definition["stems"].items()
        ],
        "targets": [{"key": str(key), "text": text} for key, text in definition["choices"].items()],
    }


def group_of(definition: Mapping[str, Any], place: str) -> str:
    where = definition["places"][place]
    return str(where.get("group", 1) if isinstance(where, Mapping) else where)


def words_of(definition: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"key": f"{group}-{number}", "text": text, "group": str(group)}
        for group, words in definition["choices"].items()
        for number, text in words.items()
    ]


def right_words(definition: Mapping[str, Any]) -> dict[str, str]:
    rights = definition["rightchoices"]
    return {place: f"{group_of(definition, place)}-{rights[place]}" for place in definition["places"]}


def gap_content(definition: Mapping[str, Any]) -> Content:
    gaps = [
        {"key": place, "word": word, "group": group_of(definition, place)}
        for place, word in right_words(definition).items()
    ]
    return {"mode": "drag", "words": words_of(definition), "gaps": gaps}


def image_content(definition: Mapping[str, Any]) -> Content:
    zones = [{"key": place, "label": place, "drag": word} for place, word in right_words(definition).items()]
    return {"drags": words_of(definition), "zones": zones}


def hotspot_content(definition: Mapping[str, Any]) -> Content:
    areas = [
        {"key": place, "marker": str(definition["rightchoices"][place]), **shape_of(where["shape"])}
        for place, where in definition["places"].items()
    ]
    markers = [{"key": str(key), "text": text} for key, text in definition["choices"]["1"].items()]
    return {"mode": "markers", "areas": areas, "markers": markers}


def shape_of(shape: Mapping[str, Any]) -> dict[str, Any]:
    """Give a recorded shape as `shape` and `coords`."""
    name = shape["class"].rpartition("_")[2]
    if name == "circle":
        return {"shape": name, "coords": [shape["xcentre"], shape["ycentre"], shape["radius"]]}
    if name == "rectangle":
        left, top = shape["xleft"], shape["ytop"]
        return {"shape": name, "coords": [left, top, left + shape["width"], top + shape["height"]]}
    return {"shape": name, "coords": shape["coords"]}


def ordering_content(definition: Mapping[str, Any]) -> Content:
    texts = {str(answer["id"]): answer["answer"] for answer in definition["answers"]}
    elements = [{"key": str(key), "text": texts[str(key)]} for key in definition["correct_order_ids"]]
    return {"elements": elements, "rule": ordering_rule(definition["grading"])}


def ordering_rule(grading: str) -> str:
    """Give our name of one of Moodle's rules.

    >>> ordering_rule("RELATIVE_NEXT_EXCLUDE_LAST"), ordering_rule("LONGEST_ORDERED_SUBSET")
    ('next_exclude_last', 'longest_ordered')
    """
    name = grading.lower().removesuffix("_subset")
    return name if name == "relative_to_correct" else name.removeprefix("relative_")


def cloze_content(definition: Mapping[str, Any]) -> Content:
    parts = {}
    for number, sub in definition["subquestions"].items():
        kind, content = content_of(sub)
        parts[number] = {**content, "kind": kind, "points": decimal(sub["defaultmark"])}
    text = definition["text"].replace("{#", "[[").replace("}", "]]")
    return {"text": text, "parts": parts}


CONTENTS = {
    "qtype_multichoice_single_question": ("single_choice", choice_content),
    "qtype_multichoice_multi_question": ("multiple_choice", choice_content),
    "qtype_truefalse_question": ("true_false", true_false_content),
    "qtype_shortanswer_question": ("short_answer", short_content),
    "qtype_numerical_question": ("numeric", numeric_content),
    "qtype_match_question": ("matching", matching_content),
    "qtype_ddwtos_question": ("gap_fill", gap_content),
    "qtype_gapselect_question": ("gap_fill", gap_content),
    "qtype_ddimageortext_question": ("drag_onto_image", image_content),
    "qtype_ddmarker_question": ("hotspot", hotspot_content),
    "qtype_ordering_question": ("ordering", ordering_content),
    "qtype_multianswer_question": ("cloze", cloze_content),
    "qtype_essay_question": ("essay", lambda definition: {}),
}


def content_of(definition: Mapping[str, Any]) -> tuple[str, Content]:
    """Give (kind, content) of a recorded question. Raises Foreign for a type that is none of ours."""
    name = definition.get("class", "")
    if name not in CONTENTS:
        raise Foreign(f"no item type of ours is {name or 'without a class'}")
    kind, translate = CONTENTS[name]
    return kind, translate(definition)


def response_of(kind: str, content: Content, order: Any, raw: Any) -> Response:
    """Give a recorded form, in the order it was shown, as a response of ours. Blank fields: not answered."""
    fields = {str(name): value for name, value in (raw.items() if isinstance(raw, Mapping) else ())}
    order = order if isinstance(order, Mapping) else {}
    if kind in {"single_choice", "multiple_choice"}:
        return chosen(content, order.get("order"), fields, is_single=kind == "single_choice")
    if kind == "true_false":
        return [] if fields.get("answer", "") == "" else ["true" if int(fields["answer"]) else "false"]
    if kind == "numeric":
        sides = [str(fields.get("answer", "")), str(fields.get("unit", ""))]
        return " ".join(sides[::-1] if content["unit_side"] == "before" else sides) if sides[0] else ""
    if kind in {"short_answer", "essay"}:
        return str(fields.get("answer", ""))
    if kind == "cloze":
        return {
            number: response_of(part["kind"], part, None, under(f"sub{number}_", fields))
            for number, part in content["parts"].items()
        }
    return placed(kind, content, order, fields)


def under(prefix: str, fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name.removeprefix(prefix): value for name, value in fields.items() if name.startswith(prefix)}


def chosen(content: Content, order: Sequence[Any] | None, fields: Mapping[str, Any], *, is_single: bool) -> list[str]:
    """Read which places of the list were chosen, and give what stood there."""
    keys = [choice["key"] for choice in content["choices"]]
    if order is not None and set(map(str, order)) == set(keys):
        # Where the numbers are those of other answers (a new version), the places still hold.
        keys = [str(key) for key in order]
    if is_single:
        at = str(fields.get("answer", ""))
        return [keys[int(at)]] if at.isdecimal() and int(at) < len(keys) else []
    return [key for place, key in enumerate(keys) if str(fields.get(f"choice{place}", "")) not in {"", "0"}]


def placed(kind: str, content: Content, order: Mapping[str, Any], fields: Mapping[str, Any]) -> Response:
    """Read what was put where. Fields hold places in the shuffled lists, counted from 1; 0 and blank: nothing."""
    if kind == "matching":
        names = order["choiceorder"]
        picked = {str(stem): str(fields.get(f"sub{place}", "")) for place, stem in enumerate(order["stemorder"])}
        return {stem: str(names[at]) for stem, at in picked.items() if at not in {"", "0"}}
    if kind == "hotspot":
        names = order["choiceorder"]["1"]
        dropped = {str(names[name[1:]]): str(at) for name, at in fields.items() if name[:1] == "c"}
        return {marker: [point(one) for one in at.split(";")] for marker, at in dropped.items() if at.strip()}
    if kind not in {"gap_fill", "drag_onto_image"}:
        raise Foreign(f"how a form answers {kind} was not recorded")
    groups = {spot["key"]: word_group(content, spot) for spot in content.get("gaps") or content["zones"]}
    picked = {place: str(fields.get(f"p{place}", "")) for place in groups}
    return {
        place: f"{groups[place]}-{order['choiceorder'][groups[place]][at]}"
        for place, at in picked.items()
        if at not in {"", "0"}
    }


def word_group(content: Content, spot: Mapping[str, Any]) -> str:
    return str(spot.get("word") or spot["drag"]).partition("-")[0]


def point(text: str) -> list[float]:
    x, y = text.split(",")
    return [float(x), float(y)]
