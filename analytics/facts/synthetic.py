"""Facts about nobody, as many as wanted, with a truth that was planted and can be looked for. numpy; no framework.

Learners study some courses each month; whether one completes and passes is drawn from rates that depend on commune,
age, town or country, and month. The rates stand in `truth.json`, so that figures can be held against them.
"""

import csv
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analytics.rollup import unit_hash

from .schema import AGE_BANDS, FULL_SCORE, Did, Way, fact_schema, partition

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    import pyarrow as pa

COMMUNES = Path(__file__).parent.parent / "data" / "communes.csv"
OUR_PROVINCE = "82"
FIRST_MONTH, N_MONTHS, N_COURSES = (2024, 1), 24, 8
MAX_COURSES_A_MONTH = 3
# On the scale of log odds: what living in the country, being over 60, and each month passed do to passing.
INTERCEPT, COUNTRY_GAP, ELDERLY_GAP, DRIFT, SPREAD = 0.9, -0.5, -0.8, 0.02, 0.35
P_COMPLETED = 0.6
PASS_SCORE = 700
# A part holds no more: what is in memory while it is made is then some 200 MB.
PART_ROWS = 1_000_000
# Share of each age band from 15, each way, each sex said.
AGES, WAYS, SEXES = (0.30, 0.30, 0.22, 0.18), (0.70, 0.20, 0.10), (0.06, 0.49, 0.44, 0.01)


@dataclass(frozen=True)
class Truth:
    """What was planted, by commune: code, province, is_urban, size (against the others), effect (log odds)."""

    seed: int
    communes: "pd.DataFrame"

    def log_odds(self, place: Any, age_band: Any, month: int) -> Any:
        """The log odds of passing, once completed, of learners in the communes at `place` (row numbers)."""
        effect = self.communes["effect"].to_numpy()[place]
        return effect + ELDERLY_GAP * (age_band == len(AGE_BANDS) - 1) + DRIFT * month


def plant(communes: str, *, seed: int) -> Truth:
    """Draw the rates of the communes of our `province` or the whole `country`. ValueError for another word."""
    import numpy as np
    import pandas as pd

    if communes not in ("province", "country"):
        raise ValueError("communes is province or country")
    with COMMUNES.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if communes == "country" or row["province"] == OUR_PROVINCE]
    rng = np.random.default_rng(seed)
    is_urban = np.array([row["is_urban"] == "1" for row in rows])
    frame = pd.DataFrame(
        {
            "code": [row["code"] for row in rows],
            "province": [row["province"] for row in rows],
            "is_urban": is_urban,
            # How many of its people ever learn here, against other communes.
            "size": rng.lognormal(0.0, 0.4, len(rows)),
            "effect": INTERCEPT + COUNTRY_GAP * ~is_urban + rng.normal(0.0, SPREAD, len(rows)),
        }
    )
    return Truth(seed, frame)


def generate(
    truth: Truth, out: Path, *, rows: int, months: int = N_MONTHS, tell: Callable[[str], None] = lambda line: None
) -> int:
    """Write exactly `rows` facts about the planted communes over some months; say how many parts. ⟳

    The same truth and numbers give the same files. `out` must be empty or hold such files: they are replaced.
    Memory does not grow with the rows.
    """
    import pyarrow.parquet as pq

    out.mkdir(parents=True, exist_ok=True)
    _clear(out)
    # First: a folder whose making was broken off is known by it, and can be filled again.
    _write_truth(truth, out, rows, months)
    n_parts = 0
    for month, province, wanted in _shares(truth, rows, months):
        here = partition(out, _named(month), province)
        here.folder.mkdir(parents=True, exist_ok=True)
        for number, table in enumerate(_parts(truth, province, month, wanted)):
            pq.write_table(table, here.folder / f"part-{number:05}.parquet", compression="zstd")
            n_parts += 1
        tell(f"{here.name}: {wanted:,}")
    return n_parts


def _clear(out: Path) -> None:
    for part in out.glob("month=*/province=*/part-*.parquet"):
        part.unlink()


def _named(month: int) -> str:
    year, first = FIRST_MONTH
    return f"{year + (first - 1 + month) // 12}-{(first - 1 + month) % 12 + 1:02}"


def _shares(truth: Truth, rows: int, months: int) -> Iterator[tuple[int, str, int]]:
    """How many rows each month and province gets, by size; they sum to `rows` exactly."""
    sizes = truth.communes.groupby("province")["size"].sum()
    cells = [(month, province, size) for month in range(months) for province, size in sizes.items()]
    total, done, reached = sum(size for _month, _province, size in cells), 0, 0.0
    for month, province, size in cells:
        reached += size
        upto = round(rows * min(reached / total, 1.0))
        if (month, province) == cells[-1][:2]:
            upto = rows
        if upto > done:
            yield month, str(province), upto - done
        done = upto


def _parts(truth: Truth, province: str, month: int, wanted: int) -> Iterator["pa.Table"]:
    """The facts of one partition, in parts; a learner's course is never divided between two of them."""
    import numpy as np

    rng = np.random.default_rng([truth.seed, month, int(province)])
    places = np.flatnonzero(truth.communes["province"].to_numpy() == province)
    first = 0
    while wanted:
        size = min(wanted, PART_ROWS)
        # Four facts and more come of each study; what is too much is cut off.
        studies = _studies(truth, rng, places, first, size // 3 + 16, month)
        columns = _facts(truth, rng, studies, month)
        n = min(len(columns["learner"]), size)
        first += len(studies["learner"])
        wanted -= n
        # Facts arrive day by day, and on a day from everywhere.
        mixed = rng.permutation(n)
        yield _table({**{name: column[:n][mixed] for name, column in columns.items()}, "day": _days(rng, n)})


def _studies(
    truth: Truth, rng: "np.random.Generator", places: "np.ndarray", first: int, n: int, month: int
) -> dict[str, "np.ndarray"]:
    """`n` learners' courses of one month; `first`: how many there were before, so that no pair comes twice."""
    import numpy as np

    number = np.arange(first, first + n)
    # Three studies in a row are one learner's, in three courses.
    learner_number = number // MAX_COURSES_A_MONTH
    sizes = truth.communes["size"].to_numpy()[places]
    # The commune belongs to the learner, in every month the same.
    place = places[
        np.searchsorted(np.cumsum(sizes / sizes.sum()), _unit(learner_number, 1), side="right").clip(
            max=len(places) - 1
        )
    ]
    course = (learner_number + month + number % MAX_COURSES_A_MONTH) % N_COURSES + 1
    return {
        "learner": learner_number + int(truth.communes["province"].iloc[places[0]]) * 10**9,
        "place": place,
        "course": course,
        "age_band": np.searchsorted(np.cumsum(AGES), _unit(learner_number, 2), side="right").clip(max=3) + 1,
        "sex": np.searchsorted(np.cumsum(SEXES), _unit(learner_number, 3), side="right").clip(max=3),
        "way": rng.choice(len(Way), size=n, p=WAYS),
    }


def _unit(numbers: "np.ndarray", salt: int) -> "np.ndarray":
    """A number in [0, 1) for each number, always the same."""
    return unit_hash(numbers + (salt << 40))


def _facts(
    truth: Truth, rng: "np.random.Generator", studies: dict[str, "np.ndarray"], month: int
) -> dict[str, "np.ndarray"]:
    """All facts of these studies: enrolled, learned (two to five times), perhaps completed, perhaps passed."""
    import numpy as np

    n = len(studies["learner"])
    odds = truth.log_odds(studies["place"], studies["age_band"], month)
    completed = rng.random(n) < P_COMPLETED
    passed = completed & (rng.random(n) < 1 / (1 + np.exp(-odds)))
    learned = rng.integers(2, 6, size=n)
    counts = {
        Did.ENROLLED: np.ones(n, dtype=int),
        Did.LEARNED: learned,
        Did.COMPLETED: completed.astype(int),
        Did.PASSED: passed.astype(int),
    }
    # Study by study, so that a cut leaves whole studies before it.
    total = sum(counts.values())
    study = np.repeat(np.arange(n), total)
    within = np.arange(len(study)) - np.repeat(np.cumsum(total) - total, total)
    ends = np.cumsum(np.stack(list(counts.values())), axis=0)
    did = (within[:, None] >= ends[:, study].T).sum(axis=1).astype(np.int8)
    score = np.where(
        passed[study],
        rng.integers(PASS_SCORE, FULL_SCORE + 1, size=len(study)),
        rng.integers(0, PASS_SCORE, size=len(study)),
    )
    # Scored is the quiz at the end: of who completed, whether passed or not.
    is_scored = (did == Did.PASSED) | ((did == Did.COMPLETED) & ~passed[study])
    codes = truth.communes["code"].astype(int).to_numpy()
    return {
        "learner": studies["learner"][study],
        "commune": codes[studies["place"][study]],
        "course": studies["course"][study],
        "did": did,
        "way": studies["way"][study],
        "sex": studies["sex"][study],
        "age_band": studies["age_band"][study],
        "score": np.ma.masked_array(score, mask=~is_scored),
    }


def _days(rng: "np.random.Generator", n: int) -> "np.ndarray":
    import numpy as np

    return np.sort(rng.integers(1, 29, size=n))


def _table(columns: dict[str, Any]) -> "pa.Table":
    import numpy as np
    import pyarrow as pa

    schema = fact_schema()
    arrays = []
    for column in schema:
        values = columns[column.name]
        mask = np.ma.getmaskarray(values) if column.nullable else None
        arrays.append(pa.array(np.ma.getdata(values), mask=mask).cast(column.type))
    return pa.table(arrays, schema=schema)


def _write_truth(truth: Truth, out: Path, rows: int, months: int) -> None:
    said = {
        "seed": truth.seed,
        "rows": rows,
        "months": [_named(month) for month in range(months)],
        "log_odds": {"over_60": ELDERLY_GAP, "rural": COUNTRY_GAP, "per_month": DRIFT},
        "p_completed": P_COMPLETED,
        "communes": truth.communes.to_dict(orient="records"),
    }
    (out / "truth.json").write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
