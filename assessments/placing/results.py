"""What a placement says: the band and how sure that is, each area with its uncertainty, and what to learn first."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..models import PlacementSitting
from ..psychometrics.placing import Asked, Verdict, estimate, profile, verdict
from ..scale.levels import SAYS, area_name, band_at, band_name
from .placement import asked_in

# What is drawn: beyond it lies nobody whom these questions tell from the next.
DRAWN = 2.5


@dataclass(frozen=True)
class AreaLine:
    """One area: `low` to `high` is where the person probably (2 of 3) is, in logits; `words` says it."""

    area: int
    name: str
    n: int
    n_right: int
    low: float
    middle: float
    high: float
    words: str


@dataclass(frozen=True)
class PlacementResult:
    """A finished sitting as its person may see it. `chance` of 100, rounded down; `areas` in the framework's order."""

    sitting: PlacementSitting
    verdict: Verdict
    headline: str
    meaning: str
    chance: int
    n: int
    bands: list[tuple[str, int]]
    areas: list[AreaLine]
    weakest: list[AreaLine]


def placement_result(sitting: PlacementSitting) -> PlacementResult:
    """Say what a finished sitting found, with the cuts it was taken under. One query."""
    asked = asked_in(sitting)
    said = verdict(estimate(asked), sitting.scale.cuts)
    areas = _areas(asked, sitting.scale.cuts)
    awarded = sitting.band is not None
    return PlacementResult(
        sitting=sitting,
        verdict=said,
        headline=_headline(said, awarded=awarded),
        meaning=_(SAYS[said.lowest]),
        chance=int(100 * said.probability),
        n=len(asked),
        bands=[(band_name(band), round(100 * share)) for band, share in enumerate(said.each)],
        areas=areas,
        weakest=sorted(areas, key=lambda one: (one.middle, one.area)),
    )


def latest_placement(person) -> PlacementSitting | None:
    """A person's newest finished and whole sitting. One query; None for nobody, or who has none."""
    if person is None:
        return None
    done = PlacementSitting.objects.filter(person=person, is_whole=True).exclude(finished_at=None)
    return done.select_related("scale").order_by("-finished_at").first()


def weakest_areas(sitting: PlacementSitting) -> list[int]:
    """The areas, the weakest first: what to recommend lessons by. One query."""
    return [line.area for line in sorted(_areas(asked_in(sitting), []), key=lambda one: (one.middle, one.area))]


def export_placements(person) -> list[dict[str, Any]]:
    """Everything kept about a person's placements, readable, for the person. Two queries."""
    sittings = PlacementSitting.objects.filter(person=person).order_by("pk").prefetch_related("steps__given")
    return [
        {
            "occasion": sitting.get_occasion_display(),
            "started_at": sitting.started_at,
            "finished_at": sitting.finished_at,
            "level": None if sitting.band is None else band_name(sitting.band),
            "place_on_scale": sitting.theta,
            "standard_error": sitting.se,
            "answers": [
                {"area": area_name(step.area), "given_at": step.given.given_at, "right": step.given.is_right}
                for step in sitting.steps.all()
                # While it goes on, what was right would help.
                if sitting.finished_at and hasattr(step, "given")
            ],
        }
        for sitting in sittings
    ]


def _headline(said: Verdict, *, awarded: bool) -> str:
    if awarded:
        return _("Your level: %(level)s") % {"level": band_name(said.lowest)}
    if said.lowest == said.highest:  # cut short
        return _("About level %(level)s, not certain") % {"level": band_name(said.lowest)}
    return _("Between level %(low)s and level %(high)s") % {
        "low": band_name(said.lowest),
        "high": band_name(said.highest),
    }


def _areas(asked: list[Asked], cuts: list[float]) -> list[AreaLine]:
    lines = []
    for key, found in sorted(profile(asked).items(), key=lambda one: int(one[0])):
        mine = [one for one in asked if one.area == key]
        low, high = found.theta - found.sd, found.theta + found.sd
        first, last = band_at(low, cuts), band_at(high, cuts)
        words = (
            band_name(first)
            if first == last
            else _("%(low)s to %(high)s")
            % {
                "low": band_name(first),
                "high": band_name(last),
            }
        )
        lines.append(
            AreaLine(
                int(key), area_name(int(key)), len(mine), sum(one.right for one in mine), low, found.theta, high, words
            )
        )
    return lines


def placement_areas(person, *, since: datetime) -> list[int]:
    """The framework's areas (1–6), the weakest first, by the person's newest placement; empty: none since then.

    Two queries.
    """
    sitting = latest_placement(person)
    if sitting is None or sitting.finished_at is None or sitting.finished_at < since:
        return []
    return weakest_areas(sitting)
