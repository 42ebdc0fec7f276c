"""Measure the roll-up of facts as they grow, here and on workers; writes benchmarks/FACTS.md (make bench-facts).

python -m benchmarks.facts [--large]      --large: 100 and 300 million facts, some 2 GB of disk

Each figure is of a process of its own, so that its memory is nobody else's.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parent
MILLION = 1_000_000
SIZES, LARGE = (1, 10, 50), (100, 300)
WORKERS = (1, 2)
# The growth with workers is measured at this size.
SHARED = 10


def manage(*arguments: str) -> dict[str, Any]:
    """Run a command of ours and read its JSON, with the wall time it took."""
    begun = time.monotonic()
    command = [sys.executable, "manage.py", *arguments, "--json"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True)
    return {**json.loads(done.stdout), "wall_s": time.monotonic() - begun}


@contextmanager
def workers(n: int) -> Iterator[str]:
    """Start a scheduler and so many workers of one thread each; give the scheduler's address."""
    from distributed import LocalCluster

    os.environ["PYTHONPATH"] = str(ROOT)
    with LocalCluster(n_workers=n, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster:
        cluster.wait_for_workers(n)
        yield cluster.scheduler_address


def measured(folder: Path, millions: int) -> Iterator[str]:
    """One line for each way of counting so many facts of the whole country."""
    facts, out = folder / "facts", folder / "counts"
    made = manage("generate_facts", f"--rows={millions * MILLION}", "--communes=country", f"--out={facts}")
    disk = sum(file.stat().st_size for file in facts.rglob("*.parquet")) / 1e6
    yield f"| {millions} | make | – | {made['wall_s']:.0f} | {made['peak_mb']} | {disk:.0f} MB |"
    alone = manage("roll_up", f"--facts={facts}", f"--out={out}", "--anew")
    again = manage("roll_up", f"--facts={facts}", f"--out={out}")
    yield line(millions, "roll up", alone)
    yield line(millions, "roll up again, nothing new", again)
    for n in WORKERS if millions == SHARED else ():
        with workers(n) as address:
            mapped = manage("roll_up", f"--facts={facts}", f"--out={out}", "--anew", f"--scheduler={address}")
        if mapped["checksum"] != alone["checksum"]:
            raise SystemExit("The cluster counted something else.")
        yield line(millions, f"on {n} worker{'s'[: n - 1]}", mapped)


def line(millions: int, what: str, done: dict[str, Any]) -> str:
    rows = f"{done['rows']:,} rows, {done['checksum'][:8]}"
    return f"| {millions} | {what} | {done['cpu_s']:.1f} | {done['wall_s']:.0f} | {done['peak_mb']} | {rows} |"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.facts", description=__doc__.splitlines()[0])
    parser.add_argument("--large", action="store_true", help="100 and 300 million facts too")
    options = parser.parse_args()
    lines = [
        "# The roll-up of facts, as they grow",
        "",
        f"Made by `python -m benchmarks.facts{' --large' * options.large}`: 24 months, all 3,321 communes of",
        "34 provinces, 816 partitions. CPU in seconds, of all processes together; memory of the largest process (on a",
        "cluster: ours and the largest worker's together), in MB. Goals: 50 million in ≤ 30 s of CPU and ≤ 1 GB; 300",
        "million in ≤ 1 GB, CPU growing no faster than the facts.",
        "",
        "| million facts | | CPU s | wall s | MB | result |",
        "|-|-|-|-|-|-|",
    ]
    for millions in (*SIZES, *(LARGE if options.large else ())):
        folder = Path(tempfile.mkdtemp(prefix="bridge-facts-"))
        try:
            for text in measured(folder, millions):
                lines.append(text)
                print(text, flush=True)
        finally:
            shutil.rmtree(folder)
    (HERE / "FACTS.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
