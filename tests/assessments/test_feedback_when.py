"""Feedback that waits until a quiz is closed for everyone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.assessments import make
from tests.assessments.test_views import url

pytestmark = pytest.mark.django_db


def handed_in(person, *, closes_in):
    now = timezone.now()
    item = make.item(make.single(explanation="Vì lá xanh"))
    attempt = make.handed_in(make.quiz(item, feedback_when="closed", closes_at=now + timedelta(days=1)), person)
    attempt.paper["rules"]["closes_at"] = (now + closes_in).isoformat()
    attempt.save()
    return attempt


def test_while_others_are_working_only_the_score_is_shown(page, learner):
    attempt = handed_in(learner, closes_in=timedelta(hours=2))

    answer = page.get(url(attempt, "result/"))

    assert answer.context["cards"] == []
    assert "Vì lá xanh" not in answer.content.decode()
    assert answer.context["kept_until"] > timezone.now()


def test_after_the_close_everything_is_shown(page, learner):
    attempt = handed_in(learner, closes_in=-timedelta(minutes=1))

    answer = page.get(url(attempt, "result/"))

    assert len(answer.context["cards"]) == 1
    assert "Vì lá xanh" in answer.content.decode()
    assert answer.context["kept_until"] is None


def test_the_close_is_frozen_with_the_paper(learner):
    closes_at = timezone.now() + timedelta(days=1)
    attempt = make.sitting(make.quiz(feedback_when="closed", closes_at=closes_at), learner)

    assert (attempt.paper["rules"]["when"], attempt.paper["rules"]["closes_at"]) == ("closed", closes_at.isoformat())


def test_feedback_after_the_close_needs_a_close():
    quiz = make.quiz()
    quiz.feedback_when = "closed"

    with pytest.raises(ValidationError) as refused:
        quiz.full_clean()

    assert list(refused.value.message_dict) == ["closes_at"]
