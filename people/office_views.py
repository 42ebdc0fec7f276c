"""Offices: which there are, and who works in them. For administrators, and for heads within their office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from . import directory, offices
from .access import Action, authorise
from .models import Organisation
from .office_forms import CloseForm, JoinForm, LeaveForm, MemberForm, OfficeForm, OfficeSearchForm

_PER_PAGE = 50


def _office(request: HttpRequest, pk: int) -> Organisation:
    office = offices.office_with_surroundings(pk)
    authorise(request.user, Action.MANAGE_PEOPLE)  # before an unknown number tells which offices there are
    if office is None:
        raise Http404
    return authorise(request.user, Action.MANAGE_PEOPLE, office)


@never_cache
@login_required
@require_safe
def office_list(request: HttpRequest) -> HttpResponse:
    """The offices as a tree."""
    authorise(request.user, Action.MANAGE_PEOPLE)
    form = OfficeSearchForm(request.GET)
    wish = form.cleaned_data if form.is_valid() else {"q": "", "closed": False}
    today = timezone.localdate()
    lines = offices.find(request.user, wish["q"], with_closed=wish["closed"], on=today)
    pages = Paginator(lines, _PER_PAGE).get_page(request.GET.get("page"))
    counts = offices.count_members([line.office for line in pages], on=today)
    rows = [(line, counts.get(line.office.pk, 0)) for line in pages]
    context = {"form": form, "pages": pages, "rows": rows, "wish": wish, "section": "account"}
    return render(request, "people/offices.html", context)


@never_cache
@login_required
@require_safe
def office_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One office: its facts, its parts, who works there."""
    office = _office(request, pk)
    memberships = Paginator(offices.memberships_in(office, request.user), _PER_PAGE)
    context = {
        "office": office,
        "parts": offices.parts_of(office),
        "pages": memberships.get_page(request.GET.get("page")),
        "entries": offices.entries_about(office),
        "section": "account",
    }
    return render(request, "people/office.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def new_office(request: HttpRequest) -> HttpResponse:
    """Add an office."""
    authorise(request.user, Action.MANAGE_PEOPLE)
    form = OfficeForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        office = offices.open_office(**form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The office is added."))
        return redirect("people:office", pk=office.pk)
    return render(request, "people/office_form.html", {"form": form, "section": "account"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def change_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename an office, or put it elsewhere in the tree."""
    office = _office(request, pk)
    form = OfficeForm(request.POST or None, viewer=request.user, office=office)
    if request.method == "POST" and form.is_valid():
        offices.change_office(office, **form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("The office is changed."))
        return redirect("people:office", pk=pk)
    return render(request, "people/office_form.html", {"form": form, "office": office, "section": "account"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def close_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask from when, then close an office."""
    office = _office(request, pk)
    form = CloseForm(request.POST or None, viewer=request.user, office=office)
    if request.method == "POST" and form.is_valid():
        try:
            n = offices.close_office(office, **form.cleaned_data, by=request.user, at=timezone.now())
        except offices.HasParts:
            form.add_error(None, _("Offices below this one are still open. Close them first."))
        except offices.NotThen:
            form.add_error("on", _("On this day the office, or someone's work in it, had not begun yet."))
        else:
            said = ngettext(
                "The office is closed. One person no longer works there.",
                "The office is closed. %(n)d people no longer work there.",
                n,
            )
            messages.success(request, said % {"n": n} if n else _("The office is closed."))
            return redirect("people:office", pk=pk)
    context = {"form": form, "office": office, "section": "account"}
    return render(request, "people/close_office.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Let someone work in this office."""
    office = _office(request, pk)
    form = MemberForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        person = authorise(request.user, Action.MANAGE_PEOPLE, facts["who"])
        offices.add_member(
            person, office, position=facts["position"], on=facts["on"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("%(name)s works in this office.") % {"name": person})
        return redirect("people:office", pk=pk)
    return render(request, "people/add_member.html", {"form": form, "office": office, "section": "account"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def join_office(request: HttpRequest, pk: int) -> HttpResponse:
    """Let this person work in an office."""
    person = directory.person_with_account(pk)
    authorise(request.user, Action.MANAGE_PEOPLE)
    if person is None:
        raise Http404
    authorise(request.user, Action.MANAGE_PEOPLE, person)
    form = JoinForm(request.POST or None, viewer=request.user)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        office = authorise(request.user, Action.MANAGE_PEOPLE, facts["office"])
        offices.add_member(
            person, office, position=facts["position"], on=facts["on"], by=request.user, at=timezone.now()
        )
        messages.success(request, _("The office is added to the person."))
        return redirect("people:detail", pk=pk)
    return render(request, "people/join_office.html", {"form": form, "person": person, "section": "account"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def end_membership(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask from when, then end someone's work in an office."""
    authorise(request.user, Action.MANAGE_PEOPLE)
    membership = offices.open_membership(pk)
    if membership is None:
        raise Http404
    authorise(request.user, Action.MANAGE_PEOPLE, membership.organisation)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            offices.end_membership(membership, on=form.cleaned_data["on"], by=request.user, at=timezone.now())
        except offices.NotThen:
            form.add_error("on", _("This day lies before the first day of work there."))
        else:
            messages.success(request, _("The work in this office is ended."))
            return redirect("people:office", pk=membership.organisation_id)
    context = {"form": form, "membership": membership, "section": "account"}
    return render(request, "people/end_membership.html", context)
