"""The pure part of a placement: what comes next, when it is enough, what may be said."""

from collections import Counter
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.irt import ability, information
from assessments.psychometrics.placing import (
    FIXED,
    Asked,
    bluntness,
    choose,
    estimate,
    is_ready,
    left_about,
    profile,
    rules_for,
    verdict,
)
from assessments.psychometrics.selection import RASCH, WITH_SLOPES, PoolItem, Rules, next_item

CUTS = (-1.0, 0.0, 1.0)


def pool(n=120, seed=1, exposure=0.0):
    rng = np.random.default_rng(seed)
    return [PoolItem(str(k), str(1 + k % 6), 1.0, float(b), exposure) for k, b in enumerate(rng.normal(0, 1.2, n))]


def sitting(items, theta, *, rules=RASCH, seed="1", b_sd=0.0):
    rng = np.random.default_rng(crc32(f"{seed}{theta}".encode()))
    by_key, keys, asked = {item.key: item for item in items}, [], []
    while (item := choose(items, keys, estimate(asked), rules=rules, seed=seed)) is not None:
        keys.append(item.key)
        right = rng.random() < 1 / (1 + np.exp(-item.a * (theta - item.b)))
        asked.append(Asked(item.area, by_key[item.key].a, item.b, b_sd, right))
    return keys, asked


@given(st.integers(12, 90), st.floats(-3, 3), st.sampled_from([RASCH, WITH_SLOPES, FIXED]), st.text(max_size=4))
def test_no_question_comes_twice_and_the_areas_stay_balanced(n, theta, rules, seed):
    keys, asked = sitting(pool(n), theta, rules=rules, seed=seed)

    heard = Counter(one.area for one in asked)
    assert len(set(keys)) == len(keys) <= rules.most
    assert len(keys) == n or len(keys) >= rules.fewest
    assert min(heard[str(area)] for area in range(1, 7)) >= 2
    if n >= 6 * rules.most:
        assert max(heard.values()) - min(heard.values()) <= 1


def test_capped_exposure_never_draws_the_worst_question():
    # mirtCAT#21: with exposure control the least informative items were picked.
    worn = [PoolItem(f"w{k}", "1", 1.0, 0.0, exposure=0.9) for k in range(5)]
    fresh = [PoolItem(f"f{k}", "1", 1.0, 0.1 * k) for k in range(30)]

    drawn = {next_item([*worn, *fresh], [], 0.0, rules=RASCH, seed=str(seed)).key for seed in range(200)}

    assert drawn == {"f0", "f1", "f2", "f3", "f4"}


@given(st.floats(-3, 3), st.text(max_size=4))
def test_what_is_drawn_is_always_among_the_best_few_of_its_area(theta, seed):
    items = pool()

    chosen = next_item(items, [], theta, rules=RASCH, seed=seed)

    mine = [item for item in items if item.area == chosen.area]
    told = information(theta, [1.0] * len(mine), [item.b for item in mine])[0]
    rank = sum(told > information(theta, [chosen.a], [chosen.b])[0][0] + 1e-9)
    assert rank < RASCH.among


def test_equal_questions_are_all_used_and_none_twice():
    # mirtCAT#51: ties gave the same item again. With authors' levels nearly all are ties.
    items = [PoolItem(str(k), "1", 1.0, 0.0) for k in range(40)]

    first = Counter(next_item(items, [], 0.0, rules=RASCH, seed=str(seed)).key for seed in range(400))
    keys, _asked = sitting([PoolItem(str(k), str(1 + k % 6), 1.0, 0.0) for k in range(40)], 0.0, rules=FIXED)

    assert len(first) == 40
    assert max(first.values()) < 30
    assert len(set(keys)) == 24


def test_before_calibration_the_length_is_fixed_however_sure_it_seems():
    for theta in (-3.0, 0.0, 3.0):
        keys, asked = sitting(pool(), theta, rules=FIXED, b_sd=0.8)
        assert len(keys) == 24
        assert Counter(one.area for one in asked) == {str(area): 4 for area in range(1, 7)}


def test_authors_words_make_the_error_larger():
    answers = [Asked("1", 1.0, 0.0, sd, k % 2 == 0) for sd in (0.0,) for k in range(24)]
    guessed = [Asked("1", 1.0, 0.0, 0.8, one.right) for one in answers]

    assert estimate(guessed).sd > estimate(answers).sd + 0.03


@pytest.mark.parametrize(
    ("models", "rules"),
    [
        (["expert"] * 60, FIXED),
        (["expert"] * 31 + ["rasch"] * 29, FIXED),
        (["expert"] * 20 + ["rasch"] * 20 + ["2pl"] * 20, RASCH),
        (["rasch"] * 20 + ["2pl"] * 40, WITH_SLOPES),
    ],
)
def test_rules_follow_what_is_known_of_most_questions(models, rules):
    assert rules_for(models) == rules


def test_bank_that_misses_an_area_places_nobody():
    assert is_ready([str(k % 6) for k in range(12)])
    assert not is_ready([str(k % 6) for k in range(11)])
    assert not is_ready([str(k % 5) for k in range(60)])
    assert not is_ready([])


def test_band_is_said_only_when_it_is_sure():
    strong = ability([1.5] * 40, [0.5] * 40, [1] * 26 + [0] * 14)
    unsure = ability([1.0] * 12, [0.0] * 12, [1, 0] * 6)

    sure, between = verdict(strong, (-2.0, 0.0, 3.0)), verdict(unsure, CUTS)

    assert (sure.band, sure.lowest, sure.highest) == (2, 2, 2)
    assert sure.probability >= 0.8
    assert between.band is None
    assert (between.lowest, between.highest) == (1, 2)
    assert sum(between.each) == pytest.approx(1)


@given(st.lists(st.booleans(), max_size=30))
def test_a_verdict_names_what_it_covers(rights):
    found = estimate([Asked("1", 1.0, (k % 7 - 3) / 2, 0.3, right) for k, right in enumerate(rights)])

    said = verdict(found, CUTS)

    assert 0 <= said.lowest <= said.highest <= 3
    if said.band is not None:
        assert said.band == said.lowest == said.highest
        assert said.probability >= 0.8
    else:
        assert said.lowest < said.highest
        assert sum(said.each[said.lowest : said.highest + 1]) >= 0.6 - 1e-9


def test_about_how_many_are_left_falls_and_is_at_least_one():
    assert left_about(0, 1.2, FIXED, []) == 24
    assert left_about(23, 0.5, FIXED, [1.0] * 23) == 1
    assert left_about(20, 0.45, RASCH, [1.0] * 20) == 6
    assert left_about(29, 0.6, RASCH, [1.0] * 29) == 1
    assert left_about(2, 0.9, Rules(), [1.0] * 2) == 23


def test_profile_has_each_area_with_a_wide_error():
    asked = [Asked(str(1 + k % 6), 1.0, 0.0, 0.0, k % 6 < 3) for k in range(24)]

    areas = profile(asked)

    assert list(areas) == ["1", "2", "3", "4", "5", "6"]
    assert areas["1"].theta > 0 > areas["6"].theta
    assert all(one.sd > 0.6 for one in areas.values())


def test_an_uncertain_question_is_blunter():
    assert bluntness(1.0, 0.0) == 1.0
    assert bluntness(1.0, 0.8) == pytest.approx(1 / np.sqrt(1 + np.pi / 8 * 0.64))
