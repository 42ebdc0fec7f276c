"""From facts to counts of distinct people by commune and month. Pure pandas: no framework, no clock.

Grouped by learner first, then counted: several times less work than counting distinct people in every group.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

# Today's communes that took over an area, by its id, with the share of its people; empty: nobody knows.
Successors = Mapping[int, Sequence[tuple[int, Any]]]

# A month is a calendar month here, whatever the machine's zone.
ZONE = "Asia/Ho_Chi_Minh"
COMMUNE, UNKNOWN, PROVINCE = "commune", "unknown", "province"
# Stands for “no commune” while counting; areas' ids are positive.
_NOWHERE = -1


def roll_up(
    enrolments: "pd.DataFrame",
    results: "pd.DataFrame",
    completions: "pd.DataFrame",
    people: "pd.DataFrame",
    successors: Successors,
) -> "pd.DataFrame":
    """Count the distinct people who were reached, active, completed and passed.

    In: the frames of `courses.frames` and `people.frames`; only people of the latter are counted.
    Out: scope (commune, unknown, province), area (Int64, today's commune; missing outside scope commune), measure,
    month (first day as date; None: since the beginning), people (int). No rows for zero.

    Someone with facts in two communes counts in both, and once in the province. A month's people are those who did it
    in that month: months must not be added. Since the beginning passed ≤ active ≤ reached and completed ≤ reached in
    each place, for no result or completion is without its enrolment.
    """
    import pandas as pd

    facts = {
        "reached": enrolments,
        "active": results,
        "completed": completions,
        "passed": results[results["passed_quiz"].astype(bool)],
    }
    counts = [_count(_learner_months(frame, people, successors), measure) for measure, frame in facts.items()]
    return pd.concat(counts, ignore_index=True)


def unplaced(frames: Sequence["pd.DataFrame"], people: "pd.DataFrame", successors: Successors) -> dict[int, int]:
    """Areas that no commune of today took over, by id, with how many people have facts there."""
    import pandas as pd

    lost = [area for area, shares in successors.items() if not shares]
    facts = pd.concat([frame[["person", "area"]] for frame in frames], ignore_index=True).dropna(subset=["area"])
    facts = facts[facts["person"].isin(people["person"])]
    facts = facts[facts["area"].isin(lost) | ~facts["area"].isin(list(successors))]
    return {int(area): int(n) for area, n in facts.groupby("area")["person"].nunique().items()}


def _learner_months(facts: "pd.DataFrame", people: "pd.DataFrame", successors: Successors) -> "pd.DataFrame":
    """One row for each person, commune of today and month with a fact."""
    import pandas as pd

    facts = facts[facts["person"].isin(people["person"])]
    local = facts["at"].dt.tz_convert(ZONE).dt.tz_localize(None)
    months = pd.DataFrame(
        {
            "person": facts["person"].to_numpy("int64"),
            "place": _places(facts, successors),
            "month": local.to_numpy().astype("datetime64[M]").astype("int64"),
        }
    )
    return months.drop_duplicates()


def _places(facts: "pd.DataFrame", successors: Successors):
    """Today's commune of each fact. Of a split commune each person belongs to one part, always the same."""
    import numpy as np

    areas = facts["area"].to_numpy("int64", na_value=_NOWHERE)
    distinct, inverse = np.unique(areas, return_inverse=True)
    shares = [successors.get(int(area), ()) for area in distinct]
    places = np.array([parts[0][0] if parts else _NOWHERE for parts in shares], dtype="int64")[inverse]
    for number, parts in enumerate(shares):
        if len(parts) > 1:
            here = inverse == number
            bounds = np.cumsum([float(weight) for _area, weight in parts])[:-1]
            chosen = np.searchsorted(bounds, unit_hash(facts["person"].to_numpy("int64")[here]), side="right")
            places[here] = np.array([area for area, _weight in parts], dtype="int64")[chosen]
    return places


def unit_hash(pseudonyms: "np.ndarray") -> "np.ndarray":
    """A number in [0, 1) for each pseudonym, the same on every machine (SplitMix64, Steele et al. 2014).

    >>> import numpy as np
    >>> [round(float(x), 6) for x in unit_hash(np.array([0, 1]))]
    [0.883311, 0.566562]
    """
    import numpy as np

    x = pseudonyms.astype("uint64") + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((x ^ (x >> np.uint64(31))) >> np.uint64(11)) / 2.0**53


def _count(months: "pd.DataFrame", measure: str) -> "pd.DataFrame":
    """From one row a person, place and month to counts by place and month, and since the beginning."""
    import numpy as np
    import pandas as pd

    by_place = pd.concat(
        [
            months.groupby(["place", "month"]).size().reset_index(name="people"),
            months[["person", "place"]].drop_duplicates().groupby("place").size().reset_index(name="people"),
        ]
    )
    by_place["scope"] = np.where(by_place["place"] == _NOWHERE, UNKNOWN, COMMUNE)
    everywhere = pd.concat(
        [
            months[["person", "month"]].drop_duplicates().groupby("month").size().reset_index(name="people"),
            pd.DataFrame({"people": [months["person"].nunique()]}),
        ]
    ).assign(scope=PROVINCE, place=_NOWHERE)
    counts = pd.concat([by_place, everywhere], ignore_index=True)
    counts = counts[counts["people"] > 0]
    area = counts["place"].astype("Int64")
    return pd.DataFrame(
        {
            "scope": counts["scope"],
            "area": area.mask(area == _NOWHERE),
            "measure": measure,
            "month": pd.Series([_first_day(month) for month in counts["month"]], index=counts.index, dtype=object),
            "people": counts["people"].astype("int64"),
        }
    )


def _first_day(month: float):
    """Months since January 1970 as a date; None for a missing one."""
    import numpy as np

    return None if np.isnan(month) else np.datetime64(int(month), "M").astype("datetime64[D]").item()
