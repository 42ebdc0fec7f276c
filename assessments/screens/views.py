"""Taking a quiz. The address names an attempt; to everyone but its person it does not exist."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.api import current_person

from ..bank.problems import unreadable_sentence
from ..in_class.supervision import NeedsPin, session_for
from ..in_class.supervision_pages import pin_response
from ..items import Unreadable
from ..models import Attempt, State
from ..quizzes.rules import is_practice
from ..taking.attempts import (
    AttemptClosed,
    AttemptsUsedUp,
    NothingToAnswer,
    TimeIsUp,
    close,
    find_attempt,
    find_to_answer,
    parse_response,
    respond,
    respond_all,
    start_attempt,
)
from ..taking.practice import check, is_judged
from ..taking.responses import newest, unanswered
from ..taking.sweeper import close_if_over
from ..taking.timing import CannotStart, is_over, is_up, readable_sequence, seconds_left, sequence_of
from ..taking.uploads import find_upload
from . import pending
from .devices import device_of
from .forms import answers_in, changed_answers, files_in, is_too_long
from .pages import file_response, item_response, paper_response, result_response, sent_files, unanswered_response
from .paging import page_of, query_at
from .sending import send_files
from .timing_words import cannot_start_sentence, too_late_sentence


class SignedOut(Exception):
    """Nobody is signed in, and no guest is known."""


def own_attempt(request: HttpRequest, pk: int, find: Callable[[int], Attempt | None] = find_attempt) -> Attempt:
    """Give the attempt if it is the visitor's own. Raises SignedOut; Http404, for what is not theirs does not exist."""
    if request.user.is_authenticated:
        attempt = find(pk)
        # Told by the user without reading the person again: this runs for every answer.
        is_own = attempt is not None and attempt.person.user_id == request.user.pk
    else:
        person = current_person(request)
        if person is None:
            raise SignedOut
        attempt = find(pk)
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


def told_time(response: HttpResponse, attempt: Attempt, at: datetime) -> HttpResponse:
    """Add what the page's clock runs by: our own time, and how long there is; more time may have been given since."""
    response["X-Now"] = str(sequence_of(at))
    left = seconds_left(attempt.deadline_at, at=at)
    if left is not None:
        response["X-Seconds-Left"] = str(left)
    return response


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Save one answer at once: 204, or a refusal that the page can show."""
    at = timezone.now()
    if is_too_long(request):
        return refusal(413, "too_long", _("This answer is too long to be saved."))
    try:
        attempt = own_attempt(request, pk, find_to_answer)
        position = request.POST.get("position", "")
        if not position.isdecimal() or len(position) > 3:
            raise Unreadable("no_such_place")
        response = parse_response(attempt, int(position), answers_in(request.POST).get(int(position), {}))
        seq = readable_sequence(request.POST.get("seq", ""), at=at)
        respond(attempt, int(position), response, at=at, ref=request.POST.get("ref", "")[:40], seq=seq)
    except SignedOut:
        return refusal(401, "signed_out", _("You are no longer signed in. Your answers are kept on this page."))
    except Http404:
        return refusal(404, "not_found", _("There is no such quiz for you."))
    except Unreadable as unreadable:
        return refusal(400, "unreadable", unreadable_sentence(unreadable.code))
    except AttemptClosed as closed:
        result_url, code = reverse("assessments:result", args=[pk]), "closed"
        message = _("This quiz has already been handed in.")
        if isinstance(closed, TimeIsUp):
            code, message = "time_up", too_late_sentence(closed.deadline_at)
        return refusal(409, code, message, result=result_url)
    return told_time(HttpResponse(status=204), attempt, at)


@require_GET
def time(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the page of an attempt what time it is, as with every answer."""
    try:
        attempt = own_attempt(request, pk, find_to_answer)
    except SignedOut:
        return HttpResponse(status=401)
    return told_time(HttpResponse(status=204), attempt, timezone.now())


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the paper; or take it as a plain form, to save or to hand in."""
    try:
        return take_form(request, pk) if request.method == "POST" else show_paper(request, pk)
    except SignedOut:
        if request.method == "POST":
            pending.keep(request, pk, changed_answers(request.POST), at=timezone.now())
        return signed_out(request, pk)


def show_paper(request: HttpRequest, pk: int) -> HttpResponse:
    attempt = own_attempt(request, pk)
    at = timezone.now()
    kept, given_at = pending.take_back(request, pk)
    unreadable = {}
    if kept and attempt.state == State.OPEN:
        unreadable = respond_all(attempt, kept, newest(attempt), at=at, given_at=given_at)
    # Whoever comes back after hours need not wait for the sweeper.
    if attempt.state != State.OPEN or (is_over(attempt.deadline_at, at=at) and close_if_over(pk, at=at)):
        return see_other("result", pk)
    return paper_response(request, attempt, sent=kept, unreadable=unreadable)


def take_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Save every changed answer; then go on as the pressed button says."""
    if is_too_long(request, with_files=True):
        return render(request, "assessments/too_long.html", status=413)
    action, at = request.POST.get("action", ""), timezone.now()
    hand_in = action == "submit"
    missing: list[int] = []
    # Files first and by themselves: looking into pictures takes time that no transaction should.
    refused = take_files(request, pk) if request.FILES else {}
    # Who is it? Asked before the transaction begins, which on SQLite keeps every other writer waiting.
    request.user.is_authenticated  # noqa: B018
    with transaction.atomic():
        attempt = own_attempt(request, pk, partial(find_attempt, lock=True))
        if attempt.state != State.OPEN:
            return see_other("result", pk)
        to_check = place_to_check(action) if is_practice(attempt.paper) else None
        given = newest(attempt)
        sent = changed_answers(request.POST)
        for position in files_in(request.FILES):
            sent.pop(position, None)
        unreadable = respond_all(attempt, sent, given, at=at)
        unreadable |= refused
        if is_up(attempt.deadline_at, at=at):
            to_check = None
            hand_in = take_late_form(request, attempt, given, unreadable, at)
        elif to_check is not None and not unreadable:
            check(attempt, to_check, at=at)
        elif hand_in and not unreadable:
            missing = [] if request.POST.get("confirmed") else unanswered(attempt, given)
            if not missing:
                close(attempt, given, at=at)
    if to_check is not None:
        return checked(request, attempt, to_check, unreadable)
    if unreadable:
        return paper_response(request, attempt, sent=sent, unreadable=unreadable, status=400)
    if missing:
        return unanswered_response(request, attempt, missing, given)
    return see_other("result", pk) if hand_in else see_other("paper", pk, onward(request, attempt, action))


def place_to_check(action: str) -> int | None:
    """Say which place of the paper a pressed “Check” stands at; None: another button was pressed."""
    number = action.removeprefix("check-")
    return int(number) if number != action and number.isdecimal() and len(number) < 4 else None


def checked(request: HttpRequest, attempt: Attempt, position: int, unreadable: dict[int, str]) -> HttpResponse:
    """Show how a question of a practice quiz was judged: alone for the script that asked, else in its page."""
    sent = answers_in(request.POST)
    if not unreadable and position in range(len(attempt.paper["items"])) and not is_judged(attempt, position):
        unreadable = {position: "not_complete"}
    mended = {place: sent.get(place, {}) for place in unreadable}
    if request.headers.get("X-Part") == "item":
        return item_response(request, attempt, position, sent=mended, unreadable=unreadable)
    if unreadable:
        return paper_response(request, attempt, sent=mended, unreadable=unreadable, status=400)
    return see_other("paper", attempt.pk, f"{query_at(attempt.paper, position)}#question-{position + 1}")


def onward(request: HttpRequest, attempt: Attempt, action: str) -> str:
    """Say where in the paper to go on: another page of it, or the same one with the word that all is saved."""
    wanted = action.removeprefix("page-")
    if wanted != action:
        return f"?page={page_of(attempt.paper, wanted).number}"
    page = page_of(attempt.paper, request.POST.get("page", ""))
    return "?saved=1" if page.n_pages == 1 else f"?saved=1&page={page.number}"


def take_late_form(request, attempt: Attempt, given, unreadable: dict[int, str], at: datetime) -> bool:
    """Take a form whose time is up: there is nothing to mend any more; say whether the attempt is closed now."""
    if "time_up" in unreadable.values():
        messages.warning(request, too_late_sentence(attempt.deadline_at))
    unreadable.clear()
    if request.POST.get("action") != "submit":
        return False
    close(attempt, given, at=at)
    return True


def take_files(request: HttpRequest, pk: int) -> dict[int, str]:
    """Keep a form's files, each place for itself; give the places where that failed, with the code."""
    attempt = own_attempt(request, pk)
    if attempt.state != State.OPEN:
        return {}
    files, changed = files_in(request.FILES), changed_answers(request.POST)
    at = timezone.now()
    # What was unticked beside a new file goes first, and makes room for it.
    unticked = {position: fields for position, fields in changed.items() if position in files}
    refused = respond_all(attempt, unticked, newest(attempt), at=at)
    for position, sent in files.items():
        try:
            send_files(attempt, position, sent, at=at)
        except Unreadable as unreadable:
            refused[position] = unreadable.code
        except AttemptClosed:
            break
    return refused


@require_POST
def send_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the files of one place from the page's script; give what the page shows for each."""
    if is_too_long(request, with_files=True):
        return refusal(413, "too_long", unreadable_sentence("too_large"))
    try:
        attempt = own_attempt(request, pk)
        files = files_in(request.FILES)
        position = next(iter(files), -1)
        if len(files) != 1:
            raise Unreadable("no_file")
        send_files(attempt, position, files[position], at=timezone.now())
    except SignedOut:
        return refusal(401, "signed_out", _("You are no longer signed in. Your answers are kept on this page."))
    except Http404:
        return refusal(404, "not_found", _("There is no such quiz for you."))
    except Unreadable as unreadable:
        return refusal(400, "unreadable", unreadable_sentence(unreadable.code))
    except AttemptClosed:
        result_url = reverse("assessments:result", args=[pk])
        return refusal(409, "closed", _("This quiz has already been handed in."), result=result_url)
    return JsonResponse({"files": sent_files(attempt, position)})


@require_GET
def file(request: HttpRequest, pk: int, ref: str) -> HttpResponse:
    """A file for the person who sent it; to everyone else it does not exist."""
    try:
        upload = find_upload(own_attempt(request, pk), ref)
    except SignedOut:
        return signed_out(request, pk)
    if upload is None:
        raise Http404
    return file_response(upload, upload.name)


def signed_out(request: HttpRequest, pk: int) -> HttpResponse:
    context = {"back": reverse("assessments:paper", args=[pk]), "had_files": bool(request.FILES)}
    return render(request, "assessments/signed_out.html", context, status=401)


@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        attempt = own_attempt(request, pk)
    except SignedOut:
        return signed_out(request, pk)
    if attempt.state == State.OPEN:
        return see_other("paper", pk)
    return result_response(request, attempt)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin another attempt of the same quiz, for the same activity."""
    try:
        attempt = own_attempt(request, pk)
    except SignedOut:
        return signed_out(request, pk)
    if request.method == "GET":
        return see_other("result", pk)
    at = timezone.now()
    try:
        session = session_for(request, attempt.quiz, attempt.person, at=at)
        fresh = start_attempt(
            attempt.quiz, attempt.person, context=attempt.context, at=at, session=session, device=device_of(request)
        )
    except NeedsPin as needed:
        return pin_response(request, attempt.quiz, needed)
    except (AttemptsUsedUp, CannotStart, NothingToAnswer) as reason:
        if isinstance(reason, CannotStart):
            messages.warning(request, cannot_start_sentence(reason))
        if isinstance(reason, NothingToAnswer):
            messages.warning(request, _("The questions of this quiz are being rewritten. Please come back later."))
        return see_other("result", pk)
    return paper_response(request, fresh)
