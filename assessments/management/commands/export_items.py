"""Write the bank as a question file (docs/import.md)."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from assessments.exchange.sheet_writing import template
from assessments.transfer.exchange_words import said

FORMATS = ("gift", "moodle_xml", "qti3", "xlsx")


class Command(BaseCommand):
    help = "Write all items of the bank as GIFT, Moodle XML, QTI 3.0 or XLSX. Ends well if all could be written."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="moodle_xml")
        parser.add_argument("--bank", default="", help="only items whose short name begins with “BANK: ”")
        parser.add_argument("--template", action="store_true", help="the empty spreadsheet to fill in; no database")

    def handle(self, *, file: Path, **options: Any) -> None:
        if options["template"]:
            file.write_bytes(template())
            return
        from assessments.models import Item
        from assessments.transfer.exports import export

        items = Item.objects.order_by("pk")
        if options["bank"]:
            items = items.filter(title__startswith=f"{options['bank']}: ")
            if not items.exists():
                raise CommandError(_("There is no item of the bank “%(bank)s”.") % {"bank": options["bank"]})
        data, left_out = export(items, options["format"])
        file.write_bytes(data)
        for row in left_out:
            self.stderr.write(f"{row.where}: {said(row.why)}")
        if left_out:
            raise CommandError(_("Not written: %(n)d questions.") % {"n": len(left_out)})
