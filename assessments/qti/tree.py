"""Bytes → a small tree of named nodes: the only place that touches lxml.

QTI 2.x writes `simpleChoice maxChoices`, QTI 3.0 `qti-simple-choice max-choices`. Here both are `simplechoice` with
the attribute `maxchoices`: names lose namespace, the prefix `qti-`, hyphens and capitals. Values keep everything.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5

from lxml import etree

MAX_BYTES = 20_000_000
MAX_DEPTH = 100
# A node costs some hundred bytes of memory, an empty element four bytes of file.
MAX_TAGS = 400_000
# The five that XML itself knows; all others come from HTML and need no declaration here.
XML_ENTITIES = {b"amp", b"lt", b"gt", b"quot", b"apos"}


class Unreadable(ValueError):
    """This file cannot be read at all; `code` says why: too_large, too_deep, entities, not_xml."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


@dataclass
class Node:
    """One element. `text` stands before the first child, `tail` after the element."""

    name: str
    attrs: dict[str, str]
    line: int
    text: str = ""
    tail: str = ""
    children: list["Node"] = field(default_factory=list)
    # True: written with the prefix qti- (QTI 3.0).
    prefixed: bool = False
    namespace: str = ""

    def get(self, name: str, default: str = "") -> str:
        return self.attrs.get(name, default)

    def walk(self) -> Iterator["Node"]:
        """Give this node and all below, in document order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, *names: str) -> list["Node"]:
        """Give the nodes below this one with one of these names, in document order."""
        return [node for node in self.walk() if node.name in names and node is not self]

    def first(self, *names: str) -> "Node | None":
        """Give the first node below with one of these names; None: there is none."""
        return next((node for node in self.walk() if node.name in names and node is not self), None)

    def child(self, *names: str) -> "Node | None":
        """Give the first direct child with one of these names; None: there is none."""
        return next((node for node in self.children if node.name in names), None)

    def words(self) -> str:
        """Give all character data below, as it stands."""
        return self.text + "".join(child.words() + child.tail for child in self.children)


def plain_name(name: str) -> str:
    """Bring an element's or attribute's local name into its one form.

    >>> plain_name("qti-simple-choice"), plain_name("simpleChoice"), plain_name("response_lid")
    ('simplechoice', 'simplechoice', 'response_lid')
    """
    return name.removeprefix("qti-").replace("-", "").lower()


def tags(data: bytes) -> int:
    """Count what may begin a tag: what a file costs to read."""
    return data.count(b"<")


def parse(data: bytes) -> tuple[Node, list[str]]:
    """Read XML. Strict first; what is not well-formed is mended as far as it goes, and the notes say so.

    Notes are lines like "line 33: Opening and ending tag mismatch". Raises Unreadable. Nothing outside the bytes is
    read: no entities, no document type, no network.
    """
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", str(len(data)))
    if tags(data) > MAX_TAGS:
        raise Unreadable("too_large", f"{tags(data)} tags")
    if b"<!ENTITY" in data.replace(b"\0", b""):
        raise Unreadable("entities")
    notes: list[str] = []
    try:
        root = etree.fromstring(data, _parser(recover=False))
    except (etree.XMLSyntaxError, ValueError) as reason:
        line = getattr(reason, "lineno", None) or 1
        text = str(getattr(reason, "msg", "") or reason)
        notes.append(f"line {line}: {text}")
        root = _mended(data, text)
    return as_node(root), notes


def as_node(root: etree._Element) -> Node:
    """Copy a tree of lxml. Raises Unreadable where it is too deep."""
    return _node(root, 1)


def _mended(data: bytes, why: str) -> etree._Element:
    try:
        root = etree.fromstring(_mend(data), _parser(recover=True))
    except (etree.XMLSyntaxError, ValueError) as reason:
        raise Unreadable("not_xml", str(reason)) from None
    if root is None:
        raise Unreadable("not_xml", why)
    return root


def _parser(*, recover: bool) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=recover,
        remove_comments=True,
        remove_pis=True,
    )


def _mend(data: bytes) -> bytes:
    """Put right what is seen in real files and what libxml2 gives up on: the declaration, and entities of HTML."""
    data = re.sub(rb"""^(\s*<\?xml\s+version=(?:'[^']*'|"[^"]*"))(?=\w)""", rb"\1 ", data)

    def number(found: re.Match[bytes]) -> bytes:
        name = found[1]
        text = None if name in XML_ENTITIES else html5.get(name.decode("ascii") + ";")
        return found[0] if text is None else "".join(f"&#{ord(letter)};" for letter in text).encode("ascii")

    return re.sub(rb"&([A-Za-z][A-Za-z0-9]{1,31});", number, data)


def _node(element: etree._Element, depth: int) -> Node:
    if depth > MAX_DEPTH:
        raise Unreadable("too_deep", f"line {element.sourceline}")
    namespace, _, local = str(element.tag).rpartition("}")
    attrs = {}
    for key, value in element.attrib.items():
        attrs[plain_name(str(key).rpartition("}")[2])] = str(value)
    node = Node(
        name=plain_name(local),
        attrs=attrs,
        line=element.sourceline or 0,
        text=element.text or "",
        tail=element.tail or "",
        prefixed=local.startswith("qti-"),
        namespace=namespace.lstrip("{"),
    )
    for child in element:
        if isinstance(child.tag, str):
            node.children.append(_node(child, depth + 1))
        elif child.tail:
            # An entity nobody declared: what stands after it is kept.
            last = node.children[-1] if node.children else None
            if last:
                last.tail += child.tail
            else:
                node.text += child.tail
    return node
