"""A wrong answer leads back to the lesson that teaches it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments import api
from tests.assessments import make
from tests.assessments.test_practice import press
from tests.courses import make as courses

pytestmark = pytest.mark.django_db


@pytest.fixture
def lesson(db):
    return courses.course(title="Gọi điện", lessons=1).get_children().specific().first()


@pytest.fixture
def item(lesson):
    made = make.item(make.single())
    made.lesson = lesson
    made.save_revision().publish()
    return made


def result(page, attempt):
    return page.get(f"/quiz/{attempt.pk}/result/")


def links(answer):
    return [card.reviewed.lesson and card.reviewed.lesson.title for card in answer.context["cards"]]


def test_only_wrong_answers_lead_back(page, learner, item, lesson):
    quiz = make.quiz(item, make.item(make.true_false()))
    wrong, right = make.sitting(quiz, learner), make.handed_in(quiz, right=True)
    api.submit(wrong, at=timezone.now())
    page.force_login(learner.user)

    answer = result(page, wrong)

    assert links(answer) == [lesson.title, None]
    assert lesson.url in answer.content.decode()
    page.force_login(right.person.user)
    assert links(result(page, right)) == [None, None]


def test_a_lesson_that_was_taken_back_is_not_named(page, learner, item, lesson):
    attempt = api.submit(make.sitting(make.quiz(item), learner), at=timezone.now())
    lesson.unpublish()

    assert links(result(page, attempt)) == [None]


def test_a_question_done_in_practice_leads_back_too(page, learner, item, lesson):
    attempt = make.sitting(make.quiz(item, feedback_when="each", tries=1), learner)

    press(page, attempt, 0, "Đỏ")

    assert page.get(f"/quiz/{attempt.pk}/").context["cards"][0].reviewed.lesson.url == lesson.url


def test_many_wrong_answers_cost_no_more_queries_than_one(page, learner, lesson):
    items = [make.item(make.single(stem=f"Câu {n}")) for n in range(8)]
    for one in items:
        one.lesson = lesson
        one.save_revision().publish()
    counts = []
    for some in (items[:1], items):
        attempt = api.submit(make.sitting(make.quiz(*some), learner), at=timezone.now())
        result(page, attempt)
        with CaptureQueriesContext(connection) as asked:
            assert links(result(page, attempt)) == [lesson.title] * len(some)
        counts.append(len(asked))

    assert counts[0] == counts[1]
