"""Giving more time or more attempts: moderators and administrators to everyone, heads to their own staff."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.api import Action, authorise, find_for, offices_within, person_with_account

from . import accommodations
from .forms import AccommodationForm, FindForm

_PER_PAGE = 50
# More than fit on two screens are no find.
_MOST_FOUND = 20


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def overview(request: HttpRequest) -> HttpResponse:
    """Moderators, administrators, heads: find someone; what holds now. A search is posted: no name in an address."""
    authorise(request.user, Action.GRANT_ACCOMMODATION)
    form = FindForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        people = find_for(request.user, Action.GRANT_ACCOMMODATION, form.cleaned_data["text"])
        found = list(people[: _MOST_FOUND + 1])
    pages = Paginator(accommodations.list_for(request.user), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "found": found and found[:_MOST_FOUND],
        "searched": found is not None,
        "more": found is not None and len(found) > _MOST_FOUND,
        "offices": offices_within(request.user, Action.GRANT_ACCOMMODATION),
        "pages": pages,
        "section": "account",
    }
    return render(request, "assessments/accommodations.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Moderators, administrators, heads of the person's office: what the person has; give more."""
    # First whether at all: whoever may nothing learns nothing of which numbers there are.
    authorise(request.user, Action.GRANT_ACCOMMODATION)
    person = person_with_account(pk)
    if person is None:
        raise Http404
    return _page(request, authorise(request.user, Action.GRANT_ACCOMMODATION, person))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def of_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Moderators, administrators, heads of the office or of one above it: the same for everyone who works there."""
    authorise(request.user, Action.GRANT_ACCOMMODATION)
    office = offices_within(request.user, Action.GRANT_ACCOMMODATION).filter(pk=pk).first()
    if office is None:
        raise Http404
    return _page(request, office)


def _page(request: HttpRequest, whose) -> HttpResponse:
    form = AccommodationForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        quiz = form.cleaned_data["quiz"]
        accommodations.give(whose, form.allowance(), quiz=quiz, by=request.user, at=timezone.now())
        messages.success(request, _("Given. Whoever is in the middle of a quiz has it from the next answer on."))
        return redirect("assessments:accommodations")
    context = {"whose": whose, "form": form, "held": accommodations.of_one(whose), "section": "account"}
    return render(request, "assessments/accommodate.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then end one; those who may give it."""
    authorise(request.user, Action.GRANT_ACCOMMODATION)
    given = accommodations.find_open(pk)
    if given is None:
        raise Http404
    authorise(request.user, Action.GRANT_ACCOMMODATION, given.person or given.organisation)
    if request.method == "POST":
        accommodations.end(given, by=request.user, at=timezone.now())
        messages.success(request, _("Ended."))
        return redirect("assessments:accommodations")
    return render(request, "assessments/end_accommodation.html", {"given": given, "section": "account"})
