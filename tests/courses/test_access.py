"""Courses that are not for everyone, by every address that leads into them."""

import pytest
from django.urls import reverse
from wagtail.models import PageViewRestriction

from assessments.api import Attempt
from courses import api
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make.course(lessons=2, quiz=items.quiz())


@pytest.fixture
def restricted(course):
    PageViewRestriction.objects.create(page=course, restriction_type=PageViewRestriction.LOGIN)
    return course


def addresses(course):
    """Every address, besides the pages' own, that opens a part of the course to whoever knows its number."""
    last = api.lessons_of(course).last()
    block = next(block for block in last.body if block.block_type == "quiz")
    return {
        "start": ("post", reverse("courses:start", args=[course.pk])),
        "done": ("post", reverse("courses:lesson_done", args=[last.pk])),
        "quiz": ("post", reverse("courses:start_quiz", args=[last.pk, block.id])),
        "help form": ("get", reverse("courses:ask", args=[last.pk])),
        "help": ("post", reverse("courses:ask", args=[last.pk])),
    }


WAYS = ["start", "done", "quiz", "help form", "help"]


@pytest.mark.parametrize("way", WAYS)
def test_a_visitor_cannot_go_around_the_restriction_of_a_course(client, restricted, way):
    method, url = addresses(restricted)[way]

    assert getattr(client, method)(url).status_code == 403
    assert not api.Enrolment.objects.exists()
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_who_may_see_a_restricted_course_learns_in_it(client, restricted, way):
    client.force_login(make.person().user)
    method, url = addresses(restricted)[way]

    assert getattr(client, method)(url).status_code in (200, 302)


@pytest.mark.parametrize("way", WAYS)
def test_nothing_of_an_unpublished_lesson_is_open(client, course, way):
    method, url = addresses(course)[way]
    for page in (*api.lessons_of(course), course):
        page.unpublish()

    assert getattr(client, method)(url).status_code == 404
