"""Words of ours in what authors left to us: the answers of true/false."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .items import Content, item_type

WORDS = {"true": gettext_noop("Right"), "false": gettext_noop("Wrong")}


def told(kind: str, content: Content, response: Any) -> str:
    """The response in the learner's language; "" for not answered."""
    summary = item_type(kind).summary(content, response)
    return _(WORDS[summary]) if kind == "true_false" and summary else summary
