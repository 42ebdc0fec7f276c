"""Seconds at a question, from the moments of answers."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.timing import seconds_spent, times


def spent(events, *, started=(0.0,), n_items=3):
    """`events`: (attempt, item, moment) or with whether it counts."""
    rows = [(*event, True) if len(event) == 3 else event for event in events]
    attempt, item, at, counts = (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.zeros(0),) * 4
    told = seconds_spent(attempt, item, at, np.array(started), counts.astype(bool), n_items)
    return [[None if np.isnan(value) else float(value) for value in row] for row in told]


def test_each_answer_gets_the_time_since_the_one_before():
    assert spent([(0, 0, 10.0), (0, 2, 25.0), (0, 1, 40.0)]) == [[10, 15, 15]]


def test_a_question_answered_again_gets_the_time_of_both():
    assert spent([(0, 0, 10.0), (0, 1, 30.0), (0, 0, 35.0)]) == [[15, 20, None]]


def test_answers_that_arrive_together_tell_nothing():
    assert spent([(0, 0, 60.0), (0, 1, 60.0), (0, 2, 60.0)]) == [[None, None, None]]


def test_what_was_filled_in_at_the_end_and_long_pauses_tell_nothing():
    assert spent([(0, 0, 10.0), (0, 1, 2000.0), (0, 2, 2100.0, False)]) == [[10, None, None]]


def test_attempts_do_not_mix_and_the_order_of_rows_does_not_matter():
    events = [(1, 0, 107.0), (0, 1, 30.0), (0, 0, 10.0), (1, 1, 109.0)]

    assert spent(events, started=(0.0, 100.0), n_items=2) == [[10, 20], [7, 2]]


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 2), st.integers(0, 500)), max_size=30))
def test_no_more_time_is_told_than_has_passed(events):
    told = spent([(a, i, float(t)) for a, i, t in events], started=(0.0,) * 4)
    for attempt, row in enumerate(told):
        last = max((t for a, _i, t in events if a == attempt), default=0)
        assert sum(value for value in row if value is not None) <= last + 1e-3
        assert all(value is None or value > 0 for value in row)


def test_quartiles_need_ten_times():
    few, enough = np.arange(1, 10, dtype=np.float32), np.array([*range(1, 12), np.nan], dtype=np.float32)

    assert times(few) is None
    assert (times(enough).n, times(enough).lower, times(enough).median, times(enough).upper) == (11, 3.5, 6, 8.5)
