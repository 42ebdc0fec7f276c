"""The pages of an attempt, ready to send; views here and in `courses` use them."""

from collections.abc import Mapping
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls.resolvers import LocalePrefixPattern
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.crypto import salted_hmac

from ..bank.versions import frozen
from ..items.file_upload import ending_of
from ..marking.works import still_waiting
from ..models import Attempt, Upload
from ..quizzes.rules import is_practice
from ..taking.attempts import attempts_left
from ..taking.responses import newest
from ..taking.scoring import NOTHING, Given
from ..taking.timing import GRACE, is_up, seconds_left, sequence_of
from ..taking.uploads import CONTENT_TYPES
from .cards import review_cards
from .forms import FieldLists
from .paging import links_to, page_of
from .practice_cards import open_cards
from .reviews import review
from .words import lacking


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
    refused = {position: ((sent or {}).get(position), code) for position, code in (unreadable or {}).items()}
    given = {} if attempt.is_new else newest(attempt)
    cards = open_cards(attempt, given, refused=refused)
    page = page_of(attempt.paper, request.POST.get("page") or request.GET.get("page") or "")
    shown = [cards[position] for position in page.positions]
    answered = [card.position for card in cards if card.is_answered]
    return _fresh(
        render(
            request,
            "assessments/paper.html",
            {
                "attempt": attempt,
                "cards": shown,
                "total": len(cards),
                "page": page,
                "now": sequence_of(at),
                "seconds_left": seconds_left(attempt.deadline_at, at=at),
                "newest_seq": max((one.seq for one in given.values()), default=0),
                "owner": owner_mark(attempt.person_id),
                "answered": answered,
                "n_answered": len(answered),
                "has_order": any(card.shown.control == "order" for card in shown),
                "kinds": {card.shown.kind for card in shown},
                "has_words": any(card.shown.control == "long_text" for card in shown),
                "has_files": any(card.shown.control == "files" for card in shown),
                "saved": "saved" in request.GET,
                "unreadable": [card for card in cards if card.problem],
                "practice": attempt.paper["rules"] if is_practice(attempt.paper) else None,
            },
            status=status,
        )
    )


def item_response(
    request: HttpRequest,
    attempt: Attempt,
    position: int,
    *,
    sent: Mapping[int, FieldLists],
    unreadable: Mapping[int, str],
) -> HttpResponse:
    """Show one item of an open attempt alone, for a page that has the others. Two queries."""
    refused = {place: (sent[place], code) for place, code in unreadable.items()}
    cards = open_cards(attempt, newest(attempt), refused=refused)
    if position not in range(len(cards)):
        raise Http404
    return _fresh(
        render(
            request,
            f"assessments/parts/{'practised' if cards[position].reviewed else 'item'}.html",
            {"card": cards[position], "total": len(cards), "language": attempt.quiz.language, "attempt": attempt},
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


def unanswered_response(
    request: HttpRequest, attempt: Attempt, positions: list[int], given: Mapping[int, Given]
) -> HttpResponse:
    """Ask whether to hand in although something is not answered, or not as it was asked for."""
    versions = frozen(attempt.paper["items"])
    lines = [
        (number, place, lacking(versions[number - 1].content, given.get(number - 1, NOTHING).response or None))
        for number, place in links_to(attempt.paper, positions)
    ]
    page = {"attempt": attempt, "lines": lines, "has_unfinished": any(lack for *_place, lack in lines)}
    return _fresh(render(request, "assessments/unanswered.html", page))


def sent_files(attempt: Attempt, position: int) -> list[dict[str, str]]:
    """Give what the page shows of the files at one place: value and name of each field. One query."""
    given = newest(attempt).get(position)
    return [{"value": f"{one['ref']} {one['name']}", "name": one["name"]} for one in (given.response if given else [])]


def file_response(upload: Upload, name: str) -> HttpResponse:
    """A learner's file, to be saved under `name`; it can run nothing, and nothing is guessed from its content."""
    response = FileResponse(upload.file.open("rb"), as_attachment=True, filename=name)
    response["Content-Type"] = CONTENT_TYPES.get(ending_of(upload.name), "application/octet-stream")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return _fresh(response)


def result_response(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Show the result of an attempt handed in, as its feedback policy allows.

    One query at most; four where people mark.
    """
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
                "sections": seen.sections,
                "kept_until": seen.kept_until,
                "shows_answers": seen.shows_answers,
                "percent": int(share * 100),
                "pass_mark": attempt.paper["rules"]["pass_mark"],
                "left": left,
                "timed_out": attempt.deadline_at is not None and attempt.submitted_at == attempt.deadline_at,
                # Whoever waits for a mark may have passed already.
                "can_retry": attempt.passed is False and left != 0,
                "waits": attempt.passed is None,
                "n_waiting": len(still_waiting(attempt)) if attempt.passed is None else 0,
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
