import io

import pytest
from django.core.management import CommandError, call_command

from people.api import AuditEntry, Role, RoleGrant, User, deactivate

from . import make

PASSWORD = "bon con meo den"


@pytest.fixture
def typed(monkeypatch):
    """What comes by standard input."""

    def type_in(text):
        monkeypatch.setattr("sys.stdin", io.StringIO(text))

    return type_in


def test_a_new_administrator_has_the_role_the_password_and_an_audit_entry(db, typed):
    typed(f"{PASSWORD}\n")

    call_command("make_administrator", "quan-tri", verbosity=0)

    user = User.objects.get(username="quan-tri")
    assert user.check_password(PASSWORD)
    assert RoleGrant.objects.get(user=user).role == Role.ADMINISTRATOR
    assert AuditEntry.objects.get(user=user, action="grant").by is None
    assert not user.is_superuser


def test_doing_it_twice_changes_nothing(db, typed):
    typed(f"{PASSWORD}\n")
    call_command("make_administrator", "quan-tri")

    call_command("make_administrator", "quan-tri")

    user = User.objects.get(username="quan-tri")
    assert user.check_password(PASSWORD)
    assert RoleGrant.objects.filter(user=user).count() == AuditEntry.objects.filter(user=user).count() == 1


@pytest.mark.parametrize("password", ["", "12345678"])
def test_a_weak_password_makes_nobody(db, typed, password):
    typed(f"{password}\n")

    with pytest.raises(CommandError):
        call_command("make_administrator", "quan-tri")

    assert not User.objects.filter(username="quan-tri").exists()


def test_someone_deactivated_does_not_come_back_by_this_way(db):
    user = make.user("quan-tri")
    deactivate(user, by=None, at=make.NOW)

    with pytest.raises(CommandError, match="deactivated"):
        call_command("make_administrator", "quan-tri")

    assert not RoleGrant.objects.filter(user=user).exists()
