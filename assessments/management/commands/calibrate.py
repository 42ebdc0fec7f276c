"""Estimate the difficulty, and the slope, of questions from a CSV file of right and wrong answers."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessments.figures.figure_words import SENTENCES, sentence
from assessments.items import Problem
from assessments.management.tables import read_table, shown
from assessments.psychometrics.answers import answers_of_patterns
from assessments.psychometrics.calibration import Calibration, NotEstimable, Priors, calibrate
from assessments.psychometrics.calibration_errors import standard_errors
from assessments.psychometrics.mark_files import read_patterns


class Command(BaseCommand):
    help = (
        "Item response theory by marginal maximum likelihood, ability N(0,1). Rows: people or patterns; columns: items "
        "with 1 right, 0 wrong, blank not given; a column Freq says how many people answered so. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, UTF-8; the first line names the columns")
        parser.add_argument("--model", choices=["1pl", "2pl"], default="2pl", help="one slope for all, or one each")
        parser.add_argument(
            "--slope", type=float, help="fix the slope of the 1pl, e.g. 1 (Rasch); else it is estimated"
        )
        parser.add_argument(
            "--priors", action="store_true", help="log a ~ N(0, 0.5), b ~ N(0, 2): for few answers; pulls to the middle"
        )
        parser.add_argument("--json", action="store_true", help="write JSON instead of a table")

    def handle(self, *, file: Path, model: str, slope: float | None, priors: bool, **options: Any) -> None:
        if slope is not None and (model != "1pl" or not 0 < slope < np.inf):
            raise CommandError(_("--slope is a number above 0, and goes with --model 1pl."))
        table = read_table(file, read_patterns)
        given = answers_of_patterns(table.right, table.frequency)
        try:
            found = calibrate(given, model, slope=slope, priors=Priors() if priors else None, names=table.names)
        except NotEstimable as impossible:
            lines = [f"{file.name}: {sentence(problem)}" for problem in impossible.problems]
            raise CommandError("\n".join(lines)) from None
        if not found.converged:
            self.stderr.write(sentence(Problem("not_converged", {"iterations": found.iterations})))
        people = float(table.frequency.sum())
        items = _items(table.names, found, *standard_errors(given, found))
        if options["json"]:
            told = {
                "model": model,
                "n": int(people) if people.is_integer() else people,
                "log_likelihood": found.log_likelihood,
                "items": items,
                "iterations": found.iterations,
                "converged": found.converged,
            }
            self.stdout.write(json.dumps(told, ensure_ascii=False, indent=1, allow_nan=False))
            return
        words = {"n": f"{people:g}", "value": f"{found.log_likelihood:.3f}", "iterations": found.iterations}
        self.stdout.write(_("people %(n)s, log-likelihood %(value)s, %(iterations)s rounds") % words)
        width = max(len(_("item")), *(len(name) for name in table.names))
        self.stdout.write(f"{_('item'):{width}}        a    se a        b    se b")
        for item in items:
            cells = [f"{shown(item[name], 3):>7}" for name in ("a", "se_a", "b", "se_b")]
            said = "; ".join(_(SENTENCES[code]) for code in item["verdicts"])
            self.stdout.write(f"{item['item']:{width}}  {cells[0]} {cells[1]}  {cells[2]} {cells[3]}  {said}".rstrip())


def _items(names: list[str], found: Calibration, se_a: Any, se_b: Any) -> list[dict[str, Any]]:
    """Put each item's figures together; null is an error of nothing estimated (a fixed slope), or one not settled."""
    columns = ([_finite(value) for value in some] for some in (found.a, found.b, se_a, se_b))
    keys = ("item", "a", "b", "se_a", "se_b")
    items: list[dict[str, Any]] = [dict(zip(keys, row, strict=True)) for row in zip(names, *columns, strict=True)]
    for item, slope in zip(items, found.a, strict=True):
        item["verdicts"] = ["negative_discrimination"] if slope < 0 else []
    return items


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
