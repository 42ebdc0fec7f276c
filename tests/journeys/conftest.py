"""The whole site as `setup_site` makes it, on a server with a browser in front of it.

Filling a database takes some ten seconds: it is done once a run, kept as a file, and brought back for each test.
"""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.databases import MIGRATED, bring_back, keep_database


@pytest.fixture(autouse=True)
def _in_vietnamese(settings):
    """What people see: Vietnamese is longer than the texts of the source, and must fit as well."""
    settings.LOCALE_PATHS = [settings.ROOT / "locale", settings.ROOT / "locale/editor"]


@pytest.fixture(scope="session")
def filled(django_db_setup, django_db_blocker):
    """A file with the founding site: areas, pages, eight courses. Uploads are in MEDIA_ROOT."""
    with django_db_blocker.unblock():
        if connection.vendor != "sqlite":
            pytest.skip("the browser tests keep their site in an SQLite file")
        before = keep_database(settings.VAR / "before.sqlite3")
        bring_back(settings.VAR / MIGRATED)
        call_command("setup_site", verbosity=0, stdout=StringIO())
        file = keep_database(settings.VAR / "filled.sqlite3")
        bring_back(before)
    return file


@pytest.fixture(scope="session")
def house():
    """The run's one server."""
    server = LiveServer("localhost")
    server._live_server_modified_settings.enable()
    yield server
    server.stop()
    server._live_server_modified_settings.disable()


@pytest.fixture
def db(filled, django_db_blocker):
    """Instead of pytest-django's: the founding site in the database, until the test is over; commits are real."""
    with django_db_blocker.unblock():
        before = keep_database(settings.VAR / "before.sqlite3")
        bring_back(filled)
        yield
        bring_back(before)


@pytest.fixture
def server_url(db, house):
    return house.url


@pytest.fixture
def sign_in(server_url):
    """sign_in(page, user): the user is signed in in this page's browser, with a second factor set up."""

    def enter(page, user, *, second_factor=True):
        if second_factor:
            Authenticator.objects.get_or_create(
                user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3DPEHPK3PXP"}}
            )
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": server_url}])
        return page

    return enter
