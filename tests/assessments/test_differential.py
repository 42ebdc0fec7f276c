from math import exp, log

import numpy as np
import pytest

from assessments.psychometrics.differential import differential, mantel_haenszel, strata_of

# Admission to six departments at Berkeley in 1973: men admitted, rejected, women admitted, rejected (P. J. Bickel,
# E. A. Hammel and J. W. O'Connell, Science 187, 1975). R prints for mantelhaen.test(UCBAdmissions):
# X-squared = 1.4269, p-value = 0.2323, common odds ratio 0.9046968, 95 percent 0.7719074 to 1.0603298.
BERKELEY = [
    [[512, 313], [89, 19]],
    [[353, 207], [17, 8]],
    [[120, 205], [202, 391]],
    [[138, 279], [131, 244]],
    [[53, 138], [94, 299]],
    [[22, 351], [24, 317]],
]


def test_published_table_comes_out():
    found = mantel_haenszel(BERKELEY)

    assert found.alpha == pytest.approx(0.9046968, abs=1e-7)
    assert found.chi_square == pytest.approx(1.4269, abs=5e-5)
    assert found.p_value == pytest.approx(0.2323, abs=5e-5)
    assert found.delta == pytest.approx(-2.35 * log(0.9046968), abs=1e-6)
    # The interval is alpha · exp(±1.96 se of ln alpha): Robins, Breslow and Greenland.
    half = 1.959964 * found.delta_se / 2.35
    assert [found.alpha * exp(-half), found.alpha * exp(half)] == pytest.approx([0.7719074, 1.0603298], abs=1e-6)
    assert found.ets == "A"


def test_group_without_anybody_tells_nothing():
    found = mantel_haenszel([[[3, 4], [0, 0]]])

    assert (found.alpha, found.chi_square, found.ets, found.strata) == (None, None, None, 0)


def test_everybody_right_tells_nothing():
    assert mantel_haenszel([[[5, 0], [7, 0]]]).ets is None


@pytest.mark.parametrize(("odds", "ets"), [(1.0, "A"), (1.7, "B"), (3.0, "C")])
def test_classes_follow_the_size_of_the_difference(odds, ets):
    # 4,000 people: what is there is significant. Delta: 0, −1.25, −2.58.
    right = 1000 * odds / (1 + odds)

    found = mantel_haenszel([[[right, 1000 - right], [500, 500]], [[right, 1000 - right], [500, 500]]])

    assert found.alpha == pytest.approx(odds)
    assert found.ets == ets


def test_large_difference_among_few_people_may_be_chance():
    found = mantel_haenszel([[[3, 1], [1, 3]]])

    assert found.delta < -1.5
    assert found.ets == "A"


def test_swapping_the_groups_turns_the_sign():
    swapped = [[table[1], table[0]] for table in BERKELEY]

    assert mantel_haenszel(swapped).delta == pytest.approx(-mantel_haenszel(BERKELEY).delta)
    assert mantel_haenszel(swapped).chi_square == pytest.approx(mantel_haenszel(BERKELEY).chi_square)


def test_thin_totals_are_joined_until_both_groups_are_there():
    total = [0] * 2 + [1] * 8 + [2] * 4 + [3] * 6 + [4]
    focal = [0, 1] + [0, 1] * 4 + [0, 0, 1, 1] + [0, 1] * 3 + [1]

    # 0 and 1 together have 5 of each; 2 and 3 together have 5 of each; 4 stands alone and joins them.
    assert strata_of(total, focal).tolist() == [0] * 10 + [1] * 11


def test_everybody_is_one_stratum_where_a_group_is_tiny():
    assert set(strata_of([0, 1, 2, 3], [0, 0, 0, 1]).tolist()) == {0}


def test_item_made_harder_for_one_group_is_found_and_the_others_are_not():
    rng = np.random.default_rng(3)
    focal = np.arange(4000) % 2 == 1
    # The focal group knows less on the whole: that alone is no unfairness of an item.
    theta = rng.normal(size=4000) - 0.5 * focal
    right = rng.random((4000, 20)) < 1 / (1 + np.exp(-(theta[:, None] - np.linspace(-1.5, 1.5, 20))))
    harder = rng.random(4000) < 1 / (1 + np.exp(-(theta - 1.0 * focal)))
    right[:, 10] = harder

    found = [differential(right[:, item], focal, right.sum(axis=1)) for item in range(20)]

    assert found[10].ets == "C"
    assert found[10].delta < -1.5
    assert {one.ets for item, one in enumerate(found) if item != 10} == {"A"}
