"""Load offices from a CSV file (docs/organisations.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from people.office_files import load_offices
from places.api import BrokenFiles

# Enough to see what is wrong with a file; a wrong column would otherwise fill the screen.
SHOWN = 50


class Command(BaseCommand):
    help = "Load offices with parents, days and successors; checks everything first; may be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV file in UTF-8, its columns as in docs/organisations.md")

    def handle(self, *, file: Path, **options: Any) -> None:
        if not file.is_file():
            raise CommandError(_("There is no file %(file)s.") % {"file": file})
        try:
            count = load_offices(file, at=timezone.now())
        except BrokenFiles as broken:
            for problem in broken.problems[:SHOWN]:
                self.stderr.write(str(problem))
            words = {"n": len(broken.problems)}
            raise CommandError(
                _("Problems: %(n)d. Nothing was written; mend the files and run again.") % words
            ) from None
        line = _("Offices: %(created)d new, %(changed)d changed, %(unchanged)d as before, %(skipped)d patterns skipped")
        facts = {name: getattr(count, name) for name in ("created", "changed", "unchanged", "skipped")}
        self.stdout.write(line % facts)
