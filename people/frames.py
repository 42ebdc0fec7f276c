"""Persons for `analytics` alone, as a DataFrame: pseudonyms, never a name or a contact."""

from typing import TYPE_CHECKING

from django.db.models import Max, OuterRef, Subquery

from .models import Consent, Person, Purpose

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["consent_watermark", "people"]


def people() -> "pd.DataFrame":
    """Everyone whose newest word on statistics is yes; silence is no. One query.

    Columns: person (pseudonym, int64), birth_year (Int64, missing: not said), gender (female, male, other; "": not
    said), is_demo (bool: simulated).
    """
    import pandas as pd

    newest = Consent.objects.filter(person=OuterRef("pk"), purpose=Purpose.STATISTICS).order_by("-id")
    agreed = Person.objects.annotate(agrees=Subquery(newest.values("given")[:1])).filter(agrees=True)
    columns = {"pseudonym": "int64", "birth_year": "Int64", "gender": "str", "is_demo": "bool"}
    rows = list(agreed.values_list(*columns).iterator(chunk_size=20_000))
    return (
        pd.DataFrame.from_records(rows, columns=list(columns)).astype(columns).rename(columns={"pseudonym": "person"})
    )


def consent_watermark() -> str:
    """A text that changes whenever someone agrees or disagrees. One query, on the index's end."""
    return str(Consent.objects.aggregate(id=Max("id"))["id"])
