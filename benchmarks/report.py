"""RESULTS.md: the figures beside their goals."""

import os
import platform
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .measure import Figures
from .site import THREADS, WORKERS

HERE = Path(__file__).resolve().parent
# From the first issue: the same work on the same machine, measured elsewhere.
ELSEWHERE = """\
| measured elsewhere, the same work | CPU | SQL statements |
|---|---|---|
| 10-item attempt: Moodle | 1.45–1.66 s | 1,165 |
| 10-item attempt: Kolibri | 0.89–1.0 s | 457 |
| 10-item attempt: wagtail-lms | 0.33–0.43 s | 373 |
| signed-in course page: Moodle | 64–73 ms | 32 |
| signed-in course page: Kolibri | 140–169 ms | 51 |
| signed-in course page: wagtail-lms | 15–24 ms | 14 |
"""
PAGES = {
    "catalogue": "catalogue, visitor",
    "catalogue, signed in": "catalogue, signed in",
    "course, signed in": "course page, signed in",
    "lesson, signed in": "lesson page with its quiz, signed in",
    "search": "search of a commune",
    "dashboard, warm": "dashboard, again",
    "dashboard, cold": "dashboard, first of a process",
}


@dataclass(frozen=True)
class Goal:
    what: str
    value: float
    at_most: float
    shown: str

    @property
    def met(self) -> bool:
        return self.value <= self.at_most


def goals(figures: Figures) -> list[Goal]:
    attempt, course = figures.costs["attempt"], figures.costs["course, signed in"]
    search = figures.costs["search"]
    return [
        Goal("10-item attempt: requests", figures.n_requests, 13, f"{figures.n_requests}"),
        Goal("10-item attempt: SQL statements", attempt.statements, 80, f"{attempt.statements}"),
        Goal("10-item attempt: server CPU, s", attempt.ms / 1000, 0.10, f"{attempt.ms / 1000:.3f}"),
        Goal("signed-in course page: CPU, ms", course.ms, 12, f"{course.ms:.1f}"),
        Goal("signed-in course page: SQL statements", course.statements, 12, f"{course.statements}"),
        Goal("search of a commune: CPU, ms", search.ms, 20, f"{search.ms:.1f}"),
    ]


def table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write(path: Path, found: dict[str, Figures], *, command: str, minutes: float, missing: str = "") -> list[str]:
    """Write the file, which also says what is `missing` in it; the goals that are missed."""
    path.write_text("\n".join([_head(found, command, minutes), *_body(found, missing)]), encoding="utf-8")
    return [f"{goal.what} ({name}: {goal.shown})" for name, one in found.items() for goal in goals(one) if not goal.met]


def _head(found: dict[str, Figures], command: str, minutes: float) -> str:
    yardsticks = sorted(one for figures in found.values() for one in figures.yardsticks)
    spread = (
        f"{yardsticks[0]:.0f} (best), {yardsticks[len(yardsticks) // 2]:.0f} (median), {yardsticks[-1]:.0f} (worst)"
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    used = ", ".join(f"{name} {version(name.lower())}" for name in ("Django", "Wagtail", "gunicorn"))
    return f"""# What the site costs

Made by `make bench` (`{command}`, {minutes:.0f} minutes); not edited by hand.

{datetime.now(UTC):%Y-%m-%d} · {platform.machine()}, {os.cpu_count()} cores shared with other work, {memory:.0f} GB · \
Python {platform.python_version()}, {used} · {WORKERS} workers with {THREADS} threads

CPU is user + system time of the server's processes, read from /proc, in the round least disturbed by others; where the
database has processes of its own (PostgreSQL) theirs is added and named. Beside it a fixed piece of Python took
{spread} ms. Clients are on the same machine and not counted. Statements are everything sent to
the database, `BEGIN`, `COMMIT`, savepoints and the check of a kept connection included, counted on a server of its own
so that counting does not slow what is measured. Requests per second depend on what else the machine did; CPU less so.
"""


def _body(found: dict[str, Figures], missing: str) -> list[str]:
    names = list(found)
    parts = ["## Goals\n", _goals(found)]
    parts += [ELSEWHERE]
    parts += ["## Pages\n", table(["", *(f"{name}: CPU, SQL" for name in names)], _pages(found))]
    parts += ["## A 10-item attempt\n", _steps(found)]
    parts += ["## Many at once\n", "Closed loop of catalogue and lesson in turn, signed in.\n"]
    head = ["", "clients", "requests/s", "median wait", "95 % wait", "CPU of the site a request"]
    parts += [table(head, [row for name, one in found.items() for row in _loads(name, one)])]
    scale = [row for name, one in found.items() for row in _scale(name, one)]
    if scale:
        parts += ["## Many people\n", table(["", "", "CPU", "peak memory"], scale)]
    if missing:
        parts += [f"{missing}\n"]
    return parts


def _goals(found: dict[str, Figures]) -> str:
    listed = {name: goals(one) for name, one in found.items()}
    rows = []
    for number, goal in enumerate(next(iter(listed.values()))):
        cells = [f"{one[number].shown} – {'met' if one[number].met else '**not met**'}" for one in listed.values()]
        rows.append([goal.what, f"≤ {goal.at_most:g}", *cells])
    return table(["", "goal", *found], rows)


def _pages(found: dict[str, Figures]) -> list[list[str]]:
    return [[title, *(_cost(one, key) for one in found.values())] for key, title in PAGES.items()]


def _cost(figures: Figures, key: str) -> str:
    cost = figures.costs[key]
    database = f" (database {cost.database_ms:.1f})" if cost.database_ms else ""
    return f"{cost.ms:.1f} ms{database}, {cost.statements}"


def _steps(found: dict[str, Figures]) -> str:
    rows = []
    for name, one in found.items():
        answers = [n for step, n in one.steps if step == "answer"]
        by_step = dict(one.steps)
        cost = one.costs["attempt"]
        database = f" (database {cost.database_ms:.0f})" if cost.database_ms else ""
        each = f"{len(answers)} × {max(answers)}"
        rows.append([name, f"{cost.ms:.0f} ms{database}", f"{one.n_requests}", f"{cost.statements}"])
        rows[-1] += [str(by_step["start"]), each, str(by_step["submit"]), str(by_step["result"])]
    head = ["", "CPU", "requests", "SQL", "start", "answers", "hand in", "result"]
    return (
        "From the lesson's button: start (the paper comes in the same answer), each answer saved at once, hand in, "
        "result.\nEach by another signed-in learner who had begun the course; statements of the steps on the right.\n\n"
        + table(head, rows)
    )


def _loads(name: str, figures: Figures) -> list[list[str]]:
    return [
        [
            name,
            *map(str, (one.n_clients, round(one.per_s))),
            *(f"{ms:.0f} ms" for ms in one.waits),
            f"{one.site_ms:.1f} ms",
        ]
        for one in figures.loads
    ]


def _scale(name: str, figures: Figures) -> list[list[str]]:
    rows = []
    for step, spent in figures.scale.items():
        database = figures.scale_database_s[step]
        more = f" + {database:.0f} s in the database" if database else ""
        rows.append([name, step, f"{spent.cpu_s:.0f} s{more}", f"{spent.peak_mb:,.0f} MB"])
    return rows
