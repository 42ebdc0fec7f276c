"""Who is erased is still counted: public figures do not change with it."""

from analytics.api import Figure, build_figures, newest_build
from people.api import Person, Purpose, erase, set_consent

from . import make


def published():
    facts = ("scope", "area", "measure", "month", "people", "hidden")
    return set(Figure.objects.filter(build=newest_build()).values_list(*facts))


def test_public_figures_are_the_same_before_and_after_an_erasure(learnt):
    build_figures(at=make.NOW)
    before = published()

    for person in Person.objects.filter(commune__in=[learnt.big, learnt.small]).order_by("pk")[:5]:
        set_consent(person, Purpose.REMINDERS, True, at=make.NOW)
        erase(person, by=None, at=make.NOW)
    build_figures(at=make.NOW)

    assert before and published() == before
