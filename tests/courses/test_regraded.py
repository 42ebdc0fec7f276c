"""What a corrected key changes in courses, and what it never takes away."""

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from courses import api
from courses.regraded import doubtful_completions
from people.api import Role
from tests.assessments import make as items
from tests.people.make import holder

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    return items.item(items.single())


@pytest.fixture
def course(item):
    return make.course(lessons=1, quiz=items.quiz(item))


def finish(course, item, text, *, name="Trần Thị Bé"):
    """Someone reads the lesson and hands in the quiz with this answer."""
    person = make.person(name=name)
    enrolment = api.enrol(person, course, at=make.MONDAY)
    lesson, quiz = make.keys(course)
    api.record_activity(enrolment, lesson, make.read(), at=make.MONDAY)
    again(person, item, text, context=quiz)
    enrolment.refresh_from_db()
    return enrolment


def again(person, item, text, *, context):
    quiz = item.uses.get().quiz
    attempt = items.sitting(quiz, person, context=context)
    items.api.respond(attempt, 0, items.keys(attempt, 0, text), at=items.MONDAY)
    items.api.submit(attempt, at=items.TUESDAY)


def test_who_passes_by_the_new_score_has_completed_the_course(course, item):
    enrolment = finish(course, item, "Đỏ")

    items.regrade(item, *items.correct(item))

    assert enrolment.completed_at is None
    enrolment.refresh_from_db()
    assert enrolment.completed_at == items.WEDNESDAY
    assert doubtful_completions() == []


def test_a_completion_the_new_score_would_not_give_stays_and_is_listed(course, item):
    enrolment = finish(course, item, "Xanh")

    items.regrade(item, *items.correct(item))

    before = enrolment.completed_at
    enrolment.refresh_from_db()
    assert enrolment.completed_at == before is not None
    (line,) = doubtful_completions()
    assert (line.enrolment, line.activity.kind, line.result.score) == (enrolment, "quiz", 0)


def test_being_scored_anew_is_no_visit_of_the_learner(course, item):
    enrolment = finish(course, item, "Đỏ")

    items.regrade(item, *items.correct(item))

    last = enrolment.last_activity_at
    enrolment.refresh_from_db()
    assert enrolment.last_activity_at == last


def test_who_has_left_the_course_is_not_enrolled_again(course, item):
    enrolment = finish(course, item, "Đỏ")
    api.withdraw(enrolment, at=make.TUESDAY)

    items.regrade(item, *items.correct(item))

    enrolment.refresh_from_db()
    assert enrolment.withdrawn_at is not None
    assert api.Enrolment.objects.count() == 1
    assert enrolment.results.filter(source="quiz", passed=True).exists()


def test_another_attempt_that_passes_takes_the_case_off_the_list(course, item):
    enrolment = finish(course, item, "Xanh")
    items.regrade(item, *items.correct(item))

    again(enrolment.person, item, "Đỏ", context=make.keys(course)[1])

    assert doubtful_completions() == []


def test_a_regrade_undone_takes_the_case_off_the_list(course, item):
    finish(course, item, "Xanh")
    old, new = items.correct(item)
    items.regrade(item, old, new)

    items.regrade(item, new, old)

    assert doubtful_completions() == []


def test_the_list_takes_few_queries(course, item, django_assert_max_num_queries):
    for _ in range(5):
        finish(course, item, "Xanh")
    items.regrade(item, *items.correct(item))

    with django_assert_max_num_queries(3):
        assert len(doubtful_completions()) == 5


def signed_in(client, *roles):
    user = holder("nguoi", *roles) if roles else make.person().user
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)
    return client


def test_a_moderator_reads_who_it_concerns(course, item, client):
    finish(course, item, "Xanh", name="Lê Văn Sáu")
    items.regrade(item, *items.correct(item))
    moderator = signed_in(client, Role.MODERATOR)

    page = moderator.get(reverse("courses:regraded")).content.decode()

    assert "Lê Văn Sáu" in page and course.title in page
    assert reverse("courses:regraded") in moderator.get(reverse("courses:reports")).content.decode()


@pytest.mark.parametrize("roles", [(), (Role.TRAINER,), (Role.ANALYST,)])
def test_outsiders_read_nothing(client, roles):
    assert signed_in(client, *roles).get(reverse("courses:regraded")).status_code == 403
