"""Measure one step of a placement: CPU of answering a question and putting the next, on the founding bank.

python -m benchmarks.placement [--sittings N]

The whole request by Django's test client, in this process, on SQLite: middleware, session, queries, template.
"""

import argparse
import os
import tempfile
import time

GOAL_MS = 20


def measure(sittings: int) -> list[float]:
    """Milliseconds of CPU for each answered question, POST and the page after it."""
    from django.core.management import call_command
    from django.test import Client

    from assessments.models import PlacementSitting

    call_command("migrate", verbosity=0)
    call_command("setup_site", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    spent = []
    for number in range(sittings):
        client = Client()
        client.post("/quiz/placement/start/")
        sitting = PlacementSitting.objects.latest("pk")
        address, position = f"/quiz/placement/{sitting.pk}/", 0
        while True:
            begun = time.process_time()
            answered = client.post(address, {"position": position, "action": "unknown"})
            shown = client.get(answered.headers["Location"])
            # The first sitting fills what a process keeps in memory.
            if number:
                spent.append(1000 * (time.process_time() - begun))
            if shown.status_code != 200:
                break
            position += 1
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.placement", description=__doc__.splitlines()[0])
    parser.add_argument("--sittings", type=int, default=6, help="how many, the first not counted (6)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bridge-bench-") as folder:
        os.environ["VAR_DIR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "learning.settings.dev")
        os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost")
        import django

        django.setup()
        spent = sorted(measure(max(options.sittings, 2)))
    middle, most = spent[len(spent) // 2], spent[int(0.95 * len(spent))]
    print(f"placement, one step: {middle:.1f} ms CPU in the middle, {most:.1f} for 95 of 100; goal {GOAL_MS} ms")


if __name__ == "__main__":
    main()
