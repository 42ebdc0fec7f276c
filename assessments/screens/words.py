"""Words of ours beside the authors': the answers of true/false, and what a text lacks."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..items import Choice, Content, Shown, item_type
from ..items.essay import count_words

WORDS = {"true": gettext_noop("Right"), "false": gettext_noop("Wrong")}


def choice_text(choice: Choice) -> str:
    """What an answer to pick says: its author's words, or ours for right and wrong."""
    # An answer that a draft leaves empty is shown empty.
    return choice.text if choice.text or choice.key not in WORDS else _(WORDS[choice.key])


class _Aloud:
    """The interface's words among those that are read aloud, in the language that is active."""

    def gap(self, number: int) -> str:
        return _("gap %(number)s") % {"number": number}

    def choice(self, choice: Choice) -> str:
        # Where there is only a picture, its words.
        return choice_text(choice) or str((choice.picture or {}).get("alt", ""))


def read_aloud(shown: Shown, language: str) -> str:
    """The lines of a question that a voice of its `language` reads, whichever language the page has."""
    with translation.override(language):
        return item_type(shown.kind).listen(shown, _Aloud())


def told(kind: str, content: Content, response: Any) -> str:
    """The response in the learner's language; "" for not answered."""
    summary = item_type(kind).summary(content, response)
    return _(WORDS[summary]) if kind == "true_false" and summary else summary


def lacking(content: Content, response: Any) -> str:
    """Say what a written answer lacks of what was asked for; "" for one that is not there, or is whole."""
    if not isinstance(response, str) or not response:
        return ""
    n, least, most = count_words(response), content.get("min_words"), content.get("max_words")
    if least and n < least:
        return _("%(n)s words so far, at least %(least)s are asked for") % {"n": n, "least": least}
    if most and n > most:
        return _("%(n)s words, at most %(most)s are asked for") % {"n": n, "most": most}
    return ""
