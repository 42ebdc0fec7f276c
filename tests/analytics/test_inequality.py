import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from inequality.gini import Gini
from inequality.theil import Theil, TheilD

from analytics.inequality import (
    beta_convergence,
    concentration,
    fifths,
    gini,
    lorenz,
    quantile,
    sigma_convergence,
    slope,
    theil,
    theil_split,
)

rates = st.lists(st.floats(0.01, 100), min_size=2, max_size=30)


@given(rates)
def test_gini_and_theil_equal_pysal_where_all_communes_are_as_large(values):
    people = np.ones(len(values))

    assert gini(values, people) == pytest.approx(Gini(np.array(values)).g, abs=1e-9)
    assert theil(values, people) == pytest.approx(Theil(np.array(values)).T, abs=1e-9)


@given(rates, st.data())
def test_theil_split_equals_pysal_and_sums_exactly(values, data):
    groups = data.draw(st.lists(st.integers(0, 3), min_size=len(values), max_size=len(values)))

    split = theil_split(values, np.ones(len(values)), groups)

    oracle = TheilD(np.array(values), np.array(groups))
    assert split.between == pytest.approx(float(oracle.bg[0]), abs=1e-9)
    assert split.total == pytest.approx(oracle.T, abs=1e-9)
    assert split.between + sum(split.within.values()) == split.total


@given(
    st.lists(st.tuples(st.floats(0, 50), st.integers(1, 5)), min_size=1, max_size=12).filter(
        lambda x: any(v for v, _ in x)
    )
)
def test_weight_is_as_many_communes_of_one(communes):
    values, people = zip(*communes, strict=True)
    repeated = np.repeat(values, people)
    ones = np.ones(len(repeated))

    assert gini(values, people) == pytest.approx(gini(repeated, ones), abs=1e-9)
    assert theil(values, people) == pytest.approx(theil(repeated, ones), abs=1e-9)
    assert fifths(values, people) == pytest.approx(fifths(repeated, ones), abs=1e-6)
    assert quantile(values, people, 0.9) == quantile(repeated, ones, 0.9)


@given(st.lists(st.tuples(st.floats(0.01, 50), st.integers(1, 5)), min_size=1, max_size=12))
def test_commune_without_people_changes_nothing(communes):
    values, people = map(list, zip(*communes, strict=True))

    assert gini([*values, 99], [*people, 0]) == gini(values, people)
    assert theil([*values, 99], [*people, 0]) == theil(values, people)


def test_all_alike_is_no_inequality_and_one_who_has_all_is_nearly_one():
    assert gini([0.3] * 5, [1, 2, 3, 4, 5]) == 0
    assert theil([0.3] * 5, [1, 2, 3, 4, 5]) == 0
    assert gini([0] * 99 + [1], [1] * 100) == pytest.approx(0.99)
    assert theil([0] * 99 + [1], [1] * 100) == pytest.approx(np.log(100))


def test_lorenz_curve_runs_from_corner_to_corner_below_the_diagonal():
    people, whole = lorenz([3, 1, 2], [1, 1, 2])

    assert people == pytest.approx([0, 0.25, 0.75, 1])
    assert whole == pytest.approx([0, 1 / 8, 5 / 8, 1])


def test_concentration_is_the_gini_in_the_values_own_order_and_its_negative_in_the_other():
    values, people = [1, 2, 3, 4, 5], [1, 2, 1, 2, 1]

    assert concentration(values, people, values) == pytest.approx(gini(values, people))
    assert concentration(values, people, [-v for v in values]) == pytest.approx(-gini(values, people))
    assert concentration(values, people, [0] * 5) == pytest.approx(0)


def test_fifth_on_the_border_counts_by_its_part():
    # Ten communes of ten: the lowest fifth are the first two. With a commune of thirty in front, two thirds of it.
    assert fifths([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [10] * 10) == pytest.approx((1.5, 9.5))
    assert fifths([1, 9], [30, 70])[0] == 1


def test_spread_that_halves_every_period_falls_and_who_was_behind_grew_faster():
    start = np.array([0.02, 0.05, 0.1, 0.2, 0.4])
    middle = np.exp(np.log(start).mean())
    periods = [middle * (start / middle) ** 0.5**step for step in range(4)]

    spreads, trend = sigma_convergence(periods, np.ones(5))
    pulled = beta_convergence(periods[0], periods[1], np.ones(5))

    assert spreads == pytest.approx([spreads[0] * 0.5**step for step in range(4)])
    assert trend.slope < 0
    assert pulled.slope == pytest.approx(-0.5)
    assert pulled.is_falling


def test_commune_that_is_zero_somewhere_is_left_out_of_convergence_and_nobody_leaves_nothing():
    spreads, trend = sigma_convergence([[0, 0.1, 0.2], [0.3, 0.1, 0.2]], [1, 1, 1])

    assert spreads[0] == pytest.approx(spreads[1])
    assert trend.low is None
    assert sigma_convergence([[0, 0.1], [0.2, 0]], [1, 1]) == ([None, None], None)
    assert beta_convergence([0.1, 0.1], [0.1, 0.2], [1, 1]) is None


def test_slope_and_interval_equal_those_of_scipy():
    from scipy.stats import linregress, t

    rng = np.random.default_rng(1)
    x, y = np.arange(20.0), np.arange(20) * 0.3 + rng.normal(0, 1, 20)
    known = linregress(x, y)

    found = slope(x, y)

    assert found.slope == pytest.approx(known.slope)
    assert found.high - found.slope == pytest.approx(t.ppf(0.975, 18) * known.stderr)


def test_nothing_to_share_and_broken_rates_are_refused():
    for values, people in (([0, 0], [1, 1]), ([1], [1, 2]), ([-1, 2], [1, 1]), ([float("nan"), 1], [1, 1])):
        with pytest.raises(ValueError, match="rate"):
            gini(values, people)
