"""What a setting must be, and what is said where it is not."""

import json

import pytest
from django.core.exceptions import ImproperlyConfigured

from learning.settings import env
from tests.learning.program import PRODUCTION, manage


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("ALLOWED_HOSTS", ""),
        ("ALLOWED_HOSTS", "nhipcauso.example,*"),
        ("SECURE_SSL_REDIRECT", "maybe"),
        ("SITE_URL", "nhipcauso.example"),
        ("EMAIL_PORT", "65536"),
        ("DATABASE_URL", "mysql://site@localhost/site"),
        ("OIDC_SERVER_URL", "id.example"),
        ("SMS_BACKEND", "people.sms.Gateway"),
        ("SMS_BACKEND", "people.sms.send"),
    ],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(tmp_path, name, value):
    done = manage("check", VAR_DIR=str(tmp_path), **{**PRODUCTION, name: value})

    assert done.returncode != 0
    assert name in (done.stderr.splitlines()[-1] if name != "SMS_BACKEND" else done.stderr)


@pytest.mark.parametrize(("value", "meaning"), [("true", True), ("0", False), ("Yes", True), ("off", False)])
def test_a_yes_or_no_is_read_as_one(monkeypatch, value, meaning):
    monkeypatch.setenv("ANSWER", value)

    assert env.env_bool("ANSWER", not meaning) is meaning


@pytest.mark.parametrize(
    "value",
    [
        "nhipcauso.example",
        "ftp://nhipcauso.example",
        "https://",
        "https://a.example:99999",
        "https://a example",
        "https://[::1",
    ],
)
def test_what_is_no_web_address_is_refused_with_the_cure(monkeypatch, value):
    monkeypatch.setenv("ADDRESS", value)

    with pytest.raises(ImproperlyConfigured, match=r"^ADDRESS=.* https://name\.example"):
        env.env_url("ADDRESS")


@pytest.mark.parametrize(
    "value",
    [
        "site.sqlite3",
        "mysql://a:secret@b/c",
        "postgres://a:secret@b:99999/c",
        "postgres://a:sec[ret@b/c",
        "postgres://b",
    ],
)
def test_what_is_no_database_is_refused_with_the_cure_and_without_the_password(monkeypatch, value):
    monkeypatch.setenv("DATABASE", value)

    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE cannot be read: .*postgres://user:") as refused:
        env.env_database("DATABASE", "")

    assert "sec" not in str(refused.value)


@pytest.mark.parametrize("value", ["*", "*.example", "https://nhipcauso.example", "a.example b.example"])
def test_what_is_no_name_of_a_host_is_refused_with_the_cure(monkeypatch, value):
    monkeypatch.setenv("HOSTS", value)

    with pytest.raises(ImproperlyConfigured, match=r"^HOSTS: .* like name\.example"):
        env.env_hosts("HOSTS")


@pytest.mark.parametrize("settings_module", ["learning.settings.dev", "learning.settings.production"])
def test_an_identity_provider_is_added_by_the_environment_alone(tmp_path, settings_module):
    provider = {
        "OIDC_SERVER_URL": "https://id.example/.well-known/openid-configuration",
        "OIDC_AUTHORIZE_URL": "https://login.example/authorize",
        "OIDC_CLIENT_ID": "nhipcauso",
        "OIDC_CLIENT_SECRET": "a-secret-of-at-least-thirty-two-letters",
    }
    script = (
        "import json; from allauth.socialaccount.adapter import get_adapter; from django.conf import settings;"
        "apps = get_adapter().list_apps(None, provider='openid_connect');"
        "form_action = settings.CONTENT_SECURITY_POLICY['DIRECTIVES']['form-action'];"
        "told = [[app.provider_id, app.client_id, app.settings['server_url']] for app in apps];"
        "print(json.dumps(told + form_action))"
    )

    environment = {**PRODUCTION, "DJANGO_SETTINGS_MODULE": settings_module, "VAR_DIR": str(tmp_path), **provider}
    assert manage("migrate", "-v", "0", **environment).returncode == 0
    done = manage("shell", "-v", "0", "-c", script, **environment)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [
        ["vneid", "nhipcauso", provider["OIDC_SERVER_URL"]],
        "'self'",
        "https://login.example",
    ]
