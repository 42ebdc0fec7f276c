"""XML → a small tree that knows its lines. Pure, and safe: no entities, no document types, nothing from outside."""

from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from .drafts import Unusable

MAX_BYTES = 20_000_000
MAX_DEPTH = 100


@dataclass
class Node:
    """An element. `text` is all that stands directly in it."""

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Node"] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def all(self, tag: str) -> list["Node"]:
        return [child for child in self.children if child.tag == tag]

    def one(self, tag: str) -> "Node | None":
        return next((child for child in self.children if child.tag == tag), None)

    def said(self, tag: str, default: str = "") -> str:
        """Give what stands in the child `tag`, or in its child <text>, without blanks around it."""
        child = self.one(tag)
        if child is None:
            return default
        inner = child.one("text")
        return (inner.text if inner is not None else child.text).strip()


class _Builder:
    """What the parser tells about; it makes nodes of that."""

    def __init__(self) -> None:
        self.parser: Any = None
        self.root: Node | None = None
        self.open: list[Node] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise Unusable("xml_too_deep", self.parser.CurrentLineNumber, depth=MAX_DEPTH)
        node = Node(tag.rpartition("}")[2], self.parser.CurrentLineNumber, dict(attributes))
        if self.open:
            self.open[-1].children.append(node)
        elif self.root is None:
            self.root = node
        self.open.append(node)

    def end(self, tag: str) -> None:
        self.open.pop()

    def data(self, data: str) -> None:
        if self.open:
            self.open[-1].pieces.append(data)

    def close(self) -> "Node | None":
        return self.root


def parse(data: bytes) -> Node:
    """Read XML. Raises Unusable with the line: too large, too deep, broken, or with declarations of its own."""
    if len(data) > MAX_BYTES:
        raise Unusable("file_too_large")
    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder.parser = parser.parser
    try:
        # What stands before the declaration (an empty line, a byte order mark) would break it.
        parser.feed(data.lstrip(b"\xef\xbb\xbf \t\r\n"))
        root: Node | None = parser.close()
    except DefusedXmlException:
        raise Unusable("xml_unsafe", parser.parser.CurrentLineNumber) from None
    except ParseError as broken:
        line, column = broken.position
        text = str(broken).partition(":")[0]
        raise Unusable("xml_broken", line, column=column + 1, text=text) from None
    except (LookupError, ValueError) as broken:
        if isinstance(broken, Unusable):
            raise
        raise Unusable("xml_broken", 1, column=1, text=str(broken)[:80]) from None
    if root is None:
        raise Unusable("xml_broken", 1, column=1, text="no element")
    return root
