"""What other packages may ask about many people at once, by their ids: never a name or a contact."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from .models import Consent, Membership, Person, Purpose

Ids = Iterable[int] | QuerySet[Any]


@dataclass(frozen=True, slots=True)
class Traits:
    """What groups someone for statistics. `birth_year` None, `gender` "", `is_urban` None: not said, not known."""

    person: int
    birth_year: int | None
    gender: str
    # Of the commune as the person told us.
    is_urban: bool | None


def statistics_traits(people: Ids) -> list[Traits]:
    """Give the traits of those among `people` whose newest word on statistics is yes; silence is no. One query.

    `people`: ids, or a query of ids where there are many.
    """
    newest = Consent.objects.filter(person=OuterRef("pk"), purpose=Purpose.STATISTICS).order_by("-id")
    agreed = Person.objects.filter(pk__in=people).annotate(agrees=Subquery(newest.values("given")[:1]))
    rows = agreed.filter(agrees=True).values_list("pk", "birth_year", "gender", "commune__is_urban")
    return [Traits(*row) for row in rows.iterator(chunk_size=20_000)]


def consent_edition() -> int:
    """A number that rises whenever someone agrees or disagrees to anything. One query, on the index's end."""
    return Consent.objects.aggregate(id=Max("id"))["id"] or 0


def whereabouts(people: Ids) -> tuple[dict[int, int], dict[int, set[int]]]:
    """Say who lives and who works together: (commune id by person, organisation ids by person). Two queries.

    Who is erased, or joined to another record, is left out; so is a commune or an office that nobody told us.
    """
    living = Person.objects.filter(pk__in=people, erased_at=None, merged_into=None)
    communes = dict(living.exclude(commune=None).values_list("pk", "commune_id"))
    offices: dict[int, set[int]] = {}
    working = Membership.objects.filter(person__in=people, person__erased_at=None, valid_to=None)
    for person, organisation in working.values_list("person_id", "organisation_id"):
        offices.setdefault(person, set()).add(organisation)
    return communes, offices
