"""Inviting someone: an account without a password, and a link that sets it once."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.account.views import PasswordResetFromKeyView
from allauth.utils import generate_unique_username
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.forms import Form
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from places.api import fold

from . import sms
from .models import AuditAction, AuditEntry, Organisation, Person, PersonKind, User
from .organisations import join


@dataclass(frozen=True)
class Invitation:
    """A new account and its one-time link; `sent_to` is empty where the link can only be shown once on screen."""

    person: Person
    link: str
    sent_to: str


@transaction.atomic
def invite(
    *,
    name: str,
    phone: str = "",
    email: str = "",
    organisation: Organisation | None = None,
    by: User,
    at: datetime,
    on: date,
) -> Invitation:
    """Open an account for someone and send the link that sets its password, by letter, text, or not at all.

    The link works once, for PASSWORD_RESET_TIMEOUT seconds. `on`: first day in the organisation.
    """
    username = generate_unique_username([fold(name).replace(" ", ""), "hocvien"])
    user = User(username=username, email=email, phone=phone or None, date_joined=at)
    user.set_unusable_password()
    user.save()
    if email:
        EmailAddress.objects.create(user=user, email=email, primary=True, verified=False)
    person = Person.objects.create(user=user, name=name, kind=PersonKind.OFFICER, created_at=at)
    if organisation:
        join(person, organisation, on=on)
    detail = {"organisation": organisation.code} if organisation else {}
    AuditEntry.objects.create(at=at, by=by, action="invite", user=user, person=person, detail=detail)
    invitation = Invitation(person, link_for(user), email or phone)
    transaction.on_commit(lambda: _deliver(invitation, email=email, phone=phone))
    return invitation


class HasContact(ValueError):
    """The account has a phone or e-mail: its owner gets a code there, and nobody else opens it."""


def may_get_new_link(user: User | None) -> bool:
    """Whether a forgotten password can only be mended in person: an open account with neither phone nor e-mail."""
    return user is not None and user.is_active and not user.phone and not user.email


@transaction.atomic
def new_link(person: Person, *, by: User, at: datetime) -> Invitation:
    """Make a link with which someone without phone and e-mail chooses a new password; the old one holds until then.

    Whoever hands it over must know the person: the audit entry says who did. Raises HasContact.
    """
    user = person.user
    if user is None or not may_get_new_link(user):
        raise HasContact
    AuditEntry.objects.create(at=at, by=by, action=AuditAction.NEW_LINK, user=user, person=person)
    return Invitation(person, link_for(user), "")


def link_for(user: User) -> str:
    """The address where the user sets a password; it works once."""
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=key)


def _deliver(invitation: Invitation, *, email: str, phone: str) -> None:
    facts = {"name": invitation.person.name, "link": invitation.link, "username": invitation.person.user.username}
    if email:
        send_mail(_("Your account at Nhịp Cầu Số"), render_to_string("emails/invitation.txt", facts), None, [email])
    elif phone:
        sms.send(phone, _("Nhịp Cầu Số: you are invited. Choose your password here: %(link)s") % facts)


class InvitationView(PasswordResetFromKeyView):
    """The page behind the link. Who comes from it has proven the address or number that it was sent to."""

    success_url = reverse_lazy("account_password_reset_completed")

    def form_valid(self, form: Form) -> HttpResponse:
        _prove_contact(self.reset_user)
        return super().form_valid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_invitation": True}


def _prove_contact(user: User) -> None:
    if user.email:
        EmailAddress.objects.filter(user=user, email=user.email).update(verified=True)
    elif user.phone:
        User.objects.filter(pk=user.pk).update(phone_verified=True)
        user.phone_verified = True
