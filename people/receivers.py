"""News from Django and allauth: someone signed in, someone proved a phone or an address."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import authentication_step_completed
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from .models import User
from .persons import CannotMerge, forget_guest, session_guest, welcome


@receiver(user_logged_in)
def on_user_logged_in(sender: type, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """What was learnt as a guest of this browser follows into the account."""
    if request is None or not hasattr(request, "session"):
        return
    guest = session_guest(request)
    forget_guest(request)
    if guest is not None:
        try:
            welcome(user, guest, at=timezone.now())
        except CannotMerge:
            # The account was erased meanwhile: the guest stays by itself, nobody is kept out.
            return


@receiver(authentication_step_completed)
def on_code_entered(sender: type, user: User, method: str, **kwargs: Any) -> None:
    """A password set before the phone or address was proven may be a stranger's: it stops working.

    Else one could sign up under another's number, wait until its owner signs in by code, and come in too.
    """
    if method != "code" or not user.has_usable_password():
        return
    email = kwargs.get("email")
    was_unproven = (
        EmailAddress.objects.filter(user=user, email=email, verified=False).exists()
        if email
        else user.phone == kwargs.get("phone") and not user.phone_verified
    )
    if was_unproven:
        user.set_unusable_password()
        user.save(update_fields=["password"])
