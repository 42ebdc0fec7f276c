"""Write synthetic learning facts with a known truth, for trials of the roll-up."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics.facts.running import peak_bytes
from analytics.facts.synthetic import N_MONTHS, generate, plant

MOST = 2_000_000_000


class Command(BaseCommand):
    help = (
        "Write N facts about invented learners to Parquet by month and province, and truth.json beside them. "
        "Needs no database. The same seed gives the same facts."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rows", type=int, required=True, metavar="N", help="how many facts")
        parser.add_argument("--communes", choices=["province", "country"], default="province")
        parser.add_argument("--months", type=int, default=N_MONTHS, help="how many months (default: %(default)s)")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--out", type=Path, help="an empty folder, or one of an earlier run (default: var/synthetic)"
        )
        parser.add_argument("--json", action="store_true", help="write JSON instead of a sentence")

    def handle(self, *, rows: int, communes: str, months: int, seed: int, out: Path | None, **options: Any) -> None:
        if not 1 <= rows <= MOST or not 1 <= months <= 120 or seed < 0:
            words = {"most": MOST}
            raise CommandError(_("Give 1 to %(most)d rows, 1 to 120 months and a seed from 0.") % words)
        out = out or settings.VAR / "synthetic"
        if out.exists() and any(out.iterdir()) and not (out / "truth.json").exists():
            raise CommandError(_("%(folder)s holds other files: name an empty folder.") % {"folder": out})
        parts = generate(plant(communes, seed=seed), out, rows=rows, months=months)
        facts = {"rows": rows, "parts": parts, "folder": str(out), "peak_mb": round(peak_bytes() / 1e6)}
        if options["json"]:
            self.stdout.write(json.dumps(facts))
        else:
            self.stdout.write(_("%(rows)d facts in %(parts)d files in %(folder)s; at most %(peak_mb)d MB.") % facts)
