"""What holds for every page: who sees others' data has a second factor, and no learning is kept unasked."""

from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from allauth.core.exceptions import RateLimited
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from .access import lacks_second_factor
from .persons import MustJoin


class SecondFactorMiddleware:
    """Sends a signed-in user whose role needs a second factor to its set-up page until there is one.

    One query for someone signed in, none for a visitor without a session. Comes after allauth's middleware.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_held_back(request):
            return redirect("people:second_factor")
        response = self.get_response(request)
        if self._shows_an_account(request):
            # allauth's pages name phone and address; a shared computer's “back” must not show them after signing out.
            add_never_cache_headers(response)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view cannot answer itself: too many codes, and learning that nobody agreed to have kept."""
        if isinstance(exception, MustJoin):
            # Learning is posted; the page it was posted from is where to go on.
            came_from = urlsplit(request.headers.get("referer", ""))
            wanted = came_from.path if came_from.netloc == request.get_host() else ""
            return redirect(f"{reverse('people:join')}?{urlencode({'next': wanted})}")
        # allauth lets it fall through when it is the sign-up that sends the phone code.
        return respond_429(request) if isinstance(exception, RateLimited) else None

    def _is_held_back(self, request: HttpRequest) -> bool:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return False
        if request.path.startswith((reverse("people:second_factor"), _account_pages(), settings.STATIC_URL)):
            return False
        return lacks_second_factor(request.user)

    def _shows_an_account(self, request: HttpRequest) -> bool:
        is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
        return is_known and request.path.startswith(_account_pages()) and request.user.is_authenticated


def _account_pages() -> str:
    return reverse("account_login").removesuffix("login/")
