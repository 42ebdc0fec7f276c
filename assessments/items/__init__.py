"""Item types: one pure module each. Adding one: a module here, its line in KINDS, an editor block, a template part."""

from .contract import Choice, Content, Fields, ItemType, Problem, Response, Shown, Unreadable
from .multiple_choice import MultipleChoice
from .single_choice import SingleChoice
from .true_false import TrueFalse

KINDS: dict[str, ItemType] = {
    item_type.kind: item_type for item_type in (SingleChoice(), MultipleChoice(), TrueFalse())
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
    "Problem",
    "Response",
    "Shown",
    "Unreadable",
    "item_type",
]
