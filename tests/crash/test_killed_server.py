"""The server is killed in mid-exam, again and again: what it acknowledged is there, and scores follow from it."""

import os
import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import uuid4

import pytest

from benchmarks import client
from benchmarks.client import insist
from benchmarks.site import Site, drop_database, make_database

pytestmark = pytest.mark.slow

N_LEARNERS = 200
N_KILLS = 6
SEED = 20260302
# Everything together; far more than it takes, so that a hanging server fails the test instead of the run.
ENOUGH_S = 240


@dataclass
class Ledger:
    """What the learners were told by the server."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    # ref → (attempt, position, value) of every answer acknowledged with 204.
    acknowledged: dict[str, tuple[int, int, str]] = field(default_factory=dict)
    submitted: set[int] = field(default_factory=set)
    failures: list[BaseException] = field(default_factory=list)

    def note(self, ref, attempt, position, value):
        with self.lock:
            self.acknowledged[ref] = (attempt, position, value)

    def __len__(self):
        return len(self.acknowledged)


class Learner(threading.Thread):
    """Answers ten items, changes three answers, hands in (four of five do); sends again what was not acknowledged."""

    def __init__(self, site, facts, number, ledger, until):
        super().__init__()
        self.browser = client.Browser(site.address, facts["sessions"][number], timeout_s=30)
        self.facts, self.number, self.ledger, self.until = facts, number, ledger, until
        self.rng = random.Random(SEED + number)

    def run(self):
        try:
            self.take()
        except BaseException as problem:  # noqa: BLE001 — the test shows it
            self.ledger.failures.append(problem)
        finally:
            self.browser.close()

    def take(self):
        self.insist(lambda: self.browser.get(self.facts["lesson"]).must_be(200))
        paper = self.insist(lambda: client.start_quiz(self.browser, self.facts["quiz"]))
        chosen = {}
        order = [*paper.choices, *self.rng.sample(sorted(paper.choices), 3)]
        for position in order:
            # Another one than before: the same again adds nothing, and here every answer must be a row.
            value = self.rng.choice([one for one in paper.choices[position] if one != chosen.get(position)])
            self.answer(paper, position, value)
            chosen[position] = value
        if self.number % 5:
            self.insist(lambda: client.submit(self.browser, paper, chosen))
            self.ledger.submitted.add(paper.attempt)

    def answer(self, paper, position, value):
        ref = client.new_ref()
        self.insist(lambda: client.answer(self.browser, paper, position, value, ref=ref))
        self.ledger.note(ref, paper.attempt, position, value)

    def insist(self, step):
        return insist(step, until=self.until)


@pytest.fixture
def site(tmp_path):
    """A site with a database of its own beside the run's: in the same PostgreSQL, or a SQLite file."""
    url, name = os.environ.get("DATABASE_URL", ""), f"crash_{uuid4().hex[:12]}"
    is_postgres = url.startswith("postgres")
    site = Site(tmp_path, make_database(url, name) if is_postgres else "")
    try:
        site.manage("migrate", "--verbosity=0")
        site.manage("createcachetable")
        yield site
    finally:
        site.kill()
        if is_postgres:
            drop_database(url, name)


@pytest.fixture
def aftermath(site):
    """(what learners were told, what the database holds) after exams in which the server was killed several times."""
    facts, ledger, until = site.ask("tests.crash.scene", "make", str(N_LEARNERS)), Ledger(), time.monotonic() + ENOUGH_S
    site.start()
    learners = [Learner(site, facts, number, ledger, until) for number in range(N_LEARNERS)]
    for learner in learners:
        learner.start()
    kills = kill_now_and_then(site, ledger, learners)
    for learner in learners:
        learner.join()
    assert not ledger.failures, ledger.failures[:3]
    assert kills == N_KILLS, "the exams were over before the server was killed often enough"
    # Once more, so that nothing can be owed to a server that ends in good order.
    site.kill()
    return ledger, site.ask("tests.crash.scene", "tell")


def kill_now_and_then(site, ledger, learners):
    """Kill and restart the whole server at random moments of the exams; how often it was done."""
    rng, kills = random.Random(SEED), 0
    # The moments are counted in answers, not seconds: a slow machine gets through the same exam.
    for moment in sorted(rng.sample(range(20, int(N_LEARNERS * 13 * 0.9)), N_KILLS)):
        while len(ledger) < moment and any(learner.is_alive() for learner in learners):
            time.sleep(0.005)
        if not any(learner.is_alive() for learner in learners):
            break
        time.sleep(rng.random() * 0.05)
        site.kill()
        kills += 1
        site.start()
    return kills


def test_killing_the_server_loses_no_acknowledged_answer_and_no_score(aftermath):
    ledger, held = aftermath
    rows = Counter(
        (row["ref"], row["attempt_id"], row["position"], tuple(row["response"]))
        for row in held["responses"]
        if row["ref"]
    )
    told = Counter(
        (ref, attempt, position, (value,)) for ref, (attempt, position, value) in ledger.acknowledged.items()
    )
    assert len(ledger) == N_LEARNERS * 13
    assert list(told - rows) == [], "acknowledged and lost"
    assert list(rows - told) == [], "never given, or kept twice"

    attempts = {int(pk): attempt for pk, attempt in held["attempts"].items()}
    assert len(attempts) == N_LEARNERS, "an attempt was begun twice"
    handed_in = {pk for pk, attempt in attempts.items() if attempt["state"] == "submitted"}
    assert handed_in == ledger.submitted
    assert len(handed_in) == N_LEARNERS * 4 // 5

    for pk in handed_in:
        score, most = recomputed(attempts[pk]["paper"], responses_of(pk, held), held["right"])
        assert (Decimal(attempts[pk]["score"]), Decimal(attempts[pk]["max_score"])) == (score, most)
        assert attempts[pk]["passed"] == (score >= most * 70 / 100)
    # A score and the progress made from it are one transaction.
    assert Counter(int(row["ref"].split(":")[0]) for row in held["results"]) == Counter(handed_in)


def responses_of(attempt, held):
    """The newest response by position."""
    return {row["position"]: row["response"] for row in held["responses"] if row["attempt_id"] == attempt}


def recomputed(paper, responses, right):
    """(points earned, points possible), by nothing but the stored responses and what the author called right."""
    points = {place: Decimal(item["points"]) for place, item in enumerate(paper["items"])}
    earned = [
        points[place]
        for place, item in enumerate(paper["items"])
        if responses.get(place) == [right[str(item["version"])]]
    ]
    return sum(earned, Decimal(0)), sum(points.values())
