"""What changed between two versions of an item, in words an author knows."""

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..models import ItemVersion

# What the parts of a content are called (docstring of items.contract).
LISTS = {
    "choices": gettext_noop("Answer %(number)s"),
    "prompts": gettext_noop("Prompt %(number)s"),
    "targets": gettext_noop("Answer to match %(number)s"),
    "elements": gettext_noop("Step %(number)s"),
    "answers": gettext_noop("Accepted answer %(number)s"),
    "units": gettext_noop("Unit %(number)s"),
    "gaps": gettext_noop("Gap %(number)s"),
    "words": gettext_noop("Word %(number)s"),
    "drags": gettext_noop("Thing to drag %(number)s"),
    "zones": gettext_noop("Zone %(number)s"),
    "areas": gettext_noop("Area %(number)s"),
    "markers": gettext_noop("Marker %(number)s"),
    "scale": gettext_noop("Step %(number)s"),
    "rubric": gettext_noop("Criterion %(number)s"),
    "levels": gettext_noop("Level %(number)s"),
    "hints": gettext_noop("Hint %(number)s"),
    "parts": gettext_noop("Part %(number)s"),
}
FIELDS = {
    "kind": gettext_noop("kind of question"),
    "stem": gettext_noop("question"),
    "text": gettext_noop("text"),
    "correct": gettext_noop("is right"),
    "answer": gettext_noop("right is"),
    "share": gettext_noop("share of the points"),
    "feedback": gettext_noop("what we say to it"),
    "feedback_right": gettext_noop("what we say when it is right"),
    "feedback_wrong": gettext_noop("what we say when it is not"),
    "feedback_true": gettext_noop("what we say to “right”"),
    "feedback_false": gettext_noop("what we say to “wrong”"),
    "explanation": gettext_noop("explanation"),
    "target": gettext_noop("belongs to"),
    "word": gettext_noop("right word"),
    "drag": gettext_noop("right thing"),
    "marker": gettext_noop("right marker"),
    "place": gettext_noop("place in the order"),
    "rule": gettext_noop("how points are given"),
    "mode": gettext_noop("how it is answered"),
    "diacritics": gettext_noop("diacritics"),
    "diacritics_share": gettext_noop("share without diacritics"),
    "typos": gettext_noop("typing errors forgiven"),
    "value": gettext_noop("value"),
    "tolerance": gettext_noop("tolerance"),
    "tolerance_type": gettext_noop("kind of tolerance"),
    "unit_rule": gettext_noop("units"),
    "unit_penalty": gettext_noop("penalty for a wrong unit"),
    "multiplier": gettext_noop("how many make one"),
    "points": gettext_noop("points"),
    "picture": gettext_noop("picture"),
    "alt": gettext_noop("what the picture shows"),
    "group": gettext_noop("group"),
    "many": gettext_noop("may be used several times"),
    "label": gettext_noop("name"),
}
# Fields that name another thing of the same content by its key.
_REFERENCES = {"target": "targets", "word": "words", "drag": "drags", "marker": "markers"}
_WORDS = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Words that stayed (`kind` "same"), went ("gone") or came ("new")."""

    kind: str
    text: str


@dataclass(frozen=True)
class Difference:
    """One thing that changed: what it is called, and before and after in pieces. Empty: it was not there."""

    label: str
    old: list[Piece]
    new: list[Piece]
    # Whether it decides what is right.
    is_key: bool


def differences(old: ItemVersion, new: ItemVersion) -> list[Difference]:
    """List what changed from one version to another, in the order of the newer one. No query."""
    before, after = ({name: (label, text) for name, label, text in _rows(one)} for one in (old, new))
    names = [*after, *(name for name in before if name not in after)]
    found = []
    for name in names:
        was, now = before.get(name, ("", ""))[1], after.get(name, ("", ""))[1]
        if was != now:
            label = (after.get(name) or before[name])[0]
            is_key = name[-1] in {"correct", "answer", "share", "target", "word", "drag", "marker", "value", "kind"}
            found.append(Difference(label, *pieces(was, now), is_key=is_key or "answers" in name))
    return found


def pieces(was: str, now: str) -> tuple[list[Piece], list[Piece]]:
    """Take two texts apart into what stayed and what changed, word by word.

    >>> pieces("nút xanh", "nút đỏ")
    ([Piece(kind='same', text='nút '), Piece(kind='gone', text='xanh')], \
[Piece(kind='same', text='nút '), Piece(kind='new', text='đỏ')])
    """
    old, new = _WORDS.findall(was), _WORDS.findall(now)
    left, right = [], []
    for _tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        same = _tag == "equal"
        if i2 > i1:
            left.append(Piece("same" if same else "gone", "".join(old[i1:i2])))
        if j2 > j1:
            right.append(Piece("same" if same else "new", "".join(new[j1:j2])))
    return left, right


def _rows(version: ItemVersion) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Give (path, what it is called, what it says) of everything in a version."""
    yield ("kind",), _(FIELDS["kind"]), version.kind
    yield from _leaves(version.content, (), "", version.content)


def _leaves(value: Any, path: tuple[str, ...], label: str, content: Mapping[str, Any]):
    if isinstance(value, Mapping):
        for name, part in value.items():
            if name == "key":
                continue
            if isinstance(part, (list, Mapping)) and name in LISTS:
                yield from _members(part, (*path, name), label, content)
            else:
                own = _(FIELDS[name]) if name in FIELDS else name
                yield from _leaves(part, (*path, name), f"{label}: {own}" if label else own, content)
    elif isinstance(value, list):
        yield path, label, ", ".join(map(str, value))
    elif value not in (None, ""):
        yield path, label, _said(path[-1], value, content)


def _members(value: Any, path: tuple[str, ...], label: str, content: Mapping[str, Any]):
    members = value.items() if isinstance(value, Mapping) else enumerate(value)
    for number, (place, part) in enumerate(members, start=1):
        own = _(LISTS[path[-1]]) % {"number": number}
        name = part.get("key", str(place)) if isinstance(part, Mapping) else str(place)
        inside = f"{label}: {own}" if label else own
        if path[-1] == "elements":
            # The author's order is the key.
            yield (*path, name, "place"), f"{inside}: {_(FIELDS['place'])}", str(number)
        yield from _leaves(part, (*path, name), inside, content)


def _said(name: str, value: Any, content: Mapping[str, Any]) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _REFERENCES:
        others = content.get(_REFERENCES[name], [])
        return next((one["text"] for one in others if one.get("key") == value), str(value))
    return str(value)
