"""One question of a Moodle XML file: its texts, its pictures, and a list of what is not kept. Pure."""

import base64
import binascii
import re
from typing import Any
from urllib.parse import unquote

from .drafts import Dropped, Unusable
from .markup import has_markup, plain_text, tidy
from .tree import Node

# Settings that say what we do anyway, or nothing; other values are named among what was not kept.
HARMLESS = {
    "defaultgrade": {"1", "1.0000000", "1.0"},
    "hidden": {"0"},
    "shuffleanswers": {"1", "true"},
    "answernumbering": {"abc", "none"},
    "showstandardinstruction": {"0", "1"},
    "usecase": {"0"},
    "selecttype": {"ALL", "0"},
    "numberingstyle": {"none"},
    "showmisplaced": {"0"},
    "responserequired": {"1"},
    "responseformat": {"editor", "plain"},
    "attachments": {"0"},
    "attachmentsrequired": {"0"},
}
# Elements that say something by being there.
FLAGS = {"shownumcorrect", "showmisplaced"}
_INLINE = re.compile(r"data:image/([a-z+]+);base64,(.*)", re.DOTALL)


class Question:
    """Reads the texts of one <question> and remembers what it could not keep."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.where = f"line {node.line}"
        self.dropped: list[Dropped] = []
        self.media: dict[str, bytes] = {}
        self.picture: dict[str, str] | None = None
        # Children of the question that were read, whatever came of them.
        self.read = {"name", "questiontext", "generalfeedback", "hint"}

    def drop(self, code: str, line: int | None = None, **params: Any) -> None:
        where = f"line {line}" if line else self.where
        self.dropped.append(Dropped(where, Unusable(code, **params).problem))

    def value(self, tag: str, default: str = "") -> str:
        """Give a setting of the question."""
        self.read.add(tag)
        return self.node.said(tag, default)

    def rows(self, tag: str) -> list[Node]:
        self.read.add(tag)
        return self.node.all(tag)

    def text(self, node: Node | None, *, keep_picture: bool = False, raw: str | None = None) -> str:
        """Give the plain text of an element with a <text>; its first picture may become the question's."""
        if node is None:
            return ""
        inner = node.one("text")
        said = raw if raw is not None else (inner.text if inner is not None else node.text)
        how = node.attributes.get("format", "html")
        if how in {"plain_text", "markdown"} or (how == "moodle_auto_format" and not has_markup(said)):
            plain, pictures = tidy(said), []
        else:
            found = plain_text(said, keep_lines=how == "moodle_auto_format")
            plain, pictures = found.text, found.pictures
            self.dropped += [Dropped(f"line {node.line}", lost) for lost in found.lost]
        files = node.all("file")
        used = {name for name in (self._picture(node, *one, keep_picture) for one in pictures) if name}
        for file in files:
            name = file.attributes.get("name", "")
            if name not in used:
                self.drop("file_not_kept", file.line, name=name)
        return plain

    def _picture(self, node: Node, address: str, alt: str, keep: bool) -> str:
        """Keep a picture, or say why not. Gives the name of the file it is."""
        name = unquote(address.rpartition("@@PLUGINFILE@@/")[2]).partition("?")[0]
        data: bytes | None = None
        inline = _INLINE.match(address)
        if inline:
            name = f"picture{len(self.media) + 1}.{inline[1].partition('+')[0]}"
            data = decoded(inline[2])
        else:
            file = next((one for one in node.all("file") if one.attributes.get("name") == name), None)
            if file is None:
                self.drop("picture_elsewhere", node.line, address=address[:200])
                return ""
            data = decoded(file.text)
        if not data:
            self.drop("file_broken", node.line, name=name)
        elif not keep or self.picture:
            self.drop("picture_not_kept", node.line, name=name)
        else:
            self.picture = {"file": name, "alt": alt}
            self.media[name] = data
        return name

    def old_picture(self) -> None:
        """Take along the picture as Moodle 1.9 wrote it: <image> its name, <image_base64> its bytes."""
        name, shown = self.value("image"), self.value("image_base64")
        if not name:
            return
        data = decoded(shown)
        if not data:
            self.drop("file_broken" if shown else "picture_elsewhere", name=name, address=name)
        elif self.picture:
            self.drop("picture_not_kept", name=name)
        else:
            self.picture = {"file": name, "alt": ""}
            self.media[name] = data

    def hints(self) -> list[str]:
        """Give the texts of the hints, in order."""
        found = []
        for hint in self.node.all("hint"):
            text = self.text(hint)
            other = [child.tag for child in hint.children if child.tag not in {"text", "file"}]
            if other:
                self.drop("hint_options", hint.line, tags=", ".join(other))
            if text:
                found.append(text)
        return found

    def name_the_rest(self) -> None:
        """Name every child that nobody read and that says something."""
        seen: set[str] = set()
        for child in self.node.children:
            again = child.tag in {"name", "questiontext", "generalfeedback"} and child.tag in seen
            seen.add(child.tag)
            if child.tag in self.read and not again:
                continue
            said = " ".join(_all_text(child).split())
            is_flag = child.tag in FLAGS and not said
            if (said or is_flag) and said not in HARMLESS.get(child.tag, set()):
                self.drop("element", child.line, tag=child.tag, text=said[:80])


def decoded(text: str) -> bytes | None:
    """Decode base64 with line ends in it. None: it is damaged."""
    try:
        return base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return None


def _all_text(node: Node) -> str:
    return " ".join([node.text, *(_all_text(child) for child in node.children)])
