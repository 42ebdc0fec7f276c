"""The ledger of responses: added, never changed; per place in the paper the newest row counts."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.db import connection

from ..bank.versions import Frozen, frozen
from ..models import Attempt, Response, State
from ..quizzes.rules import is_practice
from .practice import earned
from .scoring import Given

COLUMNS = ("position", "version", "response", "scaled", "given_at", "ref", "client_seq", "is_late")


def newest(attempt: Attempt) -> dict[int, Given]:
    """Give what counts per position: the newest response. One query. The row's id decides, never a clock.

    In practice the share is what all tries together are worth, as if handed in now.
    """
    if is_practice(attempt.paper):
        return earned(attempt)
    rows = Response.objects.filter(attempt=attempt).order_by("id")
    said = rows.values_list("position", "response", "scaled", "client_seq")
    return {position: Given(*rest) for position, *rest in said}


def add_if_open(row: Response) -> bool:
    """Add a response in one statement, if its attempt is open and this is news; say whether a row was added.

    No news: the newest response of this position says the same, or was given later (`client_seq`), or `ref` has been
    here. One statement, because it runs for every tap of every learner; and because a check before it could be outrun
    by the handing in.
    """
    fields = [Response._meta.get_field(name) for name in COLUMNS]
    values = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    seq = [row.client_seq, row.position, row.client_seq]
    with connection.cursor() as cursor:
        said = [row.attempt_id, State.OPEN, row.position, values[2]]
        cursor.execute(_statement(connection.vendor), [*values, *said, *seq])
        return cursor.rowcount == 1


@cache
def _statement(vendor: str) -> str:
    quote = connection.ops.quote_name
    table, attempts = quote(Response._meta.db_table), quote(Attempt._meta.db_table)
    columns = ", ".join(quote(Response._meta.get_field(name).column) for name in COLUMNS)
    # PostgreSQL: wait for a hand-in that holds the row, then look again. SQLite has one writer at a time.
    lock = "FOR SHARE OF a" if vendor == "postgresql" else ""
    newest = f"FROM {table} r WHERE r.attempt_id = a.id AND r.position = %s ORDER BY r.id DESC LIMIT 1"
    # Names come from the models, values go as parameters.
    return f"""
        INSERT INTO {table} ({columns}, {quote("attempt_id")})
        SELECT {", ".join(["%s"] * len(COLUMNS))}, a.id FROM {attempts} a
        WHERE a.id = %s AND a.state = %s AND COALESCE((SELECT r.response {newest}), '[]') <> %s
            AND (%s = 0 OR COALESCE((SELECT r.client_seq {newest}), 0) <= %s)
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
