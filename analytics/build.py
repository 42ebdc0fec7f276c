"""Building the figures from the facts, and knowing when they are stale."""

from datetime import date, datetime, timedelta
from time import perf_counter
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from courses import frames as learning
from people import frames as persons
from places.api import Area, Edition, successors_by_id

from .disclosure import protect
from .models import Build, Figure
from .rollup import COMMUNE, PROVINCE, roll_up, unplaced

if TYPE_CHECKING:
    import pandas as pd

# A commune told later moves no watermark: figures are never older than this while somebody ticks.
_OLDEST = timedelta(hours=1)
# However busy the site, building takes at most a twentieth of one processor.
_REST = 20
# Who opened a page just before keeps its figures; the rows of earlier builds tell how long building took.
_FIGURES_KEPT, _BUILDS_KEPT = 2, 200


def build_figures(*, at: datetime) -> Build:
    """Count all facts anew and publish the figures in one transaction. Repeatable.

    Two that run at once are both right: pages show the newest whole build.
    """
    started = perf_counter()
    # Read before the facts: what arrives meanwhile makes the next check find these figures stale.
    watermark = _watermark()
    people, successors = persons.people(), successors_by_id()
    facts = learning.enrolments(), learning.results(), learning.completions()
    counts = roll_up(*facts, people, successors)
    threshold = settings.SUPPRESSION_THRESHOLD
    figures = _figures(counts, threshold)
    lost = unplaced(facts, people, successors)
    with transaction.atomic():
        build = Build.objects.create(
            at=at,
            watermark=watermark,
            seconds=0,
            threshold=threshold,
            unplaced=_named(lost),
            uses_demo=bool(people["is_demo"].any()),
        )
        for figure in figures:
            figure.build = build
        Figure.objects.bulk_create(figures, batch_size=2000)
        _forget_old()
        build.seconds = perf_counter() - started
        build.save(update_fields=["seconds"])
    return build


def refresh_if_stale(*, at: datetime) -> bool:
    """Build the figures if facts are newer than they; at most every FIGURES_REFRESH_S seconds. Whether it did.

    Six queries when there is nothing to do.
    """
    last = newest_build()
    if last is not None:
        age = at - last.at
        wait = max(timedelta(seconds=settings.FIGURES_REFRESH_S), timedelta(seconds=_REST * last.seconds))
        # A negative age: the clock was set back, and waiting for it to come round again could take years.
        if timedelta(0) <= age < wait or (timedelta(0) <= age < _OLDEST and last.watermark == _watermark()):
            return False
    build_figures(at=at)
    return True


def newest_build() -> Build | None:
    """The build that pages show; None: nothing was built yet. One query."""
    return Build.objects.order_by("-pk").first()


def _watermark() -> str:
    parts = (learning.watermark(), persons.consent_watermark(), Edition.now(), settings.SUPPRESSION_THRESHOLD)
    return "|".join(map(str, parts))


def _figures(counts: "pd.DataFrame", threshold: int) -> list[Figure]:
    """The counts as rows, protected table by table: one table is all places of one measure in one period."""
    tables: dict[tuple[str, date | None], list[Figure]] = {}
    for row in counts.itertuples(index=False):
        area_id = int(row.area) if row.scope == COMMUNE else None
        figure = Figure(scope=row.scope, area_id=area_id, measure=row.measure, month=row.month, people=row.people)
        tables.setdefault((row.measure, row.month), []).append(figure)
    for table in tables.values():
        total = next(figure.people for figure in table if figure.scope == PROVINCE)
        cells = {figure.area_id: figure.people for figure in table if figure.scope != PROVINCE}
        protection = protect(cells, total, threshold=threshold)
        for figure in table:
            is_total = figure.scope == PROVINCE
            figure.hidden = protection.hides_total if is_total else figure.area_id in protection.hidden
    return [figure for table in tables.values() for figure in table]


def _named(lost: dict[int, int]) -> dict[str, int]:
    areas = Area.objects.in_bulk(lost)
    return {f"{areas[pk].code} {areas[pk].valid_from}" if pk in areas else str(pk): n for pk, n in lost.items()}


def _forget_old() -> None:
    builds = list(Build.objects.order_by("-pk").values_list("pk", flat=True)[:_BUILDS_KEPT])
    Figure.objects.exclude(build__in=builds[:_FIGURES_KEPT]).delete()
    Build.objects.exclude(pk__in=builds).delete()
