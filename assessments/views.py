"""Taking a quiz. The address names an attempt; to everyone but its person it does not exist."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.api import current_person

from . import pending
from .attempts import (
    AttemptClosed,
    AttemptsUsedUp,
    NothingToAnswer,
    find_attempt,
    parse_response,
    respond,
    start_attempt,
    submit,
)
from .forms import changed_answers, fields_of, is_too_long
from .items import Unreadable
from .models import Attempt, State
from .pages import paper_response, result_response, unanswered_response
from .responses import newest_responses, unanswered


class SignedOut(Exception):
    """Nobody is signed in, and no guest is known."""


def own_attempt(request: HttpRequest, pk: int) -> Attempt:
    """Give the attempt if it is the visitor's own. Raises SignedOut; Http404, for what is not theirs does not exist."""
    if request.user.is_authenticated:
        attempt = find_attempt(pk)
        # Told by the user without reading the person again: this runs for every answer.
        is_own = attempt is not None and attempt.person.user_id == request.user.pk
    else:
        person = current_person(request)
        if person is None:
            raise SignedOut
        attempt = find_attempt(pk)
        is_own = attempt is not None and attempt.person_id == person.pk
    if not is_own:
        raise Http404
    return attempt


def see_other(name: str, pk: int, query: str = "") -> HttpResponse:
    response = HttpResponseRedirect(reverse(f"assessments:{name}", args=[pk]) + query)
    response.status_code = 303
    return response


def refusal(status: int, code: str, message: str, **more: str) -> JsonResponse:
    return JsonResponse({"error": code, "message": message, **more}, status=status)


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one answer at once: 204, or a refusal that the page can show."""
    if is_too_long(request):
        return refusal(413, "too_long", _("This answer is too long to be saved."))
    try:
        attempt = own_attempt(request, pk)
        position = request.POST.get("position", "")
        if not position.isdecimal() or len(position) > 3:
            raise Unreadable("no_such_place")
        response = parse_response(attempt, int(position), fields_of(request.POST, int(position)))
        respond(attempt, int(position), response, at=timezone.now(), ref=request.POST.get("ref", "")[:40])
    except SignedOut:
        return refusal(401, "signed_out", _("You are no longer signed in. Your answers are kept on this page."))
    except Http404:
        return refusal(404, "not_found", _("There is no such quiz for you."))
    except Unreadable:
        return refusal(400, "unreadable", _("This answer does not fit the question."))
    except AttemptClosed:
        result_url = reverse("assessments:result", args=[pk])
        return refusal(409, "closed", _("This quiz has already been handed in."), result=result_url)
    return HttpResponse(status=204)


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the paper; or take it as a plain form, to save or to hand in."""
    if request.method == "POST" and is_too_long(request):
        return render(request, "assessments/too_long.html", status=413)
    try:
        attempt = own_attempt(request, pk)
    except SignedOut:
        if request.method == "POST":
            pending.keep(request, pk, changed_answers(request.POST))
        return render(
            request, "assessments/signed_out.html", {"back": reverse("assessments:paper", args=[pk])}, status=401
        )
    if attempt.state != State.OPEN:
        pending.take_back(request, pk)
        return see_other("result", pk)
    if request.method == "POST":
        return take_form(request, attempt)
    kept = pending.take_back(request, pk)
    unreadable = save(attempt, kept, newest_responses(attempt)) if kept else None
    return paper_response(request, attempt, unreadable=unreadable)


def take_form(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Save every changed answer; then go on as the pressed button says."""
    given = newest_responses(attempt)
    unreadable = save(attempt, changed_answers(request.POST), given)
    if unreadable:
        return paper_response(request, attempt, unreadable=unreadable, status=400)
    if request.POST.get("action") != "submit":
        return see_other("paper", attempt.pk, "?saved=1")
    missing = [] if request.POST.get("confirmed") else unanswered(attempt, given)
    if missing:
        return unanswered_response(request, attempt, missing)
    submit(attempt, at=timezone.now())
    return see_other("result", attempt.pk)


def save(attempt: Attempt, answers: dict[int, dict[str, list[str]]], given: dict[int, Any]) -> list[int]:
    """Save what is news among the answers and note it in `given`; list the positions that could not be read."""
    unreadable = []
    for position, fields in answers.items():
        try:
            response = parse_response(attempt, position, fields)
            if response == (given[position] if position in given else []):
                # Saved one by one before: the usual case, and it costs nothing here.
                continue
            respond(attempt, position, response, at=timezone.now())
            given[position] = response
        except Unreadable:
            unreadable.append(position)
        except AttemptClosed:
            # Handed in from another tab a moment ago: the result page says so.
            break
    return unreadable


@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        attempt = own_attempt(request, pk)
    except SignedOut:
        return render(request, "assessments/signed_out.html", {"back": request.path}, status=401)
    if attempt.state == State.OPEN:
        return see_other("paper", pk)
    return result_response(request, attempt)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin another attempt of the same quiz, for the same activity."""
    try:
        attempt = own_attempt(request, pk)
    except SignedOut:
        return render(request, "assessments/signed_out.html", {"back": request.path}, status=401)
    if request.method == "GET":
        return see_other("result", pk)
    try:
        fresh = start_attempt(attempt.quiz, attempt.person, context=attempt.context, at=timezone.now())
    except (AttemptsUsedUp, NothingToAnswer):
        return see_other("result", pk)
    return paper_response(request, fresh)
