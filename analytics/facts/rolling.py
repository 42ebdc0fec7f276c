"""From the facts of one month and province to counts: learner first, then counted. DuckDB; no clock, no framework.

Grouping by learner first is several times less work than counting distinct people in every group, and one partition
at a time keeps the memory the same however many there are.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from .schema import Did, Partition, Way

if TYPE_CHECKING:
    import duckdb
    import pyarrow as pa

COUNTS, LEARNERS = "counts", "learner_months"
# What DuckDB may hold; the process around it needs some 150 MB more. The rest goes to disk.
MEMORY = "600MB"
# In a row of counts: all courses together, everybody once.
ALL_COURSES = 0
FINGERPRINT = "fingerprint"

# One row for each learner, commune and course: what was done and how, as bits, and the sum of scores.
_LEARNERS = """
    CREATE OR REPLACE TEMP TABLE learner_month AS
    SELECT commune, course, learner, min(sex) AS sex, min(age_band) AS age_band,
           bit_or((1 << did)::UTINYINT) AS did, bit_or((1 << way)::UTINYINT) AS way,
           coalesce(sum(score), 0)::BIGINT AS score_sum, count(score)::INTEGER AS n_scores
    FROM read_parquet(?) GROUP BY commune, course, learner
"""
_COUNTED = ", ".join(
    [
        "count(*)::BIGINT AS learners",
        *(f"count(*) FILTER (did & {1 << one} > 0)::BIGINT AS {one.name.lower()}" for one in Did),
        *(f"count(*) FILTER (way & {1 << one} > 0)::BIGINT AS {one.name.lower()}" for one in Way),
        "sum(score_sum)::BIGINT AS score_sum",
        "sum(n_scores)::BIGINT AS n_scores",
    ]
)
_COUNTS = f"""
    SELECT commune, course, {_COUNTED} FROM learner_month GROUP BY commune, course
    UNION ALL
    SELECT commune, {ALL_COURSES}, {_COUNTED} FROM (
        SELECT commune, learner, bit_or(did) AS did, bit_or(way) AS way,
               sum(score_sum) AS score_sum, sum(n_scores) AS n_scores
        FROM learner_month GROUP BY commune, learner
    ) GROUP BY commune
    ORDER BY 1, 2
"""  # noqa: S608 — made of our own constants


class BrokenFacts(ValueError):
    """A partition cannot be read. Nothing was written for it; the counts of an earlier run still stand."""

    def __init__(self, partition: Partition, why: str) -> None:
        super().__init__(partition, why)
        self.partition, self.why = partition, why


@dataclass(frozen=True, slots=True)
class Rolled:
    """What became of one partition."""

    partition: Partition
    n_facts: int
    n_rows: int


def roll_up(partition: Partition, out: Path, *, memory: str = MEMORY, threads: int = 1) -> Rolled:
    """Count one partition anew and put the result in the place of the old. ⟳

    Writes `counts/<partition>.parquet`: commune, course (0: all, everybody once), learners, enrolled, learned,
    completed, passed, online, in_person, assisted (learners each), score_sum (thousandths), n_scores; and
    `learner_months/<partition>.parquet`, from which distinct people of several months are counted. Each file is
    whole or not there. Raises BrokenFacts.
    """
    import duckdb

    # Taken first: a part that arrives meanwhile makes the next run find these counts stale.
    fingerprint, parts = partition.fingerprint(), [str(part) for part in partition.parts()]
    with _engine(memory, threads, out).cursor() as database:
        try:
            database.execute(_LEARNERS, [parts])
            n_facts = sum(_n_rows(part) for part in parts)
        except duckdb.Error as error:
            raise BrokenFacts(partition, str(error).splitlines()[0]) from None
        _write(database, "SELECT * FROM learner_month", _file(out, LEARNERS, partition), fingerprint)
        # Last: its fingerprint says that the partition is done.
        n_rows = _write(database, _COUNTS, _file(out, COUNTS, partition), fingerprint)
    return Rolled(partition, n_facts, n_rows)


def is_stale(partition: Partition, out: Path) -> bool:
    """Whether the counts do not say what the facts say now."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        kept = pq.read_metadata(_file(out, COUNTS, partition)).metadata or {}
    except (OSError, pa.ArrowInvalid):
        return True
    return kept.get(FINGERPRINT.encode()) != partition.fingerprint().encode()


def counts_of(partition: Partition, out: Path) -> "pa.Table":
    """Read the counts of a partition, by commune and course."""
    import pyarrow.parquet as pq

    return pq.read_table(_file(out, COUNTS, partition), partitioning=None)


def distinct_learners(partitions: Iterable[Partition], out: Path, *, memory: str = MEMORY) -> "pa.Table":
    """Count the people of several months together, each once: commune, learners, completed, passed.

    Months must never be added up: who learns in March and in April is one person.
    """
    files = [str(_file(out, LEARNERS, one)) for one in partitions]
    completed, passed = 1 << Did.COMPLETED, 1 << Did.PASSED
    query = f"""
        SELECT commune, count(*)::BIGINT AS learners, count(*) FILTER (did & {completed} > 0)::BIGINT AS completed,
               count(*) FILTER (did & {passed} > 0)::BIGINT AS passed
        FROM (SELECT commune, learner, bit_or(did) AS did FROM read_parquet(?) GROUP BY commune, learner)
        GROUP BY commune ORDER BY commune
    """  # noqa: S608
    with _engine(memory, 1, out).cursor() as database:
        return database.execute(query, [files]).to_arrow_table()


@cache
def _engine(memory: str, threads: int, out: Path) -> "duckdb.DuckDBPyConnection":
    """This process's DuckDB: opening one costs more than counting a small commune's month."""
    import duckdb

    spill = out / "spill" / str(os.getpid())
    engine = duckdb.connect(config={"memory_limit": memory, "threads": threads, "temp_directory": str(spill)})
    engine.execute("SET preserve_insertion_order = false")
    return engine


def _file(out: Path, kind: str, partition: Partition) -> Path:
    return out / kind / f"{partition.name}.parquet"


def _write(database: "duckdb.DuckDBPyConnection", query: str, file: Path, fingerprint: str) -> int:
    """Write a query's rows beside the file, then in its place; say how many rows."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    said = f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{FINGERPRINT}: '{fingerprint}'}})"
    [(n_rows,)] = database.execute(f"COPY ({query}) TO '{_quoted(beside)}' {said}").fetchall()
    beside.replace(file)
    return int(n_rows)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


def _n_rows(part: str) -> int:
    import pyarrow.parquet as pq

    return int(pq.read_metadata(part).num_rows)
