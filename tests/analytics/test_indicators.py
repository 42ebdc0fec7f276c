import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.indicators import (
    Coverage,
    Standing,
    class_of,
    compare,
    coverage,
    quantile_classes,
    standing,
    total_adults,
    wilson,
)

GOLDEN = (Path(__file__).parent.parent / "golden/wilson.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("row", list(csv.DictReader(GOLDEN.splitlines())), ids=lambda row: row["successes"])
def test_wilson_interval_equals_the_published_one(row):
    low, high = wilson(int(row["successes"]), int(row["n"]))

    assert (low, high) == pytest.approx((float(row["low"]), float(row["high"])), abs=0.00005)


@given(st.integers(1, 10**6).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_holds_the_share_and_stays_a_share(figure):
    successes, n = figure

    low, high = wilson(successes, n)

    assert 0 <= low <= successes / n + 1e-12
    assert successes / n - 1e-12 <= high <= 1


@pytest.mark.parametrize(("successes", "n"), [(1, 0), (3, 2), (-1, 5)])
def test_interval_of_something_that_is_no_share_is_refused(successes, n):
    with pytest.raises(ValueError, match="share"):
        wilson(successes, n)


def test_coverage_is_per_hundred_adults():
    assert coverage(50, 10_000).per_100 == 0.5


def test_coverage_without_adults_is_not_known():
    assert coverage(5, None) is None
    assert coverage(5, 0) is None


def test_more_people_than_the_census_counted_have_no_interval():
    assert coverage(12, 10) == Coverage(120, None, None)


def test_province_weighs_every_adult_alike():
    people, adults = [100, 1], [200, 10_000]

    weighted = coverage(sum(people), total_adults(adults)).per_100

    # The simple mean of 50 % and 0.01 % would be 25 %.
    assert weighted == pytest.approx(0.990, abs=0.001)


def test_province_with_an_uncounted_commune_has_no_denominator():
    assert total_adults([200, None]) is None


def test_overlapping_intervals_are_level():
    assert compare(coverage(10, 1000), coverage(12, 1000)) == 0


def test_standing_counts_only_clear_differences():
    own = coverage(100, 1000)

    place = standing(own, [coverage(300, 1000), coverage(105, 1000), coverage(95, 1000), coverage(10, 1000)])

    assert place == Standing(ahead=1, level=2, behind=1)


@given(st.lists(st.floats(0, 100), min_size=1))
def test_every_value_lies_in_one_class_of_at_most_five(values):
    classes = quantile_classes(values)

    assert len(classes) <= 5
    assert all(low <= value <= high for value in values for low, high in [classes[class_of(value, classes) - 1]])


def test_equal_values_share_a_class():
    assert quantile_classes([1, 1, 1, 1, 9], 5) == [(1, 1), (9, 9)]
