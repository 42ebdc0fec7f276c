"""Run a file of scoring vectors through our item types and say which rows agree."""

import json
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from assessments.vectors import BadVectors, Outcome, TypeReport, check_rows, read_rows

SHOWN = 20
SENTENCES = {
    "not_json": gettext_noop(
        "%(file)s, line %(line)s, column %(column)s: this is not JSON. Take the file as published."
    ),
    "not_a_list": gettext_noop(
        "%(file)s: a list of rows is expected. Take vectors.json, ordering_n4.json or qti_cases.json."
    ),
    "not_vectors": gettext_noop(
        "%(file)s: these rows are no scoring vectors. Take vectors.json, ordering_n4.json or qti_cases.json."
    ),
}


class Command(BaseCommand):
    help = "Check our scoring against a file of vectors, permutations or QTI cases; fails if any row disagrees."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="vectors.json, ordering_n4.json or qti_cases.json")
        parser.add_argument("--json", action="store_true", dest="as_json", help="print the report as JSON")

    def handle(self, *, file: Path, as_json: bool, **options: Any) -> None:
        try:
            rows = read_rows(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            raise CommandError(_("can't read %(file)s") % {"file": file}) from None
        except BadVectors as bad:
            params = {"file": file, "line": bad.line, "column": bad.column}
            raise CommandError(_(SENTENCES[bad.code]) % params) from None
        reports = check_rows(rows, check_qti=lambda case: check_qti(case, samples_root(file)))
        if as_json:
            types = {name: asdict(report) for name, report in reports.items()}
            self.stdout.write(json.dumps({"types": types}, ensure_ascii=False, indent=1))
        else:
            self.show(reports)
        failed = sum(len(report.failed) for report in reports.values())
        if failed:
            raise CommandError(_("%(n)d rows disagree") % {"n": failed})

    def show(self, reports: Mapping[str, TypeReport]) -> None:
        heads = (_("type"), _("passed"), _("failed"), _("not applicable"))
        width = max(len(name) for name in (*reports, heads[0]))
        self.stdout.write(f"{heads[0]:<{width}}  {heads[1]:>8}  {heads[2]:>8}  {heads[3]}")
        for name, report in reports.items():
            figures = (report.passed, len(report.failed), len(report.not_applicable))
            self.stdout.write(f"{name:<{width}}  {figures[0]:>8}  {figures[1]:>8}  {figures[2]:>8}")
        for name, report in reports.items():
            for row in report.failed[:SHOWN]:
                self.stdout.write(f"  {name} {row['id']}: {row['expected']} ≠ {row['got']}")
        reasons: dict[str, int] = {}
        for report in reports.values():
            for row in report.not_applicable:
                reasons[row["why"]] = reasons.get(row["why"], 0) + 1
        for why, n in reasons.items():
            self.stdout.write(f"  {n} × {why}")


def samples_root(file: Path) -> Path:
    """Give the folder from which QTI cases name their items: two above the file, else that of the reference data."""
    root = file.resolve().parent.parent
    return root if (root / "questions").is_dir() else settings.SHARED_DIR / "samples"


def check_qti(case: Mapping[str, Any], root: Path) -> Outcome:
    """Run a QTI case with the QTI engine, if this installation has it."""
    try:
        from assessments.qti.cases import check_case
    except ImportError:
        return Outcome("failed", case.get("expect"), "no QTI engine")
    verdict, expected, got = check_case(dict(case), root)
    return Outcome(verdict, expected, got)
