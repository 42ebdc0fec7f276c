"""Drawing items: as many as wanted, none twice, the least used first."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from assessments.quizzes.draws import Candidate, Draw, choose, shortfalls

POOLS = st.lists(
    st.tuples(st.sets(st.integers(0, 12), max_size=8).map(sorted), st.integers(0, 4)), min_size=1, max_size=4
)
USED = st.dictionaries(st.integers(0, 12), st.integers(1, 3))


def most_and_least(pools, counts, used):
    """By trying everything: the most items that can be drawn, and the fewest uses that so many can have."""
    slots = [rule for rule, count in enumerate(counts) for _ in range(count)]
    best = {frozenset()}
    for rule in slots:
        best |= {chosen | {one} for chosen in best for one in pools[rule] if one not in chosen}
    most = max(map(len, best))
    return most, min(sum(used.get(one, 0) for one in chosen) for chosen in best if len(chosen) == most)


@given(POOLS, USED, st.integers())
def test_nothing_is_drawn_twice_or_from_elsewhere_or_too_often(rules, used, seed):
    pools, counts = zip(*rules, strict=True)

    taken = choose(pools, counts, used=used, seed=seed)

    flat = [one for chosen in taken for one in chosen]
    assert len(flat) == len(set(flat))
    for chosen, pool, count in zip(taken, pools, counts, strict=True):
        assert set(chosen) <= set(pool) and len(chosen) <= count


@given(
    st.lists(st.tuples(st.sets(st.integers(0, 6), max_size=4).map(sorted), st.integers(0, 2)), min_size=1, max_size=3),
    st.dictionaries(st.integers(0, 6), st.integers(1, 3)),
    st.integers(),
)
def test_as_many_as_can_be_are_drawn_and_the_least_used_of_all_ways(rules, used, seed):
    pools, counts = zip(*rules, strict=True)

    flat = [one for chosen in choose(pools, counts, used=used, seed=seed) for one in chosen]

    assert (len(flat), sum(used.get(one, 0) for one in flat)) == most_and_least(pools, counts, used)


@given(POOLS, USED, st.integers())
def test_the_same_seed_draws_the_same(rules, used, seed):
    pools, counts = zip(*rules, strict=True)

    mixed = [list(reversed(pool)) for pool in pools]

    assert choose(pools, counts, used=used, seed=seed) == choose(mixed, counts, used=used, seed=seed)


@given(POOLS)
def test_a_shortfall_is_named_exactly_where_something_goes_short(rules):
    pools, counts = zip(*rules, strict=True)

    short = shortfalls(pools, counts)

    drawn = sum(map(len, choose(pools, counts, used={}, seed=1)))
    assert bool(short) == (drawn < sum(counts))
    for together, there, needed in short:
        assert there == len(set().union(*(pools[rule] for rule in together))) < needed


def test_every_order_of_the_same_rules_is_filled():
    for order in permutations([([1, 2, 3], 1), ([1, 2], 1), ([1], 1)]):
        pools, counts = zip(*order, strict=True)

        assert [len(chosen) for chosen in choose(pools, counts, used={}, seed=5)] == [1, 1, 1]


def test_each_fitting_item_comes_about_as_often():
    drawn = [choose([range(5)], [1], used={}, seed=seed)[0][0] for seed in range(500)]

    assert all(60 < drawn.count(one) < 140 for one in range(5))


def test_what_is_for_everyone_fits_residents_and_topics_fit_in_any_letters():
    draw = Draw(1, audience="resident", topic="Lừa  ĐẢO")

    assert draw.fits(Candidate(1, topic="lừa đảo"), language="vi")
    assert draw.fits(Candidate(1, topic="lừa đảo", audience="resident"), language="vi")
    assert not draw.fits(Candidate(1, topic="lừa đảo", audience="officer"), language="vi")
    assert not draw.fits(Candidate(1, topic="lừa"), language="vi")
    assert not draw.fits(Candidate(1, topic="lừa đảo", language="en"), language="vi")
