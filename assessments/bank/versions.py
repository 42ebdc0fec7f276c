"""What the immutable item versions say, kept in memory once read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from ..items import Content, ItemType, item_type
from ..models import ItemVersion
from ..taking.scoring import as_share


@dataclass(frozen=True)
class Frozen:
    """An item version without its row."""

    kind: str
    content: Content

    @property
    def type(self) -> ItemType:
        return item_type(self.kind)

    def scaled(self, response: Any) -> Decimal:
        """Give the response's share of the points as it is stored; 0 until a person has marked it."""
        return as_share(self.type.score(self.content, response) or Fraction(0))


@lru_cache(maxsize=4000)  # some thousand items of 2 kB: what a process may spend on not asking again
def _slot(digest: str) -> dict[str, Frozen]:
    """A place to keep one version. By digest, not by id: a digest never means anything else."""
    return {}


def frozen(entries: Iterable[Mapping[str, Any]]) -> list[Frozen]:
    """Give the versions named by a paper's entries (`version`, `digest`), in order. One query at most."""
    entries = list(entries)
    slots = [_slot(entry["digest"]) for entry in entries]
    missing = {entry["version"]: slot for entry, slot in zip(entries, slots, strict=True) if not slot}
    if missing:
        for version in ItemVersion.objects.filter(pk__in=missing):
            missing[version.pk]["is"] = Frozen(version.kind, version.content)
    return [slot["is"] for slot in slots]
