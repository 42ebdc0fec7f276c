from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.items import Part, Parts
from assessments.taking.practice_scoring import Standing, State, Step, count_back, stand

THIRD = Fraction(1, 3)
RULES = ["deferred", "immediate", "adaptive", "interactive", "countback"]


def step(share, *, response=None, is_try=True, complete=True, answered=True):
    share = None if share is None else Fraction(share)
    parts = Parts((Part(share or Fraction(0)),), Fraction(1))
    return Step(response or str(share), share, answered, complete and answered, is_try, parts)


def kept(share, **fields):
    return step(share, is_try=False, **fields)


def blank(is_try=True):
    return step(0, response="", is_try=is_try, answered=False)


def after(rule, *steps, penalty=THIRD, tries=3, handed_in=False):
    return stand(rule, steps, penalty=penalty, tries=tries, handed_in=handed_in)


def test_deferred_scores_what_was_kept_last():
    assert after("deferred", kept(1), kept("1/2"), handed_in=True) == Standing(State.DONE, Fraction(1, 2), 1)
    assert after("deferred", kept(1)) == Standing(State.ANSWERED)
    assert after("deferred", kept(1, complete=False)) == Standing(State.INCOMPLETE)
    assert after("deferred", kept(1), blank(is_try=False), handed_in=True) == Standing(State.UNANSWERED)
    assert after("deferred", handed_in=True) == Standing(State.UNANSWERED)


def test_what_a_person_marks_has_no_score_yet():
    assert after("deferred", kept(None, response="bài viết"), handed_in=True) == Standing(State.UNMARKED)


def test_immediate_scores_the_first_complete_try():
    assert after("immediate", blank(), step("-1/3"), step(1)) == Standing(State.DONE, Fraction(-1, 3), 1)
    assert after("immediate", blank()) == Standing(State.INCOMPLETE)
    assert after("immediate", kept(1)) == Standing(State.OPEN)
    assert after("immediate", kept(1), handed_in=True).share == 1


def test_adaptive_keeps_the_best_try_less_its_penalties():
    assert after("adaptive", step(0), step(1)) == Standing(State.DONE, Fraction(2, 3), 2)
    assert after("adaptive", step("4/5"), step(0)) == Standing(State.OPEN, Fraction(4, 5), 2)
    # A right try stays right.
    assert after("adaptive", step(0), step(1), step(0)).state == State.DONE
    # But something else, not yet scored, may be given after it.
    assert after("adaptive", step(1), kept(0)) == Standing(State.OPEN, Fraction(1), 1)


def test_giving_up_keeps_what_was_earned():
    assert after("adaptive", step("1/2"), blank(), handed_in=True) == Standing(State.UNANSWERED, Fraction(1, 2), 1)
    assert after("adaptive", blank(), handed_in=True) == Standing(State.UNANSWERED, Fraction(0), 0)
    # What could not be scored as a try is scored in the end.
    assert after("adaptive", step(0), step("1/2", complete=False), handed_in=True).share == Fraction(1, 2) - THIRD


def test_adaptive_does_not_count_the_same_response_twice():
    assert after("adaptive", step(0, response="a"), step(0, response="a"), step(1)).share == Fraction(2, 3)


def test_an_incomplete_response_is_no_try():
    assert after("adaptive", step(0), step(0, complete=False)) == Standing(State.INCOMPLETE, Fraction(0), 1)
    assert after("adaptive", blank(), step(1)).share == 1
    assert after("interactive", blank(), step(1)).share == 1
    assert after("interactive", blank()) == Standing(State.INCOMPLETE)


def test_interactive_ends_when_right_or_out_of_tries():
    assert after("interactive", step(0)) == Standing(State.OPEN, None, 1)
    assert after("interactive", step(0), step(1)) == Standing(State.DONE, Fraction(2, 3), 2)
    assert after("interactive", step(0), step(0), step("1/2"), penalty=Fraction("0.1")).share == Fraction("0.3")
    # What comes after the end changes nothing.
    assert after("interactive", step(1), step(0)) == Standing(State.DONE, Fraction(1), 1)


def test_handing_in_makes_a_try_of_what_was_kept():
    assert after("interactive", step(0), kept(1), handed_in=True).share == Fraction(2, 3)
    assert after("adaptive", step(0), kept(1), handed_in=True).share == Fraction(2, 3)
    assert after("interactive", blank(is_try=False), handed_in=True) == Standing(State.UNANSWERED)


def parts(*shares, whole=None):
    return Parts(tuple(Part(Fraction(share)) for share in shares), Fraction(whole or len(shares)))


def test_each_part_pays_for_its_own_wrong_tries():
    tries = [parts(1, 0), parts(1, 0), parts(1, 1)]

    assert count_back(tries, THIRD) == (1 + (1 - 2 * THIRD)) / 2


def test_a_part_made_wrong_in_between_pays_from_then_on():
    assert count_back([parts(1, 0), parts(0, 1), parts(1, 1)], THIRD) == ((1 - 2 * THIRD) + (1 - THIRD)) / 2


def test_a_part_wrong_in_the_end_earns_nothing():
    assert count_back([parts(1), parts(0)], THIRD) == 0


def test_points_given_at_random_dilute_for_good():
    assert count_back([parts(0, 1, whole=4), parts(1, 1)], Fraction(0)) == Fraction(2, 4)


def test_parts_weigh_what_the_author_says():
    heavy = Parts((Part(Fraction(1), Fraction(3)), Part(Fraction(0), Fraction(1))), Fraction(4))

    assert count_back([heavy], THIRD) == Fraction(3, 4)


def test_a_rule_that_does_not_exist_is_our_mistake():
    with pytest.raises(ValueError, match="certainty"):
        after("certainty")


steps = st.lists(
    st.builds(
        step,
        st.fractions(-1, 1, max_denominator=4),
        is_try=st.booleans(),
        complete=st.booleans(),
        answered=st.booleans(),
    ),
    max_size=6,
)


@given(st.sampled_from(RULES), steps, st.fractions(0, 1, max_denominator=10), st.integers(1, 4), st.booleans())
def test_tries_are_never_worth_more_than_the_best_of_them(rule, some, penalty, tries, handed_in):
    standing = stand(rule, some, penalty=penalty, tries=tries, handed_in=handed_in)

    assert standing.share is None or standing.share <= max([0, *(one.share for one in some)])
    if handed_in and not any(one.is_answered for one in some):
        assert standing.state == State.UNANSWERED
        assert standing.share == (0 if rule == "adaptive" else None)


@given(st.sampled_from(RULES), steps, st.fractions(0, 1, max_denominator=10))
def test_a_harder_penalty_never_gives_more(rule, some, penalty):
    with_penalty = stand(rule, some, penalty=penalty, tries=3, handed_in=True).share
    without = stand(rule, some, penalty=Fraction(0), tries=3, handed_in=True).share

    assert (with_penalty is None) == (without is None)
    assert with_penalty is None or with_penalty <= without
