"""One interaction of QTI 2.x and 3.0 → the content of one of our types. Pure.

Each handler gives (kind, content without what all types share), raises Refusal, and says what it does not keep.
"""

from collections.abc import Callable
from typing import Any

from .asked import Asked, Key
from .declarations import Declaration
from .gathering import TRUTHS, Gathering, Refusal, choice, keys_for, literal, share
from .text import render
from .tree import Node
from .values import NUMBERS, decimal

Made = tuple[str, dict[str, Any]]
Handler = Callable[[Asked, Node, Gathering], Made]


def words_of(node: Node, gathering: Gathering) -> str:
    """Say an answer in words; a picture by its alternative text, else by its file's name."""
    rendered = render(node)
    for address, _ in rendered.pictures:
        gathering.drop(f"picture_in_answer: {address}")
    for medium in rendered.media:
        gathering.drop(f"medium: {medium}")
    if rendered.formulas:
        gathering.drop("formula")
    if rendered.text:
        return rendered.text
    named = [words or address.rpartition("/")[2] for address, words in rendered.pictures]
    label = node.get("objectlabel") or node.get("hotspotlabel")
    return label or ", ".join(named) or node.get("identifier")


def _choices(asked: Asked, interaction: Node, gathering: Gathering, names: tuple[str, ...]) -> Made:
    declared = asked.declaration(interaction)
    nodes = interaction.all(*names)
    identifiers = [node.get("identifier") for node in nodes]
    key = asked.key(declared)
    if not key.right:
        key = asked.tried(declared, identifiers)
    if not key.right:
        gathering.drop("no_key")
    if key.bounded:
        gathering.drop("bounds")
    several = declared.card != "single" if declared else interaction.get("maxchoices", "1") != "1"
    said = {} if several else asked.feedback(declared, identifiers)
    if not any(said.values()):
        drop_feedback(asked, gathering)
    plainly = not key.mapped or (not several and all(key.share(name) in (0, 1) for name in identifiers))
    choices = []
    for node, identifier, name in zip(nodes, identifiers, keys_for(identifiers, "c"), strict=True):
        inline = [
            render(Node("div", {}, one.line, one.text, "", one.children)).text for one in node.all("feedbackinline")
        ]
        feedback = "\n".join(part for part in [*inline, said.get(identifier, "")] if part)
        worth = None if plainly else key.share(identifier)
        choices.append(choice(name, words_of(node, gathering), worth, identifier in key.right, feedback))
    content: dict[str, Any] = {"choices": choices}
    truths = [TRUTHS.get(one["text"].lower()) for one in choices]
    if (
        plainly
        and not several
        and sorted(map(str, truths)) == ["False", "True"]
        and sum(one["correct"] for one in choices) == 1
    ):
        said_to = {truth: one["feedback"] for truth, one in zip(truths, choices, strict=True)}
        right = truths[[one["correct"] for one in choices].index(True)]
        return "true_false", {"answer": right, "feedback_true": said_to[True], "feedback_false": said_to[False]}
    if several:
        content["rule"] = "partial" if key.mapped else "all_or_nothing"
    return ("multiple_choice" if several else "single_choice"), content


def choices(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    return _choices(asked, interaction, gathering, ("simplechoice",))


def inline_choices(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    return _choices(asked, interaction, gathering, ("inlinechoice",))


def hot_text(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    return _choices(asked, interaction, gathering, ("hottext",))


def ordering(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    declared = asked.declaration(interaction)
    key = asked.key(declared)
    nodes = {node.get("identifier"): node for node in interaction.all("simplechoice")}
    if not key.right or not set(key.right) <= set(nodes):
        raise Refusal("no_key")
    if len(key.right) < len(nodes):
        raise Refusal("not_all_ordered")
    drop_feedback(asked, gathering)
    elements = [
        {"key": name, "text": words_of(nodes[identifier], gathering)}
        for identifier, name in zip(key.right, keys_for(key.right, "e"), strict=True)
    ]
    rule = "absolute_position" if key.mapped else "all_or_nothing"
    return "ordering", {"elements": elements, "rule": rule}


def pairs_of(key: Key, left: set[str], right: set[str]) -> list[tuple[str, str]]:
    """Give the right pairs, whichever way round they are written, as (one of left, one of right)."""
    found = []
    for value in key.right:
        first, _, second = value.partition(" ")
        if first in left and second in right:
            found.append((first, second))
        elif second in left and first in right:
            found.append((second, first))
    return found


def say_scoring(asked: Asked, key: Key, gathering: Gathering, interaction: Node) -> None:
    """Ours: right places / all places. Say where theirs differs."""
    declared = asked.declaration(interaction)
    if key.mapped and not key.even:
        gathering.drop("uneven_worth")
    elif len(key.right) > 1 and not key.mapped and asked.all_or_nothing(declared, key.right):
        gathering.drop("all_or_nothing")


def matching(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    sets = interaction.all("simplematchset")
    if len(sets) != 2:
        raise Refusal("unreadable: simpleMatchSet")
    prompts, targets = ({node.get("identifier"): node for node in one.children} for one in sets)
    key = asked.key(asked.declaration(interaction))
    pairs = pairs_of(key, set(prompts), set(targets))
    return _matched(asked, interaction, gathering, key, pairs, prompts, targets)


def associating(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    nodes = {node.get("identifier"): node for node in interaction.all("simpleassociablechoice")}
    key = asked.key(asked.declaration(interaction))
    pairs = pairs_of(key, set(nodes), set(nodes))
    firsts = {first for first, _ in pairs}
    if firsts & {second for _, second in pairs}:
        raise Refusal("several_targets")
    prompts = {name: node for name, node in nodes.items() if name in firsts}
    targets = {name: node for name, node in nodes.items() if name not in firsts}
    return _matched(asked, interaction, gathering, key, pairs, prompts, targets)


def _matched(
    asked: Asked,
    interaction: Node,
    gathering: Gathering,
    key: Key,
    pairs: list[tuple[str, str]],
    prompts: dict[str, Node],
    targets: dict[str, Node],
) -> Made:
    if not pairs:
        raise Refusal("no_key")
    only_pictures = any(not render(node).text for node in targets.values())
    if len({first for first, _ in pairs}) < len(pairs) or (
        only_pictures and all(render(node).text for node in prompts.values())
    ):
        # Turned round it may have one target each, or words where the targets are.
        prompts, targets, pairs = targets, prompts, [(second, first) for first, second in pairs]
    if len({first for first, _ in pairs}) < len(pairs):
        raise Refusal("several_targets")
    say_scoring(asked, key, gathering, interaction)
    drop_feedback(asked, gathering)
    target_keys = dict(zip(targets, keys_for(targets, "t"), strict=True))
    aims = dict(pairs)
    asks = []
    for identifier, name in zip(prompts, keys_for(prompts, "p"), strict=True):
        node = prompts[identifier]
        if identifier not in aims:
            gathering.drop(f"prompt_without_target: {identifier}")
            continue
        asks.append(pictured({"key": name, "target": target_keys[aims[identifier]]}, node, gathering))
    said = [{"key": target_keys[name], "text": words_of(node, gathering)} for name, node in targets.items()]
    return "matching", {"prompts": asks, "targets": said}


def pictured(content: dict[str, Any], node: Node, gathering: Gathering) -> dict[str, Any]:
    """Words and, where it came along, the picture of a prompt or a thing to drag."""
    rendered = render(node)
    picture = gathering.picture(*rendered.pictures[0]) if rendered.pictures else None
    for address, _ in rendered.pictures[1:]:
        gathering.drop(f"picture_in_answer: {address}")
    named = [words or address.rpartition("/")[2] for address, words in rendered.pictures]
    text = rendered.text or node.get("objectlabel") or ("" if picture else ", ".join(named) or node.get("identifier"))
    return {**content, "text": text, **({"picture": picture} if picture else {})}


def gap_match(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    words = {node.get("identifier"): node for node in interaction.all("gaptext", "gapimg")}
    gaps = [node.get("identifier") for node in interaction.all("gap")]
    key = asked.key(asked.declaration(interaction))
    pairs = pairs_of(key, set(words), set(gaps))
    fits = {gap: word for word, gap in pairs}
    if not fits:
        raise Refusal("no_key")
    if len(fits) < len(pairs):
        gathering.drop("several_words_fit")
    say_scoring(asked, key, gathering, interaction)
    drop_feedback(asked, gathering)
    word_keys = dict(zip(words, keys_for(words, "w"), strict=True))
    gap_keys = dict(zip(gaps, keys_for(gaps, "g"), strict=True))

    def stand_in(node: Node) -> str | None:
        if node.name == "gap":
            identifier = node.get("identifier")
            return f"[[{gap_keys[identifier]}]]" if identifier in fits else "…"
        return "" if node.name in ("gaptext", "gapimg", "prompt") else None

    for identifier in gaps:
        if identifier not in fits:
            gathering.drop(f"gap_without_word: {identifier}")
    text = render(interaction, stand_in)
    gathering.illustrate(text, keep=False)
    return "gap_fill", {
        "mode": "drag",
        "text": text.text,
        "gaps": [{"key": gap_keys[gap], "word": word_keys[fits[gap]]} for gap in gaps if gap in fits],
        "words": [
            {"key": word_keys[name], "text": words_of(node, gathering), "many": node.get("matchmax", "1") != "1"}
            for name, node in words.items()
        ],
    }


def text_entry(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    declared = asked.declaration(interaction)
    key = asked.key(declared)
    if not key.right and declared is not None:
        key = asked.tried(declared, asked.compared(declared), any_text=True)
    drop_feedback(asked, gathering)
    if not key.right:
        gathering.drop("no_key")
    values = [value for value, worth in key.worth.items() if worth > 0] if key.mapped else key.right
    values.sort(key=lambda value: -key.share(value))
    if any(worth < 0 for worth in key.worth.values()) or key.default:
        gathering.drop("wrong_answers_worth")
    if declared is not None and declared.base in NUMBERS:
        return "numeric", _numeric(asked, declared, key, values, gathering)
    answers = [
        {"text": literal(value), "share": share(key.share(value)) if key.mapped else "1", "feedback": ""}
        for value in values
    ]
    cases = [entry.match_case for entry in declared.mapping.entries] if declared and declared.mapping else [True]
    if len(set(cases)) > 1:
        gathering.drop("mixed_case")
    # Without a mapping QTI compares strings exactly.
    return "short_answer", {"answers": answers, "policy": "strict", "match_case": any(cases)}


def _numeric(asked: Asked, declared: Declaration, key: Key, values: list[str], gathering: Gathering) -> dict[str, Any]:
    """Answers with their tolerances: each from the rule that compares with it, else one for all."""
    compared: dict[str, tuple[str, str]] = {}
    for_all = ("0", "absolute")
    for rule in asked.rules_on(declared, ("equal", "lt", "lte", "gt", "gte")):
        if rule.name != "equal":
            gathering.drop(f"rule: {rule.name}, line {rule.line}")
            continue
        written = rule.child("basevalue")
        if written:
            compared.setdefault(written.words().strip(), _tolerance(rule, gathering))
        else:
            for_all = _tolerance(rule, gathering)
    tried = asked.tried(declared, compared, any_text=True) if compared else Key([])
    if tried.right:
        key, values = tried, [value for value in compared if tried.share(value) > 0]
    answers = []
    for value in values:
        if decimal(value) is None:
            gathering.drop(f"answer: {value}")
            continue
        tolerance, kind = compared.get(value, for_all)
        worth = share(key.share(value)) if key.mapped else "1"
        answers.append({"value": value, "tolerance": tolerance, "tolerance_type": kind, "share": worth, "feedback": ""})
    return {
        "answers": answers,
        "policy": "strict",
        "decimal_point": ".",
        "thousands": ",",
        "units": [],
        "unit_rule": "none",
    }


def _tolerance(rule: Node, gathering: Gathering) -> tuple[str, str]:
    """Give a rule's tolerance and its kind: QTI writes percent where ours is a share."""
    mode, found = rule.get("tolerancemode", "exact"), rule.get("tolerance").split()
    size = decimal(found[0]) if found else None
    if mode == "exact" or size is None:
        return "0", "absolute"
    if len(set(found)) > 1:
        gathering.drop("two_tolerances")
    return (share(size / 100), "relative") if mode == "relative" else (found[0], "absolute")


def essay(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    drop_feedback(asked, gathering)
    for name in ("expectedlength", "expectedlines", "minstrings", "maxstrings", "format", "placeholdertext"):
        if interaction.get(name):
            gathering.drop(f"setting: {name}={interaction.get(name)}")
    if asked.key(asked.declaration(interaction)).right:
        gathering.drop("model_answer")
    return "essay", {"min_words": None, "max_words": None, "rubric": []}


def upload(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    drop_feedback(asked, gathering)
    if interaction.get("type"):
        gathering.drop(f"setting: type={interaction.get('type')}")
    return "file_upload", {"extensions": [], "max_files": 1, "rubric": []}


def drop_feedback(asked: Asked, gathering: Gathering) -> None:
    """Say that the item's feedback is not kept: it hangs on outcomes that our types do not have."""
    for block in asked.root.all("modalfeedback", "feedbackblock"):
        if block is not asked.explaining:
            gathering.drop(f"feedback: {block.get('identifier')}, line {block.line}")


HANDLERS: dict[str, Handler] = {
    "choiceinteraction": choices,
    "inlinechoiceinteraction": inline_choices,
    "hottextinteraction": hot_text,
    "orderinteraction": ordering,
    "matchinteraction": matching,
    "associateinteraction": associating,
    "gapmatchinteraction": gap_match,
    "textentryinteraction": text_entry,
    "extendedtextinteraction": essay,
    "uploadinteraction": upload,
}
