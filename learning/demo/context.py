"""The demonstration's sign-ins, for the sign-in page of a site that shows them."""

from django.conf import settings

from people.api import demo_present

from .cast import LOGINS, PASSWORD

__all__ = ["demo_logins"]


def demo_logins(request) -> dict:
    """`demo_logins`, `demo_password`: only with SHOW_DEMO_LOGINS, to visitors, while the demonstration is there."""
    if not settings.SHOW_DEMO_LOGINS or request.user.is_authenticated or not demo_present():
        return {}
    return {"demo_logins": LOGINS, "demo_password": PASSWORD}
