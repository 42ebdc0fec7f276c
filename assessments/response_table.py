"""All that was answered in a quiz, as arrays: what statistics are worked out from. 2 million answers in seconds."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
from django.db.models import F, FloatField, Func, TextField
from django.db.models.functions import Cast

from .models import Attempt, ItemVersion, Quiz, Response, State
from .psychometrics.timing import seconds_spent

# Newest attempts that are read; more would say the same and take longer.
MOST_ATTEMPTS = 100_000
_CHUNK = 20_000
# Shares are read in single precision.
_RIGHT = 1 - 5e-7
# Numbers of answers: nothing, and something that is no choice from a list.
NOTHING, WRITTEN = 0, 1
_EMPTY = ("[]", "{}", '""', "null")
# Of row, column, pk, share, code and moment: what two million of them should take.
_TYPES = (np.int32, np.int16, np.int64, np.float32, np.int32, np.float64)


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
    last answer came, nan: none). Attempts × items: `share` of the points, `code` which answer (an index of
    `responses`; 0 nothing, 1 something written), `seconds` spent (nan: not known).
    """

    items: list[int]
    people: Any
    attempt: np.ndarray
    person: np.ndarray
    started: np.ndarray
    submitted: np.ndarray
    last: np.ndarray
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
    return Attempt.objects.filter(quiz=quiz, number=1, state=State.SUBMITTED)


def response_table(quiz: Quiz, items: Sequence[int], picked: set[int]) -> ResponseTable:
    """Read the newest 100,000 attempts. Three queries.

    `items` (ids) must all have been asked: a mark that nobody could earn is none. Of the items `picked` the answers
    are kept, of others only whether there is one.
    """
    columns = {item: column for column, item in enumerate(items)}
    known = counting_attempts(quiz).order_by("-pk")
    fields = known.values_list("pk", "person_id", _Epoch("started_at"), _Epoch("submitted_at"))[:MOST_ATTEMPTS]
    taken = np.array(list(fields.iterator(chunk_size=_CHUNK)), dtype=np.float64).reshape(-1, 4)[::-1]
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
        share[whole],
        code[whole],
        seconds[whole],
        rows.responses,
    )


def _read(quiz: Quiz, attempts: np.ndarray, column_of: dict[int, int], picked: set[int]) -> _Rows:
    """Read the responses in pieces, so that Python never holds them all."""
    rows = Response.objects.filter(attempt__quiz=quiz, attempt__number=1, attempt__state=State.SUBMITTED)
    rows = rows.filter(attempt__gte=int(attempts[0])) if len(attempts) else rows.none()
    fields = rows.annotate(
        text=Cast("response", TextField()), part=Cast("scaled", FloatField()), moment=_Epoch(F("given_at"))
    ).values_list("pk", "attempt_id", "version_id", "text", "part", "moment")
    numbers = dict.fromkeys(_EMPTY, NOTHING)
    responses: list[Any] = [None, None]
    # One piece of nothing, so that there is always something to join.
    pieces = [tuple(np.zeros(0, dtype=kind) for kind in _TYPES)]
    source = fields.iterator(chunk_size=_CHUNK)
    while piece := list(islice(source, _CHUNK)):
        pk, attempt, version, text, part, moment = zip(*piece, strict=True)
        codes = [
            numbers[said] if said in numbers else _number(said, numbers, responses) if of in picked else WRITTEN
            for said, of in zip(text, version, strict=True)
        ]
        given = np.array(attempt, dtype=np.int64)
        row = np.minimum(np.searchsorted(attempts, given), len(attempts) - 1)
        # Handed in after the attempts were read: the next time.
        there = attempts[row] == given
        columns = [column_of.get(one, -1) for one in version]
        told = (row, columns, pk, part, codes, moment)
        pieces.append(tuple(np.array(one, dtype=kind)[there] for one, kind in zip(told, _TYPES, strict=True)))
    row, column, pks, share, code, at = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
    return _Rows(row, column, pks, share, code, at, responses)


def _number(said: str, numbers: dict[str, int], responses: list[Any]) -> int:
    """Give a new answer the next number."""
    numbers[said] = len(responses)
    responses.append(json.loads(said))
    return numbers[said]
