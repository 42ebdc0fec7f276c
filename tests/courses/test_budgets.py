"""What a learner's requests may ask of the database; benchmarks/RESULTS.md holds the same goals for a real server."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.api import Attempt
from courses import api
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make.course(lessons=2, quiz=items.quiz(*(items.item(items.single(f"Câu {n}?")) for n in range(10))))


@pytest.fixture
def start_url(course):
    last = list(api.lessons_of(course))[1]
    block = next(block for block in last.body if block.block_type == "quiz")
    return reverse("courses:start_quiz", args=[last.pk, block.id])


@pytest.fixture
def learner(client, course):
    """Signed in and enrolled."""
    client.force_login(make.person().user)
    client.post(reverse("courses:start", args=[course.pk]))
    return client


def take(client, start_url):
    """A whole attempt as a browser makes it: 1 + 10 + 1 + 1 requests."""
    client.post(start_url)
    attempt = Attempt.objects.latest("pk")
    answers = {}
    for position, entry in enumerate(attempt.paper["items"]):
        answers[f"answer-{position}"] = entry["order"][0]
        fields = {"position": position, f"answer-{position}": entry["order"][0], "ref": f"ref-{position}"}
        assert client.post(reverse("assessments:answer", args=[attempt.pk]), fields).status_code == 204
    handed_in = {"action": "submit", **answers, **{f"was-{position}": "" for position in range(10)}}
    client.post(reverse("assessments:paper", args=[attempt.pk]), handed_in)
    assert client.get(reverse("assessments:result", args=[attempt.pk])).status_code == 200


def test_a_whole_attempt_of_ten_items_takes_at_most_80_statements(learner, start_url, django_assert_max_num_queries):
    take(learner, start_url)  # the items are in memory from now on

    # One more for the look-up of the attempt above, which no browser makes.
    with django_assert_max_num_queries(80 + 1):
        take(learner, start_url)


def test_starting_a_quiz_does_not_fetch_the_pictures_of_its_lesson(learner, course):
    picture = {"type": "picture", "value": {"image": 1, "alt": "Điện thoại", "caption": ""}}
    quiz = {"type": "quiz", "value": {"quiz": items.quiz().pk, "required": True}}
    lesson = make.lesson(course, blocks=[picture, quiz])
    block = next(block for block in lesson.body if block.block_type == "quiz")

    with CaptureQueriesContext(connection) as asked:
        learner.post(reverse("courses:start_quiz", args=[lesson.pk, block.id]))

    assert not [query for query in asked.captured_queries if "siteimage" in query["sql"]]


def test_an_open_enrolment_brings_the_course_it_was_asked_for(course, django_assert_num_queries):
    person = make.person()
    api.enrol(person, course, at=make.MONDAY)

    with django_assert_num_queries(1):
        assert api.open_enrolment(person, course).course is course
