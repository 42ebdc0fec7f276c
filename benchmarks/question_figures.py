"""Measure what a quiz's figures cost with many attempts, from the database: CPU seconds and memory.

python -m benchmarks.question_figures [--attempts 100000] [--items 20]

Makes a database of its own (SQLite, in a temporary folder): people in communes, a quiz of single choices, whole papers,
every answer at its own moment. Then, in a process of its own, works out the figures as `tick` does, flags included.
CPU is user + system time; memory the highest resident size, Python and Django included.
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import timedelta

SEED = 20261125
GOAL_SECONDS, GOAL_MEGABYTES = 10, 500
ATTEMPTS, ITEMS = 100_000, 20
_BATCH = 5_000
# Learners of one commune take the quiz over half a year.
_COMMUNES, _DAYS = 100, 180
# Seconds between two answers.
_PACE = 25


def fill(n: int, n_items: int) -> int:
    """Make the database; give the quiz's id."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from assessments.api import Item, Quiz, QuizItem
    from assessments.models import ItemVersion
    from people.api import add_people
    from places.api import Area, Kind, Level

    call_command("migrate", verbosity=0)
    options = [{"text": f"Phương án {letter}", "correct": letter == "A", "feedback": ""} for letter in "ABCD"]
    quiz = Quiz(title="Đo", shuffle=False)
    items = []
    for number in range(n_items):
        item = Item(title=f"Câu {number}", live=False)
        item.content = [
            ("single_choice", {"stem": f"Câu hỏi số {number} là gì?", "choices": options, "explanation": ""})
        ]
        item.save()
        item.save_revision().publish()
        items.append(item)
    quiz.quiz_items = [QuizItem(item=item, points=1, sort_order=place) for place, item in enumerate(items)]
    quiz.save()
    quiz.save_revision().publish()
    communes = [
        Area.objects.create(
            code=f"{number:05}",
            name=f"Xã {number}",
            level=Level.COMMUNE,
            kind=Kind.XA,
            valid_from="2025-07-01",
            is_urban=number % 3 == 0,
        )
        for number in range(_COMMUNES)
    ]
    now = timezone.now()
    people = add_people(
        {
            "name": "Người",
            "at": now,
            "consents": ("learning", "statistics"),
            "commune": communes[number % _COMMUNES],
            "gender": ("female", "male")[number % 7 % 2],
            "birth_year": 1940 + number % 65,
        }
        for number in range(n)
    )
    versions = list(ItemVersion.objects.order_by("pk"))
    with transaction.atomic():
        _write(quiz, [person.pk for person in people], versions, now - timedelta(days=_DAYS))
    return quiz.pk


def _write(quiz, people, versions, since) -> None:
    """Attempts and answers of people of N(0,1) ability, in pieces; not by `record_attempts`, which scores each."""
    import numpy as np

    from assessments.models import Attempt, Response, State

    rng = np.random.default_rng(SEED)
    keys = [[choice["key"] for choice in version.content["choices"]] for version in versions]
    entries = [
        {"item": one.item_id, "version": one.pk, "digest": one.digest, "points": "1.00", "order": of}
        for one, of in zip(versions, keys, strict=True)
    ]
    paper = {"items": entries, "rules": {"pass_mark": 70, "feedback": "full"}}
    difficulty = np.linspace(-1.5, 1, len(versions))
    for begin in range(0, len(people), _BATCH):
        some = people[begin : begin + _BATCH]
        chance = 1 / (1 + np.exp(-1.2 * (rng.normal(size=(len(some), 1)) - difficulty)))
        picked = np.where(rng.random(chance.shape) < chance, 0, rng.integers(1, 4, chance.shape))
        starts = [since + timedelta(seconds=int(after)) for after in rng.integers(0, _DAYS * 86400, len(some))]
        attempts = [
            Attempt(
                quiz=quiz,
                person_id=person,
                context="khoa:bai",
                number=1,
                state=State.SUBMITTED,
                paper=paper,
                started_at=start,
                submitted_at=start + timedelta(seconds=_PACE * (len(versions) + 1)),
                score=int((row == 0).sum()),
                max_score=len(versions),
                passed=bool((row == 0).mean() >= 0.7),
            )
            for person, start, row in zip(some, starts, picked, strict=True)
        ]
        Attempt.objects.bulk_create(attempts)
        Response.objects.bulk_create(_responses(attempts, picked.tolist(), versions, keys))


def _responses(attempts, picked, versions, keys):
    from assessments.models import Response

    for attempt, row in zip(attempts, picked, strict=True):
        for place, (version, choice) in enumerate(zip(versions, row, strict=True)):
            yield Response(
                attempt=attempt,
                position=place,
                version=version,
                response=[keys[place][choice]],
                scaled=int(choice == 0),
                given_at=attempt.started_at + timedelta(seconds=_PACE * (place + 1)),
            )


def build(quiz: int) -> None:
    """Work the figures out and say what it took."""
    from django.db import connection
    from django.utils import timezone

    from assessments.api import Quiz, question_report
    from assessments.figures.question_figures import build_figures

    row = Quiz.objects.get(pk=quiz)
    begun, walled = time.process_time(), time.perf_counter()
    kept = build_figures(row, at=timezone.now())
    spent, wall = time.process_time() - begun, time.perf_counter() - walled
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    connection.force_debug_cursor = True
    begun, before = time.process_time(), len(connection.queries)
    question_report(row, at=timezone.now())
    shown, statements = time.process_time() - begun, len(connection.queries) - before
    print(f"{kept.figures['n']:,} attempts × {len(kept.figures['items'])} items, {len(kept.flags)} flags")
    print(f"  worked out: CPU {spent:.1f} s (wall {wall:.1f} s), memory {memory:.0f} MB")
    print(f"  goal: {GOAL_SECONDS} s, {GOAL_MEGABYTES} MB")
    print(f"  shown again: CPU {shown:.2f} s, {statements} statements")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.question_figures", description=__doc__.splitlines()[0])
    parser.add_argument("--attempts", type=int, default=ATTEMPTS)
    parser.add_argument("--items", type=int, default=ITEMS)
    parser.add_argument("--build", type=int, metavar="QUIZ", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.build is None:
        with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
            os.environ |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "learning.settings.dev"}
            _set_up()
            quiz = fill(options.attempts, options.items)
            # Memory only ever rises, so that what the people took must be in another process.
            subprocess.run([sys.executable, "-m", "benchmarks.question_figures", "--build", str(quiz)], check=True)
        return
    _set_up()
    build(options.build)


def _set_up() -> None:
    import django

    django.setup()


if __name__ == "__main__":
    main()
