import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from people.api import User


@pytest.fixture
def client_with_csrf():
    """A browser whose forms are checked as in real life."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def administrator(db, client):
    """A browser in which an administrator is signed in, with a second factor."""
    user = User.objects.create_superuser("quan-tri", password="ba dong song")
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "JBSWY3DPEHPK3PXP"})
    client.force_login(user)
    return client
