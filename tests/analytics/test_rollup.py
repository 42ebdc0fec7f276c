from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.rollup import roll_up, unplaced

TODAY = {1: [(1, 1)], 2: [(2, 1)], 10: [(1, 1)], 11: [(1, "0.75"), (2, "0.25")], 12: []}


def facts(*rows, quiz=None):
    """rows: (person, area, moment in UTC); quiz: whether each is a passed quiz."""
    frame = pd.DataFrame(rows, columns=["person", "area", "at"])
    frame["person"] = frame["person"].astype("int64")
    frame["area"] = frame["area"].astype("Int64")
    frame["at"] = pd.to_datetime(frame["at"], utc=True)
    if quiz is not None:
        frame["passed_quiz"] = pd.Series(quiz, dtype=bool)
    return frame


NOTHING = facts()
NO_RESULTS = facts(quiz=[])


def everyone(*persons):
    return pd.DataFrame({"person": pd.Series(persons, dtype="int64")})


def count(frame, *, people, results=NO_RESULTS, completions=NOTHING):
    """{(measure, area or scope, month): people}"""
    counts = roll_up(frame, results, completions, people, TODAY)
    places = counts["area"].astype(object).where(counts["area"].notna(), counts["scope"])
    return dict(zip(zip(counts["measure"], places, counts["month"], strict=True), counts["people"], strict=True))


def test_someone_with_two_enrolments_in_a_month_counts_once():
    enrolments = facts((7, 1, "2025-08-01"), (7, 1, "2025-08-09"))

    counts = count(enrolments, people=everyone(7))

    assert counts["reached", 1, date(2025, 8, 1)] == 1


def test_people_over_a_longer_time_are_not_the_sum_of_months():
    enrolments = facts((7, 1, "2025-08-01"), (7, 1, "2025-09-09"), (8, 1, "2025-09-09"))

    counts = count(enrolments, people=everyone(7, 8))

    assert counts["reached", 1, date(2025, 8, 1)] == 1
    assert counts["reached", 1, date(2025, 9, 1)] == 2
    assert counts["reached", 1, None] == 2


def test_result_under_an_old_commune_counts_for_its_successor():
    results = facts((7, 10, "2025-06-30"), (8, 1, "2025-07-02"), quiz=[False, False])

    counts = count(NOTHING, results=results, people=everyone(7, 8))

    assert counts["active", 1, date(2025, 6, 1)] == 1
    assert counts["active", 1, date(2025, 7, 1)] == 1
    assert counts["active", 1, None] == 2


def test_someone_of_a_divided_commune_lives_in_one_part_by_all_measures_and_months():
    persons = range(1000, 1400)
    enrolments = facts(*((person, 11, "2025-05-05") for person in persons))
    results = facts(*((person, 11, "2025-06-06") for person in persons), quiz=[True] * 400)

    counts = count(enrolments, results=results, completions=enrolments, people=everyone(*persons))

    in_first = counts["reached", 1, None]
    assert in_first + counts["reached", 2, None] == 400
    assert {counts[measure, 1, None] for measure in ("reached", "active", "completed", "passed")} == {in_first}
    assert counts["active", 1, date(2025, 6, 1)] == in_first


def test_people_of_a_divided_commune_are_shared_by_its_weights():
    persons = range(20_000)
    enrolments = facts(*((person, 11, "2025-05-05") for person in persons))

    counts = count(enrolments, people=everyone(*persons))

    # Standard deviation of the share: √(0.75 × 0.25 / 20,000) = 0.003.
    assert counts["reached", 1, None] / 20_000 == pytest.approx(0.75, abs=0.012)


def test_month_is_the_one_on_the_calendar_in_vietnam():
    enrolments = facts((7, 1, "2025-07-31T16:59:59"), (8, 1, "2025-07-31T17:00:00"))

    counts = count(enrolments, people=everyone(7, 8))

    assert counts["reached", 1, date(2025, 7, 1)] == 1
    assert counts["reached", 1, date(2025, 8, 1)] == 1


def test_person_without_a_commune_counts_in_the_province_only():
    enrolments = facts((7, 1, "2025-08-01"), (8, None, "2025-08-01"))

    counts = count(enrolments, people=everyone(7, 8))

    assert counts["reached", 1, None] == 1
    assert counts["reached", "unknown", None] == 1
    assert counts["reached", "province", None] == 2


def test_area_without_a_successor_is_reported_and_counts_as_not_known():
    enrolments = facts((7, 12, "2025-08-01"), (8, 12, "2025-08-01"), (9, 99, "2025-08-01"), (9, 1, "2025-08-01"))

    counts = count(enrolments, people=everyone(7, 8, 9))
    lost = unplaced([enrolments], everyone(7, 8, 9), TODAY)

    assert counts["reached", "unknown", None] == 3
    assert lost == {12: 2, 99: 1}


def test_who_did_not_agree_to_statistics_is_not_counted():
    enrolments = facts((7, 1, "2025-08-01"), (8, 1, "2025-08-01"))

    counts = count(enrolments, people=everyone(7))

    assert counts["reached", 1, None] == 1
    assert counts["reached", "province", None] == 1


def test_who_moved_counts_in_both_communes_and_once_in_the_province():
    enrolments = facts((7, 1, "2025-08-01"), (7, 2, "2025-10-01"))

    counts = count(enrolments, people=everyone(7))

    assert counts["reached", 1, None] == counts["reached", 2, None] == 1
    assert counts["reached", "province", None] == 1


def test_only_a_passed_quiz_counts_as_passed():
    results = facts((7, 1, "2025-08-01"), (8, 1, "2025-08-01"), quiz=[True, False])

    counts = count(NOTHING, results=results, people=everyone(7, 8))

    assert counts["active", 1, None] == 2
    assert counts["passed", 1, None] == 1


def test_no_facts_give_no_rows():
    assert count(NOTHING, people=everyone(7)) == {}


@given(st.dictionaries(st.integers(0, 2**63 - 1), st.sampled_from([1, 2, 10, 11, 12, None]), min_size=1))
def test_totals_are_conserved_when_each_person_lives_in_one_place(homes):
    enrolments = facts(*((person, area, "2025-05-05") for person, area in homes.items()))

    counts = count(enrolments, people=everyone(*homes))

    for month in (None, date(2025, 5, 1)):
        parts = [n for (_m, place, when), n in counts.items() if when == month and place != "province"]
        assert sum(parts) == counts["reached", "province", month] == len(homes)


MOMENTS = st.sampled_from(["2025-05-05", "2025-06-30", "2025-08-01"])
# Where someone enrolled, then when something came of it, and whether that was a passed quiz.
STUDIES = st.tuples(
    st.integers(0, 20),
    st.sampled_from([1, 2, 10, 11, 12, None]),
    MOMENTS,
    st.lists(st.tuples(MOMENTS, st.booleans()), max_size=3),
    st.none() | MOMENTS,
)


@given(st.lists(STUDIES, max_size=12))
def test_passed_is_within_learned_within_enrolled_in_every_place(studies):
    enrolments = facts(*((person, area, at) for person, area, at, _results, _done in studies))
    given_results = [(person, area, *result) for person, area, _at, results, _done in studies for result in results]
    results = facts(*(row[:3] for row in given_results), quiz=[row[3] for row in given_results])
    completions = facts(*((person, area, done) for person, area, _at, _results, done in studies if done))

    counts = count(enrolments, results=results, completions=completions, people=everyone(*range(21)))

    for place in (1, 2, "unknown", "province"):
        reached, active, completed, passed = (
            counts.get((measure, place, None), 0) for measure in ("reached", "active", "completed", "passed")
        )
        assert passed <= active <= reached
        assert completed <= reached
