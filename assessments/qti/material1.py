"""What an item of QTI 1.2 says: its texts, labels, pictures and feedback. Pure."""

import re
from dataclasses import dataclass

from .conditions1 import Condition
from .gathering import Gathering
from .text import Rendered, render_html, tidy
from .tree import Node

RESPONSES = ("response_lid", "response_str", "response_num", "response_xy", "response_grp")


@dataclass
class Item1:
    """One item with what its parts say."""

    node: Node
    gathering: Gathering
    presentation: Node
    responses: list[Node]
    found: list[Condition]
    metadata: dict[str, str]
    # (response, value) → names of feedback
    shown: dict[tuple[str, str], list[str]]

    def said(self, node: Node) -> Rendered:
        """Render all material of a node, but what belongs to its responses."""
        parts = Rendered()
        texts: list[str] = []
        for one in _material(node):
            rendered = words_at(one)
            texts.append(rendered.text)
            parts.pictures += rendered.pictures
            parts.media += rendered.media
        parts.text = tidy("\n".join(texts))
        return parts

    def labels(self, response: Node) -> list[tuple[str, str]]:
        """Give (identifier, words) of what can be chosen; labels without words are left out and named."""
        found = []
        for label in response.all("response_label"):
            rendered = self.said(label)
            for address, words in rendered.pictures:
                self.gathering.drop(f"picture_in_answer: {address}")
                rendered.text = rendered.text or words or address.rpartition("/")[2]
            if rendered.text:
                found.append((label.get("ident"), rendered.text))
            else:
                self.gathering.drop(f"empty_answer: {label.get('ident')}")
        return found


def marker(response: Node) -> str:
    """Give how Canvas marks the place of a response in the text."""
    return f"[{response.get('ident').removeprefix('response_')}]"


def _material(node: Node) -> list[Node]:
    """Find the texts and pictures of a node, leaving out those of responses and labels below it."""
    found: list[Node] = []
    for child in node.children:
        if child.name in (*RESPONSES, "response_label", "render_choice", "render_fib", "itemfeedback"):
            if child.name == "response_xy":
                found += _material(child)
            continue
        if child.name in ("mattext", "mat_formattedtext", "matimage", "matemtext", "mataudio", "matvideo"):
            found.append(child)
        else:
            found += _material(child)
    return found


def words_at(node: Node) -> Rendered:
    """Render one piece of material: text, markup or a picture."""
    if node.name == "matimage":
        return Rendered(pictures=[(node.get("uri"), node.get("label"))] if node.get("uri") else [])
    if node.name in ("mataudio", "matvideo"):
        return Rendered(media=[f"{node.name} {node.get('uri')}".strip()])
    markup = _markup(node)
    kind = (node.get("texttype") or node.get("type")).lower()
    if "html" in kind or re.search(r"</?(p|div|br|span|strong|em|b|i|img|ul|ol|li|sub|sup)\b", markup, re.IGNORECASE):
        return render_html(markup)
    return Rendered(tidy(markup))


def _markup(node: Node) -> str:
    """Give the text of an element; elements inside it (not escaped, as they should be) as markup again."""
    text = node.text
    for child in node.children:
        attributes = "".join(f' {name}="{value}"' for name, value in child.attrs.items())
        text += f"<{child.name}{attributes}>{_markup(child)}</{child.name}>{child.tail}"
    return text


def feedback(item: Item1, name: str) -> str:
    """Give the words of one feedback; "" for none."""
    node = next((one for one in item.node.all("itemfeedback") if one.get("ident") == name), None)
    return item.said(Node("div", {}, node.line, children=node.children)).text if node else ""


def explanation(item: Item1) -> dict[str, str]:
    """General feedback explains the question; what hangs on right or wrong is named and left out."""
    used = {name for one in item.found for test in one.tests if test.value for name in one.feedback}
    for node in item.node.all("itemfeedback"):
        name = node.get("ident")
        if name in ("correct_fb", "general_incorrect_fb", "correct", "incorrect") or name not in used | {"general_fb"}:
            item.gathering.drop(f"feedback: {name}, line {node.line}")
    return {"explanation": feedback(item, "general_fb")}


def said_to(item: Item1, response: Node, value: str) -> str:
    """Give what the author says to exactly this answer."""
    names = item.shown.get((response.get("ident"), value), [])
    texts = [feedback(item, name) for name in names if name not in ("correct_fb", "general_incorrect_fb")]
    return "\n".join(dict.fromkeys(text for text in texts if text))
