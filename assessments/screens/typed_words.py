"""How something typed was compared with an author's answers, in words for the author."""

from fractions import Fraction

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..items import Content, Typed, item_type


def typed_sentences(kind: str, content: Content, response: object) -> list[str]:
    """Say for each text typed in a response which answer it was taken for and how; empty: nothing was typed."""
    return [
        f"{place_words(one.number)}“{one.text}”: {comparison(one)}" for one in item_type(kind).typed(content, response)
    ]


def place_words(number: int) -> str:
    """Begin a line about a gap; "" where the question has only one place to type in."""
    return capfirst(_("gap %(number)s") % {"number": number}) + " – " if number else ""


def comparison(typed: Typed) -> str:
    """Say which answer a text was taken for, by which rule, and what that earns."""
    if not typed.rule:
        if typed.readings == 0:
            return _("no number can be read in it, so it matches none of your answers")
        return _("matches none of your answers")
    said = [_matched(typed)]
    if (typed.readings or 0) > 1:
        said.append(_("it can be read as two numbers, and one of them is right"))
    if typed.unit_cost:
        said.append(
            _("the unit is missing or not the right one: %(percent)s%% off") % {"percent": _of_100(typed.unit_cost)}
        )
    return "; ".join([*said, _("earns %(percent)s%%") % {"percent": _of_100(typed.share)}])


def _matched(typed: Typed) -> str:
    names = {"answer": typed.answer, "n": typed.edits}
    if typed.rule == "typo":
        return (
            ngettext(
                "taken for “%(answer)s”: %(n)s typing error forgiven",
                "taken for “%(answer)s”: %(n)s typing errors forgiven",
                typed.edits,
            )
            % names
        )
    if typed.rule == "typo_without_diacritics":
        return (
            ngettext(
                "taken for “%(answer)s”: the accents are missing or others, and %(n)s typing error forgiven",
                "taken for “%(answer)s”: the accents are missing or others, and %(n)s typing errors forgiven",
                typed.edits,
            )
            % names
        )
    return {
        "exact": _("taken for “%(answer)s”: it is the same"),
        "tone_placement": _("taken for “%(answer)s”: only a tone mark stands over another letter of the word"),
        "without_diacritics": _("taken for “%(answer)s”: the accents are missing or others"),
        "pattern": _("fits the pattern “%(answer)s”"),
        "tolerance": _("taken for “%(answer)s”: within the difference you allow"),
        "anything": _("no number of yours, so your answer for all other numbers (*) counts"),
    }[typed.rule] % names


def _of_100(share: Fraction) -> int:
    return round(100 * share)
