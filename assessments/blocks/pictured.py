"""Items answered in a picture: the author draws the zones (`static/js/drawing.js`), or writes their numbers."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.widgets import Script
from django.templatetags.static import static
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter
from wagtail.images.blocks import ImageChooserBlock

from .item import JudgedBlock, keyed, said

SHAPES = [("circle", _("circle")), ("rectangle", _("rectangle")), ("polygon", _("polygon"))]
_NUMBER = re.compile(r"-?\d{1,6}(?:\.\d{1,6})?")
# What the drawing surface says; {n} is the number of a zone.
_WORDS = {
    "heading": gettext_noop("Draw in the picture"),
    "help": gettext_noop(
        "Add a shape, then drag it into place; drag its dots to change its size. "
        "With keys: Tab to a shape or dot, then the arrows; Delete takes it away."
    ),
    "no-picture": gettext_noop("Choose the picture first, then draw in it here."),
    "failed": gettext_noop("The picture cannot be shown. You can still write the numbers below."),
    "circle": gettext_noop("Add a circle"),
    "rectangle": gettext_noop("Add a rectangle"),
    "polygon": gettext_noop("Add a polygon"),
    "corner": gettext_noop("Add a corner"),
    "delete": gettext_noop("Delete"),
    "zone": gettext_noop("Zone {n}"),
    "dot": gettext_noop("Dot of zone {n}"),
    "drawn": gettext_noop("Zone {n} is drawn. Give it a name below."),
    "deleted": gettext_noop("Zone {n} is deleted."),
}


def numbers_in(text: str) -> list[int | float]:
    """Read “120, 80, 30”; [] where anything else stands in it."""
    parts = [part for part in re.split(r"[\s,;]+", text.strip()) if part]
    if not all(_NUMBER.fullmatch(part) for part in parts):
        return []
    return [float(part) if "." in part else int(part) for part in parts]


def drawn(shape: str, text: str) -> list[Any]:
    """Give the coordinates of a shape as item types read them; [] where the numbers make no such shape."""
    numbers = numbers_in(text)
    if shape == "polygon":
        pairs = [list(pair) for pair in zip(numbers[::2], numbers[1::2], strict=False)]
        return pairs if len(numbers) >= 6 and len(numbers) % 2 == 0 else []
    return numbers if len(numbers) == {"circle": 3, "rectangle": 4}[shape] else []


def used_twice(texts: Iterable[str]) -> bool:
    texts = list(texts)
    return len(set(texts)) < len(texts)


class DrawnBlock(JudgedBlock):
    """An item whose picture is drawn upon."""

    image = ImageChooserBlock(label=_("picture"))
    # Which list of zones the surface draws, and with which shapes.
    zones, shapes = "", ()

    def content(self, value) -> dict[str, Any]:
        content, image = super().content(value), value.get("image")
        if image:
            content["picture"] |= {"width": image.width, "height": image.height}
        return content


class AreaBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("name of the place"), max_length=120, required=False)
    shape = blocks.ChoiceBlock(label=_("shape"), choices=SHAPES, default="rectangle")
    coords = blocks.CharBlock(
        label=_("place in the picture"),
        max_length=2000,
        required=False,
        help_text=_(
            "Drawing fills this in. In pixels of the picture – circle: across, down, radius; rectangle: left, top, "
            "right, bottom; polygon: across and down of each corner."
        ),
    )
    correct = blocks.BooleanBlock(
        label=_("right"), required=False, default=True, help_text=_("For pointing. Wrong places only get a name.")
    )
    marker = blocks.CharBlock(
        label=_("marker that belongs here"), max_length=120, required=False, help_text=_("Only for putting markers.")
    )


class HotspotBlock(DrawnBlock):
    mode = blocks.ChoiceBlock(
        label=_("learners answer by"),
        choices=[("click", _("pointing to places")), ("markers", _("putting markers with words"))],
        default="click",
    )
    clicks = blocks.IntegerBlock(
        label=_("how many places may be pointed to"),
        required=False,
        min_value=1,
        max_value=20,
        help_text=_("Empty: as many as there are right ones."),
    )
    areas = blocks.ListBlock(AreaBlock(label=_("place")), label=_("places"), min_num=1, max_num=20)
    extra = blocks.ListBlock(
        blocks.CharBlock(label=_("marker"), max_length=120), label=_("markers that belong nowhere"), default=[]
    )
    zones, shapes = "areas", ("circle", "rectangle", "polygon")

    def content(self, value) -> dict[str, Any]:
        content, mode = super().content(value), value.get("mode") or "click"
        rows = list(keyed(value["areas"]))
        areas = [
            {
                "key": key,
                "label": said(row, "label"),
                "shape": row.get("shape") or "rectangle",
                "coords": drawn(row.get("shape") or "rectangle", said(row, "coords")),
            }
            for key, row in rows
        ]
        if mode == "click":
            areas = [
                {**area, "correct": bool(row.get("correct"))} for area, (_key, row) in zip(areas, rows, strict=True)
            ]
            return {**content, "mode": mode, "areas": areas, "clicks": value.get("clicks") or None, "markers": []}
        words = [said(row, "marker") for _key, row in rows]
        extra = [str(word or "").strip() for word in value["extra"]]
        keys = {word: f"m{n}" for n, word in enumerate(dict.fromkeys([*filter(None, words), *extra]), start=1)}
        areas = [{**area, "marker": keys.get(word, "")} for area, word in zip(areas, words, strict=True)]
        many = used_twice(filter(None, words))
        markers = [{"key": key, "text": word, "many": many} for word, key in keys.items()]
        return {**content, "mode": mode, "areas": areas, "clicks": None, "markers": markers}

    class Meta:
        icon = "crosshairs"
        label = _("Places in a picture")


class ThingBlock(blocks.StructBlock):
    """Something to put into the picture."""

    text = blocks.CharBlock(label=_("what to put"), max_length=120)
    image = ImageChooserBlock(label=_("its own picture"), required=False)


class ZoneBlock(ThingBlock):
    text = blocks.CharBlock(label=_("what belongs here"), max_length=120)
    label = blocks.CharBlock(
        label=_("name of the zone"),
        max_length=120,
        help_text=_("Learners read it; it must not give the answer away."),
    )
    coords = blocks.CharBlock(
        label=_("place in the picture"),
        max_length=200,
        required=False,
        help_text=_("Drawing fills this in. In pixels of the picture: left, top, right, bottom."),
    )


class DragOntoImageBlock(DrawnBlock):
    spots = blocks.ListBlock(ZoneBlock(label=_("zone")), label=_("zones"), min_num=1, max_num=20)
    extra = blocks.ListBlock(ThingBlock(label=_("thing")), label=_("things that belong nowhere"), default=[])
    zones, shapes = "spots", ("rectangle",)

    def content(self, value) -> dict[str, Any]:
        rows, extra = list(keyed(value["spots"])), list(value["extra"])
        things: dict[str, dict[str, Any]] = {}
        for row in [*(row for _key, row in rows), *extra]:
            text, image = said(row, "text"), row.get("image")
            thing = things.setdefault(text, {"key": f"d{len(things) + 1}", "text": text, "picture": None})
            if image and not thing["picture"]:
                # Its words stand beside it, whoever sees it or not.
                thing["picture"] = {"id": image.pk, "alt": text}
        many = used_twice(said(row, "text") for _key, row in rows)
        zones = [
            {
                "key": key,
                "label": said(row, "label"),
                **box(said(row, "coords")),
                "drag": things[said(row, "text")]["key"],
            }
            for key, row in rows
        ]
        return {
            **super().content(value),
            "zones": zones,
            "drags": [{**thing, "many": many} for thing in things.values()],
        }

    class Meta:
        icon = "image"
        label = _("Put things into a picture")


def box(text: str) -> dict[str, Any]:
    """Read “left, top, right, bottom” as x, y, width and height; all None where it is no rectangle."""
    coords = drawn("rectangle", text)
    if not coords:
        return dict.fromkeys(("x", "y", "width", "height"))
    (left, right), (top, bottom) = sorted((coords[0], coords[2])), sorted((coords[1], coords[3]))
    return {"x": left, "y": top, "width": round(right - left, 6), "height": round(bottom - top, 6)}


class DrawnAdapter(StructBlockAdapter):
    """The usual form of a block, with what the drawing surface needs to know."""

    def js_args(self, block):
        name, children, meta = super().js_args(block)
        told = {
            "zones": block.zones,
            "shapes": " ".join(block.shapes),
            "url": reverse("assessments_picture", args=[0]),
            **{f"text-{word}": gettext(message) for word, message in _WORDS.items()},
        }
        meta["attrs"] = {**meta["attrs"], "data-drawing": "", **{f"data-{key}": told[key] for key in told}}
        return [name, children, meta]

    @cached_property
    def media(self):
        return super().media + forms.Media(
            css={"all": [static("editor/drawing.css")]}, js=[Script(static("js/drawing.js"), type="module")]
        )


register(DrawnAdapter(), DrawnBlock)
