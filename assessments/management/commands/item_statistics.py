"""Say how well the questions of a quiz measure, from a CSV file of marks."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessments.figures.figure_words import sentence
from assessments.items import Problem
from assessments.management.tables import read_table, shown
from assessments.psychometrics.mark_files import Marks, read_marks, read_maxima
from assessments.psychometrics.statistics import (
    Floats,
    ItemStatistics,
    QuizStatistics,
    drawn_statistics,
    item_statistics,
    quiz_statistics,
)

MARKS = "marks"
PERCENT = "percent"
UNITS = {
    **dict.fromkeys(["mean", "median", "quiz.sd", "item.sd", "standard_error"], MARKS),
    **dict.fromkeys(["alpha", "error_ratio", "facility", "intended_weight", "effective_weight"], PERCENT),
    **dict.fromkeys(["discrimination_index", "discriminative_efficiency"], PERCENT),
}


class Command(BaseCommand):
    help = (
        "Item statistics of a CSV file: attempts × items (marks), or lines attempt, slot, question, mark. "
        "A blank mark counts 0. Needs no database."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV, UTF-8; the first line names the columns")
        parser.add_argument(
            "--max-marks",
            default="",
            metavar="MAXIMA",
            help="one number, one for each item with commas between, or a CSV file item, maxmark (default: the "
            "file's own column maxmark, else 1)",
        )
        parser.add_argument("--json", action="store_true", help="write JSON instead of a table")

    def handle(self, *, file: Path, max_marks: str, **options: Any) -> None:
        table = read_table(file, read_marks)
        maxima = _maxima(max_marks, table)
        quiz = quiz_statistics(table.marks)
        items = item_statistics(table.marks, table.names, maxima)
        drawn: list[ItemStatistics] = []
        if table.drawn is not None:
            of_slot = dict(zip(table.names, maxima, strict=True))
            drawn = drawn_statistics(table.drawn, [of_slot[slot] for slot in table.drawn.slot])
        above = {
            name: Problem("above_maximum", {"maximum": f"{maximum:g}"})
            for name, maximum, most in zip(table.names, maxima, table.marks.max(axis=0), strict=True)
            if most > maximum + 1e-9
        }
        if options["json"]:
            found = {
                "quiz": asdict(quiz) | {"verdicts": [problem.code for problem in quiz.verdicts]},
                "items": [_as_json(item, above) for item in items],
                "drawn_questions": [_as_json(item, {}) for item in drawn],
                "units": UNITS,
                "left_out": table.left_out,
            }
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))
        else:
            self._show(quiz, items, drawn, above)

    def _show(
        self,
        quiz: QuizStatistics,
        items: list[ItemStatistics],
        drawn: list[ItemStatistics],
        above: dict[str, Problem],
    ) -> None:
        words = {
            _("mean"): quiz.mean,
            _("median"): quiz.median,
            _("standard deviation"): quiz.sd,
            _("skewness"): quiz.skewness,
            _("kurtosis"): quiz.kurtosis,
            _("alpha, %"): quiz.alpha,
            _("error ratio, %"): quiz.error_ratio,
            _("standard error"): quiz.standard_error,
        }
        width = max(map(len, words))
        self.stdout.write(f"{_('attempts'):{width}}  {quiz.n}")
        for name, value in words.items():
            self.stdout.write(f"{name:{width}}  {shown(value)}")
        for problem in quiz.verdicts:
            self.stdout.write(f"! {sentence(problem)}")
        heads = _("facility, %"), _("sd"), _("weight, %"), _("discrimination, %"), _("efficiency, %")
        for title, some in ((_("item"), items), (_("drawn question"), drawn)):
            if not some:
                continue
            width = max(len(title), *(len(item.item) for item in some))
            self.stdout.write("\n" + f"{title:{width}}  " + "  ".join(heads))
            for item in some:
                values = (
                    item.facility,
                    item.sd,
                    item.effective_weight,
                    item.discrimination_index,
                    item.discriminative_efficiency,
                )
                cells = "  ".join(f"{shown(v):>{len(head)}}" for v, head in zip(values, heads, strict=True))
                said = "; ".join(sentence(problem) for problem in _verdicts(item, above))
                self.stdout.write(f"{item.item:{width}}  {cells}  {said}".rstrip())


def _maxima(told: str, table: Marks) -> Floats:
    if not told:
        return np.ones(len(table.names)) if table.maxima is None else table.maxima
    try:
        numbers = [float(part) for part in told.split(",")]
    except ValueError:
        if not Path(told).is_file():
            raise CommandError(sentence(Problem("maxima_unreadable", {"value": told}))) from None
        return read_table(Path(told), lambda raw: read_maxima(raw, table.names))
    if not all(np.isfinite(number) and number >= 0 for number in numbers):
        raise CommandError(sentence(Problem("maxima_unreadable", {"value": told})))
    if len(numbers) not in {1, len(table.names)}:
        words = {"found": len(numbers), "expected": len(table.names)}
        raise CommandError(sentence(Problem("maxima_count", words)))
    return np.broadcast_to(np.array(numbers), (len(table.names),))


def _verdicts(item: ItemStatistics, above: dict[str, Problem]) -> list[Problem]:
    return [*([above[item.item]] if item.item in above else []), *item.verdicts]


def _as_json(item: ItemStatistics, above: dict[str, Problem]) -> dict[str, Any]:
    return asdict(item) | {"verdicts": [problem.code for problem in _verdicts(item, above)]}
