import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.irt import PRIOR_SD, abilities, ability, choose_model, fit, information, probability

items = st.lists(st.tuples(st.floats(0.3, 2.5), st.floats(-3, 3), st.sampled_from([0, 1])), min_size=1, max_size=40)


def test_at_its_difficulty_an_item_is_right_half_the_time():
    assert probability([0.7], [1.3], [0.7])[0, 0] == pytest.approx(0.5)
    # One logit above, slope 1: 1 / (1 + e^−1).
    assert probability([1.7], [1.0], [0.7])[0, 0] == pytest.approx(0.7310586)


def test_information_is_greatest_at_the_difficulty():
    told = information(np.linspace(-3, 3, 61), [1.0, 2.0], [0.0, 1.0])

    assert told[30, 0] == pytest.approx(0.25)
    assert told[40, 1] == pytest.approx(1.0)
    assert told.argmax(axis=0).tolist() == [30, 40]


def test_information_is_the_squared_slope_of_the_curve_over_its_variance():
    theta, step = np.array([-1.2, 0.3, 2.0]), 1e-5
    slope = (probability(theta + step, [1.4], [0.2]) - probability(theta - step, [1.4], [0.2])) / (2 * step)
    right = probability(theta, [1.4], [0.2])

    assert information(theta, [1.4], [0.2]) == pytest.approx(slope**2 / (right * (1 - right)), rel=1e-6)


def test_without_answers_the_prior_comes_back():
    found = ability([], [], [])

    assert found.theta == pytest.approx(0, abs=1e-12)
    assert found.sd == pytest.approx(PRIOR_SD, abs=1e-3)
    assert found.above(0) == pytest.approx(0.5)


def test_ability_agrees_with_an_integral_on_a_much_finer_grid():
    a, b, right = np.array([1.0, 1.5, 0.7]), np.array([-1.0, 0.2, 1.0]), np.array([1, 1, 0])
    theta = np.linspace(-12, 12, 20_001)
    p = 1 / (1 + np.exp(-a * (theta[:, None] - b)))
    weight = np.exp(-((theta / 1.2) ** 2) / 2) * np.where(right, p, 1 - p).prod(axis=1)
    mean = (weight * theta).sum() / weight.sum()
    sd = np.sqrt((weight * (theta - mean) ** 2).sum() / weight.sum())

    found = ability(a, b, right)

    assert (found.theta, found.sd) == (pytest.approx(mean, abs=1e-4), pytest.approx(sd, abs=1e-4))
    assert found.above(0.35) == pytest.approx(weight[theta > 0.35].sum() / weight.sum(), abs=2e-3)


def test_item_not_given_changes_nothing():
    with_gap = ability([1, 2, 1], [0, 1, -1], [1, np.nan, 0])

    assert with_gap.theta == ability([1, 1], [0, -1], [1, 0]).theta


def test_guessed_difficulties_widen_the_error():
    a, b, right = np.ones(20), np.linspace(-2, 2, 20), np.array([1] * 12 + [0] * 8)

    assert ability(a, b, right, b_sd=0.8).sd > 1.03 * ability(a, b, right).sd


def test_reported_error_is_as_large_as_the_real_one():
    rng = np.random.default_rng(11)
    theta, b = rng.normal(0, PRIOR_SD, 3000), np.linspace(-2.5, 2.5, 25)
    right = rng.random((3000, 25)) < probability(theta, np.ones(25), b)

    found = abilities(np.ones(25), b, right)

    errors = np.array([one.theta for one in found]) - theta
    told = np.sqrt(np.mean([one.sd**2 for one in found]))
    assert np.sqrt(np.mean(errors**2)) == pytest.approx(told, rel=0.05)


@given(items)
def test_ability_is_finite_and_one_more_right_answer_never_lowers_it(some):
    a, b, right = (np.array(column, dtype=float) for column in zip(*some, strict=True))
    before = ability(a, b, right)
    after = ability(np.append(a, 1.0), np.append(b, 0.0), np.append(right, 1))

    assert np.isfinite(before.theta)
    assert 0 < before.sd <= PRIOR_SD + 0.01
    assert after.theta > before.theta


@given(items, st.lists(st.floats(-3, 3), min_size=1, max_size=4, unique=True).map(sorted))
def test_bands_share_out_all_of_the_probability(some, cuts):
    a, b, right = zip(*some, strict=True)
    found = ability(a, b, right)

    assert sum(found.bands(cuts)) == pytest.approx(1)
    assert all(-1e-12 <= share <= 1 for share in found.bands(cuts))


def test_band_is_awarded_only_when_it_is_sure():
    strong = ability(np.ones(30), np.zeros(30), [1] * 28 + [0] * 2)
    middling = ability(np.ones(8), np.zeros(8), [1] * 4 + [0] * 4)

    assert strong.band([-1, 0, 1]) == 3
    assert middling.band([-1, 0, 1]) is None
    assert middling.band([-3, 3]) == 1


def test_cuts_that_do_not_rise_are_our_mistake():
    with pytest.raises(ValueError, match="cuts rise"):
        ability([1], [0], [1]).bands([1, 1])


def test_answers_after_the_model_fit_about_one():
    rng = np.random.default_rng(2)
    theta, a, b = rng.normal(size=4000), np.full(10, 1.2), np.linspace(-1.5, 1.5, 10)
    right = (rng.random((4000, 10)) < probability(theta, a, b)).astype(float)
    right[rng.random(right.shape) < 0.3] = np.nan

    found = fit(right, theta, a, b)

    assert [one.infit for one in found] == pytest.approx([1] * 10, abs=0.06)
    assert [one.outfit for one in found] == pytest.approx([1] * 10, abs=0.12)
    assert found[0].n == (~np.isnan(right[:, 0])).sum()


def test_coin_tosses_fit_worse_and_lucky_hits_show_in_outfit_first():
    rng = np.random.default_rng(2)
    theta = rng.normal(size=4000)
    tossed = rng.random(4000) < 0.5
    lucky = np.where(theta < -2, 1, rng.random(4000) < probability(theta, [1.5], [1.0])[:, 0])

    coin, guessed = fit(np.column_stack([tossed, lucky]), theta, [1.5, 1.5], [0.0, 1.0])

    assert coin.infit > 1.3
    assert guessed.outfit > guessed.infit + 0.3


def test_item_that_nobody_answered_has_no_fit():
    assert fit([[np.nan]], [0.0], [1.0], [0.0])[0].infit is None


@pytest.mark.parametrize(
    ("n", "model"),
    [(0, "expert"), (29, "expert"), (30, "rasch"), (199, "rasch"), (200, "1pl"), (499, "1pl"), (500, "2pl")],
)
def test_model_grows_with_the_answers(n, model):
    assert choose_model(n) == model
