"""Marked-up content → plain text with line ends. Pure.

Paragraphs, list items and breaks become lines; blanks are single, except in `pre`. Pictures and other media leave no
text: they are listed beside it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from .tree import Node, Unreadable, as_node

BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "figure"),
    *("figcaption", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "html", "li", "main", "nav", "ol"),
    *("p", "pre", "section", "table", "tbody", "tfoot", "thead", "tr", "ul", "contentbody", "itembody", "prompt"),
    *("material", "flow", "flow_mat", "rubricblock"),
}
SILENT = {"script", "style", "stylesheet", "head", "title", "feedbackinline", "feedbackblock", "modalfeedback"}
MEDIA = {"audio", "video", "iframe", "embed", "portablecustominteraction"}
LOOKS_MARKED_UP = re.compile(r"\s*<[A-Za-z][^<>]*>.*</?[A-Za-z][^<>]*>\s*", re.DOTALL)
PRE_BREAK = "\x0b"


@dataclass
class Rendered:
    """Text, its pictures as (address, words for it), and what is neither."""

    text: str = ""
    pictures: list[tuple[str, str]] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    formulas: int = 0


StandIn = Callable[[Node], str | None]


def render(node: Node, stand_in: StandIn | None = None) -> Rendered:
    """Say what stands in a node. `stand_in` may give other words for a node and all that is in it; None: its own."""
    found = Rendered()
    pieces: list[str] = []
    _walk(node, pieces, found, stand_in, pre=False)
    found.text = tidy("".join(pieces))
    if LOOKS_MARKED_UP.fullmatch(found.text):
        # Markup inside CDATA: it was meant as markup.
        inner = render_html(found.text)
        inner.pictures = found.pictures + inner.pictures
        inner.media = found.media + inner.media
        return inner
    return found


def render_html(markup: str) -> Rendered:
    """Say what stands in a piece of HTML, however broken."""
    cleaned = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]", "", markup)
    if not cleaned.strip():
        return Rendered()
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(cleaned.encode("utf-8"), parser)
        if root is None:
            return Rendered(tidy(cleaned))
        node = as_node(root)
    except (etree.XMLSyntaxError, ValueError, Unreadable):
        return Rendered(tidy(re.sub(r"<[^<>]*>", " ", cleaned)))
    found = Rendered()
    pieces: list[str] = []
    _walk(node, pieces, found, None, pre=False)
    found.text = tidy("".join(pieces))
    return found


def tidy(text: str) -> str:
    """Bring blanks and line ends into order: no blanks at the ends of lines, no empty lines."""
    lines = (re.sub(r"[ \t\r\xa0]+", " ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line).replace(PRE_BREAK, "\n").strip()


def _walk(node: Node, pieces: list[str], found: Rendered, stand_in: StandIn | None, *, pre: bool) -> None:
    said = stand_in(node) if stand_in else None
    if said is not None:
        pieces.append(said)
        return
    if node.name in SILENT:
        return
    if node.name == "img" or (node.name == "object" and node.get("type").startswith("image/")):
        _see(node, found)
        return
    if node.name in MEDIA or node.name == "object":
        found.media.append(f"{node.name} {node.get('src') or node.get('data')}".strip())
        return
    if node.name == "math":
        found.formulas += 1
    block = node.name in BLOCKS
    pre = pre or node.name == "pre"
    if block:
        pieces.append("\n")
    if node.name == "li":
        pieces.append("– ")
    pieces.append(_characters(node.text, pre))
    for child in node.children:
        if child.name in ("br", "hr"):
            pieces.append("\n")
        else:
            _walk(child, pieces, found, stand_in, pre=pre)
        if child.name in ("td", "th"):
            pieces.append(" ")
        pieces.append(_characters(child.tail, pre))
    if block:
        pieces.append("\n")


def _see(node: Node, found: Rendered) -> None:
    address = node.get("src") or node.get("data")
    words = node.get("alt") or " ".join(node.words().split())
    if address:
        found.pictures.append((address, words))


def _characters(text: str, pre: bool) -> str:
    return text.replace("\n", PRE_BREAK) if pre else re.sub(r"[ \t\r\n\f\xa0]+", " ", text)
