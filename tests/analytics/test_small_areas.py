import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.small_areas import Prior, fit_prior, ranks, shrink

counts = st.lists(
    st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), min_size=2, max_size=20
)


def test_worked_example_of_a_small_commune():
    [shrunk] = shrink([3], [5], Prior(mean=0.2, strength=20))

    assert shrunk.rate == pytest.approx(0.28)
    assert shrunk.own_share == pytest.approx(0.2)
    assert shrunk.low < 0.28 < shrunk.high


def test_shrunk_rates_equal_those_of_pysal_where_events_are_rare():
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from esda.smoothing import Empirical_Bayes
    rng = np.random.default_rng(2)
    people = rng.integers(500, 20_000, 40)
    x = rng.binomial(people, rng.beta(4, 996, 40))
    theirs = Empirical_Bayes(x, people).r.ravel()

    ours = np.array([one.rate for one in shrink(x, people)])

    # PySAL's counts are Poisson, which binomial ones are where they are rare.
    assert np.ptp(theirs) > 0.004
    assert ours == pytest.approx(theirs, abs=2e-5)


@given(counts)
def test_shrunk_rate_lies_between_the_own_and_the_mean(found):
    x, n = zip(*found, strict=True)
    mean = sum(x) / sum(n)

    for mine, here, shrunk in zip(x, n, shrink(x, n), strict=True):
        assert min(mine / here, mean) - 1e-9 <= shrunk.rate <= max(mine / here, mean) + 1e-9
        assert 0 <= shrunk.low <= shrunk.high <= 1


def test_true_rates_lie_in_their_intervals_nineteen_times_in_twenty():
    rng = np.random.default_rng(3)
    people = rng.integers(20, 3000, 2000)
    truth = rng.beta(6, 24, 2000)

    found = shrink(rng.binomial(people, truth), people)

    inside = np.mean([one.low <= rate <= one.high for one, rate in zip(found, truth, strict=True)])
    assert inside == pytest.approx(0.95, abs=0.015)


def test_communes_that_differ_by_chance_alone_may_stand_anywhere():
    assert {(one.best, one.worst) for one in ranks([10, 10, 10], [100, 100, 100])} == {(1, 3)}


def test_large_differences_give_sure_ranks_and_no_people_give_none():
    found = ranks([900, 500, 100, 0], [1000, 1000, 1000, 0])

    assert [(one.best, one.worst) for one in found[:3]] == [(1, 1), (2, 2), (3, 3)]
    assert found[3] is None
    assert shrink([0, 1], [0, 2])[0] is None


def test_more_successes_than_people_are_refused():
    with pytest.raises(ValueError, match="successes"):
        fit_prior([3], [2])
