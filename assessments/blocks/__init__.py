"""How an author writes an item: one block per item type, in the Wagtail editor without code."""

from wagtail import blocks

from .arranging import MatchingBlock, OrderingBlock
from .choices import DescriptionBlock, LikertBlock, MultipleChoiceBlock, SingleChoiceBlock, TrueFalseBlock
from .gaps import ClozeBlock, GapFillBlock
from .item import ItemBlock
from .pictured import DragOntoImageBlock, HotspotBlock
from .typed import NumericBlock, ShortAnswerBlock
from .written import EssayBlock, FileUploadBlock

__all__ = ["ItemBlock", "ItemStream"]


class ItemStream(blocks.StreamBlock):
    """One question; the block's name is the item type's."""

    single_choice = SingleChoiceBlock()
    multiple_choice = MultipleChoiceBlock()
    true_false = TrueFalseBlock()
    matching = MatchingBlock()
    ordering = OrderingBlock()
    short_answer = ShortAnswerBlock()
    numeric = NumericBlock()
    gap_fill = GapFillBlock()
    cloze = ClozeBlock()
    drag_onto_image = DragOntoImageBlock()
    hotspot = HotspotBlock()
    essay = EssayBlock()
    file_upload = FileUploadBlock()
    likert = LikertBlock()
    description = DescriptionBlock()

    class Meta:
        min_num = 1
        max_num = 1
