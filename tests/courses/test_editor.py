import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale

from courses import api
from learning.content.site import set_up_roles
from people.api import Role, User, grant
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make.course(lessons=2, quiz=items.quiz())


@pytest.fixture
def trainer(client, course):
    set_up_roles()
    user = User.objects.create_user("giang-vien", password="ba dong song")
    grant(user, Role.TRAINER, by=None, at=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)
    return client


@pytest.fixture
def administrator(admin_user, client, course):
    Authenticator.objects.create(user=admin_user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(admin_user)
    return client


def test_the_editor_opens_for_a_trainer_with_the_way_to_the_work(trainer, course):
    page = trainer.get(reverse("wagtailadmin_home"))

    assert page.status_code == 200
    assert reverse("wagtailadmin_explore", args=[course.get_parent().pk]) in page.content.decode()


def test_the_editor_does_not_open_for_an_outsider(client):
    client.force_login(make.person().user)

    assert client.get(reverse("wagtailadmin_home")).status_code == 403


def test_a_trainer_opens_a_lesson_but_cannot_publish_it(trainer, course):
    lesson = api.lessons_of(course).first()

    page = trainer.get(reverse("wagtailadmin_pages:edit", args=[lesson.pk])).content.decode()

    assert "action-submit" in page
    assert "action-publish" not in page


@pytest.mark.parametrize("role", [Role.TRAINER, Role.MODERATOR, Role.ADMINISTRATOR])
def test_who_writes_courses_makes_their_english_version(client, course, role):
    set_up_roles()
    english = Locale.objects.get_or_create(language_code="en")[0]
    course.get_parent().specific.copy_for_translation(english, copy_parents=True)
    user = User.objects.create_user("bien-soan", password="ba dong song")
    grant(user, role, by=None, at=timezone.now())
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)

    url = reverse("simple_translation:submit_page_translation", args=[course.pk])
    client.post(url, {"locales": [english.pk], "include_subtree": "on"})

    translated = api.CoursePage.objects.get(translation_key=course.translation_key, locale=english)
    assert not translated.live
    assert translated.get_children().count() == 2
    assert client.get(reverse("wagtailadmin_pages:edit", args=[translated.pk])).status_code == 200


def test_a_course_with_learners_is_not_deleted(administrator, course):
    api.enrol(make.person(), course, at=make.MONDAY)

    response = administrator.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))

    assert response.url == reverse("wagtailadmin_pages:unpublish", args=[course.pk])
    assert api.CoursePage.objects.filter(pk=course.pk).exists()


def test_courses_with_learners_are_not_deleted_in_bulk_either(administrator, course):
    api.enrol(make.person(), course, at=make.MONDAY)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])

    administrator.post(f"{url}?id={course.pk}")

    assert api.CoursePage.objects.filter(pk=course.pk).exists()


def test_a_course_without_learners_can_be_deleted(administrator, course):
    administrator.post(reverse("wagtailadmin_pages:delete", args=[course.pk]))

    assert not api.CoursePage.objects.filter(pk=course.pk).exists()


def test_a_copied_course_can_be_learnt_at_once(administrator, course):
    data = {
        "new_title": "Bản sao",
        "new_slug": "ban-sao",
        "new_parent_page": course.get_parent().pk,
        "copy_subpages": "on",
        "publish_copies": "on",
    }

    administrator.post(reverse("wagtailadmin_pages:copy", args=[course.pk]), data)

    copy = api.CoursePage.objects.get(slug="ban-sao")
    assert len(make.keys(copy)) == len(make.keys(course)) == 3


@pytest.mark.parametrize("which", ["course", "lesson"])
def test_a_preview_shows_what_is_being_written_and_leaves_no_trace(course, which):
    page = course if which == "course" else api.lessons_of(course).last()
    page.title = "Tên đang sửa"

    shown = page.make_preview_request()

    assert "Tên đang sửa" in shown.content.decode()
    assert not api.Enrolment.objects.exists()


@pytest.mark.parametrize("name", ["wagtailimages:index", "wagtailimages:add", "wagtaildocs:index", "wagtaildocs:add"])
def test_a_trainer_brings_pictures_and_films_in(trainer, name):
    assert trainer.get(reverse(name)).status_code == 200
