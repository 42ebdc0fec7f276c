"""A corrected key in practice: every try is judged anew, with what tries cost."""

from decimal import Decimal

import pytest

from assessments import api
from assessments.models import Response, Work
from assessments.screens.reviews import review
from assessments.taking.attempts import find_attempt
from assessments.taking.practice import tried
from tests.assessments import make
from tests.assessments.test_marking import mark, marker
from tests.assessments.test_practice import practice, press

pytestmark = pytest.mark.django_db
LATER = Decimal("0.6667")


@pytest.fixture
def item(db):
    return make.item(make.single())


@pytest.fixture
def attempt(item, learner):
    return make.sitting(make.quiz(item, feedback_when="each"), learner)


def tries(page, attempt, *answers):
    for answer in answers:
        press(page, attempt, 0, answer)


def score(attempt):
    attempt.refresh_from_db()
    return attempt.score


def test_the_try_that_is_right_now_counts_with_what_it_cost(page, item, attempt):
    tries(page, attempt, "Đỏ", "Xanh")
    api.submit(attempt, at=make.TUESDAY)
    before = score(attempt)

    make.regrade(item, *make.correct(item))

    (looked_at,) = review(find_attempt(attempt.pk)).items
    assert (before, score(attempt)) == (LATER, 1)
    assert (looked_at.tries, looked_at.earned, looked_at.is_right) == (1, 1, True)


def test_only_up_keeps_what_was_earned(page, item, attempt):
    tries(page, attempt, "Xanh")
    api.submit(attempt, at=make.TUESDAY)

    make.regrade(item, *make.correct(item), policy="up")

    (looked_at,) = review(find_attempt(attempt.pk)).items
    assert (score(attempt), looked_at.earned) == (1, 1)
    assert tried(attempt)[0].share == 1


def test_practice_under_way_is_judged_by_the_corrected_key_at_once(page, item, attempt):
    tries(page, attempt, "Xanh")
    done = tried(attempt)[0].is_done

    make.regrade(item, *make.correct(item))
    attempt.refresh_from_db()
    open_again = tried(attempt)[0]
    tries(page, attempt, "Đỏ")
    api.submit(attempt, at=make.TUESDAY)

    assert done and not open_again.is_done
    assert score(attempt) == LATER
    assert not Response.objects.filter(ref__startswith="regrade-").exists()


def test_a_second_regrade_reckons_from_the_tries_and_not_from_the_first_regrade(page, item, attempt):
    tries(page, attempt, "Đỏ", "Vàng", "Xanh")
    api.submit(attempt, at=make.TUESDAY)
    asked, red = make.correct(item)
    make.regrade(item, asked, red)
    first = score(attempt)

    _red, yellow = make.correct(item, right=2)
    make.regrade(item, red, yellow)

    assert (first, score(attempt)) == (1, LATER)


def test_a_marked_answer_in_practice_keeps_its_mark(learner):
    quiz = practice(make.essay())
    attempt = make.sitting(quiz, learner)
    api.respond(attempt, 0, "Tôi đã gửi hồ sơ của mình.", at=make.MONDAY)
    api.submit(attempt, at=make.TUESDAY)

    mark(Work.objects.get(), marker(), 2, 1)

    assert score(attempt) == 1
