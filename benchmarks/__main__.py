"""Measure what the site costs and write benchmarks/RESULTS.md (make bench).

python -m benchmarks [--quick] [--sqlite-only] [--output FILE]
"""

import argparse
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from .measure import QUICK, Effort, Figures, Meter, measure_scale
from .report import HERE, write
from .site import Cluster, Site, cluster

NO_POSTGRES = "PostgreSQL was not measured: no initdb here (apt-get install postgresql)."
SIZE, SCALE = 2_000, 200_000
PREPARE = ("migrate", "--verbosity=0"), ("collectstatic", "--no-input", "--verbosity=0"), ("setup_site",)


def tell(line: str) -> None:
    print(f"  {line}", flush=True)


def prepare(site: Site) -> None:
    for command in PREPARE:
        site.manage(*command)


def measure(folder: Path, postgres: Cluster | None, *, effort: Effort, scale: bool) -> Figures:
    """All figures on one database. The set-up is done once and copied for the part with many people."""
    site = Site(folder / "site", postgres.database("site") if postgres else "")
    site.folder.mkdir()
    tell("setting up")
    prepare(site)
    large = None
    if scale:
        shutil.copytree(site.folder, folder / "large")
        large = Site(folder / "large", postgres.database("large", like="site") if postgres else "")
    site.manage("load_demo", f"--size={SIZE}")
    site.manage("tick")
    try:
        figures = Meter(site, postgres, effort, tell).all()
    finally:
        site.kill()
    if large is not None:
        measure_scale(large, postgres, SCALE, figures, tell)
    return figures


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help=f"fewer rounds, and without the {SCALE:,} people")
    parser.add_argument("--sqlite-only", action="store_true", help="leave PostgreSQL out")
    parser.add_argument("--output", type=Path, default=HERE / "RESULTS.md", help="where to write (RESULTS.md here)")
    options = parser.parse_args()
    effort, scale = (QUICK, False) if options.quick else (Effort(), True)
    command = " ".join(["python -m benchmarks", *(["--quick"] if options.quick else [])])
    begun, found = time.monotonic(), {}

    def add(name: str, folder: Path, database: Cluster | None) -> list[str]:
        """Measure and write at once what there is: the second half may be interrupted."""
        print(name, flush=True)
        (folder / name).mkdir()
        found[name] = measure(folder / name, database, effort=effort, scale=scale)
        return save("" if database or not options.sqlite_only else "PostgreSQL was left out.")

    def save(missing: str) -> list[str]:
        minutes = (time.monotonic() - begun) / 60
        return write(options.output, found, command=command, minutes=minutes, missing=missing)

    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as name:
        missed = add("SQLite", Path(name), None)
        if not options.sqlite_only:
            with cluster() as database:
                if database is None:
                    print(NO_POSTGRES)
                    save(NO_POSTGRES)
                else:
                    missed = add("PostgreSQL", Path(name), database)
    print(f"{options.output.name} is written; goals missed: {missed or 'none'}")
    return 0


def interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nInterrupted.")
