"""Of the device it is kept whether it is held in the hand, and nothing else."""

import pytest
from django.urls import reverse

from assessments.models import Attempt
from tests.assessments import make
from tests.courses import make as courses

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/130.0.0.0 Mobile Safari/537.36"
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/130.0.0.0 Safari/537.36"
TABLET = "Mozilla/5.0 (Linux; Android 9; SM-T510) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36"
SAYS_DESKTOP = {"user-agent": DESK, "sec-ch-ua-mobile": "?1"}


@pytest.mark.parametrize(
    ("headers", "device"),
    [
        ({"user-agent": PHONE}, "handheld"),
        ({"user-agent": TABLET}, "handheld"),
        ({"user-agent": DESK}, "computer"),
        (SAYS_DESKTOP, "handheld"),
        ({}, ""),
    ],
)
def test_a_quiz_begun_from_its_lesson_knows_what_it_was_begun_on(page, headers, device):
    course = courses.course(quiz=make.quiz())
    lesson = course.get_children().specific().last()
    block = next(one for one in lesson.body if one.block_type == "quiz")

    page.post(reverse("courses:start_quiz", args=[lesson.pk, block.id]), headers=headers)

    assert Attempt.objects.get().device == device


def test_a_further_attempt_knows_it_too(page, learner):
    attempt = make.handed_in(make.quiz(), learner, right=False)

    page.post(f"/quiz/{attempt.pk}/again/", headers={"user-agent": PHONE})

    assert list(Attempt.objects.order_by("pk").values_list("device", flat=True)) == ["", "handheld"]
