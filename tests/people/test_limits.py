"""Rate limits with the store and the numbers that are shipped."""

from datetime import timedelta

import pytest
from django.core.cache import caches
from django.core.management import call_command
from django.utils import timezone

from learning.settings import base
from people.api import forget_expired_limits

from . import make

SIGN_IN = "/account/login/"


@pytest.fixture
def shipped(settings, country):
    settings.CACHES = {**settings.CACHES, "shared": base.CACHES["shared"]}
    settings.ACCOUNT_RATE_LIMITS = base.ACCOUNT_RATE_LIMITS
    call_command("createcachetable", verbosity=0)


def sign_in(browser, login, password, address):
    page = browser.post(SIGN_IN, {"login": login, "password": password}, REMOTE_ADDR=address)
    return page.content.decode()


@pytest.mark.slow
def test_a_locked_account_stays_locked_through_hundreds_of_failures_at_other_names(browser, cast, shipped):
    for _number in range(5):
        sign_in(browser, "resident", "wrong-password", "192.0.2.1")

    for number in range(400):
        sign_in(browser, f"nobody-{number}", "wrong-password", f"198.51.100.{number % 200}")

    assert "Too many attempts" in sign_in(browser, "resident", make.PASSWORD, "192.0.2.2")


def test_the_night_forgets_what_has_expired_and_nothing_else(shipped):
    now = timezone.now()
    caches["shared"].set("allauth:old", 1, timeout=(now - timedelta(minutes=5) - now).total_seconds())
    caches["shared"].set("allauth:young", 1, timeout=300)

    assert (forget_expired_limits(), forget_expired_limits()) == (1, 0)
    assert caches["shared"].get("allauth:young") == 1
