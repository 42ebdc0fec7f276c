"""The pages of an attempt, ready to send; views here and in `courses` use them."""

from collections.abc import Mapping
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac

from .attempts import attempts_left
from .cards import paper_cards, review_cards
from .forms import FieldLists
from .models import Attempt
from .responses import newest
from .reviews import review
from .timing import GRACE, is_up, seconds_left, sequence_of


def paper_response(
    request: HttpRequest,
    attempt: Attempt,
    *,
    sent: Mapping[int, FieldLists] | None = None,
    unreadable: Mapping[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the paper of an open attempt. One query, besides versions not yet in memory.

    Whoever starts an attempt can answer with this directly and spare the learner a round trip.
    `unreadable`: codes of answers that could not be read, by position; `sent` has them, to be shown and mended.
    """
    at = timezone.now()
    if is_up(attempt.deadline_at, at=at):
        return time_up_response(request, attempt)
    refused = {position: ((sent or {})[position], code) for position, code in (unreadable or {}).items()}
    given = {} if attempt.is_new else newest(attempt)
    cards = paper_cards(attempt, given, refused=refused)
    return _fresh(
        render(
            request,
            "assessments/paper.html",
            {
                "attempt": attempt,
                "cards": cards,
                "now": sequence_of(at),
                "seconds_left": seconds_left(attempt.deadline_at, at=at),
                "newest_seq": max((one.seq for one in given.values()), default=0),
                "owner": owner_mark(attempt.person_id),
                "n_answered": sum(card.is_answered for card in cards),
                "has_order": any(card.shown.control == "order" for card in cards),
                "kinds": {card.shown.kind for card in cards},
                "saved": "saved" in request.GET,
                "unreadable": [card for card in cards if card.problem],
            },
            status=status,
        )
    )


def time_up_response(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Say that the time is up, send what the device still holds, and lead to the result. No query."""
    until = attempt.deadline_at + GRACE
    page = {"attempt": attempt, "until": until, "now": sequence_of(timezone.now())}
    return _fresh(render(request, "assessments/time_up.html", {**page, "owner": owner_mark(attempt.person_id)}))


def owner_mark(person_id: int) -> str:
    """Give a mark by which a device tells whose answers it holds: always the same, and telling nothing."""
    return salted_hmac("assessments.outbox", str(person_id)).hexdigest()[:16]


def unanswered_response(request: HttpRequest, attempt: Attempt, positions: list[int]) -> HttpResponse:
    """Ask whether to hand in although something is not answered."""
    numbers = [position + 1 for position in positions]
    return _fresh(render(request, "assessments/unanswered.html", {"attempt": attempt, "numbers": numbers}))


def result_response(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Show the result of an attempt handed in, as its feedback policy allows. One query at most."""
    seen = review(attempt)
    share = attempt.score / attempt.max_score if attempt.max_score else 0
    left = attempts_left(attempt)
    return _fresh(
        render(
            request,
            "assessments/result.html",
            {
                "attempt": attempt,
                "cards": review_cards(seen),
                "shows_answers": seen.shows_answers,
                "percent": int(share * 100),
                "pass_mark": attempt.paper["rules"]["pass_mark"],
                "left": left,
                "timed_out": attempt.deadline_at is not None and attempt.submitted_at == attempt.deadline_at,
                "can_retry": not attempt.passed and left != 0,
                "next_url": next_url(attempt.context),
            },
        )
    )


def next_url(context: str) -> str:
    """Give the address of what comes after an activity, in the visitor's language; "" leads home."""
    return learn_url(f"learn/activity/{quote(context, safe='')}/next/") if context else learn_url()


def learn_url(path: str = "") -> str:
    """Give an address of the learning pages, in the visitor's language.

    An address, not a name: this package does not know `courses`, only that an activity has a next one and a report.
    """
    return f"/{LocalePrefixPattern(prefix_default_language=False).language_prefix}{path}"


def _fresh(response: HttpResponse) -> HttpResponse:
    # The back button must not bring back a paper that is handed in, nor a library computer someone else's answers.
    add_never_cache_headers(response)
    return response
