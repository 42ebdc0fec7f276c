"""Practice quizzes: checked question by question, with hints, further tries and what they cost."""

import re
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from assessments import api
from assessments.models import Response
from assessments.taking.practice import tried
from tests.assessments import make
from tests.assessments.test_views import form, url

pytestmark = pytest.mark.django_db
HINTS = ["Nghĩ đến màu lá cây.", "Màu của rừng."]


def practice(*contents, **fields):
    contents = contents or (make.single(hints=HINTS, explanation="Vì lá xanh"), make.matching())
    return make.quiz(*(make.item(one) for one in contents), feedback_when="each", **fields)


@pytest.fixture
def attempt(learner):
    return make.sitting(practice(), learner)


def press(page, attempt, position, answer=None, **more):
    """Press “Check” at a question, with an answer picked, as the plain form does."""
    answers = {} if answer is None else {position: make.keys(attempt, position, answer)}
    return page.post(url(attempt), {**form(attempt, answers), "action": f"check-{position}"}, **more)


def card(page, attempt, position=0):
    return page.get(url(attempt)).context["cards"][position]


def test_checking_leads_back_to_the_question(page, attempt):
    answer = press(page, attempt, 0, "Đỏ")

    assert answer.status_code == 303
    assert answer["Location"] == url(attempt, "#question-1")


def test_a_wrong_try_gives_the_first_hint_and_what_is_left(page, attempt):
    press(page, attempt, 0, "Đỏ")

    shown = card(page, attempt)
    text = page.get(url(attempt)).content.decode()
    assert (shown.tried.tries, shown.tried.tries_left, shown.tried.hints) == (1, 2, (HINTS[0],))
    assert HINTS[0] in text and HINTS[1] not in text


def test_each_wrong_try_gives_one_hint_more(page, attempt):
    press(page, attempt, 0, "Đỏ")
    press(page, attempt, 0, "Vàng")

    assert card(page, attempt).tried.hints == tuple(HINTS)


def test_hints_and_key_are_not_in_the_page_before_their_time(page, attempt):
    text = page.get(url(attempt)).content.decode()

    assert not re.search("|".join([*HINTS, "Vì lá xanh", "correct"]), text)


def test_after_a_wrong_try_the_key_is_still_not_in_the_page(page, attempt):
    press(page, attempt, 0, "Đỏ")

    text = page.get(url(attempt)).content.decode()

    assert not re.search(f"{HINTS[1]}|Vì lá xanh|correct", text)


def test_a_right_try_ends_the_question_with_its_explanation(page, attempt):
    press(page, attempt, 0, "Xanh")

    shown = card(page, attempt)
    text = page.get(url(attempt)).content.decode()
    assert shown.reviewed.is_right and not shown.can_check
    assert "Vì lá xanh" in text and 'name="answer-0"' not in text


def test_out_of_tries_the_right_answer_is_told(page, attempt):
    for wrong in ("Đỏ", "Vàng", "Đỏ"):
        press(page, attempt, 0, wrong)

    shown = card(page, attempt)
    assert not shown.reviewed.is_right and shown.reviewed.right_said == "Xanh"


def test_where_only_scores_are_told_a_question_that_is_done_gives_no_answer_away(page, learner):
    attempt = make.sitting(practice(feedback="score", tries=1), learner)

    press(page, attempt, 0, "Đỏ")

    assert card(page, attempt).reviewed.right_said == ""
    assert "Vì lá xanh" not in page.get(url(attempt)).content.decode()


def test_a_later_try_earns_less_by_the_penalty(page, attempt):
    press(page, attempt, 0, "Đỏ")
    press(page, attempt, 0, "Xanh")

    api.submit(attempt, at=make.TUESDAY)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.6667")
    assert api.review(attempt).items[0].is_right


def test_an_answer_never_checked_counts_in_full_when_handed_in(page, attempt):
    page.post(url(attempt), {**form(attempt, {0: make.keys(attempt, 0, "Xanh")}), "action": "submit", "confirmed": "1"})

    attempt.refresh_from_db()
    assert (attempt.state, attempt.score) == ("submitted", 1)


def test_the_same_wrong_answer_checked_again_is_no_further_try(page, attempt):
    for _ in range(3):
        press(page, attempt, 0, "Đỏ")

    assert card(page, attempt).tried.tries == 1
    assert Response.objects.filter(is_try=True).count() == 1


def test_an_unanswered_question_is_not_checked_and_says_so(page, attempt):
    answer = press(page, attempt, 0)

    assert answer.status_code == 400
    assert answer.context["cards"][0].problem
    assert not Response.objects.exists()


def test_a_half_filled_question_keeps_what_is_there_and_costs_no_try(page, attempt):
    content = api.Item.objects.get(pk=attempt.paper["items"][1]["item"]).versions.last().content
    prompt, target = content["prompts"][0]["key"], content["targets"][0]["key"]

    answer = page.post(url(attempt), {"was-1": "", f"answer-1-{prompt}": target, "action": "check-1"})

    assert answer.status_code == 400
    assert Response.objects.get().response == {prompt: target}
    assert tried(attempt)[1].tries == 0


def test_after_the_last_try_another_tab_changes_nothing(page, attempt):
    press(page, attempt, 0, "Đỏ")
    press(page, attempt, 0, "Vàng")
    press(page, attempt, 0, "Đỏ")

    page.post(url(attempt, "answer/"), {"position": 0, "answer-0": make.keys(attempt, 0, "Xanh")})
    api.submit(attempt, at=make.TUESDAY)

    attempt.refresh_from_db()
    assert attempt.score == 0


def test_without_a_limit_the_best_try_counts(page, learner):
    attempt = make.sitting(practice(tries=0, penalty="1/4"), learner)
    for answer in ("Đỏ", "Vàng", "Xanh"):
        press(page, attempt, 0, answer)

    api.submit(attempt, at=make.TUESDAY)

    attempt.refresh_from_db()
    assert attempt.score == Decimal("0.5")


@pytest.mark.parametrize("action", ["check-9", "check-x", "check-", "check-99999"])
def test_a_place_that_is_not_there_is_not_checked(page, attempt, action):
    page.post(url(attempt), {"action": action})

    assert not Response.objects.exists()


def test_a_quiz_that_is_no_practice_checks_nothing(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    press(page, attempt, 0, "Xanh")

    assert not Response.objects.filter(is_try=True).exists()
    assert page.get(url(attempt)).context["practice"] is None


def test_the_script_gets_the_one_question_alone(page, attempt):
    answer = press(page, attempt, 0, "Đỏ", headers={"X-Part": "item"})

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in text and text.count("data-position") == 1 and HINTS[0] in text


def test_nobody_else_checks_an_attempt(client, outsider, attempt):
    client.force_login(outsider.user)

    assert press(client, attempt, 0, "Đỏ").status_code == 404


def test_the_penalty_is_said_in_plain_words(page, attempt):
    assert "1/3" in page.get(url(attempt)).content.decode()


def test_hints_are_frozen_with_the_version_and_none_changes_nothing():
    without, with_hints = make.item(make.single()), make.item(make.single(hints=HINTS))

    assert "hints" not in without.versions.get().content
    assert with_hints.versions.get().content["hints"] == HINTS


class Tries(TestCase):
    @settings(max_examples=15)
    @given(st.lists(st.sampled_from(["Xanh", "Đỏ", "Vàng"]), min_size=1, max_size=5), st.integers(0, 4))
    def test_the_score_is_that_of_the_rows_by_the_rule_said(self, answers, limit):
        attempt = make.sitting(practice(make.single(), tries=limit))
        self.client.force_login(attempt.person.user)
        for answer in answers:
            press(self.client, attempt, 0, answer)

        api.submit(attempt, at=make.TUESDAY)

        attempt.refresh_from_db()
        distinct = [one for place, one in enumerate(answers) if place == 0 or one != answers[place - 1]]
        allowed = distinct[: limit or None]
        wrong = allowed.index("Xanh") if "Xanh" in allowed else None
        earned = Fraction(0) if wrong is None else max(Fraction(0), 1 - Fraction(wrong, 3))
        assert abs(Fraction(attempt.score) - earned) < Fraction(1, 1000)
