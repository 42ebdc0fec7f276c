from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure import protect

THRESHOLD = 10
COUNTS = st.one_of(st.integers(0, 15), st.integers(0, 2000))
TABLES = st.dictionaries(st.integers(0, 200), COUNTS, min_size=1, max_size=120)


def test_small_count_is_hidden():
    protection = protect({"A": 9, "B": 8, "C": 30}, 47, threshold=THRESHOLD)

    assert protection.hidden == {"A", "B"}


def test_threshold_itself_is_shown():
    protection = protect({"A": 10, "B": 30}, 40, threshold=THRESHOLD)

    assert protection.hidden == frozenset()


def test_zero_is_shown():
    protection = protect({"A": 0, "B": 30}, 30, threshold=THRESHOLD)

    assert protection.hidden == frozenset()


def test_single_hidden_count_takes_the_next_smallest_with_it():
    protection = protect({"A": 4, "B": 200, "C": 12, "D": 0}, 216, threshold=THRESHOLD)

    assert protection.hidden == {"A", "C"}
    assert not protection.hides_total


def test_many_ones_do_not_give_each_other_away():
    protection = protect({"A": 1, "B": 1, "C": 50, "D": 60}, 112, threshold=THRESHOLD)

    # Without C, two hidden people in two communes would be one in each.
    assert protection.hidden == {"A", "B", "C"}


def test_total_of_one_hidden_commune_is_hidden_where_nothing_else_can_be():
    protection = protect({"A": 4, "B": 0}, 4, threshold=THRESHOLD)

    assert protection.hidden == {"A"}
    assert protection.hides_total


def test_count_of_everyone_in_one_commune_hides_nothing():
    protection = protect({"A": 40, "B": 0}, 40, threshold=THRESHOLD)

    assert protection.hidden == frozenset()
    assert not protection.hides_total


def test_equal_counts_are_chosen_in_the_order_of_the_table():
    protection = protect({"A": 4, "B": 12, "C": 12}, 28, threshold=THRESHOLD)

    assert protection.hidden == {"A", "B"}


@given(TABLES)
def test_every_small_count_is_hidden_and_no_zero(cells):
    protection = protect(cells, sum(cells.values()), threshold=THRESHOLD)

    assert {key for key, count in cells.items() if 0 < count < THRESHOLD} <= protection.hidden
    assert all(cells[key] for key in protection.hidden)


@given(TABLES)
def test_no_hidden_count_is_recoverable_by_subtracting(cells):
    total = sum(cells.values())

    protection = protect(cells, total, threshold=THRESHOLD)

    if protection.hides_total or not protection.hidden:
        return
    rest = total - sum(count for key, count in cells.items() if key not in protection.hidden)
    # All that the table tells of a hidden cell: at least 1, and the others leave it at most this.
    most = rest - (len(protection.hidden) - 1)
    assert len(protection.hidden) > 1
    assert most >= THRESHOLD


@given(TABLES, st.integers(0, 40))
def test_people_counted_in_two_communes_leave_no_count_open(cells, n_moved):
    total = max(*cells.values(), sum(cells.values()) - n_moved)

    protection = protect(cells, total, threshold=THRESHOLD)

    if not protection.hides_total and protection.hidden:
        shown = sum(count for key, count in cells.items() if key not in protection.hidden)
        assert total - shown - (len(protection.hidden) - 1) >= THRESHOLD


@given(TABLES)
def test_at_most_one_count_more_than_needed_by_size_is_hidden(cells):
    protection = protect(cells, sum(cells.values()), threshold=THRESHOLD)

    assert len([key for key in protection.hidden if cells[key] >= THRESHOLD]) <= 1
