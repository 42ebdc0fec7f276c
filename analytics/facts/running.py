"""Rolling up every partition that needs it: one after another here, or mapped over a Dask cluster. No framework.

Nothing of ours schedules or retries: a partition that a lost worker held is given to another one by Dask, and a file
written twice is written the same.
"""

import resource
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from pathlib import Path

from .rolling import BrokenFacts, Rolled, counts_of, is_stale, roll_up
from .schema import Partition, partitions

# ru_maxrss counts kilobytes on Linux and bytes on macOS.
_RSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass
class Run:
    """What one run did."""

    rolled: list[Rolled] = field(default_factory=list)
    broken: list[BrokenFacts] = field(default_factory=list)
    n_unchanged: int = 0
    # Names the counts of all partitions together: the same facts give the same text, wherever they were counted.
    checksum: str = ""
    n_rows: int = 0
    # Of this process and, on a cluster, of its workers together.
    cpu_s: float = 0.0
    peak_bytes: int = 0

    @property
    def n_facts(self) -> int:
        return sum(one.n_facts for one in self.rolled)


def run(
    facts: Path, out: Path, *, scheduler: str = "", anew: bool = False, tell: Callable[[str], None] = lambda line: None
) -> Run:
    """Roll up what has changed since the last run (`anew`: everything); `tell` hears of each partition done. ⟳

    `scheduler`: address of a Dask scheduler whose workers see the same folders. A partition that cannot be read stays
    as it was and is named in `broken`; all others are done. Raises OSError where the cluster does not answer.
    """
    begun = time.process_time()
    found = list(partitions(facts))
    stale = [one for one in found if anew or is_stale(one, out)]
    done = Run(n_unchanged=len(found) - len(stale))
    if scheduler:
        _mapped(stale, out, done, scheduler, tell)
    else:
        for one in stale:
            _note(done, _attempted(one, out), tell)
    done.checksum, done.n_rows = _checksum(found, out, {one.partition for one in done.broken})
    done.cpu_s += time.process_time() - begun
    done.peak_bytes += peak_bytes()
    return done


def peak_bytes() -> int:
    """The most memory this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _RSS_UNIT


def _attempted(partition: Partition, out: Path) -> Rolled | BrokenFacts:
    """One partition; what is wrong with it comes back as a value, for a cluster would try again what can't succeed."""
    try:
        return roll_up(partition, out)
    except BrokenFacts as broken:
        return broken


def _mapped(stale: list[Partition], out: Path, done: Run, scheduler: str, tell: Callable[[str], None]) -> None:
    from distributed import Client, as_completed

    with Client(scheduler, timeout="20s") as client:  # type: ignore[no-untyped-call]
        spent = sum(client.run(time.process_time).values())
        # By size: the largest first, so that no worker is left alone with it at the end.
        order = sorted(stale, key=lambda one: -sum(part.stat().st_size for part in one.parts()))
        # Pure as far as the file system goes, yet a second run must count anew: Dask would hand out the old result.
        futures = client.map(partial(_attempted, out=out.resolve()), order, pure=False)
        for future in as_completed(futures):  # type: ignore[no-untyped-call]
            _note(done, future.result(), tell)
        done.cpu_s += max(sum(client.run(time.process_time).values()) - spent, 0.0)
        done.peak_bytes += max(client.run(peak_bytes).values(), default=0)


def _note(done: Run, result: Rolled | BrokenFacts, tell: Callable[[str], None]) -> None:
    if isinstance(result, BrokenFacts):
        done.broken.append(result)
        return
    done.rolled.append(result)
    tell(f"{result.partition.name}: {result.n_facts:,} → {result.n_rows:,}")


def _checksum(found: Iterable[Partition], out: Path, but: set[Partition]) -> tuple[str, int]:
    """Name all counts by their numbers, not by their files, which differ from version to version."""
    digest, n_rows = sha256(), 0
    for partition in found:
        if partition in but:
            continue
        counts = counts_of(partition, out)
        digest.update(partition.name.encode())
        for name in counts.column_names:
            digest.update(counts.column(name).to_numpy().astype("<i8").tobytes())
        n_rows += counts.num_rows
    return digest.hexdigest()[:32], n_rows
