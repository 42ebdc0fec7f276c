"""The cast: one of each, and the outsider who must see nothing."""

from types import SimpleNamespace

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import caches
from django.test import Client
from django.utils import translation

from people.api import Person, Role, User, register_offline

from . import make


@pytest.fixture(autouse=True)
def _fresh_caches():
    """Rate limits and the demo flag of one test must not count in the next."""
    for cache in caches.all():
        cache.clear()
    for name in ("default", "shared"):
        caches[name].clear()
    # Messages are compared in English, the language of the source.
    with translation.override("en"):
        yield


@pytest.fixture
def country(db) -> SimpleNamespace:
    """Three communes of today, two with like names, one of them made of a former one."""
    my_phong = make.commune("28273", "Phường Mỹ Phong", until=None)
    dao_thanh = make.commune("28249", "Phường Đạo Thạnh")
    old = make.commune("28270", "Xã Tân Mỹ Chánh", until=make.REFORM, into=my_phong)
    make.commune("28261", "Phường Mỹ Tho")
    return SimpleNamespace(my_phong=my_phong, dao_thanh=dao_thanh, tan_my_chanh=old)


@pytest.fixture
def cast(country) -> SimpleNamespace:
    """Everyone. `office` has `desk` below it; `elsewhere` is another office."""
    office, elsewhere = make.office("UBND-1"), make.office("UBND-2")
    desk = make.office("UBND-1-A", parent=office)
    return SimpleNamespace(
        office=office,
        desk=desk,
        elsewhere=elsewhere,
        resident=make.user("resident", commune=country.my_phong),
        offline_resident=register_offline(name="Bà Tư", commune=country.my_phong, by=None, at=make.NOW),
        officer=make.member("officer", desk).user,
        stranger=make.member("stranger", elsewhere).user,
        head=make.holder("head", Role.HEAD, office=office),
        trainer=make.holder("trainer", Role.TRAINER),
        moderator=make.holder("moderator", Role.MODERATOR),
        facilitator=make.holder("facilitator", Role.FACILITATOR, area=country.my_phong),
        analyst=make.holder("analyst", Role.ANALYST),
        administrator=make.holder("administrator", Role.ADMINISTRATOR),
        outsider=make.user("outsider"),
    )


@pytest.fixture
def signed_in():
    """A browser in which a user is signed in and, where the role needs it, has a second factor."""

    def sign_in(user: User, *, second_factor: bool = True) -> Client:
        if second_factor:
            Authenticator.objects.get_or_create(
                user=user, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "JBSWY3DPEHPK3PXP"}}
            )
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture
def browser() -> Client:
    """A browser that has never been here."""
    return Client(headers={"accept-language": "en"})


def person_of(user: User) -> Person:
    return Person.objects.get(user=user)
