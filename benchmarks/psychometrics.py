"""Measure item statistics and calibration: CPU seconds and memory, each in a process of its own.

python -m benchmarks.psychometrics [bank|statistics|calibration|dense] …

CPU is user + system time of all threads; memory the highest resident size, Python and numpy included. What the
simulated answers took to make is not counted in the first and is in the second.
"""

import argparse
import resource
import subprocess
import sys
import time

import numpy as np

from assessments.psychometrics.answers import Answers, answers
from assessments.psychometrics.calibration import Priors, calibrate
from assessments.psychometrics.calibration_errors import standard_errors
from assessments.psychometrics.statistics import item_statistics, quiz_statistics
from assessments.psychometrics.whole_bank import Known, calibrate_items

SEED = 20261124
# What each may cost: CPU seconds, MB.
GOALS = {"statistics": (10, 500), "calibration": (30, 2000), "bank": (30, 2000), "dense": (120, 4000)}


def statistics() -> str:
    """100,000 attempts × 20 items."""
    rng = np.random.default_rng(SEED)
    right = rng.random((100_000, 20)) < 1 / (1 + np.exp(-rng.normal(size=(100_000, 1)) + rng.normal(size=20)))
    begun = time.process_time()
    items = item_statistics(right, [str(number) for number in range(20)], np.ones(20))
    quiz = quiz_statistics(right)
    spent = time.process_time() - begun
    return f"{spent:.2f} s; {len(items)} items, {quiz.n:,} attempts, alpha {quiz.alpha:.1f} %"


def simulated(n_items: int, n_people: int, each: int) -> tuple[Answers, np.ndarray, np.ndarray]:
    """Answers of N(0,1) people to `each` items drawn at random: (answers, true a, true b)."""
    rng = np.random.default_rng(SEED)
    a, b, theta = rng.lognormal(0.1, 0.3, n_items), rng.normal(size=n_items), rng.normal(size=n_people)
    if each == n_items:
        item = np.tile(np.arange(n_items), n_people)
    else:
        item = np.concatenate([rng.choice(n_items, each, replace=False) for _ in range(n_people)])
    person = np.repeat(np.arange(n_people), each)
    right = rng.random(len(item)) < 1 / (1 + np.exp(-a[item] * (theta[person] - b[item])))
    return answers(person, item, right, n_items=n_items), a, b


def calibration(n_items: int = 1000, n_people: int = 100_000, each: int = 30) -> str:
    """1,000 items × 100,000 people × 30 answers each, 2PL with priors."""
    given, a, b = simulated(n_items, n_people, each)
    begun = time.process_time()
    found = calibrate(given, priors=Priors(), tolerance=1e-3)
    fitted = time.process_time() - begun
    se_a, se_b = standard_errors(given, found)
    spent = time.process_time() - begun
    rmse = [float(np.sqrt(np.mean(np.square(one - other)))) for one, other in ((found.a, a), (found.b, b))]
    told = [float(np.sqrt(np.mean(np.square(se)))) for se in (se_a, se_b)]
    return (
        f"{spent:.1f} s ({fitted:.1f} without errors); {found.iterations} steps, converged {found.converged}; "
        f"rmse a {rmse[0]:.4f} b {rmse[1]:.4f}; standard errors told a {told[0]:.4f} b {told[1]:.4f}"
    )


def dense() -> str:
    """200 items × 5,000 people who answered all."""
    return calibration(200, 5_000, 200)


def bank() -> str:
    """The nightly calibration of 1,000 items × 100,000 people × 30 answers, held by last night's anchors."""
    given, _a, b = simulated(1000, 100_000, 30)
    said = np.clip(np.round(b), -1, 1)
    first = calibrate_items(given, said, {})
    known = {n: Known(one.a, one.b, one.se, one.n) for n, one in enumerate(first.items)}
    begun = time.process_time()
    found = calibrate_items(given, said, known)
    held = time.process_time() - begun
    begun = time.process_time()
    found = calibrate_items(given, said, {})
    spent = time.process_time() - begun
    rmse = float(np.sqrt(np.mean(np.square([one.b for one in found.items] - b))))
    return f"{spent:.1f} s the first night, {held:.1f} s with anchors; rmse b {rmse:.4f}"


TASKS = {"bank": bank, "statistics": statistics, "calibration": calibration, "dense": dense}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.psychometrics", description=__doc__.splitlines()[0])
    parser.add_argument("tasks", nargs="*", choices=[*TASKS, []], metavar="TASK", help=", ".join(TASKS))
    parser.add_argument("--here", action="store_true", help="in this process: memory is the highest of all tasks")
    options = parser.parse_args()
    for name in options.tasks or list(TASKS):
        if not options.here:
            # Memory only ever rises, so that each task needs its own process.
            subprocess.run([sys.executable, "-m", "benchmarks.psychometrics", name, "--here"], check=True)
            continue
        said = TASKS[name]()
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        seconds, megabytes = GOALS[name]
        print(f"{name}: {TASKS[name].__doc__}\n  CPU {said}\n  memory {memory:.0f} MB", flush=True)
        print(f"  goal: {seconds} s, {megabytes} MB", flush=True)


if __name__ == "__main__":
    main()
