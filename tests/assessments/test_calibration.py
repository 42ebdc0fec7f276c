from dataclasses import replace

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.answers import answers, answers_of_patterns, sum_by_cell, sum_by_person
from assessments.psychometrics.calibration import NotEstimable, Priors, Scale, calibrate, expect
from assessments.psychometrics.calibration_errors import standard_errors
from assessments.psychometrics.mark_files import read_patterns

# LSAT section 6, 1,000 people, 5 items. D. Rizopoulos, ltm, Journal of Statistical Software 17(5), 2006, with the
# standard errors that ltm's examples print; 2PL: a run of ltm 1.2-0.
LSAT6_B = [-3.6153, -1.3224, -0.3176, -1.7301, -2.7802]
LSAT6_SE_B = [0.3266, 0.1422, 0.0977, 0.1691, 0.2510]
LSAT6_RASCH_B = [-2.8720, -1.0630, -0.2576, -1.3881, -2.2188]
LSAT6_RASCH_SE_B = [0.1287, 0.0821, 0.0766, 0.0865, 0.1048]
LSAT6_2PL_A = [0.825, 0.723, 0.890, 0.689, 0.657]
LSAT6_2PL_B = [-3.360, -1.370, -0.280, -1.866, -3.124]


def lsat6():
    path = settings.SHARED_DIR / "samples/irt/lsat6_patterns.csv"
    table = read_patterns(path.read_bytes())
    return answers_of_patterns(table.right, table.frequency)


def rmse(one, other):
    return float(np.sqrt(np.mean(np.square(np.asarray(one) - np.asarray(other)))))


def simulate(seed, n_people, n_items, *, theta=(0.0, 1.0), each=None):
    """Right and wrong of people who follow the 2PL; `each` how many items a person gets."""
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0.1, 0.3, n_items), rng.normal(size=n_items)
    ability = rng.normal(*theta, n_people)
    right = (rng.random((n_people, n_items)) < 1 / (1 + np.exp(-a * (ability[:, None] - b)))).astype(float)
    if each is not None:
        order = rng.random((n_people, n_items)).argsort(axis=1)
        right[order >= each] = np.nan
    return right, a, b


@pytest.mark.shared
def test_lsat6_with_a_common_slope_equals_the_published_table():
    found = calibrate(lsat6(), "1pl")
    se_a, se_b = standard_errors(lsat6(), found)

    assert found.converged
    assert found.a == pytest.approx([0.7551] * 5, abs=1e-4)
    assert found.b == pytest.approx(LSAT6_B, abs=1e-3)
    assert found.log_likelihood == pytest.approx(-2466.938, abs=1e-3)
    assert se_a == pytest.approx([0.0694] * 5, abs=1e-4)
    assert se_b == pytest.approx(LSAT6_SE_B, abs=2e-4)


@pytest.mark.shared
def test_lsat6_with_slope_one_equals_the_published_table():
    found = calibrate(lsat6(), "1pl", slope=1)
    se_a, se_b = standard_errors(lsat6(), found)

    assert found.a.tolist() == [1] * 5
    assert found.b == pytest.approx(LSAT6_RASCH_B, abs=1e-3)
    assert found.log_likelihood == pytest.approx(-2473.054, abs=1e-3)
    assert np.isnan(se_a).all()
    assert se_b == pytest.approx(LSAT6_RASCH_SE_B, abs=2e-4)


@pytest.mark.shared
def test_lsat6_with_a_slope_each_equals_ltm():
    found = calibrate(lsat6())

    assert found.a == pytest.approx(LSAT6_2PL_A, abs=2e-3)
    assert found.b == pytest.approx(LSAT6_2PL_B, abs=3e-3)
    assert found.log_likelihood == pytest.approx(-2466.653, abs=1e-3)


@pytest.mark.parametrize("model", ["1pl", "2pl"])
def test_no_small_change_of_any_parameter_is_likelier(model):
    right, _, _ = simulate(4, 300, 6)
    given_answers = answers_of_patterns(right)
    scale = calibrate(given_answers, model).scale

    best = expect(given_answers, scale).log_likelihood
    for item in range(6):
        for name in ("d",) if model == "1pl" else ("a", "d"):
            for change in (-0.01, 0.01):
                moved = getattr(scale, name).copy()
                moved[item] += change
                assert expect(given_answers, replace(scale, **{name: moved})).log_likelihood < best


def test_with_priors_no_small_change_is_more_probable():
    right, _, _ = simulate(4, 60, 6)
    given_answers, priors = answers_of_patterns(right), Priors(b=np.linspace(-1, 1, 6), b_sd=0.8)
    scale = calibrate(given_answers, priors=priors, tolerance=1e-8).scale

    def log_posterior(some):
        b = -some.d / some.a
        return (
            expect(given_answers, some).log_likelihood
            - np.square((b - priors.b) / 0.8).sum() / 2
            - np.square(np.log(some.a) / 0.5).sum() / 2
        )

    for item in range(6):
        for name in ("a", "d"):
            for change in (-0.003, 0.003):
                moved = getattr(scale, name).copy()
                moved[item] += change
                assert log_posterior(replace(scale, **{name: moved})) < log_posterior(scale)


def test_likelihood_is_the_integral_over_ability():
    right = np.array([[1, 0, np.nan], [1, 1, 0], [np.nan, 0, 1]])
    frequency = [2, 1, 3]
    a, d = np.array([0.8, 1.4, 1.0]), np.array([0.5, -0.3, 0.1])
    # Gauss–Hermite: another way to the same integral.
    nodes, weights = np.polynomial.hermite_e.hermegauss(60)
    p = 1 / (1 + np.exp(-(a * nodes[:, None] + d)))
    expected = 0.0
    for row, times in zip(right, frequency, strict=True):
        chance = np.where(np.isnan(row), 1, np.where(row == 1, p, 1 - p)).prod(axis=1)
        expected += times * np.log(chance @ weights / weights.sum())

    found = expect(answers_of_patterns(right, frequency), Scale(a, d, 0.0, 1.0, 61))

    assert found.log_likelihood == pytest.approx(expected, abs=1e-7)


def test_frequencies_are_people():
    right, _, _ = simulate(8, 200, 4)
    patterns, frequency = np.unique(right, axis=0, return_counts=True)

    short, long = calibrate(answers_of_patterns(patterns, frequency)), calibrate(answers_of_patterns(right))

    assert short.b == pytest.approx(long.b, abs=1e-6)
    assert short.log_likelihood == pytest.approx(long.log_likelihood)


def test_truth_is_found_as_closely_as_the_standard_errors_say():
    right, a, b = simulate(1, 3000, 30)
    given_answers = answers_of_patterns(right)

    found = calibrate(given_answers, tolerance=1e-4)
    se_a, se_b = standard_errors(given_answers, found, full=False)

    assert rmse(found.a, a) == pytest.approx(np.sqrt(np.mean(se_a**2)), rel=0.3)
    assert rmse(found.b, b) == pytest.approx(np.sqrt(np.mean(se_b**2)), rel=0.3)
    assert rmse(found.a, a) < 0.1
    assert rmse(found.b, b) < 0.1


def test_truth_is_found_where_everybody_answers_some_of_the_items():
    right, a, b = simulate(2, 6000, 60, each=15)

    found = calibrate(answers_of_patterns(right), tolerance=1e-4)

    assert rmse(found.a, a) < 0.14
    assert rmse(found.b, b) < 0.10


def test_long_test_keeps_its_scale():
    # Where theta is known well, plain EM on a coarse grid stops with slopes and difficulties stretched.
    right, a, b = simulate(3, 1500, 120)

    found = calibrate(answers_of_patterns(right), tolerance=1e-3)

    assert found.scale.points == 121
    assert np.mean(found.a / a) == pytest.approx(1, abs=0.04)
    assert rmse(found.b, b) < 0.12


def test_anchors_keep_their_values_and_tell_where_the_people_are():
    right, a, b = simulate(6, 4000, 20, theta=(0.8, 0.7))
    anchors = {item: (a[item], b[item]) for item in range(10)}

    found = calibrate(answers_of_patterns(right), anchors=anchors, tolerance=1e-5)
    se_a, se_b = standard_errors(answers_of_patterns(right), found)

    assert found.a[:10] == pytest.approx(a[:10])
    assert found.b[:10] == pytest.approx(b[:10])
    assert (found.scale.mean, found.scale.sd) == (pytest.approx(0.8, abs=0.06), pytest.approx(0.7, abs=0.06))
    assert rmse(found.b[10:], b[10:]) < 0.15
    assert np.isnan(se_b[:10]).all()
    assert np.isfinite(se_b[10:]).all()
    assert np.isfinite(se_a[10:]).all()


def test_experts_guess_helps_where_answers_are_few():
    right, _, b = simulate(9, 50, 25)
    guess = b + np.random.default_rng(1).normal(0, 0.8, 25)

    with_guess = calibrate(answers_of_patterns(right), priors=Priors(b=guess, b_sd=0.8)).b

    assert rmse(with_guess, b) < 0.6 * rmse(guess, b)


def test_with_priors_everybody_right_is_finite():
    right = np.array([[1, 1, 0], [1, 0, 1], [1, 1, 1], [1, 0, 0]])

    found = calibrate(answers_of_patterns(right), priors=Priors())
    se_a, se_b = standard_errors(answers_of_patterns(right), found)

    assert -6 < found.b[0] < -0.5
    assert np.isfinite(np.concatenate([se_a, se_b])).all()


def test_item_by_item_errors_are_near_the_full_ones():
    right, _, _ = simulate(5, 1500, 15)
    given_answers = answers_of_patterns(right)
    found = calibrate(given_answers)

    full, single = standard_errors(given_answers, found, full=True), standard_errors(given_answers, found, full=False)

    assert single[0] == pytest.approx(full[0], rel=0.15)
    assert single[1] == pytest.approx(full[1], rel=0.15)


@pytest.mark.parametrize(
    ("column", "code"), [([1, 1, 1], "all_right"), ([0, 0, 0], "all_wrong"), ([np.nan] * 3, "no_answers")]
)
def test_item_without_a_finite_estimate_is_refused_by_name(column, code):
    right = np.column_stack([[1, 0, 1], column])

    with pytest.raises(NotEstimable) as refused:
        calibrate(answers_of_patterns(right), names=["Câu 1", "Câu 2"])

    assert [(problem.code, problem.params) for problem in refused.value.problems] == [(code, {"column": "Câu 2"})]


def test_perfect_separation_is_refused_and_not_reported_as_a_number():
    # Guttman's pattern: who has a harder one right has every easier one right.
    right = np.tril(np.ones((7, 6)), -1)

    with pytest.raises(NotEstimable) as refused:
        calibrate(answers_of_patterns(np.repeat(right, 30, axis=0)))

    assert {problem.code for problem in refused.value.problems} == {"no_finite_estimate"}


def test_items_that_have_nothing_in_common_have_no_common_slope():
    tossed = np.random.default_rng(0).random((40, 2)) < 0.5
    # Each pair of answers as often as chance has it, so that the best slope is exactly none.
    right = np.vstack([tossed, ~tossed, np.column_stack([tossed[:, 0], ~tossed[:, 1]])])
    right = np.vstack([right, np.column_stack([~tossed[:, 0], tossed[:, 1]])])

    with pytest.raises(NotEstimable) as refused:
        calibrate(answers_of_patterns(right), "1pl")

    assert [problem.code for problem in refused.value.problems] == ["no_common_slope"]
    assert calibrate(answers_of_patterns(right), "1pl", slope=1).converged


def test_key_that_is_wrong_shows_as_a_negative_slope():
    right, _, _ = simulate(12, 1500, 8)
    right[:, 3] = 1 - right[:, 3]

    assert np.flatnonzero(calibrate(answers_of_patterns(right)).a < 0).tolist() == [3]


def test_nobody_is_no_sample():
    with pytest.raises(NotEstimable):
        calibrate(answers_of_patterns([[1, 0]], [0]))


@pytest.mark.parametrize(("model", "slope"), [("3pl", None), ("2pl", 1.0)])
def test_model_we_do_not_have_is_our_mistake(model, slope):
    with pytest.raises(ValueError, match="no model"):
        calibrate(answers_of_patterns([[1, 0], [0, 1]]), model, slope=slope)


def test_answer_of_nobody_is_our_mistake():
    with pytest.raises(ValueError, match="not there"):
        answers([0, 3], [0, 0], [1, 0], n_items=1, weight=[1.0])


@given(st.integers(0, 10_000), st.integers(1, 6000), st.integers(1, 9))
def test_sums_by_blocks_are_the_sums(seed, n_answers, n_items):
    rng = np.random.default_rng(seed)
    n_people = 1 + n_answers // 3
    person, item = rng.integers(0, n_people, n_answers), rng.integers(0, n_items, n_answers)
    right = rng.integers(0, 2, n_answers)
    some = answers(person, item, right, n_items=n_items, weight=np.ones(n_people))
    of_cell, of_person = rng.normal(size=(2 * n_items, 3)), rng.normal(size=(n_people, 3))

    by_person, by_cell = np.zeros((n_people, 3)), np.zeros((2 * n_items, 3))
    np.add.at(by_person, person, of_cell[2 * item + right])
    np.add.at(by_cell, 2 * item + right, of_person[person])
    assert sum_by_person(some, of_cell) == pytest.approx(by_person)
    assert sum_by_cell(some, of_person) == pytest.approx(by_cell)
