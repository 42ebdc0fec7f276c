"""Nothing with problems becomes public, by whichever way."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from courses import api
from courses.complete import Incomplete
from learning.content.site import set_up_roles
from people.api import Role, User, grant
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make.course(lessons=2)


@pytest.fixture
def lesson(course):
    """Not yet public."""
    lesson = api.lessons_of(course).first()
    lesson.unpublish()
    return api.LessonPage.objects.get(pk=lesson.pk)


@pytest.fixture
def moderator(client, course):
    set_up_roles()
    user = User.objects.create_user("kiem-duyet", password="ba dong song")
    grant(user, Role.MODERATOR, by=None, at=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)
    return client


def is_public(page):
    return type(page).objects.get(pk=page.pk).live


def messages_after(client, response):
    page = client.get(response.url)
    return [str(message) for message in page.context["messages"]]


def approve(client, lesson, **more):
    lesson.get_workflow().start(lesson, User.objects.get(username="kiem-duyet"))
    state = lesson.current_workflow_task_state
    url = reverse("wagtailadmin_pages:workflow_action", args=[lesson.pk, "approve", state.pk])
    return client.post(url, {"comment": ""}, **more), state


def test_a_moderator_cannot_approve_a_draft_with_problems_and_is_told_why(moderator, lesson):
    make.incomplete(lesson)
    problem = api.problems(lesson)[0].what

    response, state = approve(moderator, lesson)

    state.refresh_from_db()
    assert not is_public(lesson)
    assert state.status == "in_progress"
    assert response.url == reverse("wagtailadmin_pages:edit", args=[lesson.pk])
    assert any(problem in message for message in messages_after(moderator, response))


def test_approving_in_the_small_window_leads_to_the_page_with_problems(moderator, lesson):
    make.incomplete(lesson)

    response, _state = approve(moderator, lesson, headers={"x-requested-with": "XMLHttpRequest"})

    assert response.json() == {"step": "success", "redirect": reverse("wagtailadmin_pages:edit", args=[lesson.pk])}
    assert not is_public(lesson)


def test_a_draft_without_problems_is_public_once_approved(moderator, lesson):
    lesson.save_revision()

    approve(moderator, lesson)

    assert is_public(lesson)


def test_many_pages_at_once_are_published_only_if_each_is_complete(moderator, course, lesson):
    make.incomplete(lesson)
    other = api.lessons_of(course).last()
    other.unpublish()
    course = api.CoursePage.objects.get(pk=course.pk)
    course.unpublish()
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = moderator.post(f"{url}?id={course.pk}", {"include_descendants": "on"})

    assert [is_public(page) for page in (course, lesson, other)] == [False, False, False]
    assert any(lesson.title in message for message in messages_after(moderator, response))


def test_code_that_publishes_an_incomplete_page_fails(lesson):
    draft = make.incomplete(lesson)

    with pytest.raises(Incomplete, match=lesson.title):
        draft.publish()

    assert not is_public(lesson)


def schedule(page):
    """Approved to go public a moment ago."""
    page.go_live_at = timezone.now() + timedelta(hours=1)
    revision = page.save_revision()
    revision.publish()
    before = timezone.now() - timedelta(minutes=1)
    revision.content["go_live_at"] = before.isoformat()
    revision.approved_go_live_at = before
    revision.save()


def test_a_scheduled_page_becomes_public_at_its_hour(lesson):
    schedule(lesson)

    call_command("publish_scheduled", verbosity=0)

    assert is_public(lesson)
    assert api.Activity.objects.filter(lesson_key=lesson.translation_key, retired_at=None).exists()


def test_a_page_incomplete_at_its_hour_stays_a_draft_and_the_others_go_on(course, lesson, caplog):
    quiz = items.quiz()
    with_quiz = make.lesson(course, quiz=quiz)
    with_quiz.unpublish()
    schedule(with_quiz)
    schedule(lesson)
    quiz.unpublish()

    call_command("publish_scheduled", verbosity=0)

    assert [is_public(with_quiz), is_public(lesson)] == [False, True]
    assert with_quiz.title in caplog.text


def test_a_page_incomplete_at_its_hour_follows_once_it_is_mended(course):
    quiz = items.quiz()
    lesson = make.lesson(course, quiz=quiz)
    lesson.unpublish()
    schedule(lesson)
    quiz.unpublish()
    call_command("publish_scheduled", verbosity=0)

    quiz.save_revision().publish()
    call_command("publish_scheduled", verbosity=0)

    assert is_public(lesson)
