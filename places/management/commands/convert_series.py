"""Carry a series of counts onto the map of another day, from files alone."""

import json
from argparse import ArgumentParser
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from places.carrying import CarriedSeries, carry, read_series
from places.files import BrokenFiles
from places.imports import DATA
from places.lineage_files import atlas_of

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Carry a CSV of code, period, value (counts that may be added up) onto the map of a day; each code is read on "
        "the map of its period's first day. Needs no database. Ends with 1 if a line could not be placed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; the first line names the columns code, period, value")
        parser.add_argument(
            "--to-map", type=date.fromisoformat, required=True, metavar="DATE", help="the day whose map is wanted"
        )
        parser.add_argument(
            "--lineage",
            type=Path,
            default=DATA,
            metavar="FILE",
            help="who passed to whom: a folder of place files, or one lineage file (default: our own province)",
        )
        parser.add_argument("--json", action="store_true", help="write JSON instead of a table")

    def handle(self, *, file: Path, to_map: date, lineage: Path, **options: Any) -> None:
        try:
            series = carry(read_series(file.read_bytes(), file.name), atlas_of(lineage), to_map)
        except OSError as error:
            raise CommandError(_("can't read %(file)s") % {"file": error.filename}) from None
        except BrokenFiles as broken:
            raise CommandError("\n".join(str(problem) for problem in broken.problems[:SHOWN])) from None
        self.stdout.write(_as_json(series) if options["json"] else _as_table(series))
        if series.unplaced:
            words = {"n": len(series.unplaced), "value": _plain(series.total_in - series.total_out)}
            raise CommandError(_("Not placed: %(n)d lines with %(value)s in all; see above.") % words)


def _plain(value: Fraction) -> int | float:
    return value.numerator if value.denominator == 1 else float(value)


def _as_json(series: CarriedSeries) -> str:
    rows = [
        {
            "code": row.code,
            "period": row.period,
            "value": _plain(row.value),
            "share": _plain(row.share),
            "quality": row.quality,
        }
        for row in series.rows
    ]
    unplaced = [
        {
            "line": one.count.line,
            "code": one.count.code,
            "period": one.count.period,
            "value": _plain(one.count.value),
            "why": one.why,
        }
        for one in series.unplaced
    ]
    totals = {"total_in": _plain(series.total_in), "total_out": _plain(series.total_out)}
    return json.dumps({"rows": rows, "unplaced": unplaced, **totals}, ensure_ascii=False)


def _as_table(series: CarriedSeries) -> str:
    lines = [f"{'code':<6}{'period':<12}{'value':>16}  {'share':>6}  quality"]
    lines += [
        f"{row.code:<6}{row.period:<12}{_plain(row.value):>16}  {float(row.share):>6.3f}  {row.quality}"
        for row in series.rows
    ]
    lines += [f"line {one.count.line}, {one.count.code}: {one.why}" for one in series.unplaced]
    lines.append(_("Total %(before)s before, %(after)s after.") % _totals(series))
    return "\n".join(lines)


def _totals(series: CarriedSeries) -> dict[str, int | float]:
    return {"before": _plain(series.total_in), "after": _plain(series.total_out)}
