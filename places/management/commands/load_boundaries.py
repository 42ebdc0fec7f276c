"""Load outlines of areas from a GeoJSON file, for drawing maps."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from places.api import BrokenOutlines, load_boundaries

SHOWN = 50


class Command(BaseCommand):
    help = "Load outlines (indicative, of no legal value); checks everything first; may be repeated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="GeoJSON FeatureCollection; each feature has a “code”")
        parser.add_argument(
            "--on", type=date.fromisoformat, help="the day of the map its codes belong to (default: today)"
        )
        parser.add_argument("--source", default="", help="shown under maps (default: the file's own “license”)")

    def handle(self, *, file: Path, on: date | None, source: str, **options: Any) -> None:
        try:
            count = load_boundaries(file, on=on, source=source)
        except BrokenOutlines as broken:
            for problem in broken.problems[:SHOWN]:
                self.stderr.write(problem)
            words = {"n": len(broken.problems)}
            raise CommandError(
                _("Problems: %(n)d. Nothing was written; mend the file and run again.") % words
            ) from None
        words = {"created": count.created, "updated": count.updated, "unchanged": count.unchanged}
        self.stdout.write(_("outlines: %(created)d new, %(updated)d changed, %(unchanged)d as before") % words)
