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
    effort = QUICK if options.quick else Effort()
    found: dict[str, Figures] = {}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as name:
        folder = Path(name)
        print("SQLite", flush=True)
        (folder / "sqlite").mkdir()
        found["SQLite"] = measure(folder / "sqlite", None, effort=effort, scale=not options.quick)
        if not options.sqlite_only:
            with cluster() as postgres:
                if postgres is None:
                    print("PostgreSQL was not measured: no initdb here (apt-get install postgresql).")
                else:
                    print("PostgreSQL", flush=True)
                    (folder / "postgres").mkdir()
                    found["PostgreSQL"] = measure(folder / "postgres", postgres, effort=effort, scale=not options.quick)
    arguments = " ".join(["python -m benchmarks", *(["--quick"] if options.quick else [])])
    missed = write(options.output, found, command=arguments, minutes=(time.monotonic() - begun) / 60)
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
