"""Drag onto an image: words or small pictures to the zones of a picture. Without a pointer: one list per zone."""

from collections.abc import Mapping, Sequence
from typing import Any

from .authored import clean_common, clean_picture, clean_texts, group_of
from .contract import Content, Problem
from .grid import size_of
from .placing import PlacingType, Spot


class DragOntoImage(PlacingType):
    kind = "drag_onto_image"
    order_is_key = True

    def clean(self, content: Content) -> list[Problem]:
        drags, zones = content.get("drags", []), content.get("zones", [])
        problems = clean_common(content)
        if not content.get("picture"):
            problems.append(Problem("no_picture"))
        if not zones:
            problems.append(Problem("no_zones"))
        problems += clean_texts(drags, empty="empty_drag", same="same_drag")
        for drag in drags:
            problems += clean_picture(drag.get("picture"))
        for number, zone in enumerate(zones, 1):
            if not str(zone.get("label", "")).strip():
                # Who can't see the picture chooses by the zone's name.
                problems.append(Problem("zone_without_label", {"number": number}))
            if not all(is_size(zone.get(side)) for side in ("x", "y", "width", "height")):
                problems.append(Problem("zone_without_size", {"number": number}))
        return problems + clean_zones(content) + self.clean_spots(content)

    def spots(self, content: Content) -> list[Spot]:
        groups = {drag["key"]: group_of(drag) for drag in self.things(content)}
        return [
            Spot(
                zone["key"],
                zone.get("label", ""),
                zone.get("drag", ""),
                # A zone takes what belongs to the same group as its right drag.
                group=groups.get(zone.get("drag", ""), "1"),
                box=tuple(zone.get(side) for side in ("x", "y", "width", "height")),
            )
            for zone in content.get("zones", [])
        ]

    def things(self, content: Content) -> Sequence[Mapping[str, Any]]:
        drags: Sequence[Mapping[str, Any]] = content.get("drags", [])
        return drags


def is_size(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def clean_zones(content: Content) -> list[Problem]:
    """Check that zones lie in the picture (where its size is known) and apart from each other."""
    sized = [
        (number, zone["x"], zone["y"], zone["x"] + zone["width"], zone["y"] + zone["height"])
        for number, zone in enumerate(content.get("zones", []), 1)
        if all(is_size(zone.get(side)) for side in ("x", "y", "width", "height"))
    ]
    size = size_of(content.get("picture"))
    problems = []
    for place, (number, left, top, right, bottom) in enumerate(sized):
        if size and (right > size[0] or bottom > size[1]):
            problems.append(Problem("zone_outside", {"number": number}))
        problems += [
            Problem("zones_overlap", {"number": number, "other": other})
            for other, left2, top2, right2, bottom2 in sized[:place]
            if left < right2 and left2 < right and top < bottom2 and top2 < bottom
        ]
    return problems
