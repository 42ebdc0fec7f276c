"""What an item can be found by: its words without diacritics. Knows no framework, so that a migration can use it."""

from collections.abc import Iterator
from typing import Any

from places.api import fold

# Names of fields of the authors' blocks that hold no words of theirs.
_NOT_WORDS = frozenset(
    {"type", "id", "rule", "mode", "answer", "share", "diacritics", "typos", "unit_rule", "value_type", "image"}
)
# Longer items differ long before this.
LENGTH = 4000


def findable(*texts: str, raw: Any) -> str:
    """Fold what an author wrote, the titles first, then the stored form of the question; at most 4,000 signs."""
    return fold(" ".join([*texts, *_words(raw)]))[:LENGTH]


def _words(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict):
        for name, part in raw.items():
            if name not in _NOT_WORDS:
                yield from _words(part)
    elif isinstance(raw, list):
        for part in raw:
            yield from _words(part)
