"""Load the whole demonstration, or nothing."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

import numpy as np
from django.db import transaction
from django.utils import timezone

from analytics.api import build_figures
from people.api import Person

from .activity import read_courses, write
from .cast import add_cast, add_questions
from .country import read_places
from .study import draw_studies
from .truth import draw_people, first_day

__all__ = ["REFORM", "AlreadyThere", "NotReady", "load"]

# The planted communes are those of the map that began on this day.
REFORM = date(2025, 7, 1)


class AlreadyThere(Exception):
    """There are simulated people already."""


class NotReady(Exception):
    """The simulated people would have nowhere to live or nothing to learn."""


@transaction.atomic
def load(
    *, size: int, seed: int, until: date, with_logins: bool, tell: Callable[[str], None] = lambda line: None
) -> dict[str, int]:
    """Simulate `size` people up to the eve of `until` and write them; how many rows of each kind.

    The figures are built with them. All or nothing. Raises AlreadyThere, NotReady, cast.NameTaken.
    """
    there = Person.objects.filter(is_demo=True).count()
    if there:
        raise AlreadyThere(f"The demonstration is already there ({there:,} people).")
    if until <= REFORM:
        raise NotReady(f"The simulated time ends after {REFORM:%Y-%m-%d}: the planted communes exist since then.")
    places, courses = read_places(until), read_courses()
    if not places or not courses:
        raise NotReady("There are no communes or no courses yet: run manage.py setup_site first.")
    rng = np.random.default_rng(seed)
    tell(f"Simulating {size:,} people from {first_day(until)} to {until - timedelta(days=1)} …")
    people = draw_people(places, size=size, until=until, rng=rng)
    studies = draw_studies(people, [course.shape for course in courses], rng=rng)
    written = write(people, studies, courses, until=until, seed=seed, tell=tell)
    end = timezone.make_aware(datetime.combine(until, time.min)) - timedelta(hours=2)
    cast = add_cast(at=end, since=first_day(until)) if with_logins else {}
    n_questions = add_questions(cast, at=end)
    # Together with the people, so that nobody meets figures that do not know them yet or are not called simulated.
    build_figures(at=timezone.now())
    return {**asdict(written), "questions": n_questions, "sign-ins": len(cast)}
