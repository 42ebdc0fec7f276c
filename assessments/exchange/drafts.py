"""What a reader of a foreign format gives back: questions, and every part it could not keep. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Draft:
    """One question as read. `content` has the shape of an item version; `media`: file name → bytes of its pictures."""

    kind: str
    name: str
    content: dict[str, Any]
    category: str = ""
    language: str = ""
    media: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Refused:
    """A question that was found and not imported: `where` names file, line and identifier."""

    where: str
    why: str


@dataclass(frozen=True)
class Dropped:
    """A part of an imported question that was not kept."""

    where: str
    what: str


@dataclass
class Report:
    """All that was found in one file."""

    format: str
    drafts: list[Draft]
    refused: list[Refused]
    dropped: list[Dropped]

    @property
    def found(self) -> int:
        return len(self.drafts) + len(self.refused)
