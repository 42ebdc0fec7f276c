"""Nobody's learning is kept unasked: whose account others opened is asked before the first thing is kept."""

import pytest
from django.urls import reverse

from courses.api import Enrolment
from people.api import Person, Purpose, Role, User, has_consented, invite
from tests.courses import make as courses

from . import make

FILLED = {"name": "Cô Hoa", "commune": "Phường Đạo Thạnh", "consent_learning": "on"}


@pytest.fixture
def course(country):
    return courses.course(lessons=2)


@pytest.fixture
def invited(cast) -> User:
    by = cast.administrator
    return invite(name="Hoa", organisation=cast.desk, by=by, at=make.NOW, on=make.TODAY).person.user


def start(browser, course):
    came_from = {"referer": f"http://testserver{course.url}"}
    return browser.post(reverse("courses:start", args=[course.pk]), headers=came_from)


def test_an_invited_person_is_asked_before_the_first_thing_is_kept_and_then_goes_on(
    invited, course, country, signed_in
):
    browser = signed_in(invited)

    asked = start(browser, course)
    assert asked.url.startswith("/en/people/join/") and not Enrolment.objects.exists()
    page = browser.get(asked.url).content.decode()
    after = browser.post(asked.url, FILLED)
    start(browser, course)

    person = Person.objects.get(user=invited)
    assert 'value="Hoa"' in page and " checked" not in page.split("consent_learning")[1]
    assert after.url == course.url
    assert (person.name, person.commune) == ("Cô Hoa", country.dao_thanh)
    assert has_consented(person, Purpose.LEARNING) and not has_consented(person, Purpose.STATISTICS)
    assert Enrolment.objects.get().person == person


def test_without_consent_nothing_is_kept_and_the_account_stays(invited, course, signed_in):
    browser = signed_in(invited)
    asked = start(browser, course)

    page = browser.post(asked.url, {**FILLED, "consent_learning": ""}).content.decode()

    assert "Tick it, or learn on as a guest" in page
    assert not has_consented(invited.person, Purpose.LEARNING) and not Enrolment.objects.exists()


def test_a_user_whom_a_command_made_gets_a_person_by_joining(country, course, signed_in):
    user = User.objects.create_user("bare", password=make.PASSWORD)
    browser = signed_in(user)

    browser.post(start(browser, course).url, FILLED)

    assert user.person.commune == country.dao_thanh and has_consented(user.person, Purpose.LEARNING)


@pytest.mark.parametrize("address", ["/people/", "/people/me/", "/people/account/", "/learn/help/"])
def test_who_only_works_here_is_not_held_up(country, signed_in, address):
    administrator = make.holder("root", Role.ADMINISTRATOR, consents=())

    assert signed_in(administrator).get(address).status_code == 200


def test_a_guest_and_someone_who_agreed_are_not_asked(cast, course, browser, signed_in):
    for one in (browser, signed_in(cast.outsider)):
        assert "/people/join/" not in start(one, course).url

    assert Enrolment.objects.count() == 2


def test_a_visitor_has_nothing_to_join_with(db, browser):
    assert browser.get("/people/join/").url.startswith("/account/login/")


def test_joining_never_leads_to_another_site(invited, signed_in):
    after = signed_in(invited).post("/people/join/?next=//evil.example/", FILLED)

    assert after.url == "/learn/"
