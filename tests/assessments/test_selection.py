from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.irt import abilities, probability
from assessments.psychometrics.selection import RASCH, WITH_SLOPES, PoolItem, Rules, is_enough, next_item

AREAS = ("thông tin", "giao tiếp", "an toàn")
BEST = Rules(among=1)


def bank(per_area=10, a=1.0):
    places = np.linspace(-2, 2, per_area)
    return [PoolItem(f"{area} {n}", area, a, float(b)) for area in AREAS for n, b in enumerate(places)]


def test_the_most_telling_item_comes_first():
    pool = [
        PoolItem("dễ", "x", 1, -2),
        PoolItem("vừa", "x", 1, 0.4),
        PoolItem("khó", "x", 1, 2),
        PoolItem("lơi", "x", 0.5, 0.4),
    ]

    assert next_item(pool, [], 0.5, rules=BEST, seed="1").key == "vừa"
    # A steep item tells more even a little off.
    assert next_item([*pool, PoolItem("dốc", "x", 2, 0.0)], [], 0.5, rules=BEST, seed="1").key == "dốc"


def test_each_area_is_heard_before_any_is_heard_more():
    pool, asked = bank(), []
    for _ in range(12):
        asked.append(next_item(pool, asked, 0.0, rules=RASCH, seed="7").key)
        heard = Counter(key.rsplit(" ", 1)[0] for key in asked)
        assert max(heard.values()) - min(heard[area] for area in AREAS) <= 1

    assert len(set(asked)) == 12


def test_weights_share_out_the_areas_after_each_had_its_two():
    pool, asked, weights = bank(30), [], {"thông tin": 2.0, "giao tiếp": 1.0, "an toàn": 1.0}
    for _ in range(24):
        asked.append(next_item(pool, asked, 0.0, rules=RASCH, seed="7", weights=weights).key)

    assert Counter(key.rsplit(" ", 1)[0] for key in asked) == {"thông tin": 12, "giao tiếp": 6, "an toàn": 6}


def test_all_of_a_bank_is_asked_without_any_twice_even_where_all_are_equal():
    pool = [PoolItem(str(n), "x", 1.0, 0.0) for n in range(20)]
    asked = []
    while (item := next_item(pool, asked, 0.0, rules=RASCH, seed="s")) is not None:
        asked.append(item.key)

    assert sorted(asked) == sorted(item.key for item in pool)


def test_draw_is_among_the_best_few_and_never_the_worst():
    pool = [PoolItem(str(n), "x", 1.0, n / 4) for n in range(20)]

    drawn = Counter(next_item(pool, [], 0.0, rules=Rules(among=5), seed=str(seed)).key for seed in range(500))

    assert set(drawn) == {"0", "1", "2", "3", "4"}
    assert min(drawn.values()) > 60


def test_item_shown_too_often_rests_unless_its_area_has_no_other():
    pool = [PoolItem("mòn", "x", 1.0, 0.0, exposure=0.26), PoolItem("mới", "x", 1.0, 1.5, exposure=0.1)]

    assert next_item(pool, [], 0.0, rules=BEST, seed="1").key == "mới"
    assert next_item(pool, ["mới"], 0.0, rules=BEST, seed="1").key == "mòn"


@given(st.integers(0, 10_000), st.floats(-3, 3), st.text(max_size=5))
def test_same_attempt_gets_the_same_item_in_whatever_order_the_bank_comes(order, theta, seed):
    pool = [bank(4)[n] for n in np.random.default_rng(order).permutation(12)]

    assert next_item(pool, [], theta, rules=RASCH, seed=seed) == next_item(bank(4), [], theta, rules=RASCH, seed=seed)


@pytest.mark.parametrize(
    ("n", "sd", "enough"), [(11, 0.1, False), (12, 0.41, False), (12, 0.40, True), (29, 0.41, False), (30, 0.9, True)]
)
def test_stops_when_sure_enough_not_before_twelve_and_at_thirty_at_the_latest(n, sd, enough):
    pool = bank(12)
    asked = [item.key for number in range(12) for item in pool[number::12]][:n]

    assert is_enough(pool, asked, sd, rules=RASCH) is enough


def test_with_slopes_it_must_be_surer():
    pool = bank(12)
    asked = [item.key for number in range(12) for item in pool[number::12]][:15]

    assert is_enough(pool, asked, 0.38, rules=RASCH)
    assert not is_enough(pool, asked, 0.38, rules=WITH_SLOPES)


def test_goes_on_while_an_area_was_hardly_heard():
    pool = bank(12)
    asked = [item.key for item in pool if item.area != "an toàn"][:14]

    assert not is_enough(pool, asked, 0.1, rules=RASCH)
    assert is_enough(bank(2), [item.key for item in bank(2)], 0.9, rules=RASCH)


def test_simulated_people_are_placed_as_well_as_reported_and_no_item_wears_out():
    rng = np.random.default_rng(20)
    pool = [
        PoolItem(str(n), AREAS[n % 3], float(a), float(b))
        for n, (a, b) in enumerate(zip(rng.lognormal(0.25, 0.25, 150), rng.normal(0, 1.2, 150), strict=True))
    ]
    position = {item.key: n for n, item in enumerate(pool)}
    a, b = np.array([item.a for item in pool]), np.array([item.b for item in pool])
    shown, errors, told, lengths = np.zeros(150), [], [], []
    for person in range(1, 201):
        theta, asked, right = rng.normal(), [], np.full(150, np.nan)
        found = abilities(a, b, right[None])[0]
        worn = [replace(item, exposure=shown[n] / max(person, 20)) for n, item in enumerate(pool)]
        while not is_enough(pool, asked, found.sd, rules=WITH_SLOPES):
            item = next_item(worn, asked, found.theta, rules=WITH_SLOPES, seed=str(person))
            asked.append(item.key)
            number = position[item.key]
            right[number] = rng.random() < probability(theta, item.a, item.b)[0, 0]
            found = abilities(a, b, right[None])[0]
        shown[[position[key] for key in asked]] += 1
        errors.append(found.theta - theta)
        told.append(found.sd)
        lengths.append(len(asked))

    assert np.sqrt(np.mean(np.square(errors))) == pytest.approx(np.sqrt(np.mean(np.square(told))), rel=0.2)
    assert 12 <= np.mean(lengths) <= 25
    assert shown.max() / 200 < 0.33
