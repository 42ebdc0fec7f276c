"""Interactions on a picture: hotspots, points, things to drag. Pure. See interactions.py."""

from fractions import Fraction
from typing import Any

from .areas import numbers
from .asked import Asked
from .gathering import Gathering, Refusal, keys_for, number_text
from .interactions import Handler, Made, drop_feedback, pairs_of, pictured, say_scoring
from .text import render
from .tree import Node

SHAPES = {"circle": 3, "rect": 4, "ellipse": 4}


def _number(value: Fraction) -> int | float:
    return int(value) if value.denominator == 1 else float(number_text(value))


def area(shape: str, coords: str, gathering: Gathering) -> dict[str, Any]:
    """Bring a shape into ours; an ellipse becomes the rectangle around it. Raises Refusal where it makes no sense."""
    given = numbers(coords)
    if shape == "poly" and len(given) >= 6 and len(given) % 2 == 0:
        corners = [[_number(x), _number(y)] for x, y in zip(given[::2], given[1::2], strict=True)]
        return {"shape": "polygon", "coords": corners}
    if shape not in SHAPES or len(given) != SHAPES[shape]:
        raise Refusal(f"area: {shape} {coords[:60]}")
    if shape == "circle":
        return {"shape": "circle", "coords": [_number(part) for part in given]}
    if shape == "ellipse":
        gathering.drop("ellipse")
        x, y, across, down = given
        given = [x - across, y - down, x + across, y + down]
    left, right = sorted((given[0], given[2]))
    top, bottom = sorted((given[1], given[3]))
    return {"shape": "rectangle", "coords": [_number(part) for part in (left, top, right, bottom)]}


def _ground(interaction: Node, gathering: Gathering) -> dict[str, Any] | None:
    """Take the picture that the interaction lies on."""
    for node in interaction.children:
        if node.name in ("object", "img", "picture"):
            found = render(Node("div", {}, node.line, children=[node]))
            if found.pictures:
                return gathering.picture(*found.pictures[0])
    gathering.drop("picture_missing: object")
    return None


def hotspot(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    nodes = interaction.all("hotspotchoice")
    identifiers = [node.get("identifier") for node in nodes]
    key = asked.key(asked.declaration(interaction))
    if not key.right:
        key = asked.tried(asked.declaration(interaction), identifiers)
    if not key.right:
        gathering.drop("no_key")
    say_scoring(asked, key, gathering, interaction)
    drop_feedback(asked, gathering)
    areas = []
    for node, name in zip(nodes, keys_for(identifiers, "a"), strict=True):
        label = node.get("hotspotlabel") or node.get("identifier")
        shape = area(node.get("shape"), node.get("coords"), gathering)
        areas.append({"key": name, "label": label, **shape, "correct": node.get("identifier") in key.right})
    return "hotspot", {"picture": _ground(interaction, gathering), "mode": "click", "areas": areas, "markers": []}


def _mapped_areas(asked: Asked, interaction: Node, gathering: Gathering) -> list[dict[str, Any]]:
    declared = asked.declaration(interaction)
    mapping = declared.areas if declared else None
    node = declared.node.child("areamapping") if declared and declared.node else None
    if mapping is None or node is None or not any(one.worth > 0 for one in mapping.areas):
        raise Refusal("no_areas")
    if len({one.worth for one in mapping.areas}) > 1 or mapping.bounds.default:
        gathering.drop("uneven_worth")
    entries = [entry for entry in node.children if entry.name == "areamapentry"]
    found = []
    for number, (entry, one) in enumerate(zip(entries, mapping.areas, strict=True), 1):
        shape = area(entry.get("shape"), entry.get("coords"), gathering)
        found.append({"key": f"a{number}", "label": str(number), **shape, "correct": one.worth > 0})
    return found


def select_point(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    areas = _mapped_areas(asked, interaction, gathering)
    drop_feedback(asked, gathering)
    return "hotspot", {"picture": _ground(interaction, gathering), "mode": "click", "areas": areas, "markers": []}


def position_object(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    areas = [{**one, "marker": "m1"} for one in _mapped_areas(asked, interaction, gathering) if one["correct"]]
    stage = next((node for node in asked.root.all("positionobjectstage") if interaction in node.children), interaction)
    marker = next((words for _, words in render(interaction).pictures if words), "1")
    drop_feedback(asked, gathering)
    return "hotspot", {
        "picture": _ground(stage, gathering),
        "mode": "markers",
        "areas": areas,
        "markers": [{"key": "m1", "text": marker, "many": True}],
    }


def graphic_gaps(asked: Asked, interaction: Node, gathering: Gathering) -> Made:
    drags = {node.get("identifier"): node for node in interaction.all("gapimg", "gaptext")}
    zones = {node.get("identifier"): node for node in interaction.all("associablehotspot")}
    key = asked.key(asked.declaration(interaction))
    fits = {zone: drag for drag, zone in pairs_of(key, set(drags), set(zones))}
    if not fits:
        raise Refusal("no_key")
    say_scoring(asked, key, gathering, interaction)
    drop_feedback(asked, gathering)
    drag_keys = dict(zip(drags, keys_for(drags, "d"), strict=True))
    places = []
    for identifier, name in zip(zones, keys_for(zones, "z"), strict=True):
        node = zones[identifier]
        if identifier not in fits:
            gathering.drop(f"zone_without_drag: {identifier}")
            continue
        label = node.get("hotspotlabel") or identifier
        places.append({"key": name, "label": label, **_box(node, gathering), "drag": drag_keys[fits[identifier]]})
    things = [
        pictured({"key": drag_keys[name], "many": node.get("matchmax", "1") != "1"}, node, gathering)
        for name, node in drags.items()
    ]
    return "drag_onto_image", {"picture": _ground(interaction, gathering), "drags": things, "zones": places}


def _box(node: Node, gathering: Gathering) -> dict[str, Any]:
    found = area(node.get("shape"), node.get("coords"), gathering)
    coords = found["coords"]
    if found["shape"] != "rectangle":
        gathering.drop("zone_shape")
    if found["shape"] == "circle":
        x, y, radius = coords
        coords = [x - radius, y - radius, x + radius, y + radius]
    elif found["shape"] == "polygon":
        across, down = [x for x, _ in coords], [y for _, y in coords]
        coords = [min(across), min(down), max(across), max(down)]
    left, top, right, bottom = coords
    return {"x": left, "y": top, "width": right - left, "height": bottom - top}


HANDLERS: dict[str, Handler] = {
    "hotspotinteraction": hotspot,
    "selectpointinteraction": select_point,
    "positionobjectinteraction": position_object,
    "graphicgapmatchinteraction": graphic_gaps,
}
