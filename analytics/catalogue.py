"""The indicators: what each counts, in the public's words. Data, not code; texts are msgids, translated where shown."""

from dataclasses import dataclass


def gettext_noop(text: str) -> str:
    """Mark a text for the translations; this module knows no framework."""
    return text


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator: distinct people who did something, as a number and per 100 adults."""

    measure: str
    name: str
    # Goes on after a number: “1.234 …”.
    what: str
    numerator: str
    denominator: str
    unit: str
    source: str
    # up: more is better.
    direction: str = "up"


_UNIT = gettext_noop("people per 100 adults")
_DENOMINATOR = gettext_noop(
    "Inhabitants aged 15 and over at the census of 1 April 2019; for a commune estimated from the ages in its district."
)
_SOURCE = gettext_noop("records of this platform, of people who agreed to statistics")

INDICATORS: dict[str, Indicator] = {
    one.measure: one
    for one in (
        Indicator(
            measure="reached",
            name=gettext_noop("Enrolled"),
            what=gettext_noop("people enrolled in a course"),
            numerator=gettext_noop("People who enrolled in at least one course, also those who left it later."),
            denominator=_DENOMINATOR,
            unit=_UNIT,
            source=_SOURCE,
        ),
        Indicator(
            measure="active",
            name=gettext_noop("Learned"),
            what=gettext_noop("people learned something"),
            numerator=gettext_noop("People who finished at least one lesson or took at least one quiz."),
            denominator=_DENOMINATOR,
            unit=_UNIT,
            source=_SOURCE,
        ),
        Indicator(
            measure="completed",
            name=gettext_noop("Completed"),
            what=gettext_noop("people completed a course"),
            numerator=gettext_noop("People who completed at least one course."),
            denominator=_DENOMINATOR,
            unit=_UNIT,
            source=_SOURCE,
        ),
        Indicator(
            measure="passed",
            name=gettext_noop("Passed"),
            what=gettext_noop("people passed a quiz"),
            numerator=gettext_noop("People who passed at least one quiz."),
            denominator=_DENOMINATOR,
            unit=_UNIT,
            source=_SOURCE,
        ),
    )
}
