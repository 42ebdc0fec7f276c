"""Which questions ask the same, whatever their rows, keys and comments are."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cms.api import SiteImage

from ..blocks import ItemStream
from ..blocks.filling import what_is_asked
from ..models import Item


def asked_digest(kind: str, content: Mapping[str, Any], *, picture: str = "") -> str:
    """Name what a question asks and how it is scored; `picture`: the hash of its picture (`picture_hash`).

    Keys, comments, capitals and blanks of the question itself, and the order of what has none, make no difference.
    No query.
    """
    stem = " ".join(str(content.get("stem") or "").split()).casefold()
    asked = [kind, stem, picture, what_is_asked(kind, content)]
    text = json.dumps(asked, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def bank_digests() -> dict[str, int]:
    """Give the digest of every item of the bank, as its author last published or first saved it, → its id.

    Of several that ask the same the oldest. Two queries however many there are.
    """
    found: dict[str, int] = {}
    hashes = dict(SiteImage.objects.exclude(file_hash="").values_list("pk", "file_hash"))
    for item in Item.objects.order_by("pk").only("pk", "content").iterator(chunk_size=500):
        row = next(iter(item.content.raw_data), None)
        block = ItemStream.base_blocks.get(row["type"]) if row else None
        if block is None:
            continue
        # The picture would be fetched for each item; its hash is here already.
        value = block.to_python({**row["value"], "image": None})
        picture = hashes.get(row["value"].get("image"), "")
        found.setdefault(asked_digest(row["type"], block.content(value), picture=picture), item.pk)
    return found
