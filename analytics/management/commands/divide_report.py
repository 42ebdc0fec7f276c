"""Say how far apart communes are, where, and what the ones behind lack: the report's figures."""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from analytics.build import newest_build
from analytics.divide import divide
from analytics.figures import PUBLIC, Sight
from analytics.geography import geography


class Command(BaseCommand):
    help = (
        "The digital divide of a period: means, inequality, pattern on the map, small communes' shrunk rates, ranks "
        "with their uncertainty, and why communes are behind. From counts that the public may see."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--period", required=True, metavar="P", help="a month, 2026-03, or all")
        parser.add_argument("--area", default="", metavar="CODE", help="only the lines of this commune")
        parser.add_argument("--truth", action="store_true", help="hidden counts too: for administrators, not for paper")
        parser.add_argument("--json", action="store_true", help="write JSON instead of sentences")

    def handle(self, *, period: str, area: str, truth: bool, **options: Any) -> None:
        build = newest_build()
        if build is None:
            raise CommandError(_("No figures were built yet: run manage.py tick or nightly."))
        month = _month(period)
        try:
            found = divide(build, geography()[1], month, sight=Sight(everywhere=True) if truth else PUBLIC, area=area)
        except LookupError:
            raise CommandError(_("Today no commune has the code %(code)s.") % {"code": area}) from None
        self.stdout.write(json.dumps(found, ensure_ascii=False) if options["json"] else _sentences(found))


def _month(period: str) -> date | None:
    if period == "all":
        return None
    try:
        return date.fromisoformat(f"{period}-01")
    except ValueError:
        raise CommandError(_("Write the period as a month, like 2026-03, or all.")) from None


def _sentences(found: dict[str, Any]) -> str:
    lines = []
    for measure, one in found["measures"].items():
        if one["weighted_mean"] is None:
            lines.append(_("%(measure)s: nothing that may be shown.") % {"measure": measure})
            continue
        words = {**one, "measure": measure}
        lines.append(
            _(
                "%(measure)s: %(weighted_mean).2f per 100 adults (simple mean of communes %(simple_mean).2f); "
                "%(n_communes)d communes, %(n_hidden)d left out."
            )
            % words
        )
        if unequal := one["inequality"]:
            lines.append(
                _("  Gini %(gini).3f; the lowest fifth has %(bottom_fifth).2f, the highest %(top_fifth).2f.") % unequal
            )
        if pattern := one["pattern"]:
            sentence = (
                _("  Neighbours are alike (Moran's I %(i).2f, p = %(p).3f).")
                if pattern["is_pattern"]
                else _("  No evidence of a pattern on the map (Moran's I %(i).2f, p = %(p).3f).")
            )
            lines.append(sentence % pattern)
    return "\n".join(lines)
