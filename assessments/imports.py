"""Drafts into the bank: what the editor can hold is stored as an unpublished item, the rest is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from wagtail.images.fields import WagtailImageField

from cms.api import SiteImage

from .bank import new_item
from .blocks import ItemStream
from .blocks.filling import form_of
from .exchange.drafts import Draft, Dropped, Refused
from .items import Problem
from .models import Item

# Moodle's weights have seven digits.
_NEAR = Fraction(1, 10**6)


@dataclass
class Stored:
    """What one file left in the bank. `pairs`: each draft with its item."""

    pairs: list[tuple[Draft, Item]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)


def unstorable(draft: Draft) -> Problem | None:
    """Say why the bank cannot hold this draft without changing what it asks or scores. No query. None: it can."""
    if draft.kind not in ItemStream.base_blocks:
        return Problem("kind_not_storable", {"kind": draft.kind})
    choices = draft.content.get("choices", [])
    if not _usual_shares(draft):
        return Problem("shares_not_storable")
    if draft.kind == "single_choice" and sum(choice["correct"] for choice in choices) > 1:
        return Problem("several_right_choices", {"count": sum(choice["correct"] for choice in choices)})
    content = _without_usual_shares(_named(draft.content))
    return None if form_of(draft.kind, content) else Problem("rules_not_storable")


def _without_usual_shares(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content without weights that say what the bank's own rule says anyway (see `_usual_shares`)."""
    if "choices" not in content:
        return dict(content)
    bare = [{name: one for name, one in choice.items() if name != "share"} for choice in content["choices"]]
    return {**content, "choices": bare}


def _usual_shares(draft: Draft) -> bool:
    """Say whether the weights are those that the bank's own rule gives."""
    choices = draft.content.get("choices", [])
    if draft.kind == "single_choice":
        return not any("share" in choice for choice in choices)
    for choice in choices:
        same = sum(other["correct"] == choice["correct"] for other in choices)
        usual = Fraction(1 if choice["correct"] else -1, same)
        if "share" in choice and abs(Fraction(Decimal(choice["share"])) - usual) > _NEAR:
            return False
    return True


@transaction.atomic
def store(drafts: list[Draft], *, bank: str = "") -> Stored:
    """Write drafts as unpublished items, all or none. `bank` stands before their short names. Three queries each."""
    stored = Stored()
    for draft in drafts:
        problem = unstorable(draft)
        if problem:
            stored.refused.append(Refused(draft.name, problem))
            continue
        picture = draft.content.get("picture")
        item = new_item(
            f"{bank}: {draft.name}" if bank else draft.name,
            draft.kind,
            _without_usual_shares(_kept_things(draft, stored)),
            picture=_picture(draft, picture, stored) if picture else None,
            live=False,
            language=draft.language if draft.language in {"vi", "en"} else "vi",
        )
        item.save()
        item.save_revision()
        stored.pairs.append((draft, item))
        stored.dropped += [Dropped(draft.name, Problem("field_not_stored", {"name": name})) for name in _lost(draft)]
    return stored


def _lost(draft: Draft) -> Iterator[str]:
    """Name what neither asks nor scores and has no field either."""
    content = draft.content
    if content.get("hints"):
        yield "hints"
    if any(prompt.get("picture") for prompt in content.get("prompts", [])):
        yield "prompts: picture"
    if draft.kind == "gap_fill" and content["mode"] == "drag":
        yield "gaps: dragging"
    if any(answer.get("feedback") for gap in content.get("gaps", []) for answer in gap.get("answers", [])):
        yield "gaps: feedback"
    if draft.category:
        yield f"category {draft.category}"


def _named(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with words for every thing to drag: a picture has its description, or the name of its file."""
    if "drags" not in content:
        return dict(content)
    drags = [
        {**drag, "text": drag["text"] or drag["picture"]["alt"] or _stem(drag["picture"]["file"])}
        if drag.get("picture")
        else drag
        for drag in content["drags"]
    ]
    return {**content, "drags": drags}


def _kept_things(draft: Draft, stored: Stored) -> dict[str, Any]:
    """The content with the pictures of things to drag stored."""
    content = _named(draft.content)
    if "drags" in content:
        content["drags"] = [
            {**drag, "image": _picture(draft, drag["picture"], stored).get("image")} if drag.get("picture") else drag
            for drag in content["drags"]
        ]
    return content


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0] or name


def _picture(draft: Draft, picture: Mapping[str, str], stored: Stored) -> dict[str, Any]:
    """Keep a picture of the file as an image of the site; {} (and said under `dropped`) where it is none to keep."""
    name = picture["file"]
    upload = SimpleUploadedFile(name.rpartition("/")[2][-80:] or "picture", draft.media.get(name, b""))
    try:
        # The same checks as an upload by hand: kind, bytes, pixels, and what a drawing (SVG) may hold.
        WagtailImageField().clean(upload)
        image = SiteImage(title=name[-200:], description=picture["alt"][:255], file=upload)
        image.clean()
    except ValidationError:
        stored.dropped.append(Dropped(draft.name, Problem("picture_not_stored", {"name": name})))
        return {}
    upload.seek(0)
    image.save()
    return {"image": image.pk, "alt": picture["alt"][:250]}
