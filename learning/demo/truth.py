"""What is planted in the demonstration, and the people it is planted in. Pure: numbers in, arrays out.

Every table here is a truth that the platform's own figures can be checked against; docs/demo.md explains them.
Reach is the share of a commune's adults (15 and over) who ever enrolled; only ratios of reach are planted, the level
follows from `size`. Ability is in logits.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

DAY_S = 24 * 3600

# Reach of a commune against a rural one without anything special.
URBAN_REACH, RURAL_REACH = 1.50, 1.00
# By today's code, times the above. Islands and the border: far behind; deep in the fields: behind; centres: ahead.
FAR_BEHIND = {"28696": 0.30, "28693": 0.35, "29929": 0.35, "29971": 0.40}
BEHIND = dict.fromkeys(
    ("28336", "28720", "28738", "29938", "29944", "29983", "29992", "30025", "30043", "30046", "30085"), 0.70
)
AHEAD = {"28261": 1.30, "29869": 1.25, "29905": 1.20}
# Communes also differ without a reason: log-normal, the same for every seed.
COMMUNE_SPREAD = 0.12

# First age and share of the adults, where 60+ is not counted in the groups before; 60+ is the commune's own figure.
AGE_FROM = (15, 30, 45, 60, 86)
SHARE_OF_UNDER_60 = (0.32, 0.37, 0.31)
AGE_REACH = (1.60, 1.30, 0.85, 0.40)
ELDERLY_WHERE_UNKNOWN = 0.17
# Beyond 60 each year of age makes meeting someone this much rarer.
FADING_AFTER_60 = 0.06

FEMALE_SHARE = 0.51
FEMALE_REACH, MALE_REACH = 1.15, 1.00

# Mean ability; the spread within a group is 1.
AGE_ABILITY = (0.50, 0.25, -0.20, -0.80)
URBAN_ABILITY, RURAL_ABILITY, FAR_BEHIND_ABILITY = 0.25, -0.05, -0.20
FEMALE_ABILITY, MALE_ABILITY = 0.10, 0.00
OFFICER_ABILITY = 0.50

# Of people aged 23 to 59 (about 6 % of everyone).
OFFICER_AGES = (23, 59)
OFFICER_SHARE_URBAN, OFFICER_SHARE_RURAL = 0.105, 0.072

# Some do not say: statistics must bear it. Shares of people.
UNSTATED_GENDER, UNSTATED_BIRTH_YEAR = 0.02, 0.03

# New learners a day, against the first day's.
GROWTH = 3.0
MONTHS = 24
TET = tuple(
    date(*day)
    for day in ((2024, 2, 10), (2025, 1, 29), (2026, 2, 17), (2027, 2, 6), (2028, 1, 26), (2029, 2, 13), (2030, 2, 3))
)
TET_DAYS = (-8, 12)
TET_DIP = 0.25
# (first, last) day of the winter-spring and the summer-autumn harvest; the countryside then has no time.
HARVESTS = (((2, 22), (3, 20)), ((7, 8), (8, 5)))
HARVEST_DIP = 0.60
# The campaign starts on the national day of digital transformation of the year before the last one simulated.
CAMPAIGN_DAY = (10, 10)
CAMPAIGN_URBAN, CAMPAIGN_RURAL = 1.8, 2.6
CAMPAIGN_FADES_DAYS = 45
HOURS = ((8.8, 1.2, 0.3), (12.6, 0.8, 0.15), (19.6, 1.3, 0.55))


@dataclass(frozen=True)
class Place:
    """A commune of today's map. `before`: (first day no longer valid, ((area id, share of its people), …)), by day."""

    area_id: int
    code: str
    is_urban: bool
    adults: int
    elderly: int | None
    before: tuple[tuple[date, tuple[tuple[int, float], ...]], ...] = ()


@dataclass
class People:
    """Simulated people, one array element each, in the order of joining."""

    place: NDArray[np.int64]  # index into the places given
    area_id: NDArray[np.int64]  # the commune of the map of the day of joining
    age: NDArray[np.int64]  # when joining
    age_group: NDArray[np.int64]  # index into AGE_REACH
    is_female: NDArray[np.bool_]
    is_officer: NDArray[np.bool_]
    ability: NDArray[np.float64]
    joined_s: NDArray[np.int64]  # seconds since local midnight of `first_day`
    says_gender: NDArray[np.bool_]
    says_birth_year: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.place)


def first_day(until: date) -> date:
    """The first of the 24 calendar months that end on the eve of `until`."""
    last = until - timedelta(days=1)
    month = last.year * 12 + last.month - MONTHS
    return date(month // 12, month % 12 + 1, 1)


def campaign_start(until: date) -> date:
    """The campaign's first day: 10 October of the year before the last simulated one."""
    return date((until - timedelta(days=1)).year - 1, *CAMPAIGN_DAY)


def reach_of(place: Place) -> float:
    """The planted reach of a commune, against an ordinary rural one."""
    special = {**FAR_BEHIND, **BEHIND, **AHEAD}.get(place.code, 1.0)
    own = np.exp(np.random.default_rng(int(place.code)).normal(0, COMMUNE_SPREAD))
    return float((URBAN_REACH if place.is_urban else RURAL_REACH) * special * own)


def people_by_place(places: Sequence[Place], size: int) -> NDArray[np.int64]:
    """How many people each commune gets: in proportion to adults and reach, by largest remainders.

    Exactly planted, no chance in it; nobody is left without people where there are enough.
    """
    weights = np.array([place.adults * reach_of(place) for place in places])
    exact = size * weights / weights.sum()
    counts = np.floor(exact).astype(np.int64)
    counts[np.argsort(counts - exact, kind="stable")[: size - counts.sum()]] += 1
    if size >= 2 * len(places):
        for empty in np.flatnonzero(counts == 0):
            counts[counts.argmax()] -= 1
            counts[empty] = 1
    return counts


def mean_ability(people: People, places: Sequence[Place]) -> NDArray[np.float64]:
    """The planted mean of each person's group."""
    urban = np.array([place.is_urban for place in places])[people.place]
    far_behind = np.array([place.code in FAR_BEHIND for place in places])[people.place]
    return (
        np.array(AGE_ABILITY)[people.age_group]
        + np.where(urban, URBAN_ABILITY, RURAL_ABILITY)
        + np.where(far_behind, FAR_BEHIND_ABILITY, 0)
        + np.where(people.is_female, FEMALE_ABILITY, MALE_ABILITY)
        + np.where(people.is_officer, OFFICER_ABILITY, 0)
    )


def day_weights(until: date, *, urban: bool) -> NDArray[np.float64]:
    """New learners of each day from the first to the eve of `until`, against the first without dips and campaign."""
    start, campaign = first_day(until), campaign_start(until)
    days = [start + timedelta(days=n) for n in range((until - start).days)]
    weights = GROWTH ** (np.arange(len(days)) / len(days))
    boost = CAMPAIGN_URBAN if urban else CAMPAIGN_RURAL
    for number, day in enumerate(days):
        if any(TET_DAYS[0] <= (day - tet).days <= TET_DAYS[1] for tet in TET):
            weights[number] *= TET_DIP
        if not urban and any(first <= (day.month, day.day) <= last for first, last in HARVESTS):
            weights[number] *= HARVEST_DIP
        if day >= campaign:
            weights[number] *= 1 + (boost - 1) * np.exp(-(day - campaign).days / CAMPAIGN_FADES_DAYS)
    return weights


def draw_people(places: Sequence[Place], *, size: int, until: date, rng: np.random.Generator) -> People:
    """Draw `size` people in order of joining. The same generator state gives the same people."""
    place = np.repeat(np.arange(len(places)), people_by_place(places, size))
    urban = np.array([one.is_urban for one in places])[place]
    joined_s = _draw_joining(urban, until, rng)
    order = np.argsort(joined_s, kind="stable")
    place, urban, joined_s = place[order], urban[order], joined_s[order]
    age_group = _draw_age_groups(places, place, rng)
    age = _draw_ages(age_group, rng)
    female = FEMALE_SHARE * FEMALE_REACH
    share = np.where(urban, OFFICER_SHARE_URBAN, OFFICER_SHARE_RURAL)
    people = People(
        place=place,
        area_id=_draw_areas(places, place, joined_s, first_day(until), rng),
        age=age,
        age_group=age_group,
        is_female=rng.random(size) < female / (female + (1 - FEMALE_SHARE) * MALE_REACH),
        is_officer=(age >= OFFICER_AGES[0]) & (age <= OFFICER_AGES[1]) & (rng.random(size) < share),
        ability=rng.normal(0, 1, size),
        joined_s=joined_s,
        says_gender=rng.random(size) >= UNSTATED_GENDER,
        says_birth_year=rng.random(size) >= UNSTATED_BIRTH_YEAR,
    )
    people.ability += mean_ability(people, places)
    return people


def _draw_joining(urban: NDArray[np.bool_], until: date, rng: np.random.Generator) -> NDArray[np.int64]:
    day = np.zeros(len(urban), dtype=np.int64)
    for is_urban in (False, True):
        here = urban == is_urban
        cumulated = np.cumsum(day_weights(until, urban=is_urban))
        day[here] = np.searchsorted(cumulated, rng.random(here.sum()) * cumulated[-1], side="right")
    means, spreads, shares = (np.array(column) for column in zip(*HOURS, strict=True))
    part = rng.choice(len(HOURS), len(urban), p=shares)
    hour = np.clip(rng.normal(means[part], spreads[part]), 5.5, 22.0)
    return day * DAY_S + (hour * 3600).astype(np.int64)


def age_shares(place: Place) -> NDArray[np.float64]:
    """The shares of the four age groups among a commune's adults, as planted (60+ is its own census figure)."""
    elderly = place.elderly / place.adults if place.elderly else ELDERLY_WHERE_UNKNOWN
    return np.array([share * (1 - elderly) for share in SHARE_OF_UNDER_60] + [elderly])


def _draw_age_groups(places: Sequence[Place], place: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    weights = np.array([age_shares(one) for one in places]) * np.array(AGE_REACH)
    cumulated = np.cumsum(weights / weights.sum(axis=1, keepdims=True), axis=1)
    group = (rng.random(len(place))[:, None] > cumulated[place]).sum(axis=1)
    return np.minimum(group, len(AGE_REACH) - 1)


def _draw_ages(age_group: NDArray[np.int64], rng: np.random.Generator) -> NDArray[np.int64]:
    age = np.zeros(len(age_group), dtype=np.int64)
    for group, (first, after) in enumerate(pairwise(AGE_FROM)):
        years = np.arange(first, after)
        weights = np.exp(-FADING_AFTER_60 * (years - first)) if first >= 60 else np.ones(len(years))
        here = age_group == group
        age[here] = rng.choice(years, here.sum(), p=weights / weights.sum())
    return age


def _draw_areas(
    places: Sequence[Place],
    place: NDArray[np.int64],
    joined_s: NDArray[np.int64],
    start: date,
    rng: np.random.Generator,
) -> NDArray[np.int64]:
    """The commune each person named: of the map of that day, by the share of people who lived in each part."""
    area_id = np.array([one.area_id for one in places])[place]
    luck, day = rng.random(len(place)), joined_s // DAY_S
    for index, one in enumerate(places):
        since = 0
        for before, shares in one.before:
            ends = (before - start).days
            here = np.flatnonzero((place == index) & (day >= since) & (day < ends))
            cumulated = np.cumsum([share for _area, share in shares])
            part = np.minimum(np.searchsorted(cumulated, luck[here], side="right"), len(shares) - 1)
            area_id[here] = np.array([area for area, _share in shares])[part]
            since = ends
    return area_id
