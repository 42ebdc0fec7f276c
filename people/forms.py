"""allauth's forms, in the shape and words of this site (settings: ACCOUNT_FORMS, SOCIALACCOUNT_FORMS)."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as account_forms
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.models import EmailAddress, Login
from allauth.core import context, ratelimit
from allauth.socialaccount import forms as social_forms
from allauth.utils import generate_unique_username
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from places.api import fold

from .accounts import client_language
from .models import User
from .persons import forget_guest, session_guest, sign_up
from .phones import normalise
from .profile_forms import JoiningForm

# A second click arrives within seconds, a slow line resends within a minute or two.
_SAME_SUBMISSION = timedelta(minutes=2)


class ContactField(forms.CharField):
    """A mobile number or an e-mail address; cleans to E.164 or to the address in lower case."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile phone number or e-mail address"))
        kwargs.setdefault("widget", forms.TextInput(attrs={"autocomplete": "username"}))
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value).strip()
        phone = normalise(text)
        if phone:
            return phone
        try:
            validate_email(text)
        except ValidationError:
            raise ValidationError(_("Enter a mobile number like 0912 345 678, or an e-mail address.")) from None
        return text.lower()


def users_by_contact(contact: str) -> list[User]:
    """Active users with this phone or e-mail address; a proven address goes before a merely typed one."""
    if contact.startswith("+"):
        return list(User.objects.filter(phone=contact, is_active=True))
    return filter_users_by_email(contact, is_active=True, prefer_verified=True, for_login=True)


class _MakesPerson:
    """Gives the new user a person, with what the browser's guest has learnt."""

    def signup(self, request: HttpRequest, user: User) -> None:
        sign_up(
            user,
            guest=session_guest(request),
            consents=self.consents(),
            at=timezone.now(),
            language=client_language(request),
            **self.profile(),
        )
        forget_guest(request)


class SignupForm(_MakesPerson, JoiningForm, account_forms.SignupForm):
    """Sign-up with a phone, an e-mail address, or only a user name, and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._again: User | None = None
        self.fields["phone"].required = self.fields["email"].required = self.fields["username"].required = False
        self.fields["email"].label = _("E-mail address")
        self.fields["username"].label = _("User name")
        self.fields["username"].help_text = _("Without phone and e-mail: a word you will remember, e.g. balanh1958.")
        self.fields["password1"].help_text = _("At least 8 characters.")
        for name in ("email", "username", "password1"):
            self.fields[name].widget.attrs.pop("placeholder", None)

    def clean_username(self) -> str:
        typed = self.cleaned_data["username"]
        try:
            return super().clean_username()
        except ValidationError as problem:
            if getattr(problem, "code", None) == "username_taken" and self._came_before(Q(username__iexact=typed)):
                return typed
            raise

    def validate_unique_email(self, value: str) -> str:
        """Never say that an address has an account: its owner gets a letter instead (try_save)."""
        proven = EmailAddress.objects.filter(email=value, verified=True).exists()
        known = [user for user in filter_users_by_email(value) if proven or user.last_login]
        if not self._came_before(Q(email=value)):
            self.account_already_exists = self.account_already_exists or bool(known)
        return value

    def _clean_phone(self) -> None:
        phone = self.cleaned_data.get("phone")
        if phone and not self._came_before(Q(phone=phone)):
            known = User.objects.filter(phone=phone, phone_verified=True).exists()
            self.account_already_exists = self.account_already_exists or known

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        ways = ("phone", "email", "username")
        if not any(cleaned.get(way) for way in ways) and not any(way in self.errors for way in ways):
            self.add_error("phone", _("Fill in one of these three: phone number, e-mail address or user name."))
        return cleaned

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """Save once; the same form sent twice ends where the first one did."""
        if self._again:
            return None, perform_login(request, Login(user=self._again, signup=True))
        try:
            with transaction.atomic():
                return super().try_save(request)
        except IntegrityError:
            # Both clicks passed the checks at the same moment, or two people chose one name in it.
            phone = self.cleaned_data.get("phone")
            if self._came_before(Q(phone=phone) if phone else Q(username__iexact=self.cleaned_data["username"])):
                return self.try_save(request)
            messages.error(request, _("Someone took this user name a moment ago. Please choose another."))
            return None, redirect("account_signup")

    def save(self, request: HttpRequest) -> User:
        name = fold(self.cleaned_data["name"]).replace(" ", "")
        if not self.cleaned_data.get("username"):
            self.cleaned_data["username"] = generate_unique_username([name, "hocvien"])
        return super().save(request)

    def _came_before(self, who: Q) -> bool:
        """Whether this very form made the account moments ago: same name, same password."""
        fresh = User.objects.filter(who, date_joined__gt=timezone.now() - _SAME_SUBMISSION).first()
        if fresh is not None and fresh.check_password(self.data.get(self.add_prefix("password1")) or ""):
            self._again = fresh
        return self._again is not None


class SocialSignupForm(_MakesPerson, JoiningForm, social_forms.SignupForm):
    """The first sign-in through an identity provider: commune and consent, nothing it knows already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("username", "email", "phone"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        proven = [one for one in self.sociallogin.email_addresses if one.verified]
        if not proven or filter_users_by_email(proven[0].email):
            # The address belongs to another account here; whoever holds both signs in there and connects them.
            self.sociallogin.email_addresses = []
        cleaned["email"] = self.sociallogin.email_addresses[0].email if self.sociallogin.email_addresses else ""
        cleaned["username"] = generate_unique_username([fold(cleaned.get("name") or "").replace(" ", ""), "hocvien"])
        return cleaned


class LoginForm(account_forms.LoginForm):
    """One box for user name, e-mail address or phone number, one for the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Phone number, e-mail address or user name")
        self.fields["login"].widget.attrs = {"autocomplete": "username"}
        self.fields["password"].widget.attrs.pop("placeholder", None)
        self.fields["password"].help_text = ""

    def clean_login(self) -> str:
        # One spelling of a number: the limit on wrong passwords counts by what is returned here.
        typed = super().clean_login()
        return normalise(typed) or typed


class RequestLoginCodeForm(forms.Form):
    """Where to send a sign-in code."""

    contact = ContactField()

    def clean_contact(self) -> str:
        contact = self.cleaned_data["contact"]
        if not ratelimit.consume(context.request, action="request_login_code", key=contact):
            raise get_adapter().validation_error("too_many_login_attempts")
        users = users_by_contact(contact)
        self._user = users[0] if users else None
        # allauth's view asks for the two apart.
        self.cleaned_data["phone" if contact.startswith("+") else "email"] = contact
        return contact


class ResetPasswordForm(account_forms.ResetPasswordForm):
    """Where to send the code for a new password. The field keeps allauth's name, and knows phones too."""

    email = ContactField()

    def clean_email(self) -> str:
        self.users = users_by_contact(self.cleaned_data["email"])
        return self.cleaned_data["email"]
