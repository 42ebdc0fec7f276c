"""What the authors' blocks of all item types share: the question, and how its value becomes content.

A block knows how its value becomes the pure type's content (`content`), and refuses what the type has
problems with, unless only a draft is saved.
"""

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from ..bank.problems import sentence
from ..items import item_type

MOST_HINTS, LONGEST_HINT = 3, 500


class ItemBlock(blocks.StructBlock):
    """What every item type has."""

    stem = blocks.TextBlock(label=_("question"), rows=3, max_length=1000)
    image = ImageChooserBlock(label=_("picture"), required=False)
    alt = blocks.CharBlock(label=_("what the picture shows"), required=False, max_length=250)
    explanation = blocks.TextBlock(
        label=_("explanation"), rows=3, required=False, max_length=1000, help_text=_("Shown after handing in.")
    )
    hints = blocks.ListBlock(
        blocks.CharBlock(label=_("hint"), max_length=LONGEST_HINT, required=False),
        label=_("hints"),
        max_num=MOST_HINTS,
        default=[],
        help_text=_("For practice: one after each answer that is not right yet. The first says least."),
    )

    def content(self, value) -> dict[str, Any]:
        """Turn the author's form into the content the pure type of the same name reads."""
        image = value.get("image")
        hints = [text for hint in value.get("hints") or [] if (text := str(hint or "").strip())]
        return {
            "stem": said(value, "stem"),
            "picture": {"id": image.pk, "alt": said(value, "alt")} if image else None,
            "explanation": said(value, "explanation"),
            # Only where there are some: what says the same as before must not become a new version.
            **({"hints": hints} if hints else {}),
        }

    def clean(self, value):
        value = super().clean(value)
        if not self.is_deferred_validation:
            # Empty fields are already refused beside the field; what is left concerns the whole question.
            problems = item_type(self.name).clean(self.content(value))
            if problems:
                raise StructBlockValidationError(
                    non_block_errors=[ValidationError(sentence(problem)) for problem in problems]
                )
        return value


class JudgedBlock(ItemBlock):
    """An item that is right or wrong as a whole, and is commented on as a whole."""

    feedback_right = blocks.CharBlock(label=_("what we say when it is right"), required=False, max_length=500)
    feedback_wrong = blocks.CharBlock(label=_("what we say when it is not"), required=False, max_length=500)

    def content(self, value) -> dict[str, Any]:
        both = {name: said(value, name) for name in ("feedback_right", "feedback_wrong")}
        return {**super().content(value), **both}


def said(value, name: str) -> str:
    """The text in a field, without blanks around it; "" for none."""
    return (value.get(name) or "").strip()


def keyed(children) -> Iterator[tuple[str, Any]]:
    """Give (key, value) for every block of a list: the start of its id, which survives edits and reordering."""
    keys = [str(child.id or "")[:8] for child in children.bound_blocks]
    if not all(keys) or len(set(keys)) < len(keys):
        keys = [str(child.id or f"c{place}") for place, child in enumerate(children.bound_blocks)]
    for key, child in zip(keys, children.bound_blocks, strict=True):
        yield key, child.value
