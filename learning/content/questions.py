"""Questions of course and bank files as items of the bank, which authors can go on with."""

from typing import Any

from django.core.files.images import ImageFile

from assessments.api import Item, new_item
from cms.api import Competence, SiteImage

from .reader import PICTURES

# Said about a question; all else is its content.
_ABOUT = {"slug", "kind", "level", "audience", "topic", "competence", "lesson", "key", "picture", "alt"}
# Kinds that can be published.
PUBLISHED = frozenset(
    {
        *("single_choice", "multiple_choice", "true_false", "matching", "ordering", "short_answer", "numeric"),
        *("gap_fill", "cloze", "likert", "hotspot", "drag_onto_image", "essay", "file_upload"),
    }
)


def add_question(title: str, question: dict, language: str, *, competence: str, lesson=None) -> Item:
    """Publish a question as an item of the bank."""
    item = new_item(
        title,
        question["kind"],
        content_of(question),
        picture=picture_of(question),
        level=question["level"],
        audience=question.get("audience", ""),
        topic=question.get("topic", ""),
        competence=Competence.objects.filter(code=competence).first(),
        lesson=lesson,
        language=language,
    )
    item.save()
    item.save_revision().publish()
    return item


def picture_of(question: dict) -> dict[str, Any] | None:
    """The question's picture as the author's form names it, stored at the first use; None: it has none."""
    name = question.get("picture")
    if not name:
        return None
    title = f"bank/{name}"
    image = SiteImage.objects.filter(title=title).first()
    if image is None:
        with (PICTURES / name).open("rb") as file:
            image = SiteImage(title=title, description=question["alt"][:255], file=ImageFile(file, name=f"bank-{name}"))
            image.save()
    return {"image": image.pk, "alt": question["alt"]}


def content_of(question: dict) -> dict[str, Any]:
    """What the question asks, as item types read it: files leave out keys that nobody has to know."""
    content = {name: value for name, value in question.items() if name not in _ABOUT}
    for listing in ("choices", "prompts", "areas", "zones"):
        if listing in content:
            content[listing] = [{"key": str(number), **row} for number, row in enumerate(content[listing], start=1)]
    if "elements" in content:
        content["elements"] = [{"key": text, "text": text} for text in content["elements"]]
    if "scale" in content:
        steps = enumerate(content["scale"], start=1)
        content["scale"] = [{"key": str(number), "text": text, "value": str(number)} for number, text in steps]
    if "rubric" in content:
        content["rubric"] = [_keyed(criterion, "levels") for criterion in _numbered(content["rubric"])]
    if "units" in content:
        content["units"] = [{"text": text} for text in content["units"]]
        content["unit_rule"] = content.get("unit_rule", "optional") if content["units"] else "none"
    if "parts" in content:
        content["parts"] = {part["key"]: {"kind": part["kind"], **content_of(part)} for part in content["parts"]}
    return content


def _numbered(rows: list[dict]) -> list[dict]:
    return [{"key": str(number), **row} for number, row in enumerate(rows, start=1)]


def _keyed(row: dict, listing: str) -> dict:
    return {**row, listing: _numbered(row[listing])}
