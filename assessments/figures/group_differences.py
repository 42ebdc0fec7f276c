"""Is a question harder for one group of people than for equally able ones of another? By traits, without names."""

from typing import Any

import numpy as np
from django.conf import settings

from people.api import Gender, statistics_traits

from ..psychometrics.differential import SIGNIFICANT, differential_within, strata_of
from ..psychometrics.integrity import benjamini_hochberg
from .response_table import ResponseTable

# Below this many in either group the test sees nothing but the largest differences.
FEWEST_OF_GROUP = 50
OLD = 60
# The focal group, whose disadvantage is looked for, and those it is compared with.
PAIRS = ("women", "elderly", "rural", "handheld")


def group_differences(
    table: ResponseTable, right: np.ndarray, totals: np.ndarray, columns: list[int], *, year: int
) -> tuple[list[str], dict[int, list[dict[str, Any]]]]:
    """Compare women with men, people of 60 and more with younger, rural with urban communes, phones with computers.

    Gives which pairs were large enough, and by column of `right` (of `columns`) the differences of ETS class B and C:
    "pair", "delta", "delta_se", "ets", "q_value" (at most 5 %, corrected for all comparisons of the quiz). Only people
    who agreed to statistics; both groups need 50 people, or SUPPRESSION_THRESHOLD where that is more. One query.
    """
    traits = {one.person: one for one in statistics_traits(table.people)}
    mine = [traits.get(one) for one in table.person.tolist()]
    told = {pair: np.array([_is_focal(pair, one, year) for one in mine], dtype=np.int8) for pair in PAIRS[:-1]}
    told["handheld"] = np.where([one is not None for one in mine], table.handheld, np.int8(-1))
    least = max(FEWEST_OF_GROUP, settings.SUPPRESSION_THRESHOLD)
    compared, seen = [], []
    for pair, focal in told.items():
        if min((focal == 1).sum(), (focal == 0).sum()) < least:
            continue
        compared.append(pair)
        who = focal >= 0
        stratum = strata_of(totals[who], focal[who] == 1)
        for column in columns:
            seen.append((pair, column, differential_within(right[who, column], focal[who] == 1, stratum)))
    found: dict[int, list[dict[str, Any]]] = {}
    q_values = benjamini_hochberg([1.0 if one.p_value is None else one.p_value for _pair, _column, one in seen])
    for (pair, column, one), q_value in zip(seen, q_values.tolist(), strict=True):
        # Of sixty comparisons three would be significant by chance.
        if one.ets in {"B", "C"} and q_value <= SIGNIFICANT:
            kept = {"delta": one.delta, "delta_se": one.delta_se, "ets": one.ets, "q_value": q_value}
            found.setdefault(column, []).append({"pair": pair, **kept})
    return compared, found


def _is_focal(pair: str, traits, year: int) -> int:
    """1: of the focal group, 0: of the other, −1: not told."""
    if traits is None:
        return -1
    if pair == "women":
        return {Gender.FEMALE: 1, Gender.MALE: 0}.get(traits.gender, -1)
    if pair == "elderly":
        return -1 if traits.birth_year is None else int(year - traits.birth_year >= OLD)
    return -1 if traits.is_urban is None else int(not traits.is_urban)
