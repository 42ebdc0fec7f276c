"""Load communes, districts and provinces through time from a folder of files (docs/places.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from places.api import BrokenFiles, load

# Enough to see what is wrong with a file; a wrong column would otherwise fill the screen.
SHOWN = 50


class Command(BaseCommand):
    help = "Load areas, parents, successions and measures; checks everything first; may be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, help="folder of the four files (default: our own province)")

    def handle(self, *, folder: Path | None, **options: Any) -> None:
        try:
            counts = load(folder) if folder else load()
        except BrokenFiles as broken:
            for problem in broken.problems[:SHOWN]:
                self.stderr.write(str(problem))
            words = {"n": len(broken.problems)}
            raise CommandError(
                _("Problems: %(n)d. Nothing was written; mend the files and run again.") % words
            ) from None
        for count in counts:
            line = _("%(table)s: %(created)d new, %(updated)d changed, %(deleted)d removed, %(unchanged)d as before")
            facts = {
                "table": count.table,
                "created": count.created,
                "updated": count.updated,
                "deleted": count.deleted,
                "unchanged": count.unchanged,
            }
            self.stdout.write(line % facts)
        if not any(count.changed for count in counts):
            self.stdout.write(_("Nothing changed."))
