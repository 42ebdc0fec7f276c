"""How allauth signs people up and in here: by user name, e-mail or phone, none of them required."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import EmailVerificationMethod
from allauth.account.models import EmailAddress
from allauth.account.stages import EmailVerificationStage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.utils import build_absolute_uri
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from . import sms
from .access import NEEDS_SECOND_FACTOR, roles_of
from .models import User
from .phones import PhoneField, display, normalise

# One sentence for all three ways: which of the two was wrong, and whether the account exists, is nobody's business.
_MISMATCH = gettext_lazy("The sign-in name or the password is not right. Check both and try again.")


def display_name(user: User | AnonymousUser) -> str:
    """What messages call the user: the person's name, else the user name."""
    person = getattr(user, "person", None)
    return (person.name if person else "") or user.get_username()


class AccountAdapter(DefaultAccountAdapter):
    """allauth's questions about phones, names and messages, answered for this site."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _MISMATCH,
        "phone_password_mismatch": _MISMATCH,
        "username_password_mismatch": _MISMATCH,
        "too_many_login_attempts": gettext_lazy("Too many attempts. Please wait five minutes, then try again."),
        "rate_limited": gettext_lazy("That was too quick. Please wait a minute, then try again."),
        "incorrect_code": gettext_lazy("This code is not right. Look at the newest message and type its six digits."),
        "incorrect_password": gettext_lazy("This password is not right."),
        "username_taken": gettext_lazy(
            "Someone already uses this user name. Choose another, e.g. with your birth year."
        ),
        "username_looks_like_contact": gettext_lazy("Put a phone number or an e-mail address in its own box."),
        "username_characters": gettext_lazy("Use letters and digits without spaces, e.g. balanh1958."),
    }

    def get_login_stages(self) -> list[str]:
        stages = super().get_login_stages()
        return [_FIRST_EMAIL if stage == _ALLAUTH_EMAIL else stage for stage in stages]

    def clean_username(self, username: str, shallow: bool = False) -> str:
        if "@" in username or normalise(username):
            # Otherwise someone could sign up under another's number and wait for wrongly sent codes.
            raise self.validation_error("username_looks_like_contact")
        if any(letter.isspace() for letter in username):
            raise self.validation_error("username_characters")
        return super().clean_username(username, shallow=shallow)

    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        kwargs["label"] = gettext_lazy("Mobile phone number")
        return PhoneField(**kwargs)

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=phone).first()

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        # A number that was typed but never proven does not keep its owner out.
        User.objects.filter(phone=phone, phone_verified=False).exclude(pk=user.pk).update(phone=None)
        user.phone, user.phone_verified = phone, verified
        user.save(update_fields=["phone", "phone_verified"])

    def set_phone_verified(self, user: User, phone: str) -> None:
        self.set_phone(user, phone, True)

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        sms.send(phone, _("%(code)s is your code for Nhịp Cầu Số. Give it to nobody.") % {"code": code})

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        url = build_absolute_uri(self.request, reverse("account_signup"))
        sms.send(phone, _("Nhịp Cầu Số has no account for this number. Sign up: %(url)s") % {"url": url})

    def send_account_already_exists_sms(self, phone: str, **kwargs: Any) -> None:
        text = _("This number already has an account at Nhịp Cầu Số. Choose “Sign in with a code” on the sign-in page.")
        sms.send(phone, text)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send allauth's letter; the password reset also knows phones, which get a text instead."""
        if not email.startswith("+"):
            super().send_mail(template_prefix, email, context)
        elif "code" in context:
            self.send_verification_code_sms(None, email, context["code"])  # type: ignore[arg-type]
        else:
            self.send_unknown_account_sms(email)


class FirstEmailStage(EmailVerificationStage):
    """The first sign-in of an account known only by its e-mail address waits for the link in the letter.

    Without it the answer to a sign-up would tell whether an address has an account. Later, an address
    that was added and not confirmed keeps nobody out. allauth's own "mandatory" asks everyone for an e-mail.
    """

    def handle(self) -> tuple:
        user = self.login.user
        if user is None or (user.last_login is None and not user.phone_verified and _has_only_unproven_email(user)):
            self.login.email_verification = EmailVerificationMethod.MANDATORY
        return super().handle()


_ALLAUTH_EMAIL = "allauth.account.stages.EmailVerificationStage"
_FIRST_EMAIL = f"{__name__}.{FirstEmailStage.__name__}"


def _has_only_unproven_email(user: User) -> bool:
    proven = list(EmailAddress.objects.filter(user=user).values_list("verified", flat=True))
    return bool(proven) and not any(proven)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """A first sign-in through an identity provider (VNeID-like): people.forms.SocialSignupForm makes the person."""

    def get_signup_form_initial_data(self, sociallogin: SocialLogin) -> dict[str, Any]:
        said = sociallogin.account.extra_data.get("userinfo") or sociallogin.account.extra_data
        birth = str(said.get("birthdate") or "")[:4]
        return {
            **super().get_signup_form_initial_data(sociallogin),
            "name": said.get("name") or "",
            "birth_year": birth if birth.isdigit() and birth != "0000" else "",
        }


class MFAAdapter(DefaultMFAAdapter):
    """The second factor; who needs one cannot take the last one away."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy(
            "This code is not right. Type the six digits that your authenticator app shows now, "
            "or a recovery code that you have not used yet."
        ),
        "cannot_delete_authenticator": gettext_lazy(
            "Your role sees other people's data, so it needs a second step. Add another one first."
        ),
    }

    def get_totp_label(self, user: User) -> str:
        return display(user.phone) if user.phone and not user.email else super().get_totp_label(user)

    def get_totp_issuer(self) -> str:
        return settings.MFA_TOTP_ISSUER

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not roles_of(authenticator.user) & NEEDS_SECOND_FACTOR:
            return True
        others = Authenticator.objects.filter(user=authenticator.user).exclude(pk=authenticator.pk)
        return others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def client_language(request: HttpRequest) -> str:
    """The language the page was shown in: vi or en."""
    return getattr(request, "LANGUAGE_CODE", "vi")[:2]
