"""The ledger of responses: added, never changed; per place in the paper the newest row counts."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from .models import Attempt, Response, State
from .versions import Frozen, frozen

COLUMNS = ("position", "version", "response", "scaled", "given_at", "ref")


class Given(NamedTuple):
    """The response that counts at one place."""

    response: Any
    scaled: Decimal


def newest(attempt: Attempt) -> dict[int, Given]:
    """Give the newest response per position. One query. The row's id decides, never a clock."""
    rows = Response.objects.filter(attempt=attempt).order_by("id").values_list("position", "response", "scaled")
    return {position: Given(response, scaled) for position, response, scaled in rows}


def add_if_open(
    attempt: Attempt, position: int, response: Any, *, version: int, scaled: Decimal, at: datetime, ref: str
) -> bool:
    """Add a response in one statement, if the attempt is open and this is news; say whether a row was added.

    No news: the newest response of this position says the same, or `ref` has been here. One statement, because it
    runs for every tap of every learner; and because a check before it could be outrun by the handing in.
    """
    row = Response(
        attempt=attempt, position=position, version_id=version, response=response, scaled=scaled, given_at=at, ref=ref
    )
    fields = [Response._meta.get_field(name) for name in COLUMNS]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_statement(connection.vendor), [*values, attempt.pk, State.OPEN, position, values[2]])
        return cursor.rowcount == 1


@cache
def _statement(vendor: str) -> str:
    quote = connection.ops.quote_name
    table, attempts = quote(Response._meta.db_table), quote(Attempt._meta.db_table)
    columns = ", ".join(quote(Response._meta.get_field(name).column) for name in COLUMNS)
    # PostgreSQL: wait for a hand-in that holds the row, then look again. SQLite has one writer at a time.
    lock = "FOR SHARE OF a" if vendor == "postgresql" else ""
    # Names come from the models, values go as parameters.
    return f"""
        INSERT INTO {table} ({columns}, {quote("attempt_id")})
        SELECT {", ".join(["%s"] * len(COLUMNS))}, a.id FROM {attempts} a
        WHERE a.id = %s AND a.state = %s AND COALESCE(
            (SELECT r.response FROM {table} r WHERE r.attempt_id = a.id AND r.position = %s ORDER BY r.id DESC LIMIT 1),
            '[]') <> %s
        {lock} ON CONFLICT DO NOTHING
    """  # noqa: S608


def add_mark(attempt: Attempt, position: int, response: Any, *, version: int, scaled: Decimal, by: Any, at: datetime):
    """Add what a person's mark makes of an answer handed in: the same answer, worth `scaled`."""
    Response.objects.create(
        attempt=attempt,
        position=position,
        version_id=version,
        response=response,
        scaled=scaled,
        scored_by=by,
        given_at=at,
    )


def unanswered(attempt: Attempt, given: Mapping[int, Given]) -> list[int]:
    """List the positions of the paper without a whole answer in `given`; a text that asks nothing is not one of them.

    A written answer that is too short or too long is one; other kinds may be handed in with a part left out.
    """
    return [
        position
        for position, version in enumerate(frozen(attempt.paper["items"]))
        if not _is_answered(version, given[position].response if position in given else None)
    ]


def _is_answered(version: Frozen, response: Any) -> bool:
    if response and not version.type.needs_marking:
        return True
    return version.type.is_complete(version.content, response or None)
