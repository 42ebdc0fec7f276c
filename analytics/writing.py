"""Numbers and dates as the active language writes them."""

from datetime import date

from django.utils import numberformat
from django.utils.formats import date_format, get_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from .indicators import Coverage


def whole(number: int) -> str:
    """1234 as “1.234” in Vietnamese. Django's own vi format knows the separator but groups nothing."""
    return decimal(number, 0)


def decimal(number: float, places: int) -> str:
    """1234.5 with one place as “1.234,5” in Vietnamese."""
    separators = get_format("DECIMAL_SEPARATOR"), get_format("THOUSAND_SEPARATOR")
    # Django's formatter cuts what does not fit instead of rounding it.
    text = number if places == 0 else f"{number:.{places}f}"
    return numberformat.format(text, separators[0], places, 3, separators[1], force_grouping=True, use_l10n=False)


def per_100(number: float) -> str:
    """A rate with about three telling digits: 0,082 · 4,31 · 12,3."""
    return decimal(number, 3 if number < 1 else 2 if number < 10 else 1)


def month(day: date) -> str:
    """07/2025."""
    return f"{day:%m/%Y}"


def written_day(day: date) -> str:
    """01/07/2025 in Vietnamese; with the month's name in English, where the two numbers would be mistaken."""
    return date_format(day, "d/m/Y" if get_language() == "vi" else "j F Y")


def interval(figure: Coverage) -> str:
    """The 95 % interval in words; empty where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    return _("95 percent interval: %(low)s to %(high)s") % {"low": per_100(figure.low), "high": per_100(figure.high)}
