import re

import pytest
from django.urls import reverse

from courses.api import HelpRequest, ask, lessons_of
from people.api import Action, Role, deactivate, may
from tests.courses import make as courses
from tests.people import make

pytestmark = pytest.mark.django_db
OWN_PAGES = ["/people/", "/people/account/", "/people/me/", "/people/me/data.json", "/people/me/correct/"]
OWN_PAGES += ["/people/me/erase/", "/people/outbox/", "/people/invite/", "/people/join/"]
OWN_PAGES += ["/account/email/", "/account/phone/change/", "/account/2fa/"]


def test_wagtails_own_sign_in_page_signs_nobody_in(browser, cast):
    name, password = cast.administrator.username, make.PASSWORD

    answer = browser.post("/manage/login/", {"username": name, "password": password})

    assert answer.status_code == 302
    assert reverse("account_login").removeprefix("/en") in answer.url
    assert "_auth_user_id" not in browser.session


def test_a_head_cannot_reopen_the_account_of_someone_with_other_roles(cast):
    from datetime import date

    from people.api import join

    trainer = cast.trainer
    join(trainer.person, cast.office, on=date(2024, 1, 1))
    deactivate(trainer, by=cast.administrator, at=make.NOW)
    trainer.refresh_from_db()

    assert not may(cast.head, Action.CHANGE_ACCESS, trainer.person)


@pytest.fixture
def vietnamese(settings):
    """The catalogue of the repository, which other tests do without."""
    settings.LOCALE_PATHS = [settings.ROOT / "locale"]


@pytest.mark.parametrize(("role", "sees"), [(Role.TRAINER, False), (Role.MODERATOR, True)])
def test_a_contact_left_with_a_question_is_for_those_with_a_second_factor(cast, role, sees):
    assert may(getattr(cast, role.value), Action.SEE_CONTACT) is sees


@pytest.mark.parametrize(("who", "sees"), [("trainer", False), ("moderator", True), ("facilitator", True)])
def test_the_page_shows_the_contact_left_with_a_question_to_whom_it_is_for(cast, country, signed_in, who, sees):
    lesson = lessons_of(courses.course(lessons=1)).first()
    asked = {"topic": HelpRequest.Topic.HELP, "contact": "0987 654 321", "text": "Chữ nhỏ quá."}
    question = ask(lesson, person=cast.resident.person, ref="one", at=make.NOW, **asked)

    page = signed_in(getattr(cast, who)).get(f"/learn/help/{question.pk}/").content.decode()

    assert "Chữ nhỏ quá." in page
    assert ("0987 654 321" in page) == sees


@pytest.mark.parametrize(("prefix", "says"), [("", "nay là Phường Mỹ Phong"), ("/en", "now Phường Mỹ Phong")])
def test_sign_up_suggests_communes_in_the_language_of_its_page(browser, country, vietnamese, prefix, says):
    page = browser.get(f"{prefix}/account/signup/").content.decode()
    address = re.search(r'data-search="([^"]+)"', page)[1]

    (suggested,) = browser.get(address, {"q": "Tân Mỹ Chánh"}).json()["results"]

    assert suggested["label"].endswith(f"– {says}")


@pytest.mark.parametrize("typed", ["Tân Mỹ Chánh", "tan my chanh"])
def test_every_suggested_label_means_its_own_commune(browser, country, typed):
    from people.communes import choices_for

    (suggested,) = browser.get("/places/search/", {"q": typed}).json()["results"]

    assert [one.area for one in choices_for(suggested["label"])] == [country.my_phong]


@pytest.mark.parametrize("address", OWN_PAGES)
def test_nothing_about_oneself_stays_on_a_shared_computer(cast, signed_in, address):
    response = signed_in(cast.administrator).get(address)

    assert response.status_code == 200
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
