"""Numbers and names of questions from elsewhere. Pure."""

import re
from decimal import Decimal, InvalidOperation

from .drafts import Unusable

NAME_LENGTH = 80
# Moodle's shares; a file that wrote one with fewer digits (33.333) means the whole one.
_USUAL = [
    Decimal(text)
    for text in (
        *("0.0500000", "0.1000000", "0.1111111", "0.1250000", "0.1428571", "0.1666667", "0.2000000", "0.2500000"),
        *("0.3000000", "0.3333333", "0.4000000", "0.5000000", "0.6000000", "0.6666667", "0.7000000", "0.7500000"),
        *("0.8000000", "0.8333333", "0.9000000", "1.0000000"),
    )
]
_NEAR = Decimal("0.00005")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d{1,3})?")


def decimal_text(number: Decimal) -> str:
    """Write a decimal plainly: no exponent, no zeros at the end.

    >>> decimal_text(Decimal("1.50")), decimal_text(Decimal("-0.0")), decimal_text(Decimal("1E+2"))
    ('1.5', '0', '100')
    """
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def number(text: str) -> Decimal:
    """Read a number as Moodle's files write it: point or comma, perhaps an exponent. Raises Unusable."""
    found = text.strip().replace("−", "-")
    if len(found) > 60 or not _NUMBER.fullmatch(found):
        raise Unusable("not_a_number", text=found[:60])
    try:
        return Decimal(found.replace(",", "."))
    except InvalidOperation:
        raise Unusable("not_a_number", text=found[:60]) from None


def share(percent: str) -> str:
    """Turn a weight in percent into a share of the points. Raises Unusable for no number, or beyond ±100.

    >>> share("50"), share("33.333"), share("-100")
    ('0.5', '0.3333333', '-1')
    """
    value = number(percent) / 100
    if abs(value) > 1:
        raise Unusable("weight_too_large", weight=percent.strip())
    for usual in _USUAL:
        if abs(abs(value) - usual) < _NEAR:
            value = usual.copy_sign(value)
    return decimal_text(value)


def midpoint(low: str, high: str) -> tuple[str, str]:
    """Turn a range into (value, tolerance), exactly. Raises Unusable.

    >>> midpoint("3.141", "3.142")
    ('3.1415', '0.0005')
    """
    first, last = sorted((number(low), number(high)))
    return decimal_text((first + last) / 2), decimal_text((last - first) / 2)


def short_name(text: str) -> str:
    """Name a question that has no name by its beginning: up to 80 characters, cut between words."""
    words = " ".join(text.split())
    if len(words) <= NAME_LENGTH:
        return words
    cut = words[: NAME_LENGTH + 1]
    return (cut.rpartition(" ")[0] or cut[:NAME_LENGTH]).strip()


def choice_share(fraction: str, *, correct: bool) -> dict[str, str]:
    """Give {"share": …} where it says more than right or wrong does; {} otherwise."""
    return {} if fraction == ("1" if correct else "0") else {"share": fraction}
