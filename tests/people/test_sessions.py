"""Sessions read by a fixed statement are those of Django: known, expired, ended and made up."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from . import make

pytestmark = pytest.mark.django_db


def who(browser):
    """The username the next page knows; None: nobody."""
    user = browser.get("/").wsgi_request.user
    return user.username if user.is_authenticated else None


def test_someone_signed_in_is_known_and_after_signing_out_no_longer(browser):
    make.user("lanh1958")
    browser.post("/account/login/", {"login": "lanh1958", "password": make.PASSWORD})
    stolen = Client()
    stolen.cookies[settings.SESSION_COOKIE_NAME] = browser.cookies[settings.SESSION_COOKIE_NAME].value

    before = who(browser), who(stolen)
    browser.post("/account/logout/")

    assert before == ("lanh1958", "lanh1958")
    assert (who(browser), who(stolen)) == (None, None)


def test_an_expired_session_knows_nobody(browser):
    browser.force_login(make.user("lanh1958"))
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))

    assert who(browser) is None


def test_a_made_up_key_is_not_taken_over(browser):
    browser.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32

    browser.post("/learn/", {})
    session = browser.get("/").wsgi_request.session

    assert who(browser) is None
    assert session.session_key is None
    assert not Session.objects.exists()


def test_a_session_whose_data_was_tampered_with_knows_nobody(browser):
    browser.force_login(make.user("lanh1958"))
    Session.objects.update(session_data="x" * 40)

    assert who(browser) is None


def test_a_session_keeps_what_was_put_into_it(browser):
    session = browser.session
    session["chữ"] = ["ngoằn ngoèo", 1]
    session.save()

    assert browser.get("/").wsgi_request.session["chữ"] == ["ngoằn ngoèo", 1]
