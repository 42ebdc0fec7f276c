"""Headers that depend on the part of the site."""

from csp.constants import SELF, UNSAFE_INLINE
from django.core.exceptions import PermissionDenied

ADMIN_PATH = "manage/"
# Wagtail's editor sets styles and starts scripts inline; it is for signed-in staff only.
_ADMIN_POLICY = {
    "default-src": [SELF],
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
}


class AdminPolicyMiddleware:
    """Gives the Wagtail admin its own content security policy; the public site keeps the strict one."""

    def __init__(self, get_response):
        self.get_response = get_response

    def process_view(self, request, view, args, kwargs):
        """Someone signed in who may not work here is told so; Wagtail would send them to sign in, for ever."""
        if not request.path.startswith(f"/{ADMIN_PATH}") or not request.user.is_authenticated:
            return
        if not request.user.has_perm("wagtailadmin.access_admin"):
            raise PermissionDenied

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(f"/{ADMIN_PATH}"):
            response._csp_replace = _ADMIN_POLICY
        return response
