"""What several marks of one piece of work come to."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from assessments.items.settling import DECISION, MARK, TAKEN_BACK, Given, settle

HALF = Fraction(1, 2)
shares = st.integers(0, 10).map(lambda tenths: Fraction(tenths, 10))
rows = st.lists(st.builds(Given, st.sampled_from([MARK, MARK, DECISION, TAKEN_BACK]), st.integers(1, 3), shares))


def stands(*given, markers=2, allowed="0.2"):
    return settle(given, markers=markers, allowed=Fraction(allowed))


def test_one_marker_is_enough_where_one_is_wanted():
    assert stands(Given(MARK, 1, HALF), markers=1).share == HALF


def test_two_markers_close_enough_make_their_mean_and_no_closer():
    near, far = Given(MARK, 2, Fraction(7, 10)), Given(MARK, 2, Fraction(8, 10))

    assert stands(Given(MARK, 1, HALF), near).share == Fraction(3, 5)
    assert (stands(Given(MARK, 1, HALF), far).share, stands(Given(MARK, 1, HALF), far).differs) == (None, True)


def test_one_person_is_not_two_markers():
    assert stands(Given(MARK, 1, HALF), Given(MARK, 1, HALF)).share is None
    assert stands(Given(MARK, None, HALF, 1), Given(MARK, None, HALF, 2)).share == HALF


def test_a_decision_stands_above_marks_and_what_is_taken_back_counts_no_more():
    marks = [Given(MARK, 1, Fraction(0)), Given(MARK, 2, Fraction(1))]

    assert stands(*marks, Given(DECISION, 3, HALF)).share == HALF
    anew = stands(*marks, Given(DECISION, 3, HALF), Given(TAKEN_BACK, 3, Fraction(0)))
    assert (anew.share, anew.counting, anew.round) == (None, (), 2)


@given(rows, st.sampled_from([1, 2]), shares)
def test_what_counts_is_of_this_round_and_between_the_marks(given_rows, markers, allowed):
    found = settle(given_rows, markers=markers, allowed=allowed)

    assert found.round == 1 + sum(row.kind == TAKEN_BACK for row in given_rows)
    assert not (found.differs and found.share is not None)
    if found.share is not None:
        worth = [row.share for row in found.counting]
        assert min(worth) <= found.share <= max(worth)
        assert found.counting[0].kind == DECISION or max(worth) - min(worth) <= allowed
    again = settle([*given_rows, Given(TAKEN_BACK, 1, Fraction(0))], markers=markers, allowed=allowed)
    assert (again.share, again.counting) == (None, ())
