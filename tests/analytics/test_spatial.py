import warnings

import numpy as np
import pytest

from analytics.spatial import clusters, moran, nearest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import libpysal
    from esda.moran import Moran as PysalMoran
    from esda.moran import Moran_Local as PysalLocal


@pytest.fixture(scope="module")
def columbus():
    """Crime in 49 neighbourhoods of Columbus, Ohio (Anselin 1988), with their neighbours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = libpysal.io.open(libpysal.examples.get_path("columbus.dbf"))
        crime = np.array(table.by_col("CRIME"))
        table.close()
        file = libpysal.io.open(libpysal.examples.get_path("columbus.gal"))
        weights = file.read()
        file.close()
    weights.transform = "r"
    return crime, weights, [weights.neighbors[place] for place in weights.id_order]


def numbered(weights, neighbours):
    number = {place: n for n, place in enumerate(weights.id_order)}
    return [[number[one] for one in near] for near in neighbours]


def test_moran_of_the_textbook_equals_pysal(columbus):
    crime, weights, neighbours = columbus
    theirs = PysalMoran(crime, weights, permutations=0)

    found = moran(crime, numbered(weights, neighbours))

    assert found.i == pytest.approx(theirs.I, abs=1e-9)
    assert found.expected == pytest.approx(theirs.EI)
    assert found.is_pattern


def test_local_moran_equals_pysal_and_sums_to_the_global(columbus):
    crime, weights, neighbours = columbus
    near = numbered(weights, neighbours)
    theirs = PysalLocal(crime, weights, permutations=0)

    found = clusters(crime, near, permutations=999)

    assert [one.i for one in found] == pytest.approx(theirs.Is, abs=1e-9)
    quadrants = {1: "HH", 2: "LH", 3: "LL", 4: "HL"}
    assert [one.kind for one in found] == [quadrants[q] for q in theirs.q]


def test_values_without_a_pattern_give_no_clusters():
    rng = np.random.default_rng(4)
    points = [(float(x), float(y)) for x in range(10) for y in range(10)]
    near = nearest(points)

    alarms = sum(
        any(one.is_significant for one in clusters(rng.normal(size=100), near, permutations=2000)) for _ in range(10)
    )

    assert alarms <= 2


def test_planted_cluster_is_found():
    points = [(float(x), float(y)) for x in range(10) for y in range(10)]
    values = np.random.default_rng(5).normal(size=100)
    planted = [number for number, (x, y) in enumerate(points) if x < 4 and y < 4]
    values[planted] += 4

    found = clusters(values, nearest(points), permutations=20_000)

    high = {number for number, one in enumerate(found) if one.is_significant and one.kind == "HH"}
    assert high
    assert high <= set(planted)
    assert moran(values, nearest(points)).is_pattern


def test_single_strong_cluster_among_many_places_is_found():
    points = [(float(x), float(y)) for x in range(12) for y in range(12)]
    values = np.random.default_rng(6).normal(size=144)
    middle = points.index((6.0, 6.0))
    near = nearest(points)
    values[[middle, *near[middle]]] = 4

    found = clusters(values, near)

    assert found[middle].is_significant
    assert found[middle].kind == "HH"


def test_neighbours_are_mutual_and_nobody_is_their_own():
    near = nearest([(0, 0), (1, 0), (2, 0), (10, 0)], k=1)

    assert near == [[1], [0, 2], [1, 3], [2]]
    assert nearest([(0, 0)]) == [[]]


def test_equal_values_and_lonely_places_say_nothing():
    assert moran([1, 1, 1], [[1], [0], [1]]) is None
    assert moran([1, 2, 3], [[], [], []]) is None
    assert clusters([1, 1, 1], [[1], [0], [1]]) == [None] * 3
    assert clusters([1, 2, 3], [[], [2], [1]])[0] is None
