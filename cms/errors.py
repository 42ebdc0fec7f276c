"""Error pages: what happened and what to do, without a query that could fail again."""

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

__all__ = ["bad_request", "csrf_failure", "page_not_found", "permission_denied", "server_error"]


def bad_request(request, exception=None):
    return _page(request, 400, _("We did not understand that"), _("Please go back and try again."))


def permission_denied(request, exception=None):
    return _page(
        request,
        403,
        _("This page is not for you to see"),
        _("If you think it should be, ask the administrator of your office."),
    )


def page_not_found(request, exception=None):
    return _page(
        request, 404, _("There is no such page"), _("It may have moved. Search for it, or start from the first page.")
    )


def csrf_failure(request, reason=""):
    """A form from a page that was open for too long, or from before signing in."""
    return _page(
        request,
        403,
        _("This page had been open for too long"),
        _("Nothing was lost. Go back, load the page again and send the form once more."),
    )


def _page(request, status: int, title: str, text: str):
    return render(request, "error.html", {"title": title, "text": text}, status=status)


def server_error(request):
    """Our mistake: a page that needs neither the database nor the session."""
    return HttpResponseServerError(render_to_string("500.html"))
