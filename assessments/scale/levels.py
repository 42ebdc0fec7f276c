"""The framework's bands and areas in words: Circular 02/2025/TT-BGDĐT, four bands over eight levels, six areas."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

FRAMEWORK = "TT 02/2025/TT-BGDĐT"
# Logits, between an author's easy, medium and hard: until judges have set others.
PROVISIONAL_CUTS = (-1.0, 0.0, 1.0)

BANDS = (gettext_noop("Basic"), gettext_noop("Intermediate"), gettext_noop("Advanced"), gettext_noop("Expert"))
# What somebody in a band does, for someone who has never heard of bands.
SAYS = (
    gettext_noop("You do simple things by yourself or with somebody at your side."),
    gettext_noop("You do everyday things by yourself, also when something does not go as usual."),
    gettext_noop("You do new things by yourself and help others with theirs."),
    gettext_noop("You solve hard problems and teach others."),
)
AREAS = {
    1: gettext_noop("Finding and judging information"),
    2: gettext_noop("Talking and working with others online"),
    3: gettext_noop("Making digital content"),
    4: gettext_noop("Safety"),
    5: gettext_noop("Solving problems"),
    6: gettext_noop("Using artificial intelligence"),
}


def band_name(band: int) -> str:
    """The band in the reader's language; 0 is the lowest."""
    return _(BANDS[band])


def area_name(area: int) -> str:
    """The area in the reader's language."""
    return _(AREAS[area])


def band_at(theta: float, cuts: list[float]) -> int:
    """The band in which a place on the scale lies."""
    return sum(theta >= cut for cut in cuts)
