import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from people.api import Role
from tests.assessments import make
from tests.people.make import holder


@pytest.fixture
def learner(db):
    return make.person()


@pytest.fixture
def outsider(db):
    return make.person(name="Người Ngoài")


@pytest.fixture
def quiz(db):
    return make.quiz()


@pytest.fixture
def page(client, learner):
    """A browser in which the learner is signed in."""
    client.force_login(learner.user)
    return client


@pytest.fixture
def staff(db):
    """staff(role, name) → a browser of its own in which someone with the role is signed in; `user` is who."""

    def enter(role=Role.TRAINER, name="nguoi-cham"):
        user = holder(name, role)
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        browser = Client()
        browser.force_login(user)
        browser.user = user
        return browser

    return enter
