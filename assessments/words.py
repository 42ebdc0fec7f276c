"""Words of ours in what authors left to us: the answers of true/false."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .items import Choice, Content, item_type

WORDS = {"true": gettext_noop("Right"), "false": gettext_noop("Wrong")}


def choice_text(choice: Choice) -> str:
    """What an answer to pick says: its author's words, or ours for right and wrong."""
    # An answer that a draft leaves empty is shown empty.
    return choice.text if choice.text or choice.key not in WORDS else _(WORDS[choice.key])


def told(kind: str, content: Content, response: Any) -> str:
    """The response in the learner's language; "" for not answered."""
    summary = item_type(kind).summary(content, response)
    return _(WORDS[summary]) if kind == "true_false" and summary else summary
