"""What all readers share: where they write what they found, and how they name things. Pure."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import islice
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import unquote

from assessments.exchange.drafts import Draft, Dropped, Refused, Report

from .text import Rendered
from .tree import Node

KEY = re.compile(r"[A-Za-z0-9_-]{1,40}")
PLACES = Decimal("0.0000001")
# What the two answers of a true/false question are called.
TRUTHS = {"true": True, "false": False, "đúng": True, "sai": False}
PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp")


# A question of more elements is none; comparing its parts with each other would take minutes.
MAX_ELEMENTS = 8_000


class Refusal(ValueError):
    """This question cannot be imported; the text is a code, or "code: detail" (see assessments.qti_reasons)."""


@dataclass
class Files:
    """The files that came with a question file: path → bytes; empty for a bare XML file."""

    members: Mapping[str, bytes] = field(default_factory=dict)

    def find(self, address: str, beside: str) -> tuple[str, bytes] | None:
        """Find what an address in the file `beside` means; None: it did not come along."""
        bare = address.split("?", maxsplit=1)[0].split("#", maxsplit=1)[0]
        name = unicodedata.normalize("NFC", unquote(bare))
        name = re.sub(r"^\$IMS[-_]CC[-_]FILE[-_]?BASE\$/?", "", name).lstrip("/")
        folder = PurePosixPath(beside).parent
        for place in (folder / name, PurePosixPath(name), PurePosixPath("web_resources") / name):
            path = _within(place)
            if path in self.members:
                return path, self.members[path]
        # Exporters move folders: the one file whose path ends like this, else the one of this name.
        whole = _within(PurePosixPath(name))
        for end in (whole, PurePosixPath(whole).name):
            alike = [path for path in self.members if end and f"/{path}".endswith(f"/{end}")]
            if len(alike) == 1:
                return alike[0], self.members[alike[0]]
        return None


def _within(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


@dataclass
class Gathering:
    """The report in the making, and the item at work."""

    report: Report
    files: Files
    name: str
    category: str = ""
    identifier: str = ""
    line: int = 0
    media: dict[str, bytes] = field(default_factory=dict)
    # How much had been dropped before the item at work.
    began: int = 0

    @property
    def where(self) -> str:
        line = f", line {self.line}" if self.line else ""
        return f"{self.name}{line}" + (f", {self.identifier}" if self.identifier else "")

    def begin(self, identifier: str, line: int) -> None:
        self.identifier, self.line, self.media = identifier, line, {}
        self.began = len(self.report.dropped)

    def drop(self, what: str) -> None:
        """Say what is not kept of the item at work: a code, or "code: detail"."""
        one = Dropped(self.where, what)
        if one not in self.report.dropped[-20:]:
            self.report.dropped.append(one)

    def refuse(self, why: str) -> None:
        self.report.refused.append(Refused(self.where, why))

    def add(self, kind: str, name: str, content: dict[str, Any], language: str = "") -> None:
        whole = {"explanation": "", "picture": None, **content}
        self.report.drafts.append(
            Draft(
                kind=kind,
                name=name,
                content=whole,
                category=self.category,
                language=language,
                media=dict(self.media),
                where=self.where,
                dropped=tuple(self.report.dropped[self.began :]),
            )
        )

    def picture(self, address: str, words: str) -> dict[str, Any] | None:
        """Take a picture along: {"file": key of the draft's media, "alt": words}; None: it did not come along."""
        found = self.files.find(address, self.name)
        if found is None or not found[0].lower().endswith(PICTURES):
            self.drop(f"picture_missing: {address}")
            return None
        self.media[found[0]] = found[1]
        return {"file": found[0], "alt": words}

    def illustrate(self, rendered: Rendered, *, keep: bool) -> dict[str, Any] | None:
        """Give the picture of the item (`keep`), and say what else was shown and is not kept."""
        picture = None
        for address, words in rendered.pictures:
            if keep and picture is None:
                picture = self.picture(address, words)
            else:
                self.drop(f"picture: {address}")
        for medium in rendered.media:
            self.drop(f"medium: {medium}")
        if rendered.formulas:
            self.drop("formula")
        return picture


def check_size(node: Node) -> None:
    """Refuse a question that is too long to be one."""
    if sum(1 for _ in islice(node.walk(), MAX_ELEMENTS + 1)) > MAX_ELEMENTS:
        raise Refusal(f"too_long: {MAX_ELEMENTS}")


def keys_for(identifiers: Iterable[str], prefix: str) -> list[str]:
    """Give each identifier a short key: itself where it can be one, else prefix and number."""
    found: list[str] = []
    for number, identifier in enumerate(identifiers, 1):
        key = identifier if KEY.fullmatch(identifier) and identifier not in found else f"{prefix}{number}"
        while key in found:
            key += "_"
        found.append(key)
    return found


def share(value: Fraction) -> str:
    """Write a share of the points: a decimal within -1..1, seven places at most.

    >>> share(Fraction(1, 3)), share(Fraction(1)), share(Fraction(-1, 2))
    ('0.3333333', '1', '-0.5')
    """
    return number_text(max(Fraction(-1), min(Fraction(1), value)))


def number_text(value: Fraction) -> str:
    """Write a number as a plain decimal, seven places at most."""
    if abs(value) >= 10**18:
        return str(int(value))
    exact = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(PLACES, ROUND_HALF_UP)
    text = f"{exact:f}".rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text


def choice(key: str, text: str, worth: Fraction | None, correct: bool, feedback: str = "") -> dict[str, Any]:
    """One choice; `worth`: its share of the points where that is not just 1 or 0."""
    found: dict[str, Any] = {"key": key, "text": text, "correct": correct, "feedback": feedback}
    if worth is not None:
        found["share"] = share(worth)
    return found


def literal(text: str) -> str:
    """Write an answer so that its asterisks are meant as such."""
    return text.replace("*", r"\*")
