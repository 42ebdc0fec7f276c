"""Drafts into the bank: what the editor can hold is stored as an unpublished item, the rest is named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction

from ..bank.authoring import new_item
from ..blocks import ItemStream
from ..blocks.filling import form_of
from ..blocks.item import LONGEST_HINT, MOST_HINTS
from ..exchange.drafts import Draft, Dropped, Refused
from ..items import Problem
from ..models import Item
from .import_pictures import save_picture

LONGEST_TOPIC = 60
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
    return None if form_of(draft.kind, bare_content(draft)) else Problem("rules_not_storable")


def bare_content(draft: Draft) -> dict[str, Any]:
    """The content without weights that say what the bank's own rule says anyway (see `_usual_shares`)."""
    content = _named(draft.content)
    if "choices" not in content:
        return content
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
        item, lost = store_one(draft, title=f"{bank}: {draft.name}" if bank else draft.name)
        stored.pairs.append((draft, item))
        stored.dropped += [Dropped(draft.name, why) for why in lost]
    return stored


def store_one(draft: Draft, *, title: str = "", user: Any = None, **fields: Any) -> tuple[Item, list[Problem]]:
    """Write a storable draft as an unpublished item; give it, and what of the draft it has no place for.

    `fields`: of Item, instead of what the draft says (language, topic). Three queries, a picture two to four more.
    """
    lost = list(lost_of(draft))
    content = bare_content(draft)
    form = _stored_picture(draft, draft.content.get("picture"), user, lost)
    for drag in filter(lambda drag: drag.get("picture"), content.get("drags", [])):
        drag.update(image=_stored_picture(draft, drag.get("picture"), user, lost).get("image"))
    said = {"language": draft.language if draft.language in {"vi", "en"} else "vi", "topic": topic_of(draft.category)}
    item = new_item(title or draft.name, draft.kind, content, picture=form, live=False, **{**said, **fields})
    item.save()
    item.save_revision(user=user)
    return item, lost


def _stored_picture(draft: Draft, picture: Mapping[str, str] | None, user: Any, lost: list[Problem]) -> dict[str, Any]:
    """Keep a picture of the file as an image of the site; {} where there is none, or (said in `lost`) none to keep."""
    if not picture:
        return {}
    image = save_picture(draft.media.get(picture["file"], b""), picture["file"], picture["alt"], user=user)
    if isinstance(image, Problem):
        lost.append(image)
        return {}
    return {"image": image.pk, "alt": picture["alt"][:250]}


def _named(content: Mapping[str, Any]) -> dict[str, Any]:
    """The content with words for every thing to drag: a picture has its description, or the name of its file."""
    if "drags" not in content:
        return dict(content)
    drags = [
        {**drag, "text": drag["text"] or drag["picture"]["alt"] or _stem(drag["picture"]["file"])}
        if drag.get("picture")
        else dict(drag)
        for drag in content["drags"]
    ]
    return {**content, "drags": drags}


def _stem(name: str) -> str:
    return name.rpartition("/")[2].rpartition(".")[0] or name


def lost_of(draft: Draft) -> Iterator[Problem]:
    """Name what the bank has no place for, of a draft that it can hold (`unstorable`). No query."""
    for name in _lost(draft):
        yield Problem("field_not_stored", {"name": name})
    if topic_of(draft.category) != "/".join(_steps(draft.category)):
        yield Problem("category_cut", {"name": draft.category[:200]})


def _lost(draft: Draft) -> Iterator[str]:
    """Name what neither asks nor scores and has no field either."""
    content = draft.content
    if not _holds_hints(draft):
        yield "hints"
    if any(prompt.get("picture") for prompt in content.get("prompts", [])):
        yield "prompts: picture"
    if draft.kind == "gap_fill" and content["mode"] == "drag":
        yield "gaps: dragging"
    if any(answer.get("feedback") for gap in content.get("gaps", []) for answer in gap.get("answers", [])):
        yield "gaps: feedback"


def _holds_hints(draft: Draft) -> bool:
    """Say whether the form of this kind has room for all hints of the draft."""
    hints = draft.content.get("hints") or []
    has_field = "hints" in ItemStream.base_blocks[draft.kind].child_blocks
    return not hints or (has_field and len(hints) <= MOST_HINTS and all(len(hint) <= LONGEST_HINT for hint in hints))


def topic_of(category: str) -> str:
    """Make an item's topic of a category: its path without the words Moodle puts before it; of a long one the end.

    >>> topic_of("$course$/top/Điện thoại/Gọi"), topic_of("")
    ('Điện thoại/Gọi', '')
    """
    steps = _steps(category)
    while len(steps) > 1 and len("/".join(steps)) > LONGEST_TOPIC:
        steps.pop(0)
    return "/".join(steps)[:LONGEST_TOPIC].strip()


def _steps(category: str) -> list[str]:
    steps = [step for step in (" ".join(part.split()) for part in category.split("/")) if step]
    while steps and (steps[0].startswith("$") or steps[0].lower() == "top"):
        steps.pop(0)
    return steps
