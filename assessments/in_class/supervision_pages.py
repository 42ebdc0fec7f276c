"""The page that asks for the PIN of a supervised quiz; views here and in `courses` use it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from ..models import Quiz
from .supervision import DIGITS, NeedsPin


def pin_response(request: HttpRequest, quiz: Quiz, needed: NeedsPin) -> HttpResponse:
    """Ask for the PIN; the page sends it to the address that asked for it. No query."""
    problem = {
        "": "",
        "wrong": _("This PIN is not right. Ask the facilitator to read it out once more."),
        "too_many": _("There were too many wrong PINs. Please wait five minutes."),
    }[needed.problem]
    context = {"quiz": quiz, "problem": problem, "digits": DIGITS, "section": "mine"}
    status = {"": 200, "wrong": 400, "too_many": 429}[needed.problem]
    response = render(request, "assessments/pin.html", context, status=status)
    add_never_cache_headers(response)
    return response
