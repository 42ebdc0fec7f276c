"""Signing in through a VNeID-like identity provider: a real one, in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from people.api import Person, has_consented

from . import make

ROOT = Path(__file__).resolve().parent.parent.parent
CALLBACK = "http://testserver/account/oidc/vneid/login/callback/"


@pytest.fixture
def provider(tmp_path, settings):
    """The provider's address; our settings know it as “vneid”."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.people.oidc_provider.serve", CALLBACK],
        cwd=ROOT,
        env={"PROVIDER_DATABASE": str(tmp_path / "provider.sqlite3"), "PATH": ""},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        server_url = f"http://127.0.0.1:{int(process.stdout.readline())}"
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {
                "OAUTH_PKCE_ENABLED": True,
                "APPS": [
                    {
                        "provider_id": "vneid",
                        "name": "VNeID",
                        "client_id": "nhip-cau-so",
                        "secret": "secret-of-the-client-in-one-test",
                        "settings": {"server_url": server_url},
                    }
                ],
            }
        }
        yield server_url
    finally:
        process.terminate()
        process.wait(timeout=10)
        process.stdout.close()


def approve(address: str) -> str:
    """Sign in at the provider in a browser of its own; where it sends back to."""
    with requests.Session() as there:
        page = there.get(address, timeout=10)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
        answer = there.post(
            page.url,
            {"csrfmiddlewaretoken": token, "login": "012345678901", "password": "ba dong song"},
            headers={"Referer": page.url},
            allow_redirects=False,
            timeout=10,
        )
        while not answer.headers["Location"].startswith(CALLBACK):
            answer = there.get(
                requests.compat.urljoin(page.url, answer.headers["Location"]), allow_redirects=False, timeout=10
            )
        return answer.headers["Location"]


@pytest.mark.slow
def test_the_first_sign_in_through_the_provider_makes_a_person_who_consented_here(provider, browser, country):
    to_provider = browser.post("/account/oidc/vneid/login/").url
    asked = parse_qs(urlsplit(to_provider).query)
    assert to_provider.startswith(provider) and asked["code_challenge_method"] == ["S256"]

    back = browser.get(approve(to_provider))
    page = browser.get(back.url).content.decode()
    browser.post(back.url, {"name": "Lành", "commune": "Phường Đạo Thạnh", "consent_learning": "on"})

    person = Person.objects.get()
    assert back.url == "/account/3rdparty/signup/" and 'value="Lành"' in page
    assert browser.session["_auth_user_id"] == str(person.user.pk)
    assert (person.name, person.commune, person.created_at.year >= make.NOW.year) == ("Lành", country.dao_thanh, True)
    assert has_consented(person, "learning") and not has_consented(person, "statistics")
    assert person.user.email == "lanh@example.org" and not person.user.has_usable_password()

    browser.post("/account/logout/")
    browser.get(approve(browser.post("/account/oidc/vneid/login/").url))

    assert browser.session["_auth_user_id"] == str(person.user.pk) and Person.objects.count() == 1
