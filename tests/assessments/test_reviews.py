from collections import Counter

import pytest

from assessments import api
from tests.assessments import make

pytestmark = pytest.mark.django_db


def one_item_quiz(**fields):
    options = make.choices("Xanh", "Đỏ", feedback=("Giỏi lắm", "Nút đỏ để tắt"))
    return make.quiz(make.item(make.single(options=options, explanation="Nút xanh để gọi")), **fields)


def wrong(quiz, learner):
    attempt = make.sitting(quiz, learner)
    api.respond(attempt, 0, make.keys(attempt, 0, "Đỏ"), at=make.MONDAY)
    return api.submit(attempt, at=make.TUESDAY)


def page_of(page, attempt):
    return page.get(f"/quiz/{attempt.pk}/result/").content.decode()


def test_full_feedback_shows_right_answers_and_explanations(page, learner):
    text = page_of(page, wrong(one_item_quiz(feedback="full"), learner))

    assert all(words in text for words in ("Xanh", "Đỏ", "Nút đỏ để tắt", "Nút xanh để gọi"))


def test_before_passing_only_what_was_wrong_is_shown(page, learner):
    attempt = wrong(one_item_quiz(feedback="after_pass"), learner)

    text = page_of(page, attempt)

    assert "quiz-item--wrong" in text and "Đỏ" in text
    assert not any(words in text for words in ("Xanh", "Nút đỏ để tắt", "Nút xanh để gọi"))
    assert api.review(attempt).items[0].right_said == ""


def test_after_passing_everything_is_shown(page, learner):
    text = page_of(page, make.handed_in(one_item_quiz(feedback="after_pass"), learner))

    assert "Giỏi lắm" in text and "Nút xanh để gọi" in text


def test_score_only_shows_no_item(page, learner):
    attempt = make.handed_in(one_item_quiz(feedback="score"), learner)

    text = page_of(page, attempt)

    assert api.review(attempt).items == []
    assert "quiz-item" not in text and "Nút nào" not in text


def test_open_attempt_has_nothing_to_review(learner):
    assert api.review(make.sitting(one_item_quiz(), learner)).items == []


def test_item_report_counts_the_newest_responses_of_attempts_handed_in():
    quiz = one_item_quiz()
    make.handed_in(quiz, make.person())
    wrong(quiz, make.person())
    wrong(quiz, make.person())
    make.handed_in(quiz, make.person(), right=False)
    changed = make.sitting(quiz, make.person())
    for text in ("Đỏ", "Xanh"):
        api.respond(changed, 0, make.keys(changed, 0, text), at=make.MONDAY)
    api.submit(changed, at=make.TUESDAY)
    still_open = make.sitting(quiz, make.person())
    api.respond(still_open, 0, make.keys(still_open, 0, "Đỏ"), at=make.MONDAY)

    (row,) = api.item_report(quiz)

    assert (row["n"], row["share_right"], row["share_unanswered"]) == (5, 0.4, 0.2)
    assert Counter({choice["text"]: choice["share"] for choice in row["choices"]}) == {"Xanh": 0.4, "Đỏ": 0.4}


def test_item_report_of_a_quiz_nobody_took_has_no_shares():
    (row,) = api.item_report(one_item_quiz())

    assert (row["n"], row["share_right"]) == (0, None)


def test_item_report_lists_answers_of_kinds_that_are_picked_from_and_nothing_that_asks_nothing():
    kinds = (make.matching, make.ordering, make.numeric, make.likert, make.description)
    quiz = make.quiz(*(make.item(kind()) for kind in kinds))
    make.handed_in(quiz, make.person())

    report = api.item_report(quiz)

    assert [len(row["choices"]) for row in report] == [0, 0, 0, 3]
    assert [row["share_right"] for row in report][:3] == [1, 1, 1]


def test_item_report_takes_two_queries(django_assert_num_queries):
    quiz = make.quiz(*[make.item() for _ in range(5)])
    for _ in range(3):
        make.handed_in(quiz, make.person())

    with django_assert_num_queries(2):
        api.item_report(quiz)
