"""How a request finds its user."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import Exists, OuterRef

from .models import RoleGrant, User


class SignInBackend(AuthenticationBackend):
    """allauth's sign-in; the user of a request comes with its person and knows whether there is a grant to look up.

    Nearly every page asks who is learning, and nearly everyone holds no grant: neither question costs a query.
    """

    def get_user(self, user_id: Any) -> User | None:
        grants = RoleGrant.objects.filter(user=OuterRef("pk"), ended_at=None)
        found = User.objects.select_related("person").annotate(holds_grants=Exists(grants)).filter(pk=user_id)
        # Not first(), which sorts what is one row; this runs for every request of someone signed in.
        user = next(iter(found), None)
        return user if user is not None and self.user_can_authenticate(user) else None
