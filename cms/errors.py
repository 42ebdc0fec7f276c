"""Error pages: what happened and what to do, without a query that could fail again."""

from django.http import HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

__all__ = ["bad_request", "csrf_failure", "page_not_found", "permission_denied", "server_error"]


def bad_request(request, exception=None):
    """A request that cannot be right, perhaps not even in the name of its host: nothing of it is used."""
    return _bare_page(400, _("We did not understand that"), _("Please go back and try again."))


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
    text = _("Please wait a minute and try again. What you had already saved is kept.")
    return _bare_page(500, _("Something went wrong on our side"), text)


def _bare_page(status: int, title: str, text: str):
    return HttpResponse(render_to_string("bare.html", {"title": title, "text": text}), status=status)
