"""The questions a placement may draw from, with what is known of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import Count, Max

from ..models import ItemParameter, ItemVersion, PlacementSitting, PlacementStep, Response
from ..psychometrics.placing import bluntness
from ..psychometrics.selection import PoolItem
from ..psychometrics.whole_bank import EXPERT_B, EXPERT_SD

# One question fits a page, and is right or wrong at once. Drawing and dragging need a large screen.
KINDS = (
    *("single_choice", "multiple_choice", "true_false", "matching", "ordering"),
    *("short_answer", "numeric", "gap_fill", "cloze"),
)
# Wright and Linacre (1994): beyond this a question says nothing, and a placement rests on every one it asks.
UNFIT = 1.5
# What changes in the bank is met by the next sitting a minute later.
KEPT_S = 60
RECENT_SITTINGS = 500
# The share of so few sittings is mostly chance.
FEWEST_SITTINGS = 20
REMEMBERED = timedelta(days=180)
# As many unseen questions as an area must have before seen ones are left out.
ENOUGH_UNSEEN = 8


@dataclass(frozen=True)
class Known:
    """An item version that may be asked, and what the run knows of it."""

    version: int
    digest: str
    area: int
    model: str
    a: float
    b: float
    b_sd: float
    item: int


def pool_for(language: str, *, is_officer: bool, run: int | None) -> list[Known]:
    """List what may be asked: published, of a competence, scored, in this language, for everyone or for these people.
    `run` the id of the calibration that knows them; None: authors' words.

    Two queries, kept for a minute.
    """
    key = f"placement-pool:{language}:{is_officer}:{run}"
    found = cache.get(key)
    if found is None:
        found = _read(language, is_officer, run)
        cache.set(key, found, KEPT_S)
    return found


def _read(language: str, is_officer: bool, run: int | None) -> list[Known]:
    audiences = ["", "officer" if is_officer else "resident"]
    newest = ItemVersion.objects.filter(item__live=True).values("item").annotate(newest=Max("pk")).values("newest")
    versions = ItemVersion.objects.filter(
        pk__in=newest,
        kind__in=KINDS,
        item__language=language,
        item__audience__in=audiences,
        item__competence__isnull=False,
    ).order_by("pk")
    known = {one.version_id: one for one in ItemParameter.objects.filter(run=run)} if run else {}
    found = []
    for pk, digest, item, level, area in versions.values_list(
        "pk", "digest", "item_id", "item__level", "item__competence__area"
    ):
        one = known.get(pk)
        if one is None:
            found.append(Known(pk, digest, area, "expert", 1.0, EXPERT_B[level], EXPERT_SD, item))
        elif max(one.infit or 1, one.outfit or 1) <= UNFIT:
            found.append(Known(pk, digest, area, one.model, one.a, one.b, one.se, item))
    return found


def exposure(language: str) -> dict[int, float]:
    """Give the share (0–1) of the newest sittings that asked each version. Two queries, kept for a minute."""
    key = f"placement-exposure:{language}"
    found = cache.get(key)
    if found is None:
        recent = PlacementSitting.objects.filter(language=language).order_by("-pk")[:RECENT_SITTINGS]
        sittings = list(recent.values_list("pk", flat=True))
        counts = (
            PlacementStep.objects.filter(sitting__in=sittings).order_by().values_list("version").annotate(n=Count("*"))
        )
        found = {version: n / max(len(sittings), FEWEST_SITTINGS) for version, n in counts}
        cache.set(key, found, KEPT_S)
    return found


def seen_items(person, *, at: datetime) -> set[int]:
    """The items the person has met lately, in quizzes or placements: their answers may be remembered. Two queries."""
    since = at - REMEMBERED
    quizzes = Response.objects.filter(attempt__person=person, attempt__started_at__gte=since)
    placements = PlacementStep.objects.filter(sitting__person=person, sitting__started_at__gte=since)
    return {
        *quizzes.values_list("version__item_id", flat=True).distinct(),
        *placements.order_by().values_list("version__item_id", flat=True).distinct(),
    }


def without_seen(pool: Iterable[Known], seen: set[int]) -> list[Known]:
    """Leave out seen items in areas that have enough others."""
    pool = list(pool)
    fresh = [one for one in pool if one.item not in seen]
    n_fresh: dict[int, int] = {}
    for one in fresh:
        n_fresh[one.area] = n_fresh.get(one.area, 0) + 1
    return [one for one in pool if one.item not in seen or n_fresh.get(one.area, 0) < ENOUGH_UNSEEN]


def offered(pool: Iterable[Known], shown: dict[int, float]) -> list[PoolItem]:
    """The pool as the selection reads it: an uncertain question tells less than its slope promises."""
    return [
        PoolItem(str(one.version), str(one.area), bluntness(one.a, one.b_sd), one.b, shown.get(one.version, 0.0))
        for one in pool
    ]
