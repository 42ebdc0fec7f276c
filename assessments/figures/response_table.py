"""All that was answered in a quiz, as arrays: what statistics are worked out from. 2 million answers in seconds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import Case, F, FloatField, Func, TextField, Value, When
from django.db.models.functions import Cast

from ..models import Attempt, Device, ItemVersion, Quiz, Response, State
from ..psychometrics.timing import seconds_spent

# Newest attempts that are read; more would say the same and take longer.
MOST_ATTEMPTS = 100_000
_CHUNK = 20_000
# Shares are stored with seven digits.
_RIGHT = 1 - 5e-7
# Numbers of answers: nothing, and something that is no choice from a list.
NOTHING, WRITTEN = 0, 1
_EMPTY = ("[]", "{}", '""', "null")
# Of row, column, pk, share, code and moment: what two million of them should take.
_TYPES = (np.int32, np.int16, np.int64, np.float64, np.int32, np.float64)


class _Epoch(Func):
    """A moment as seconds since 1970, worked out by the database: two million of them are too many for Python."""

    output_field = FloatField()

    def as_sqlite(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="(julianday(%(expressions)s) - 2440587.5) * 86400.0")

    def as_postgresql(self, compiler, connection, **context):
        return self.as_sql(compiler, connection, template="EXTRACT(EPOCH FROM %(expressions)s)::double precision")


@dataclass(frozen=True)
class ResponseTable:
    """The first attempts of a quiz that were asked all of `items`, and what counts in them.

    `people`: the ids of all who took it, as a query.
    By attempt: `attempt` and `person` (ids), `started`, `submitted` and `last` (seconds since 1970; `last`: when the
    last answer came, nan: none), `handheld` (1 phone or tablet, 0 computer, −1 not known). Attempts × items: `share` of
    the points, `code` which answer (an index of `responses`; 0 nothing, 1 something written), `seconds` spent (nan: not
    known).
    """

    items: list[int]
    people: Any
    attempt: np.ndarray
    person: np.ndarray
    started: np.ndarray
    submitted: np.ndarray
    last: np.ndarray
    handheld: np.ndarray
    share: np.ndarray
    code: np.ndarray
    seconds: np.ndarray
    responses: list[Any]

    @property
    def is_right(self) -> np.ndarray:
        """Say of each answer whether it earned everything."""
        return self.share >= _RIGHT

    @property
    def n(self) -> int:
        return len(self.attempt)


@dataclass(frozen=True)
class _Rows:
    """Responses one by one: number of the attempt in the table, column of the item (−1: of no interest), and so on."""

    row: np.ndarray
    column: np.ndarray
    pk: np.ndarray
    share: np.ndarray
    code: np.ndarray
    at: np.ndarray
    responses: list[Any]


def counting_attempts(quiz: Quiz):
    """The attempts that count: handed in, and the person's first, as who tries again has seen the answers."""
    # One that still waits for a mark says nothing yet.
    return Attempt.objects.filter(quiz=quiz, number=1, state=State.SUBMITTED, passed__isnull=False)


def response_table(quiz: Quiz, items: Sequence[int], picked: set[int]) -> ResponseTable:
    """Read the newest 100,000 attempts. Three queries.

    `items` (ids) must all have been asked: a mark that nobody could earn is none. Of the items `picked` the answers
    are kept, of others only whether there is one.
    """
    columns = {item: column for column, item in enumerate(items)}
    known = counting_attempts(quiz).order_by("-pk")
    handheld = Case(
        When(device=Device.HANDHELD, then=Value(1.0)),
        When(device=Device.COMPUTER, then=Value(0.0)),
        default=Value(-1.0),
    )
    fields = known.values_list("pk", "person_id", _Epoch("started_at"), _Epoch("submitted_at"), handheld)
    read = fields[:MOST_ATTEMPTS].iterator(chunk_size=_CHUNK)
    taken = np.array(list(read), dtype=np.float64).reshape(-1, 5)[::-1]
    attempts = taken[:, 0].astype(np.int64)
    versions = dict(ItemVersion.objects.filter(item__in=items).values_list("pk", "item_id"))
    rows = _read(
        quiz,
        attempts,
        {pk: columns[item] for pk, item in versions.items()},
        {pk for pk, item in versions.items() if item in picked},
    )
    n, wide = len(attempts), len(items)
    seconds = seconds_spent(rows.row, rows.column, rows.at, taken[:, 2], rows.code != NOTHING, wide)
    last = np.full(n, -np.inf)
    np.maximum.at(last, rows.row[rows.code != NOTHING], rows.at[rows.code != NOTHING])
    last[np.isinf(last)] = np.nan
    # The newest response of a place counts.
    mine = np.flatnonzero(rows.column >= 0)
    order = mine[np.lexsort((rows.pk[mine], rows.row[mine] * wide + rows.column[mine]))]
    share, code = np.full((n, wide), np.nan, dtype=np.float64), np.zeros((n, wide), dtype=np.int32)
    share[rows.row[order], rows.column[order]] = rows.share[order]
    code[rows.row[order], rows.column[order]] = rows.code[order]
    whole = ~np.isnan(share).any(axis=1)
    return ResponseTable(
        list(items),
        counting_attempts(quiz).values("person"),
        attempts[whole],
        taken[whole, 1].astype(np.int64),
        taken[whole, 2],
        taken[whole, 3],
        last[whole],
        taken[whole, 4].astype(np.int8),
        share[whole],
        code[whole],
        seconds[whole],
        rows.responses,
    )


def _read(quiz: Quiz, attempts: np.ndarray, column_of: dict[int, int], picked: set[int]) -> _Rows:
    """Read the responses in pieces, so that Python never holds them all."""
    numbers = dict.fromkeys(_EMPTY, NOTHING)
    responses: list[Any] = [None, None]
    known = np.array([-1, *sorted(column_of)], dtype=np.int64)
    columns = np.array([column_of.get(version, -1) for version in known.tolist()], dtype=np.int16)
    # One piece of nothing, so that there is always something to join.
    pieces = [tuple(np.zeros(0, dtype=kind) for kind in _TYPES)]
    for piece in _pieces(quiz, int(attempts[0])) if len(attempts) else ():
        pk, attempt, version, text, part, moment = zip(*piece, strict=True)
        codes = list(map(numbers.get, text))
        if None in codes:
            codes = [
                code if code is not None else _number(said, numbers, responses) if of in picked else WRITTEN
                for code, said, of in zip(codes, text, version, strict=True)
            ]
        given = np.array(attempt, dtype=np.int64)
        row = np.minimum(np.searchsorted(attempts, given), len(attempts) - 1)
        # Handed in after the attempts were read: the next time.
        there = attempts[row] == given
        of = np.array(version, dtype=np.int64)
        at = np.searchsorted(known, of, side="right") - 1
        column = np.where(known[at] == of, columns[at], -1)
        told = (row, column, pk, part, codes, moment)
        pieces.append(tuple(np.array(one, dtype=kind)[there] for one, kind in zip(told, _TYPES, strict=True)))
    row, column, pks, share, code, at = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return _Rows(row, column, pks, share, code, at, responses)


def _pieces(quiz: Quiz, first: int):
    """The rows as the database gives them: two million times through Django's converters take as long as all else."""
    rows = Response.objects.filter(attempt__quiz=quiz, attempt__number=1, attempt__passed__isnull=False)
    fields = (
        rows.filter(attempt__gte=first)
        .annotate(text=Cast("response", TextField()), part=Cast("scaled", FloatField()), moment=_Epoch(F("given_at")))
        .values_list("pk", "attempt_id", "version_id", "text", "part", "moment")
    )
    with connection.chunked_cursor() as cursor:
        cursor.execute(*fields.query.sql_with_params())
        while piece := cursor.fetchmany(_CHUNK):
            yield piece


def _number(said: str, numbers: dict[str, int], responses: list[Any]) -> int:
    """Give an answer its number; a new one the next."""
    if said in numbers:
        return numbers[said]
    numbers[said] = len(responses)
    responses.append(json.loads(said))
    return numbers[said]
