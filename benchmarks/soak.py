"""Mixed load for a long time: does memory grow, does anything fail, is an answer lost? (make soak)

python -m benchmarks.soak [--minutes 60] [--clients 8] [--postgres]

Exits with 1 on a lost answer, an error, or workers that grew by more than 20 % after warming up.
"""

import argparse
import random
import signal
import statistics
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from . import client
from .__main__ import SIZE, interrupt, prepare
from .client import Browser
from .measure import DASHBOARD, SEARCHES
from .site import Cluster, Site, cluster

MAY_GROW = 1.20
# Caches fill and allocators settle in the first part; growth is judged against the time just after it.
WARM_UP = 0.2
LOOK_EVERY_S = 5
N_LEARNERS = 300


@dataclass
class Diary:
    """What the clients were told, and what went wrong."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    acknowledged: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    n_requests: int = 0
    n_attempts: int = 0
    # (seconds since the start, MB of all workers)
    memory: list[tuple[float, float]] = field(default_factory=list)

    def note_error(self, problem: BaseException) -> None:
        with self.lock:
            self.errors.append(f"{type(problem).__name__}: {str(problem)[:200]}")


class Visitors(threading.Thread):
    """One learner after another comes, looks around, takes the quiz and goes."""

    def __init__(self, site: Site, facts: dict, sessions: list[str], diary: Diary, until: float, seed: int) -> None:
        super().__init__()
        self.site, self.facts, self.sessions, self.diary, self.until = site, facts, sessions, diary, until
        self.rng = random.Random(seed)

    def run(self) -> None:
        while time.monotonic() < self.until:
            # Some nobody knows, who become guests with their first step.
            browser = Browser(self.site.address, self.rng.choice([*self.sessions, ""]))
            try:
                self.visit(browser)
            except Exception as problem:  # noqa: BLE001 — counted, and the verdict names it
                self.diary.note_error(problem)
                time.sleep(0.5)
            finally:
                browser.close()
                with self.diary.lock:
                    self.diary.n_requests += browser.n_requests

    def visit(self, browser: Browser) -> None:
        search = f"/places/search/?q={quote(self.rng.choice(SEARCHES))}"
        around = ["/", self.facts["catalogue"], DASHBOARD, search, "/learn/", *self.facts["lessons"]]
        for path in self.rng.sample(around, 5):
            browser.get(path).must_be(200)
        browser.get(self.facts["course"]).must_be(200)
        browser.post(self.facts["enrol"]).must_be(302)
        browser.get(self.facts["lesson"]).must_be(200)
        first = browser.post(self.facts["quiz"]).must_be(200)
        paper, chosen = client.read_paper(first.text), {}
        for position, choices in paper.choices.items():
            ref, chosen[position] = client.new_ref(), self.rng.choice(choices)
            client.answer(browser, paper, position, chosen[position], ref=ref)
            with self.diary.lock:
                self.diary.acknowledged.append(ref)
        client.submit(browser, paper, chosen)
        client.result(browser, paper)
        with self.diary.lock:
            self.diary.n_attempts += 1


def watch(site: Site, diary: Diary, *, begun: float, until: float) -> None:
    said = begun
    while (now := time.monotonic()) < until:
        diary.memory.append((now - begun, sum(site.workers_mb())))
        if now - said >= 60:
            said = now
            print(
                f"  {(now - begun) / 60:4.0f} min: {diary.memory[-1][1]:.0f} MB, {diary.n_requests:,} requests, "
                f"{diary.n_attempts:,} attempts, {len(diary.errors)} errors",
                flush=True,
            )
        time.sleep(min(LOOK_EVERY_S, max(0.0, until - now)))


def growth(memory: list[tuple[float, float]], lasted_s: float) -> tuple[float, float]:
    """MB of the workers after warming up and at the end, each the median over a tenth of the time."""
    after = [mb for at, mb in memory if WARM_UP * lasted_s <= at < (WARM_UP + 0.1) * lasted_s]
    end = [mb for at, mb in memory if at >= 0.9 * lasted_s]
    return statistics.median(after), statistics.median(end)


def lost(site: Site, refs: list[str]) -> list[str]:
    """The acknowledged answers that the database does not hold."""
    held = set(site.ask("benchmarks.learners", "refs"))
    return [ref for ref in refs if ref not in held]


def soak(site: Site, *, minutes: float, n_clients: int) -> bool:
    """Run the load and print the verdict; whether all is well."""
    prepare(site)
    site.manage("load_demo", f"--size={SIZE}")
    site.manage("tick")
    facts = site.ask("benchmarks.learners", str(N_LEARNERS))
    diary = Diary()
    with site.serving():
        begun = time.monotonic()
        until = begun + minutes * 60
        # Each has learners of its own: one person in two places at once is another test's subject.
        shares = [facts["sessions"][number::n_clients] for number in range(n_clients)]
        clients = [Visitors(site, facts, share, diary, until, seed) for seed, share in enumerate(shares)]
        for one in clients:
            one.start()
        try:
            watch(site, diary, begun=begun, until=until)
        finally:
            for one in clients:
                one.until = 0
            for one in clients:
                one.join()
    return verdict(diary, lost(site, diary.acknowledged), minutes * 60)


def verdict(diary: Diary, gone: list[str], lasted_s: float) -> bool:
    after, end = growth(diary.memory, lasted_s)
    print(f"{diary.n_requests:,} requests, {diary.n_attempts:,} attempts, {len(diary.acknowledged):,} answers")
    checks = {
        f"{len(gone)} acknowledged answers lost": not gone and bool(diary.acknowledged),
        f"{len(diary.errors)} errors{': ' + diary.errors[0] if diary.errors else ''}": not diary.errors,
        f"workers {after:.0f} MB after warming up, {end:.0f} MB at the end": end <= after * MAY_GROW,
    }
    for what, is_well in checks.items():
        print(f"{'ok    ' if is_well else 'FAILED'} {what}")
    return all(checks.values())


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--postgres", action="store_true", help="on a private PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bridge-soak-") as name:

        def on(database: Cluster | None) -> bool:
            site = Site(Path(name), database.database("soak") if database else "")
            try:
                return soak(site, minutes=options.minutes, n_clients=options.clients)
            finally:
                site.kill()

        if not options.postgres:
            return 0 if on(None) else 1
        with cluster() as database:
            if database is None:
                print("The soak did not run: no initdb here (apt-get install postgresql).")
                return 1
            return 0 if on(database) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, interrupt)
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nInterrupted.")
