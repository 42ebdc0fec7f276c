"""How well the bank places people: simulated sittings with the questions and the cuts in use, or those of a file."""

import csv
import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.management.tables import shown
from assessments.placing.pool import pool_for
from assessments.psychometrics.placement_simulation import BankTooSmall, Report, SimItem, simulate
from assessments.psychometrics.whole_bank import EXPERT_B, EXPERT_SD
from assessments.scale.calibration import last_run
from assessments.scale.levels import PROVISIONAL_CUTS
from assessments.scale.versions import current_scale

LINES = {
    "bias": "bias (logits)",
    "rmse": "root mean square error",
    "told": "error told to people",
    "mean_length": "questions asked, mean",
    "exposure": "most used question, share of sittings",
    "used": "share of the bank used",
    "exact": "likeliest band right",
    "within_one": "likeliest band right or next to it",
    "awarded": "given one band",
    "right_when_awarded": "of these, in that band",
    "covered": "within what is said (band or range)",
}


class Command(BaseCommand):
    help = "Place simulated people, ability N(0,1), with the bank in use; report bias, error, length, exposure, bands."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--n", type=int, default=1000, help="how many people (1000)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same report (1)")
        parser.add_argument("--language", default="vi", help="the questions of which language (vi)")
        parser.add_argument("--officers", action="store_true", help="as civil servants meet it, not residents")
        parser.add_argument(
            "--file",
            type=Path,
            help="a CSV instead of the bank: columns area, b, and if wanted a (1), b_sd (0.8), model (expert); "
            "or area, level (1–3)",
        )
        parser.add_argument("--json", action="store_true", help="write JSON instead of a table")

    def handle(self, *, n: int, seed: int, language: str, officers: bool, file: Path | None, **options: Any) -> None:
        if n < 1:
            raise CommandError("--n is at least 1.")
        if file is not None:
            items, cuts = _from_file(file), list(PROVISIONAL_CUTS)
        else:
            run = last_run()
            pool = pool_for(language, is_officer=officers, run=run.pk if run else None)
            items = [SimItem(str(one.version), str(one.area), one.model, one.a, one.b, one.b_sd) for one in pool]
            cuts = current_scale().cuts
        try:
            report = simulate(items, cuts, n=n, seed=seed)
        except BankTooSmall:
            raise CommandError(
                f"{len(items)} questions are too few: at least 12 are needed, two in each of the six areas. "
                "Publish more, load the founding bank (setup_site), or give --file."
            ) from None
        if options["json"]:
            self.stdout.write(json.dumps({**asdict(report), "cuts": cuts, "seed": seed}, indent=1))
        else:
            self._table(report)

    def _table(self, report: Report) -> None:
        end = "24 questions" if not report.rules.enough else f"standard error {report.rules.enough}"
        self.stdout.write(f"{report.n} people, {report.n_items} questions, ends at {end}")
        for name, words in LINES.items():
            self.stdout.write(f"{words:40} {shown(getattr(report, name), 3):>8}")


def _from_file(file: Path) -> list[SimItem]:
    """Raises CommandError, naming the line."""
    try:
        rows = list(csv.DictReader(file.read_text(encoding="utf-8-sig").splitlines()))
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"Can't read {file.name} as UTF-8 text: {type(error).__name__}.") from None
    items = []
    for number, row in enumerate(rows, start=2):
        try:
            b = float(row["b"]) if row.get("b") else EXPERT_B[int(row["level"])]
            a, b_sd = float(row.get("a") or 1), float(row.get("b_sd") or EXPERT_SD)
            items.append(SimItem(str(number), row["area"].strip(), row.get("model") or "expert", a, b, b_sd))
        except (KeyError, TypeError, ValueError):
            raise CommandError(
                f"{file.name}, line {number}: needs an area and a number b (or a level 1, 2 or 3); "
                "a, b_sd are numbers where given."
            ) from None
    return items
