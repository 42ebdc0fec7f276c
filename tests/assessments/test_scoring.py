from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.taking.scoring import as_share, is_right, score_attempt

parts = st.lists(
    st.tuples(
        st.decimals(0, 999, places=2),
        st.fractions(-1, 1, max_denominator=50).map(as_share),
    ),
    max_size=40,
)


def test_three_thirds_pass_at_a_hundred_percent():
    third = as_share(Fraction(1, 3))

    outcome = score_attempt([(Decimal(1), third)] * 3 + [(Decimal(0), third)], pass_mark=33)

    assert outcome.score == Decimal("1.0000")
    assert outcome.passed


def test_seven_of_ten_passes_at_seventy_percent():
    answers = [(Decimal(1), Decimal(1))] * 7 + [(Decimal(1), Decimal(0))] * 3

    assert score_attempt(answers, pass_mark=70).passed
    assert not score_attempt(answers, pass_mark=71).passed


def test_share_within_moodles_tolerance_counts_as_right():
    assert is_right(Decimal("0.9999999"))
    assert not is_right(Decimal("0.9999990"))


def test_halves_are_rounded_up():
    assert as_share(Fraction(1, 20_000_000)) == Decimal("0.0000001")


@pytest.mark.parametrize("scaled", [Fraction(-10, 9), Fraction(10, 9)])
def test_share_outside_its_range_is_our_mistake(scaled):
    with pytest.raises(ValueError, match="between -1 and 1"):
        as_share(scaled)


def test_a_wrong_answer_may_cost_points():
    assert as_share(Fraction(-1, 3)) == Decimal("-0.3333333")
    assert as_share(Fraction(-1)) == -1


def test_wrong_answers_never_bring_an_attempt_below_nothing():
    outcome = score_attempt([(Decimal(2), Decimal("-0.5")), (Decimal(1), Decimal("0.5"))], pass_mark=1)

    assert outcome.score == 0
    assert not outcome.passed


def test_what_wrong_answers_cost_is_taken_from_what_others_earned():
    assert score_attempt([(Decimal(2), Decimal("-0.25")), (Decimal(1), Decimal(1))], pass_mark=1).score == Decimal(
        "0.5"
    )


def test_where_nothing_can_be_earned_nothing_is_passed():
    assert not score_attempt([], pass_mark=50).passed
    assert not score_attempt([(Decimal(0), Decimal(1))], pass_mark=1).passed


@given(parts, st.integers(1, 100))
def test_score_never_exceeds_its_maximum(some, pass_mark):
    outcome = score_attempt(some, pass_mark=pass_mark)

    assert 0 <= outcome.score <= outcome.max_score


@given(parts, st.integers(1, 99))
def test_a_stricter_pass_mark_never_lets_more_people_pass(some, pass_mark):
    assert score_attempt(some, pass_mark=pass_mark).passed >= score_attempt(some, pass_mark=pass_mark + 1).passed
