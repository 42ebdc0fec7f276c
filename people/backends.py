"""How a request finds its user."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from .models import RoleGrant, User


class SignInBackend(AuthenticationBackend):
    """allauth's sign-in; the user of a request also knows whether there is any grant to look up.

    Nearly everyone has none: the rights questions of a learner's request then cost no query.
    """

    def get_user(self, user_id: Any) -> User | None:
        grants = RoleGrant.objects.filter(user=OuterRef("pk"), ended_at=None)
        user = User.objects.annotate(holds_grants=Exists(grants)).filter(pk=user_id).first()
        return user if user is not None and self.user_can_authenticate(user) else None
