"""The figures: what is asked of the server, and what it spent on it."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any
from urllib.parse import quote

from . import client
from .client import Browser, Paper
from .site import Cluster, Site, Spent

N_ITEMS = 10
SEARCHES = ("xã Tân Mỹ Chánh Mỹ Tho", "my tho", "cao lãnh", "Gò Công", "phường 1", "thanh binh", "sa đéc", "Cai Lậy")
DASHBOARD = "/data/"
COUNTED = {"workers": 1, "threads": 1, "app": "benchmarks.counted:application"}


@dataclass(frozen=True)
class Effort:
    """How much is measured; the quick one only shows that everything works."""

    rounds: int = 15
    pages_a_round: int = 40
    attempts_a_round: int = 10
    starts: int = 3
    load_s: float = 15


QUICK = Effort(rounds=4, starts=1, load_s=5)


@dataclass(frozen=True)
class Cost:
    """One kind of request: CPU of the site and of the database's own processes, and SQL statements."""

    site_ms: float
    database_ms: float
    statements: int

    @property
    def ms(self) -> float:
        return self.site_ms + self.database_ms


@dataclass(frozen=True)
class Load:
    """A closed loop: so many clients, each asking again as soon as it has its answer."""

    n_clients: int
    per_s: float
    # Median and 95 %, in ms.
    waits: tuple[float, float]
    site_ms: float


@dataclass
class Figures:
    """Everything measured on one database."""

    costs: dict[str, Cost] = field(default_factory=dict)
    # Statements of the steps of an attempt, in their order.
    steps: list[tuple[str, int]] = field(default_factory=list)
    n_requests: int = 0
    loads: list[Load] = field(default_factory=list)
    yardsticks: list[float] = field(default_factory=list)
    scale: dict[str, Spent] = field(default_factory=dict)
    scale_database_s: dict[str, float] = field(default_factory=dict)


class Meter:
    """Measures one site, whose PostgreSQL (None: SQLite, which works inside the site) is watched too."""

    def __init__(self, site: Site, cluster: Cluster | None, effort: Effort, tell: Callable[[str], None]) -> None:
        self.site, self.cluster, self.effort, self.tell = site, cluster, effort, tell
        self.figures = Figures()
        n_learners = 41 + effort.rounds * effort.attempts_a_round
        self.facts: dict[str, Any] = site.ask("benchmarks.learners", str(n_learners), str(N_ITEMS))
        self.fresh: Iterator[str] = iter(self.facts["sessions"][40:])

    def all(self) -> Figures:
        statements = self.count()
        with self.site.serving():
            self.warm_up()
            for name, (browser, path) in self.pages().items():
                self.figures.costs[name] = Cost(*self.page_ms(browser, path), statements[name])
                self.tell(f"{name}: {self.figures.costs[name].ms:.1f} ms, {statements[name]} statements")
            self.figures.costs["attempt"] = Cost(*self.attempt_ms(), sum(n for _step, n in self.figures.steps))
            self.tell(f"attempt: {self.figures.costs['attempt'].ms:.0f} ms")
            searching = [f"/places/search/?q={quote(text)}" for text in SEARCHES]
            self.figures.costs["search"] = Cost(*self.page_ms(self.visitor(), *searching), statements["search"])
            for n_clients in (8, 32):
                self.figures.loads.append(self.load(n_clients))
                self.tell(f"{n_clients} clients: {self.figures.loads[-1].per_s:.0f} requests/s")
        cold = [self.cold_dashboard_ms() for _ in range(self.effort.starts)]
        self.figures.costs["dashboard, cold"] = Cost(*_best(cold), statements["dashboard, cold"])
        return self.figures

    # Who asks

    def visitor(self) -> Browser:
        return Browser(self.site.address)

    def learner(self, number: int) -> Browser:
        """Someone signed in who has begun the course."""
        browser = Browser(self.site.address, self.facts["sessions"][number])
        browser.get(self.facts["course"]).must_be(200)
        browser.post(self.facts["enrol"]).must_be(302)
        browser.get(self.facts["lesson"]).must_be(200)
        return browser

    def pages(self) -> dict[str, tuple[Browser, str]]:
        learner = self.learner(0)
        return {
            "catalogue": (self.visitor(), self.facts["catalogue"]),
            "catalogue, signed in": (learner, self.facts["catalogue"]),
            "course, signed in": (learner, self.facts["course"]),
            "lesson, signed in": (learner, self.facts["lesson"]),
            "dashboard, warm": (self.visitor(), DASHBOARD),
        }

    def warm_up(self) -> None:
        """Let every worker meet every page: enough connections that none is left out."""
        browsers = [self.learner(number) for number in range(8)]
        for browser in browsers:
            for path in (self.facts["catalogue"], self.facts["course"], DASHBOARD, *self.facts["lessons"]):
                browser.get(path).must_be(200)
            for text in SEARCHES:
                browser.get(f"/places/search/?q={quote(text)}").must_be(200)
            attempt(browser, self.facts["quiz"])
            browser.close()

    # What it costs

    @contextmanager
    def spending(self, n: int) -> Iterator[list[float]]:
        """Filled when the block ends: milliseconds of CPU per each of `n`, of the site and of the database."""
        spent: list[float] = []
        self.figures.yardsticks.append(yardstick_ms())
        before = self.cpu_s()
        yield spent
        # PostgreSQL tells its statistics a moment later; that belongs to the request, too.
        spent += [1000 * (after - earlier) / n for after, earlier in zip(self.cpu_s(), before, strict=True)]

    def cpu_s(self) -> tuple[float, float]:
        return self.site.cpu_s(), self.cluster.cpu_s() if self.cluster else 0.0

    def page_ms(self, browser: Browser, *paths: str) -> tuple[float, float]:
        rounds = []
        for _round in range(self.effort.rounds):
            turns = cycle(paths)
            with self.spending(self.effort.pages_a_round) as spent:
                for _page in range(self.effort.pages_a_round):
                    browser.get(next(turns)).must_be(200)
            rounds.append(spent)
        return _best(rounds)

    def attempt_ms(self) -> tuple[float, float]:
        """Each attempt by another learner, who has begun the course and opened the lesson before."""
        rounds = []
        for _round in range(self.effort.rounds):
            browsers = [self._begun(next(self.fresh)) for _ in range(self.effort.attempts_a_round)]
            before = sum(browser.n_requests for browser in browsers)
            with self.spending(len(browsers)) as spent:
                for browser in browsers:
                    attempt(browser, self.facts["quiz"])
            rounds.append(spent)
            self.figures.n_requests = (sum(browser.n_requests for browser in browsers) - before) // len(browsers)
            for browser in browsers:
                browser.close()
        return _best(rounds)

    def _begun(self, session: str) -> Browser:
        browser = Browser(self.site.address, session)
        browser.get(self.facts["course"]).must_be(200)
        browser.post(self.facts["enrol"]).must_be(302)
        browser.get(self.facts["lesson"]).must_be(200)
        return browser

    def cold_dashboard_ms(self) -> list[float]:
        """The first dashboard of a process that has shown other pages, with the libraries it loads for it."""
        with self.site.serving(workers=1):
            visitor = self.visitor()
            for _ in range(5):
                visitor.get(self.facts["catalogue"]).must_be(200)
            with self.spending(1) as spent:
                visitor.get(DASHBOARD).must_be(200)
            visitor.close()
        return spent

    def count(self) -> dict[str, int]:
        """Statements per page, and per step of an attempt, once everything is warm."""
        counted: dict[str, int] = {}
        with self.site.serving(**COUNTED):
            visitor = self.visitor()
            visitor.get(self.facts["catalogue"]).must_be(200)
            counted["dashboard, cold"] = statements_of(visitor.get(DASHBOARD))
            self.warm_up()
            for name, (browser, path) in self.pages().items():
                counted[name] = statements_of(browser.get(path).must_be(200))
            path = f"/places/search/?q={quote(SEARCHES[0])}"
            counted["search"] = statements_of(visitor.get(path).must_be(200))
            attempt(self._begun(next(self.fresh)), self.facts["quiz"], self._note_step)
        return counted

    def _note_step(self, step: str, one: client.Answer) -> None:
        self.figures.steps.append((step, statements_of(one)))

    def load(self, n_clients: int) -> Load:
        """Catalogue and lesson in turn; ends by time."""
        until = time.monotonic() + self.effort.load_s
        waits: list[list[float]] = [[] for _ in range(n_clients)]
        failures: list[Exception] = []
        browsers = [self.learner(number % 40) for number in range(n_clients)]

        def ask(browser: Browser, mine: list[float]) -> None:
            turns = cycle((self.facts["catalogue"], self.facts["lesson"]))
            try:
                while time.monotonic() < until:
                    begun = time.perf_counter()
                    browser.get(next(turns)).must_be(200)
                    mine.append(time.perf_counter() - begun)
            except Exception as problem:  # noqa: BLE001 — shown where it is read
                failures.append(problem)

        threads = [threading.Thread(target=ask, args=pair) for pair in zip(browsers, waits, strict=True)]
        begun, before = time.monotonic(), self.site.cpu_s()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lasted, spent = time.monotonic() - begun, self.site.cpu_s() - before
        if failures:
            raise failures[0]
        every = sorted(1000 * wait for mine in waits for wait in mine)
        waits_ms = every[len(every) // 2], every[int(len(every) * 0.95)]
        return Load(n_clients, len(every) / lasted, waits_ms, 1000 * spent / len(every))


def attempt(browser: Browser, path: str, note: Callable[[str, client.Answer], None] = lambda step, one: None) -> Paper:
    """A whole attempt from the lesson's button to the result, every answer saved at once."""
    first = browser.post(path).must_be(200)
    note("start", first)
    paper, chosen = client.read_paper(first.text), {}
    for position, choices in paper.choices.items():
        chosen[position] = choices[position % len(choices)]
        note("answer", client.answer(browser, paper, position, chosen[position], ref=client.new_ref()))
    if len(chosen) != N_ITEMS:
        raise client.Unexpected(f"{len(chosen)} items instead of {N_ITEMS}")
    note("submit", client.submit(browser, paper, chosen))
    note("result", client.result(browser, paper))
    return paper


def statements_of(one: client.Answer) -> int:
    return int(one.headers["X-Statements"])


def _best(rounds: list[list[float]]) -> tuple[float, float]:
    """The round least disturbed by what else the machine did: that never makes anything cheaper."""
    site, database = min(rounds, key=sum)
    return site, database


def yardstick_ms() -> float:
    """CPU of a fixed piece of Python: how fast this machine is, and how much others disturb it."""
    begun, seen = time.process_time(), {}
    for number in range(120_000):
        seen[number % 977] = str(number)
    return 1000 * (time.process_time() - begun)


def measure_scale(
    site: Site, cluster: Cluster | None, size: int, figures: Figures, tell: Callable[[str], None]
) -> None:
    """Load many simulated people and build their figures; the site must be set up and without people."""
    steps = {
        f"load of {size:,} people": ("manage.py", "load_demo", f"--size={size}", "--until=2026-06-01"),
        "figures built": ("-m", "benchmarks.figures"),
    }
    for name, command in steps.items():
        before = cluster.cpu_s() if cluster else 0.0
        figures.scale[name] = site.run(*command)
        figures.scale_database_s[name] = (cluster.cpu_s() if cluster else 0.0) - before
        spent = figures.scale[name]
        tell(f"{name}: {spent.cpu_s:.0f} s CPU, {spent.peak_mb:.0f} MB")
