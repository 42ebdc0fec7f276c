"""What an import found, as its trainer sees it before anything is in the bank."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..bank.problems import sentence
from ..items import item_type
from ..models import ImportedQuestion
from ..screens.cards import Card, make_card
from ..screens.words import told
from .exchange_words import kind_name, place_said, said
from .imports import topic_of
from .question_imports import reason_of

# A file that repeats one complaint a thousand times says enough with the first.
_MOST_SAID = 20


@dataclass(frozen=True)
class ImportRow:
    """One question of the preview. `refused`: why it cannot be imported; "": it can."""

    question: ImportedQuestion
    # The file, and line, row or number in it, in words.
    place: str
    refused: str
    # What is not kept.
    dropped: list[str]
    # What keeps it from being published as it is.
    problems: list[str]
    kind: str = ""
    card: Card | None = None
    topic: str = ""
    # The right answer in words; "": there is none, or a person marks it.
    right: str = ""

    @property
    def language(self) -> str:
        return self.question.draft.get("language") or "vi"


def import_rows(questions: Iterable[ImportedQuestion], picture_url: Callable[[str], str]) -> list[ImportRow]:
    """Show questions as learners would see them. `picture_url`: a picture's hash → its address. No query."""
    return [_row(question, picture_url) for question in questions]


def _row(question: ImportedQuestion, picture_url: Callable[[str], str]) -> ImportRow:
    dropped = [said(reason_of(one)) for one in question.dropped[:_MOST_SAID]]
    refused = said(reason_of(question.refused)) if question.refused is not None else ""
    # Packages name the file in the place already.
    name, place = question.file.filename, place_said(question.place)
    row = ImportRow(question, place if place.startswith(name) else f"{name}, {place}", refused, dropped, [])
    if refused or not question.draft:
        return row
    content = _shown(question.draft["content"])
    kind = item_type(question.kind)
    # For the check there is a picture where one came along; which, only the bank will know.
    whole = {**content, "picture": _alt_of(question.draft["content"])}
    # What has problems may have no right answer; but for its picture, which is left out here.
    is_told = kind.is_scored and not kind.needs_marking and not kind.clean(content)
    right = kind.right_response(content) if is_told else None
    return replace(
        row,
        kind=kind_name(question.kind),
        topic=topic_of(question.draft.get("category", "")),
        card=replace(
            make_card(question.position, kind.present(content, [])), picture=_picture(question.draft, picture_url)
        ),
        right=told(question.kind, content, right) if right else "",
        problems=[sentence(one) for one in kind.clean(whole)],
    )


def _shown(content: dict[str, Any]) -> dict[str, Any]:
    """The content without pictures: they are not the site's yet."""
    found = {**content, "picture": None}
    if "prompts" in found:
        found["prompts"] = [{**one, "picture": None} for one in found["prompts"]]
    return found


def _alt_of(content: dict[str, Any]) -> dict[str, Any] | None:
    picture = content.get("picture")
    return {"id": 0, "alt": picture["alt"]} if picture else None


def _picture(draft: dict[str, Any], picture_url: Callable[[str], str]) -> dict[str, Any] | None:
    kept, picture = draft["picture"], draft["content"].get("picture")
    if not kept or not picture:
        return None
    return {
        "src": picture_url(kept["hash"]),
        "width": kept["width"],
        "height": kept["height"],
        "alt": picture["alt"],
    }
