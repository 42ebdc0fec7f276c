"""A real scheduler and two worker processes on this machine."""

import os
import signal
import threading
import time

import pytest
from distributed import LocalCluster

from analytics.facts.running import run
from analytics.facts.synthetic import generate, plant

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def cluster():
    with LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("facts")
    generate(plant("country", seed=5), folder, rows=300_000, months=4)
    return folder


def test_cluster_gives_the_counts_of_the_loop(cluster, facts, tmp_path):
    alone = run(facts, tmp_path / "alone")

    mapped = run(facts, tmp_path / "mapped", scheduler=cluster.scheduler_address)

    assert (mapped.checksum, mapped.n_rows, mapped.n_facts) == (alone.checksum, alone.n_rows, 300_000)


def test_worker_killed_in_mid_run_costs_no_count(cluster, facts, tmp_path):
    expected = run(facts, tmp_path / "alone").checksum
    out = tmp_path / "mapped"
    victims = [worker.pid for worker in cluster.workers.values()]

    def kill():
        while not list(out.glob("counts/*/*.parquet")):
            time.sleep(0.01)
        os.kill(victims[0], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    done = run(facts, out, scheduler=cluster.scheduler_address)
    killer.join()

    assert done.checksum == expected
    assert not done.broken


def test_scheduler_that_does_not_answer_is_said(facts, tmp_path):
    with pytest.raises(OSError, match=r"127\.0\.0\.1"):
        run(facts, tmp_path, scheduler="tcp://127.0.0.1:9")
