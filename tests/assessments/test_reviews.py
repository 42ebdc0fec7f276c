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
