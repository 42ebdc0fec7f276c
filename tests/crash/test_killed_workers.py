"""A whole exam while worker after worker is killed: what was acknowledged is there, and every score follows from it.

CRASH_LEARNERS=300 is the full size, seven minutes with its site on two busy cores:
    python scripts/postgres.py env CRASH_LEARNERS=300 pytest -q -s tests/crash/test_killed_workers.py
"""

import os
import signal
import sys
import threading
import time
from collections import Counter
from decimal import Decimal

import pytest
from django.db import connection

from benchmarks.site import family

from .test_killed_server import Learner, Ledger, recomputed, responses_of, site  # noqa: F401

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="many writers need a server (PostgreSQL)"),
]
N_LEARNERS = int(os.environ.get("CRASH_LEARNERS", "60"))
N_ITEMS = 20
# Twenty answers and three changed ones.
N_ANSWERS = N_ITEMS + 3
KILL_EVERY_S = 5
WITHIN_S = 170 if N_LEARNERS < 300 else 900


class Reaper(threading.Thread):
    """Kills one worker after the other; the master, which is left alone, puts a new one in its place."""

    def __init__(self, master):
        super().__init__()
        self.master, self.is_over, self.killed = master, threading.Event(), []

    def run(self):
        while not self.is_over.wait(KILL_EVERY_S):
            workers = [pid for pid in family(self.master) if pid != self.master]
            if workers:
                # In turn: the one that is up for longest.
                os.kill(min(workers), signal.SIGKILL)
                self.killed.append(min(workers))


@pytest.fixture
def aftermath(site):  # noqa: F811
    """(what learners were told, what the database holds, workers killed, attempts closed by the sweeper)."""
    facts = site.ask("tests.crash.scene", "make", str(N_LEARNERS), str(N_ITEMS))
    began, ledger = time.monotonic(), Ledger()
    # Loaded once and forked: else two slow cores spend their time on loading what is killed again.
    site.env["GUNICORN_CMD_ARGS"] = "--preload"
    site.start(workers=2)
    learners = [Learner(site, facts, number, ledger, began + WITHIN_S) for number in range(N_LEARNERS)]
    reaper = Reaper(site.server.pid)
    for thread in (*learners, reaper):
        thread.start()
    for learner in learners:
        learner.join()
    reaper.is_over.set()
    reaper.join()
    site.kill()
    assert not ledger.failures, f"{len(ledger)} answers, {len(reaper.killed)} killed: {ledger.failures[:3]}"
    took_s = time.monotonic() - began
    n = f"{N_LEARNERS} learners, {len(ledger)} answers, {len(reaper.killed)} workers killed in {took_s:.0f} s"
    sys.stdout.write(f"\n{n}\n")  # with pytest -s
    # The fifth who never pressed the button: their time is over, and the sweeper does it for them.
    swept = site.ask("tests.crash.scene", "sweep")["closed"]
    return ledger, site.ask("tests.crash.scene", "tell"), reaper.killed, swept


def test_killing_workers_loses_no_acknowledged_answer_and_no_score(aftermath):
    ledger, held, killed, swept = aftermath
    rows = Counter(
        (row["ref"], row["attempt_id"], row["position"], tuple(row["response"]))
        for row in held["responses"]
        if row["ref"]
    )
    told = Counter(
        (ref, attempt, position, (value,)) for ref, (attempt, position, value) in ledger.acknowledged.items()
    )
    assert killed
    assert len(ledger) == N_LEARNERS * N_ANSWERS
    assert list(told - rows) == [], "acknowledged and lost"
    assert list(rows - told) == [], "never given, or kept twice"

    attempts = {int(pk): attempt for pk, attempt in held["attempts"].items()}
    handed_in = {pk for pk, attempt in attempts.items() if attempt["state"] == "submitted"}
    assert len(attempts) == N_LEARNERS, "an attempt was begun twice"
    assert handed_in > ledger.submitted
    assert len(handed_in) == len(ledger.submitted) + swept == N_LEARNERS

    for pk in handed_in:
        score, most = recomputed(attempts[pk]["paper"], responses_of(pk, held), held["right"])
        assert (Decimal(attempts[pk]["score"]), Decimal(attempts[pk]["max_score"])) == (score, most)
    assert Counter(int(row["ref"].split(":")[0]) for row in held["results"]) == Counter(handed_in)
