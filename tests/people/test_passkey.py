"""Passkeys in a real browser, under the content security policy of the public site."""

import pytest
from allauth.mfa.models import Authenticator

from . import make


@pytest.fixture
def passkey_page(open_page, settings):
    """A page whose device has a fingerprint reader that always says yes, and what its console complained about."""
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True  # the test's server has no https
    page = open_page()
    complaints = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    return page, complaints


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_set_up_and_then_signs_in_alone(passkey_page, cast):
    page, complaints = passkey_page
    page.goto("/account/login/")
    page.fill("#id_login", "moderator")
    page.fill("#id_password", make.PASSWORD)
    page.press("#id_password", "Enter")
    page.wait_for_url("**/people/second-factor/")
    page.click("a[href$='/webauthn/add/']")
    page.fill("#id_password", make.PASSWORD)
    page.press("#id_password", "Enter")

    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    assert Authenticator.objects.filter(user=cast.moderator, type=Authenticator.Type.WEBAUTHN).exists()

    page.context.clear_cookies()
    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url("**/learn/")
    page.goto("/people/account/")

    assert page.locator("a[href='/manage/']").count() == 1
    assert [one for one in complaints if "Content Security Policy" in one] == []
