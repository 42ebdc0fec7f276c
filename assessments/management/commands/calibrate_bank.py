"""Estimate all questions of the bank from the answers so far; `nightly` does the same."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from assessments.scale.calibration import calibrate_bank, last_run


class Command(BaseCommand):
    help = "Estimate the difficulty of every question of the bank from all first answers. Repeating it changes nothing."

    def handle(self, **options: Any) -> None:
        before = last_run()
        run = calibrate_bank(at=timezone.now())
        if before is not None and run.pk == before.pk:
            self.stdout.write(f"Nothing has changed since {run.at:%Y-%m-%d %H:%M}.")
            return
        counted = run.parameters.exclude(n=0).count()
        self.stdout.write(
            f"{run.parameters.count()} questions, {counted} of them answered; {run.n_persons} people, "
            f"{run.n_responses} first responses; {run.n_anchors} anchors."
        )
        if not run.converged:
            self.stderr.write("The estimates have not settled yet: take them with care.")
