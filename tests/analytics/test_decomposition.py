import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.decomposition import funnel_split, kitagawa

shares = st.lists(st.floats(0.01, 1), min_size=1, max_size=5)


@given(
    shares.flatmap(
        lambda own: st.tuples(st.just(own), st.lists(st.floats(0.01, 1), min_size=len(own), max_size=len(own)))
    )
)
def test_steps_sum_to_the_gap_exactly_and_equal_steps_add_nothing(funnels):
    own, other = funnels

    parts = funnel_split(own, other)

    assert sum(parts) == pytest.approx(np.prod(own) - np.prod(other), abs=1e-12)
    for mine, theirs, part in zip(own, other, parts, strict=True):
        assert part == pytest.approx(0, abs=1e-12) if mine == theirs else part * (mine - theirs) >= 0


@given(st.dictionaries(st.sampled_from("abcd"), st.tuples(*[st.floats(0.01, 1)] * 4), min_size=1))
def test_mix_and_rates_sum_to_the_gap_of_the_crude_rates(groups):
    own_total, total = sum(g[0] for g in groups.values()), sum(g[1] for g in groups.values())
    own_mix = {name: g[0] / own_total for name, g in groups.items()}
    mix = {name: g[1] / total for name, g in groups.items()}
    own_rates, rates = {n: g[2] for n, g in groups.items()}, {n: g[3] for n, g in groups.items()}

    split = kitagawa(own_mix, own_rates, mix, rates)

    crude = sum(own_mix[n] * own_rates[n] for n in groups) - sum(mix[n] * rates[n] for n in groups)
    assert split.composition + split.rate == pytest.approx(crude, abs=1e-9)


def test_group_that_one_side_does_not_have_is_a_matter_of_mix():
    split = kitagawa({"old": 1.0}, {"old": 0.2}, {"young": 1.0}, {"young": 0.5})

    assert split.rate == 0
    assert split.composition == pytest.approx(-0.3)


def test_funnels_of_different_steps_are_refused():
    with pytest.raises(ValueError, match="same steps"):
        funnel_split([1], [1, 2])
