"""All questions on one scale: recovered from simulated answers, held in place, and watched for misfit and drift."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from assessments.psychometrics.answers import answers, answers_of_patterns
from assessments.psychometrics.irt import fit
from assessments.psychometrics.whole_bank import EXPERT_SD, Known, calibrate_items, sparse_fit


def simulated(n_people, *, n_items=60, each=20, mean=0.0, seed=1, shift=None):
    """(answers, b, what authors would have said)."""
    rng = np.random.default_rng(seed)
    a, b = rng.lognormal(0.1, 0.3, n_items), rng.normal(size=n_items)
    said = np.clip(np.round(b + rng.normal(scale=0.5, size=n_items)), -1, 1)
    theta = rng.normal(mean, 1, n_people)
    item = np.concatenate([rng.choice(n_items, each, replace=False) for _ in range(n_people)])
    person = np.repeat(np.arange(n_people), each)
    harder = b if shift is None else b + shift
    right = rng.random(len(item)) < 1 / (1 + np.exp(-a[item] * (theta[person] - harder[item])))
    return answers(person, item, right, n_items=n_items), b, [float(one) for one in said]


def rmse(found, b):
    return float(np.sqrt(np.mean(np.square([one.b for one in found.items] - b))))


def known(found):
    return {n: Known(one.a, one.b, one.se, one.n) for n, one in enumerate(found.items)}


@pytest.mark.parametrize(("n_people", "at_most", "model"), [(300, 0.35, "rasch"), (3000, 0.17, "2pl")])
def test_difficulties_are_recovered_the_better_the_more_answer(n_people, at_most, model):
    given, b, said = simulated(n_people)

    found = calibrate_items(given, said, {})

    assert found.converged
    assert {one.model for one in found.items} == {model}
    assert rmse(found, b) < at_most
    assert 0.5 < rmse(found, b) / np.sqrt(np.mean(np.square([one.se for one in found.items]))) < 1.5


def test_what_nobody_answered_keeps_its_authors_word_with_its_uncertainty():
    found = calibrate_items(answers([], [], [], n_items=3), [-1.0, 0.0, 1.0], {})

    assert [(one.model, one.a, one.b, one.se, one.n) for one in found.items] == [
        ("expert", 1.0, b, EXPERT_SD, 0) for b in (-1.0, 0.0, 1.0)
    ]


def test_few_answers_move_the_authors_word_a_little_and_many_a_lot():
    def difficulty(n):
        return calibrate_items(answers(range(n), [0] * n, [0] * n, n_items=1), [0.0], {}).items[0].b

    assert 0 < difficulty(3) < difficulty(30) < difficulty(150)


def test_scale_stays_where_it_was_when_stronger_people_come():
    given, _b, said = simulated(3000)
    first = calibrate_items(given, said, {})
    stronger, b, said = simulated(3000, mean=0.7)

    second = calibrate_items(stronger, said, known(first))

    assert second.mean == pytest.approx(0.7, abs=0.12)
    assert sum(one.is_anchor for one in second.items) == 60
    assert rmse(second, b) < 0.17


def test_anchor_that_became_easier_is_let_go_and_said():
    given, _b, said = simulated(3000)
    first = calibrate_items(given, said, {})
    shift = np.zeros(60)
    shift[7] = -1.5
    leaked, _b, said = simulated(3000, seed=1, shift=shift)

    second = calibrate_items(leaked, said, known(first))

    assert not second.items[7].is_anchor
    assert second.items[7].drift < -1
    assert sum(one.is_anchor for one in second.items) == 59
    assert max(abs(one.drift) for n, one in enumerate(second.items) if n != 7) < 0.5


def test_fewer_than_ten_well_known_items_hold_nothing():
    given, _b, said = simulated(3000)
    first = known(calibrate_items(given, said, {}))

    second = calibrate_items(given, said, {n: one for n, one in first.items() if n < 9})

    assert not any(one.is_anchor for one in second.items)
    assert (second.mean, second.sd) == (0, 1)


@pytest.mark.parametrize("n_people", [150, 400, 2000])
def test_item_whose_key_is_wrong_does_not_fit_or_is_flat(n_people):
    rng = np.random.default_rng(3)
    theta, b = rng.normal(size=n_people), np.linspace(-1.5, 1.5, 20)
    right = (rng.random((n_people, 20)) < 1 / (1 + np.exp(-1.3 * (theta[:, None] - b)))).astype(float)
    right[:, 10] = 1 - right[:, 10]

    found = calibrate_items(answers_of_patterns(right), [0.0] * 20, {}).items

    # While its slope is held, it is the fit that tells; once it is free, the slope.
    odd = [n for n, one in enumerate(found) if one.infit > 1.3 or one.a < 0.4]
    assert odd == [10]


def test_fit_of_sparse_answers_is_that_of_the_same_table():
    rng = np.random.default_rng(4)
    theta, a, b = rng.normal(size=50), rng.lognormal(size=8, sigma=0.3), rng.normal(size=8)
    table = (rng.random((50, 8)) < 0.5).astype(float)
    table[rng.random((50, 8)) < 0.4] = np.nan

    infit, outfit = sparse_fit(answers_of_patterns(table), theta, a, b)

    expected = fit(table, theta, a, b)
    assert infit == pytest.approx([one.infit for one in expected])
    assert outfit == pytest.approx([one.outfit for one in expected])


def test_fit_by_hand():
    # theta 0, b 0: P = 1/2, so every squared residual is 1/4 and every variance 1/4. One at theta 1 was wrong:
    # P = 0.731059, P² = 0.534447, PQ = 0.196612, standardised P/Q = 2.718282.
    given = answers([0, 1], [0, 0], [1, 0], n_items=1)

    infit, outfit = sparse_fit(given, np.array([0.0, 1.0]), np.array([1.0]), np.array([0.0]))

    assert infit[0] == pytest.approx((0.25 + 0.534447) / (0.25 + 0.196612), abs=1e-5)
    assert outfit[0] == pytest.approx((1 + 2.718282) / 2, abs=1e-5)


@for_all(st.integers(1, 12), st.integers(1, 40), st.integers(0, 10_000))
def test_every_small_table_settles_within_sight_of_the_authors_words(n_items, n_answers, seed):
    rng = np.random.default_rng(seed)
    item, person = rng.integers(0, n_items, n_answers), rng.integers(0, 8, n_answers)
    given = answers(person, item, rng.random(n_answers) < 0.5, n_items=n_items)
    said = [float(one) for one in rng.choice([-1, 0, 1], n_items)]

    found = calibrate_items(given, said, {})

    assert len(found.items) == n_items
    assert all(abs(one.b - word) < 3 and 0 < one.se <= EXPERT_SD for one, word in zip(found.items, said, strict=True))


def test_same_answers_in_another_order_give_the_same_figures():
    given, _b, said = simulated(300)
    order = np.random.default_rng(9).permutation(len(given.cell))
    shuffled = answers(given.person[order], given.cell[order] // 2, given.cell[order] % 2, n_items=60)

    one, other = calibrate_items(given, said, {}), calibrate_items(shuffled, said, {})

    assert [replace(item, drift=None).b for item in other.items] == pytest.approx([item.b for item in one.items])
