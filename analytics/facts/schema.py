"""What a fact is on disk, and where it lies: one folder for each month and province. Pure.

A fact says that a learner did one thing in one commune. The parts of a folder are written once and never changed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa


class Did(IntEnum):
    """What a fact says was done; also its bit in a learner's month."""

    ENROLLED = 0
    LEARNED = 1
    COMPLETED = 2
    PASSED = 3


class Way(IntEnum):
    """How it was done."""

    ONLINE = 0
    IN_PERSON = 1
    ASSISTED = 2


class Sex(IntEnum):
    """As the person said it; 0: not said."""

    NOT_SAID = 0
    FEMALE = 1
    MALE = 2
    OTHER = 3


# First year of each age band; band 0 is “not said”.
AGE_BANDS = (0, 15, 30, 45, 60)
# Scores are whole thousandths, so that sums are exact whatever the order they are taken in.
FULL_SCORE = 1000

_FOLDER = re.compile(r"month=(\d{4}-\d{2})/province=(\d{2})")


@dataclass(frozen=True, slots=True, order=True)
class Partition:
    """The facts of one month in one province."""

    month: str
    province: str
    folder: Path

    @property
    def name(self) -> str:
        """Its place below any folder that is divided in the same way."""
        return f"month={self.month}/province={self.province}"

    def parts(self) -> list[Path]:
        """Its files, in the order of their names."""
        return sorted(self.folder.glob("part-*.parquet"))

    def fingerprint(self) -> str:
        """A text that changes when a part is added, taken away or written again."""
        said = "\n".join(f"{part.name} {(seen := part.stat()).st_size} {seen.st_mtime_ns}" for part in self.parts())
        return sha256(said.encode()).hexdigest()[:32]


def partition(facts: Path, month: str, province: str) -> Partition:
    """Name the place of a month (YYYY-MM) and province (code) below the folder of all facts."""
    return Partition(month, province, facts / f"month={month}" / f"province={province}")


def partitions(facts: Path) -> Iterator[Partition]:
    """List the partitions that hold anything, by month, then province."""
    for folder in sorted(facts.glob("month=*/province=*")):
        found = _FOLDER.fullmatch("/".join(folder.parts[-2:]))
        if found and any(folder.glob("part-*.parquet")):
            yield Partition(found[1], found[2], folder)


def fact_schema() -> "pa.Schema":
    """The columns of a part.

    learner: pseudonym · commune: today's code as a number · course: number · did, way, sex: as above · age_band:
    place in AGE_BANDS · score: thousandths, missing where nothing was scored · day: of the month, from 1.
    """
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("learner", pa.int64(), nullable=False),
            pa.field("commune", pa.int32(), nullable=False),
            pa.field("course", pa.int16(), nullable=False),
            pa.field("did", pa.int8(), nullable=False),
            pa.field("way", pa.int8(), nullable=False),
            pa.field("sex", pa.int8(), nullable=False),
            pa.field("age_band", pa.int8(), nullable=False),
            pa.field("score", pa.int16()),
            pa.field("day", pa.int8(), nullable=False),
        ]
    )
