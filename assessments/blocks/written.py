"""Items that a person marks: a text, or files, with a rubric or without."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from ..items.file_upload import LARGEST_SIZE, USUAL_SIZE
from .item import ItemBlock, keyed, said

# One ending a kind; its twin (.jpeg, .heif) is always allowed with it.
EXTENSIONS = [
    (".jpg", _("photos (JPG)")),
    (".png", _("screenshots (PNG)")),
    (".webp", _("pictures from the web (WebP)")),
    (".heic", _("photos of iPhones (HEIC; many computers can't open them)")),
    (".pdf", "PDF"),
    (".docx", "Word (DOCX)"),
    (".odt", "LibreOffice Writer (ODT)"),
    (".xlsx", "Excel (XLSX)"),
    (".ods", "LibreOffice Calc (ODS)"),
    (".txt", _("plain text (TXT)")),
    (".mp3", _("sound (MP3)")),
    (".m4a", _("sound (M4A)")),
    (".mp4", _("film (MP4)")),
]
MARKERS = [("1", _("one person")), ("2", _("two people, who do not see each other's marks"))]


class LevelBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("what the work is like"), max_length=300)
    points = blocks.DecimalBlock(
        label=_("points"), min_value=0, max_value=100, max_digits=12, decimal_places=7, default=0
    )


class CriterionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("what is looked at"), max_length=250)
    levels = blocks.ListBlock(LevelBlock(label=_("level")), label=_("levels"), min_num=2, max_num=6)


class WrittenBlock(ItemBlock):
    """An item marked by people."""

    # Nothing judges it at once, so nothing leads to a next try.
    hints = None
    rubric = blocks.ListBlock(
        CriterionBlock(label=_("criterion")),
        label=_("how it is marked"),
        default=[],
        max_num=10,
        help_text=_(
            "Whoever marks picks one level of each criterion; learners see them with their result. Without criteria a "
            "marker gives a part of the points."
        ),
    )
    markers = blocks.ChoiceBlock(label=_("each piece of work is marked by"), choices=MARKERS, default="1")
    difference = blocks.DecimalBlock(
        label=_("two people may differ by (% of the points)"),
        default=20,
        min_value=0,
        max_value=100,
        max_digits=10,
        decimal_places=5,
        required=False,
        help_text=_("Within it their mean counts; beyond it a moderator decides."),
    )

    def content(self, value) -> dict[str, Any]:
        rubric = [
            {"key": key, "text": said(criterion, "text"), "levels": list(_levels(criterion["levels"]))}
            for key, criterion in keyed(value["rubric"])
        ]
        content = {**super().content(value), "rubric": rubric}
        if value.get("markers") == "2":
            difference = value.get("difference")
            share = (Decimal(20) if difference is None else Decimal(difference)) / 100
            content |= {"markers": 2, "allowed_difference": plain(share)}
        return content


def _levels(levels):
    for key, level in keyed(levels):
        points = level.get("points")
        yield {"key": key, "text": said(level, "text"), "points": "" if points is None else plain(Decimal(points))}


def plain(number: Decimal) -> str:
    """A decimal as content keeps it: “2.50” → “2.5”."""
    return format(number.normalize(), "f")


class EssayBlock(WrittenBlock):
    min_words = blocks.IntegerBlock(label=_("at least so many words"), required=False, min_value=1, max_value=2000)
    max_words = blocks.IntegerBlock(
        label=_("at most so many words"),
        required=False,
        min_value=1,
        max_value=4000,
        help_text=_("What is too short or too long is handed in all the same, after a warning."),
    )

    def content(self, value) -> dict[str, Any]:
        return {
            **super().content(value),
            **{name: value.get(name) or None for name in ("min_words", "max_words")},
        }

    class Meta:
        icon = "edit"
        label = _("Written answer")


class FileUploadBlock(WrittenBlock):
    extensions = blocks.MultipleChoiceBlock(
        label=_("files that may be sent"), choices=EXTENSIONS, default=[".jpg", ".png"]
    )
    max_files = blocks.IntegerBlock(label=_("at most so many files"), default=1, min_value=1, max_value=10)
    max_mb = blocks.IntegerBlock(
        label=_("megabytes of each file"), default=USUAL_SIZE, min_value=1, max_value=LARGEST_SIZE
    )

    def content(self, value) -> dict[str, Any]:
        chosen = set(value.get("extensions") or ())
        content = {
            **super().content(value),
            "extensions": [ending for ending, _label in EXTENSIONS if ending in chosen],
            "max_files": value.get("max_files") or 1,
        }
        size = value.get("max_mb") or USUAL_SIZE
        return content if size == USUAL_SIZE else {**content, "max_mb": size}

    class Meta:
        icon = "upload"
        label = _("Files to send")
