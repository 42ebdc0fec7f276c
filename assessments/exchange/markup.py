"""HTML in questions from elsewhere → plain text. Pure.

Paragraphs, list items, table rows and `<br>` become line ends; entities become letters; scripts and styles go.
What the plain text cannot say is listed: pictures with their alternative text, links, formatting.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

from assessments.items.contract import Problem

LINES = {
    *("address", "article", "blockquote", "br", "caption", "center", "dd", "div", "dl", "dt", "figure", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "section", "table", "tbody", "thead", "tr", "ul"),
}
SILENT = {"script", "style", "head", "title"}
# Elements that say where text stands or what it belongs to; leaving them out loses nothing a reader would miss.
PLAIN = {*LINES, "span", "font", "html", "body", "a", "img", "nolink", "lang", "td", "th"}
# Words in angle brackets are markup only if HTML knows them: "a < b > c" is mathematics.
KNOWN = (
    PLAIN
    | SILENT
    | {
        *("abbr", "acronym", "audio", "b", "big", "cite", "code", "del", "em", "embed", "form", "i", "iframe", "input"),
        *(
            "ins",
            "kbd",
            "label",
            "math",
            "object",
            "q",
            "s",
            "samp",
            "small",
            "source",
            "strike",
            "strong",
            "sub",
            "sup",
        ),
        *("svg", "tt", "u", "var", "video"),
    }
)
TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
ENTITY = re.compile(r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]+);")


@dataclass
class Plain:
    """A text without markup. `pictures`: (address, alternative text) in order; `lost`: what the text cannot say."""

    text: str
    pictures: list[tuple[str, str]] = field(default_factory=list)
    lost: list[Problem] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, *, keep_lines: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.keep_lines = keep_lines
        self.pieces: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.links: list[str] = []
        self.formatting: set[str] = set()
        self.silent: list[str] = []
        self.pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in LINES:
            self.pieces.append("\n")
        if tag in {"td", "th"}:
            self.pieces.append(" ")
        if tag == "pre":
            self.pre += 1
        if tag in SILENT:
            self.silent.append(tag)
            self.formatting.add(tag)
        elif tag == "img":
            self.pictures.append((given.get("src", ""), " ".join(given.get("alt", "").split())))
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif tag not in PLAIN:
            self.formatting.add(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in LINES:
            self.pieces.append("\n")
        if tag == "pre" and self.pre:
            self.pre -= 1
        if tag in self.silent:
            del self.silent[self.silent.index(tag) :]

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        # A line end between tags is a blank, unless the author's lines count.
        self.pieces.append(data if self.pre or self.keep_lines else re.sub(r"\s+", " ", data))


def has_markup(text: str) -> bool:
    """Say whether a text that may hold HTML does: a tag that HTML knows, or an entity."""
    return any(match[1].lower() in KNOWN for match in TAG.finditer(text)) or bool(ENTITY.search(text))


def _begins_markup(text: str, place: int) -> bool:
    """Say whether the `<` there begins a tag that HTML knows; if not, it was meant as a sign."""
    tag = TAG.match(text, place)
    return tag is not None and tag[1].lower() in KNOWN


def _without_comments(text: str) -> str:
    """Leave out comments; one that never ends is text. The parser would look for its end again and again."""
    pieces: list[str] = []
    place = 0
    while (start := text.find("<!--", place)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        pieces.append(text[place:start])
        place = end + 3
    return "".join([*pieces, text[place:]])


def plain_text(markup: str, *, keep_lines: bool = False) -> Plain:
    """Turn HTML into plain text. `keep_lines`: line ends in the source are the author's (Moodle's automatic format).

    >>> plain_text("<p>Nút <b>xanh</b><br>hay đỏ&nbsp;?</p>").text
    'Nút xanh\\nhay đỏ ?'
    """
    markup = _without_comments(markup)
    known = re.sub("<", lambda sign: "<" if _begins_markup(markup, sign.start()) else "&lt;", markup)
    reader = _Reader(keep_lines=keep_lines)
    try:
        reader.feed(known)
        reader.close()
    except (AssertionError, ValueError):
        # The parser gives up on a few broken declarations.
        return Plain(tidy(unescape(re.sub(r"<[^<>]*>", " ", markup))), [], [Problem("markup_broken")])
    lost = [Problem("link", {"address": link}) for link in reader.links]
    if reader.formatting:
        lost.append(Problem("formatting", {"tags": ", ".join(sorted(reader.formatting))}))
    return Plain(tidy("".join(reader.pieces)), reader.pictures, lost)


def tidy(text: str) -> str:
    """Bring blanks and line ends into order: no blanks at the end of a line, no empty lines at either end."""
    lines = [line.replace("\xa0", " ").rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    joined = re.sub(r"\n{2,}", "\n", "\n".join(line if line.strip() else "" for line in lines)).strip("\n")
    return "\n".join(_single_blanks(joined.split("\n"))).strip()


def _single_blanks(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        # The indent of a line of code is part of it.
        indent = len(line) - len(line.lstrip(" \t"))
        yield line[:indent].replace("\t", "    ") + re.sub(r"[ \t]+", " ", line[indent:])
