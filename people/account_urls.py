"""Addresses under /account/: allauth's, and the page behind an invitation."""

from django.urls import include, path, re_path

from .invitations import InvitationView

urlpatterns = [
    # allauth has this page only where the password is reset by link; here invitations use it, under allauth's name.
    re_path(
        r"^invitation/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        InvitationView.as_view(),
        name="account_reset_password_from_key",
    ),
    path("", include("allauth.urls")),
]
