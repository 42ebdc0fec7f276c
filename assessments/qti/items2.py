"""An assessmentItem of QTI 2.0–2.2 or 3.0 → a draft. Pure."""

from typing import Any

from . import interactions, pictured
from .asked import Asked, feedback_text
from .gathering import Gathering, Refusal, check_size, keys_for, number_text
from .text import render
from .tree import Node

HANDLERS = {**interactions.HANDLERS, **pictured.HANDLERS}
# What can stand in a text among others: part of a cloze.
PARTS = ("choiceinteraction", "inlinechoiceinteraction", "textentryinteraction")
GROUNDS = ("hotspotinteraction", "selectpointinteraction", "graphicgapmatchinteraction", "positionobjectstage")


def read_item(root: Node, gathering: Gathering) -> None:
    """Add the item to the report: a draft, or a refusal with its reason."""
    gathering.begin(root.get("identifier"), root.line)
    try:
        check_size(root)
        asked = Asked.of(root)
        kind, content = _read(asked, root, gathering)
    except Refusal as reason:
        gathering.refuse(str(reason))
        return
    if asked.explaining:
        content["explanation"] = feedback_text(asked.explaining)
    name = " ".join((root.get("title") or root.get("identifier")).split())
    gathering.add(kind, name, content, root.get("lang"))


def _read(asked: Asked, root: Node, gathering: Gathering) -> tuple[str, dict[str, Any]]:
    body = root.child("itembody")
    if root.child("templateprocessing") or root.child("templatedeclaration"):
        raise Refusal("templates")
    if body is None:
        raise Refusal("no_body")
    for node in root.all("stylesheet", "outcomeprocessing", "assessmentstimulusref", "companionmaterialsinfo"):
        gathering.drop(f"element: {node.name}, line {node.line}")
    found = [node for node in body.walk() if node.name.endswith("interaction")]
    for node in [node for node in found if node.name == "endattemptinteraction"]:
        gathering.drop(f"element: {node.name}, line {node.line}")
        found.remove(node)
    if not found:
        if any(one.role == "response" for one in asked.declared.values()) or asked.ruled:
            raise Refusal("no_interaction")
        return "description", _common(body, found, gathering)
    unknown = sorted({node.name for node in found if node.name not in HANDLERS})
    if unknown:
        raise Refusal(f"interaction: {', '.join(unknown)}")
    if len(found) > 1:
        return _several(asked, body, found, gathering)
    kind, content = HANDLERS[found[0].name](asked, found[0], gathering)
    common = _common(body, found, gathering)
    if content.get("picture") is not None or found[0].name in GROUNDS:
        common.pop("picture")
    if found[0].name == "inlinechoiceinteraction":
        return _one_inline(body, found[0], content, gathering)
    return kind, {**common, **content}


def _common(body: Node, found: list[Node], gathering: Gathering) -> dict[str, Any]:
    """Give stem and picture: all that is said around the interaction, and its prompt in its place."""

    def stand_in(node: Node) -> str | None:
        if node.name == "rubricblock" and not _for_learners(node):
            gathering.drop(f"rubric: {node.get('view')}, line {node.line}")
            return ""
        if node.name == "hottext":
            return f"[{' '.join(node.words().split())}]"
        if node.name == "positionobjectstage":
            return "".join(stand_in(child) or "" for child in node.children if child in found)
        if node in found and node.name == "textentryinteraction":
            return _prompt(node) or " ____ "
        if node in found and node.name != "hottextinteraction":
            return "\n" + _prompt(node) + "\n"
        return None

    rendered = render(body, stand_in)
    stem = rendered.text
    for line_end in ("____", "____ ."):
        # A gap at the very end says nothing that the answer's own field does not.
        if stem.endswith(line_end) and stem.count("____") == 1:
            stem = stem.removesuffix(line_end).rstrip()
    return {"stem": stem, "picture": gathering.illustrate(rendered, keep=True)}


def _prompt(node: Node) -> str:
    prompt = node.child("prompt")
    return render(prompt).text if prompt else ""


def _for_learners(rubric: Node) -> bool:
    views = rubric.get("view", "candidate").split()
    return "candidate" in views


def _several(asked: Asked, body: Node, found: list[Node], gathering: Gathering) -> tuple[str, dict[str, Any]]:
    """Several interactions in one item: a cloze, where each of them can be part of a text."""
    unfit = sorted({node.name for node in found if node.name not in PARTS})
    if unfit:
        raise Refusal(f"several_interactions: {', '.join(unfit)}")
    names = keys_for([node.get("responseidentifier") for node in found], "r")
    return _cloze(asked, body, dict(zip(map(id, found), names, strict=True)), found, gathering)


def _cloze(
    asked: Asked, body: Node, names: dict[int, str], found: list[Node], gathering: Gathering
) -> tuple[str, dict[str, Any]]:
    parts = {}
    for node in found:
        kind, content = HANDLERS[node.name](asked, node, gathering)
        declared = asked.declaration(node)
        most = asked.key(declared).most
        if not most and declared:
            most = asked.tried(declared, asked.compared(declared), any_text=True).most
        parts[names[id(node)]] = {"kind": kind, "points": number_text(most) if most > 0 else "1", **content}

    def stand_in(node: Node) -> str | None:
        if id(node) in names:
            marker = f"[[{names[id(node)]}]]"
            if node.name == "choiceinteraction":
                return f"\n{_prompt(node)}\n{marker}\n"
            return marker
        if node.name == "rubricblock" and not _for_learners(node):
            gathering.drop(f"rubric: {node.get('view')}, line {node.line}")
            return ""
        return None

    rendered = render(body, stand_in)
    picture = gathering.illustrate(rendered, keep=True)
    return "cloze", {"stem": "", "text": rendered.text, "parts": parts, "picture": picture}


def _one_inline(body: Node, node: Node, content: dict[str, Any], gathering: Gathering) -> tuple[str, dict[str, Any]]:
    """One list to choose from within a sentence: the sentence stays whole."""
    name = keys_for([node.get("responseidentifier")], "r")[0]
    rendered = render(body, lambda one: f"[[{name}]]" if one is node else None)
    part = {"kind": "single_choice", "points": "1", **content}
    picture = gathering.illustrate(rendered, keep=True)
    return "cloze", {"stem": "", "text": rendered.text, "parts": {name: part}, "picture": picture}
