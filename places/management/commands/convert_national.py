"""Turn the collected national lists into a folder that load_places reads."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from places.national import convert, save


class Command(BaseCommand):
    help = "Convert national_*.csv into place files; reports units without successor and splits without shares."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", type=Path, help="folder with the national_*.csv files")
        parser.add_argument("target", type=Path, help="folder to write the four place files into")
        parser.add_argument(
            "--without", nargs="*", default=[], metavar="CODE", help="provinces of 2021 to leave out, e.g. 82 87"
        )

    def handle(self, *, source: Path, target: Path, without: list[str], **options: Any) -> None:
        try:
            converted = convert(source, without=without)
        except OSError as error:
            raise CommandError(_("can't read %(file)s") % {"file": error.filename}) from None
        save(converted, target)
        for title, units in (
            (_("%(n)d units of the first list reach no unit of today:"), converted.dead_ends),
            (_("%(n)d units were split in shares nobody published; they are taken as equal:"), converted.ambiguous),
            (_("%(n)d units appear without a known predecessor:"), converted.unfounded),
        ):
            self.stdout.write(title % {"n": len(units)})
            for code, name in units:
                self.stdout.write(f"  {code} {name}")
        self.stdout.write(_("%(n)d lines fit no unit known on their day:") % {"n": len(converted.unused)})
        for line in converted.unused:
            self.stdout.write(f"  {line}")
