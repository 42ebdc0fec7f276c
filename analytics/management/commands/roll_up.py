"""Count the facts on disk by commune, course and month."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics.facts.running import Run, run
from analytics.facts.schema import partitions


class Command(BaseCommand):
    help = (
        "Roll up what has changed since the last run, one month and province at a time, here or on a Dask cluster. "
        "Needs no database. May be repeated, and killed at any moment."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--facts", type=Path, metavar="DIR", help="folder of facts (default: var/synthetic)")
        parser.add_argument("--out", type=Path, metavar="DIR", help="folder of counts (default: DIR-counts)")
        parser.add_argument(
            "--scheduler",
            default=settings.ANALYTICS_SCHEDULER,
            metavar="ADDRESS",
            help="a Dask scheduler, tcp://host:port, whose workers see the same folders (default: ANALYTICS_SCHEDULER)",
        )
        parser.add_argument("--anew", action="store_true", help="count all partitions, changed or not")
        parser.add_argument("--json", action="store_true", help="write JSON instead of sentences")

    def handle(self, *, facts: Path | None, out: Path | None, scheduler: str, anew: bool, **options: Any) -> None:
        facts = facts or settings.VAR / "synthetic"
        out = out or facts.with_name(f"{facts.name}-counts")
        if not any(partitions(facts)):
            raise CommandError(
                _("No facts in %(folder)s: expected month=YYYY-MM/province=NN/part-*.parquet.") % {"folder": facts}
            )
        tell = (lambda line: None) if options["json"] or options["verbosity"] < 2 else self.stdout.write
        try:
            done = run(facts, out, scheduler=scheduler, anew=anew, tell=tell)
        except OSError as error:
            raise CommandError(_("The work could not be done: %(why)s") % {"why": error}) from None
        self.stdout.write(json.dumps(_figures(done)) if options["json"] else _sentences(done))
        if done.broken:
            lines = [f"{one.partition.folder}: {one.why}" for one in done.broken]
            cure = _("These could not be read; write their files again. Their earlier counts stand:")
            raise CommandError("\n".join([cure, *lines]))


def _figures(done: Run) -> dict[str, Any]:
    return {
        "facts": done.n_facts,
        "rows": done.n_rows,
        "partitions": len(done.rolled),
        "unchanged": done.n_unchanged,
        "broken": [one.partition.name for one in done.broken],
        "cpu_s": round(done.cpu_s, 2),
        "peak_mb": round(done.peak_bytes / 1e6),
        "checksum": done.checksum,
    }


def _sentences(done: Run) -> str:
    figures = _figures(done)
    lines = [
        _("%(facts)d facts of %(partitions)d partitions counted, %(unchanged)d partitions as before.") % figures,
        _("%(rows)d rows; %(cpu_s).1f s of CPU, at most %(peak_mb)d MB; checksum %(checksum)s.") % figures,
    ]
    return "\n".join(lines)
