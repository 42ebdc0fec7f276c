"""Read question files into the bank (docs/import.md)."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessments.exchange.drafts import Report
from assessments.exchange.formats import READERS, read
from assessments.transfer.exchange_words import said


class Command(BaseCommand):
    help = "Read question files (GIFT, Aiken, Moodle XML, QTI, XLSX) as unpublished items. Ends well if all were read."
    # A dry run needs no database, and must say what a file holds even where the site cannot start.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--format", choices=sorted(READERS), help="as detected, if not given")
        parser.add_argument("--bank", default="", help="words put before the short name of each item")
        parser.add_argument("--dry-run", action="store_true", help="only say what is in the files")
        parser.add_argument("--json", action="store_true", help="print one JSON document")

    def handle(self, *, files: list[Path], **options: Any) -> None:
        missing = [path for path in files if not path.is_file()]
        if missing:
            raise CommandError(_("There is no file %(file)s.") % {"file": missing[0]})
        facts = []
        for path in files:
            report = read(path.read_bytes(), path.name, options["format"])
            if not options["dry_run"]:
                report = stored(report, bank=options["bank"])
            facts.append(facts_of(path, report))
        if options["json"]:
            self.stdout.write(json.dumps({"files": facts}, ensure_ascii=False, indent=1))
        else:
            self.show(facts)
        n_refused = sum(len(fact["refused"]) for fact in facts)
        if n_refused:
            raise CommandError(_("Not imported: %(n)d of %(all)d questions.") % {"n": n_refused, "all": found(facts)})

    def show(self, facts: list[dict[str, Any]]) -> None:
        for fact in facts:
            n_imported = len(fact["imported"])
            self.stdout.write(f"{fact['file']}  {fact['format'] or '?'}  {n_imported}/{fact['found']}")
            for item in fact["imported"]:
                self.stdout.write(f"  + {item['type']:16} {item['name']}")
            for row in fact["refused"]:
                self.stdout.write(f"  ! {fact['file']}, {row['where']}: {row['why']}")
            for row in fact["dropped"]:
                self.stdout.write(f"  - {fact['file']}, {row['where']}: {row['what']}")


def stored(report: Report, *, bank: str) -> Report:
    """Store the drafts of one file; what the bank cannot hold moves to `refused`."""
    # Models only now: a dry run must not need them.
    from assessments.transfer.imports import store

    kept = store(report.drafts, bank=bank)
    return Report(
        report.format,
        [draft for draft, _item in kept.pairs],
        [*report.refused, *kept.refused],
        [*report.dropped, *kept.dropped],
    )


def found(facts: list[dict[str, Any]]) -> int:
    return sum(fact["found"] for fact in facts)


def facts_of(path: Path, report: Report) -> dict[str, Any]:
    return {
        "file": str(path),
        "format": report.format,
        "found": report.found,
        "imported": [{"type": draft.kind, "name": draft.name, "correct": draft.correct} for draft in report.drafts],
        "refused": [{"where": row.where, "why": said(row.why)} for row in report.refused],
        "dropped": [{"where": row.where, "what": said(row.what)} for row in report.dropped],
    }
