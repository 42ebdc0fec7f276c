import pytest
from django.urls import reverse

from people.api import Action, Role, deactivate, may
from tests.people import make

pytestmark = pytest.mark.django_db


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


@pytest.mark.parametrize(("role", "sees"), [(Role.TRAINER, False), (Role.MODERATOR, True)])
def test_a_contact_left_with_a_question_is_for_those_with_a_second_factor(cast, role, sees):
    assert may(getattr(cast, role.value), Action.SEE_CONTACT) is sees


@pytest.mark.parametrize("typed", ["Tân Mỹ Chánh", "tan my chanh"])
def test_every_suggested_label_means_its_own_commune(browser, country, typed):
    from people.communes import choices_for

    (suggested,) = browser.get("/places/search/", {"q": typed}).json()["results"]

    assert [one.area for one in choices_for(suggested["label"])] == [country.my_phong]
