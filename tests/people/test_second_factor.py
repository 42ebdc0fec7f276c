"""Who sees other people's data signs in with two steps."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import RequestFactory

from people.api import Role, User, grant
from people.middleware import SecondFactorMiddleware

from . import make

SECRET = "JBSWY3DPEHPK3PXP"
HELD_BACK = ["head", "trainer", "facilitator", "moderator", "analyst", "administrator"]


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.parametrize("who", HELD_BACK)
@pytest.mark.parametrize("address", ["/manage/", "/people/account/", "/learn/", "/"])
def test_these_roles_come_no_further_without_a_second_factor(cast, signed_in, who, address):
    response = signed_in(getattr(cast, who), second_factor=False).get(address)

    assert response.status_code == 302 and response.url == "/people/second-factor/"


@pytest.mark.parametrize("who", ["resident", "officer", "outsider"])
def test_everyone_else_is_left_in_peace(cast, signed_in, who):
    assert signed_in(getattr(cast, who), second_factor=False).get("/people/account/").status_code == 200


@pytest.mark.parametrize("address", ["/people/second-factor/", "/account/logout/", "/account/reauthenticate/"])
def test_the_way_to_the_second_factor_stays_open(cast, signed_in, address):
    page = signed_in(cast.moderator, second_factor=False).get(address)

    assert page.status_code == 200 and "govuk-heading-l" in page.content.decode()


def test_spare_codes_alone_are_no_second_factor(cast, signed_in):
    Authenticator.objects.create(user=cast.moderator, type=Authenticator.Type.RECOVERY_CODES, data={"seed": "x"})

    assert signed_in(cast.moderator, second_factor=False).get("/people/account/").status_code == 302


def test_a_superuser_needs_one_too(db, signed_in):
    root = User.objects.create_superuser("root", password=make.PASSWORD)

    assert signed_in(root, second_factor=False).get("/people/account/").status_code == 302
    assert signed_in(root).get("/people/account/").status_code == 200


def test_a_moderator_sets_up_the_app_and_comes_through(cast, browser):
    browser.post("/account/login/", {"login": "moderator", "password": make.PASSWORD})
    browser.post("/account/reauthenticate/", {"password": make.PASSWORD})
    page = browser.get("/account/2fa/totp/activate/")
    secret = browser.session["mfa.totp.secret"]

    after = browser.post("/account/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)

    assert secret in page.content.decode()
    assert "Spare codes" in after.content.decode()
    assert browser.get("/people/account/").status_code == 200


def test_signing_in_then_asks_for_the_code_of_the_app(cast, browser):
    Authenticator.objects.create(user=cast.moderator, type=Authenticator.Type.TOTP, data={"secret": SECRET})

    asked = browser.post("/account/login/", {"login": "moderator", "password": make.PASSWORD})
    wrong = browser.post(asked.url, {"code": "000000"})
    assert "_auth_user_id" not in browser.session
    browser.post(asked.url, {"code": code_of(SECRET)})

    assert asked.url == "/account/2fa/authenticate/"
    # It comes from no message: who is told to look for one looks in the wrong place.
    assert "your authenticator app shows" in wrong.content.decode()
    assert browser.session["_auth_user_id"] == str(cast.moderator.pk)


def test_a_spare_code_signs_in_once(cast, browser):
    Authenticator.objects.create(user=cast.moderator, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    spare = RecoveryCodes.activate(cast.moderator).get_unused_codes()[0]
    for tries in (1, 2):
        asked = browser.post("/account/login/", {"login": "moderator", "password": make.PASSWORD})
        browser.post(asked.url, {"code": spare})

        assert ("_auth_user_id" in browser.session) == (tries == 1)
        browser.post("/account/logout/")


def test_a_code_of_the_app_works_once_even_in_another_process(cast, browser):
    Authenticator.objects.create(user=cast.moderator, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    code = code_of(SECRET)
    asked = browser.post("/account/login/", {"login": "moderator", "password": make.PASSWORD})
    browser.post(asked.url, {"code": code})
    browser.post("/account/logout/")

    browser.post("/account/login/", {"login": "moderator", "password": make.PASSWORD})
    browser.post(asked.url, {"code": code})

    assert "_auth_user_id" not in browser.session


def test_who_needs_one_cannot_take_the_last_one_away(cast, browser):
    Authenticator.objects.create(user=cast.moderator, type=Authenticator.Type.TOTP, data={"secret": SECRET})
    asked = browser.post("/account/login/", {"login": "moderator", "password": make.PASSWORD})
    browser.post(asked.url, {"code": code_of(SECRET)})
    browser.post("/account/reauthenticate/", {"password": make.PASSWORD})

    page = browser.post("/account/2fa/totp/deactivate/")

    assert "Your role sees other people" in page.content.decode()
    assert Authenticator.objects.filter(user=cast.moderator).exists()


def test_a_new_role_holds_back_at_the_next_page(cast, signed_in):
    browser = signed_in(cast.resident, second_factor=False)
    assert browser.get("/people/account/").status_code == 200

    grant(cast.resident, Role.MODERATOR, by=None, at=make.NOW)

    assert browser.get("/people/account/").status_code == 302


def test_a_visitor_without_a_session_is_not_even_asked_who_it_is():
    request = RequestFactory().get("/")  # has no user: to look at it would fail

    assert SecondFactorMiddleware(lambda request: "page")(request) == "page"


def test_the_passkey_page_has_no_script_of_its_own(cast, browser):
    browser.post("/account/login/", {"login": "moderator", "password": make.PASSWORD})
    browser.post("/account/reauthenticate/", {"password": make.PASSWORD})

    page = browser.get("/account/2fa/webauthn/add/")

    scripts = [part.split(">")[0] for part in page.content.decode().split("<script")[1:]]
    assert scripts and all(" src=" in script or 'type="application/json"' in script for script in scripts)
    assert "unsafe-inline" not in page["Content-Security-Policy"]
