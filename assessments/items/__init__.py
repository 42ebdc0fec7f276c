"""Item types: one pure module each. Adding one: a module here, its line in KINDS, an editor block, a template part."""

from .cloze import Cloze
from .contract import (
    Choice,
    Content,
    Fields,
    ItemType,
    Part,
    Parts,
    Place,
    Problem,
    Response,
    Shown,
    Typed,
    Unreadable,
    Words,
)
from .description import Description
from .drag_onto_image import DragOntoImage
from .essay import Essay
from .file_upload import FileUpload
from .gap_fill import GapFill
from .hotspot import Hotspot, slot_key
from .likert import Likert
from .matching import Matching
from .multiple_choice import MultipleChoice
from .numeric import Numeric
from .ordering import Ordering
from .rubrics import mark_by_rubric
from .short_answer import ShortAnswer
from .single_choice import SingleChoice
from .true_false import TrueFalse

KINDS: dict[str, ItemType] = {
    item_type.kind: item_type
    for item_type in (
        SingleChoice(),
        MultipleChoice(),
        TrueFalse(),
        Matching(),
        Ordering(),
        ShortAnswer(),
        Numeric(),
        Cloze(),
        GapFill(),
        DragOntoImage(),
        Hotspot(),
        Essay(),
        FileUpload(),
        Likert(),
        Description(),
    )
}


def item_type(kind: str) -> ItemType:
    """Give the type called `kind`. Raises KeyError for a kind that does not exist."""
    return KINDS[kind]


__all__ = [
    "KINDS",
    "Choice",
    "Content",
    "Fields",
    "ItemType",
    "Part",
    "Parts",
    "Place",
    "Problem",
    "Response",
    "Shown",
    "Typed",
    "Unreadable",
    "Words",
    "item_type",
    "mark_by_rubric",
    "slot_key",
]
