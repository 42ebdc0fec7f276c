"""The people page: who has an account, who may do what. For administrators, and for heads within their office."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from . import directory
from .access import Action, authorise, may, may_end
from .grants import LastAdministrator, deactivate, end_grant, grant, reactivate
from .invitations import invite as invite_person
from .invitations import may_get_new_link, new_link
from .models import Person
from .people_forms import GrantForm, InviteForm, SearchForm
from .sms import kept_messages

_SESSION_KEY = "people.search"
_PER_PAGE = 50


@never_cache
@login_required
def people_list(request: HttpRequest) -> HttpResponse:
    """The list. A search is posted and kept in the session, so that no name stands in an address."""
    authorise(request.user, Action.MANAGE_PEOPLE)
    if request.method == "POST":
        request.session[_SESSION_KEY] = {key: request.POST.get(key, "") for key in ("text", "role", "organisation")}
        return redirect("people:list")
    form = SearchForm(request.session.get(_SESSION_KEY) or {}, viewer=request.user)
    wish = form.wish()
    people = Paginator(directory.find(request.user, wish), _PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "pages": people,
        "is_narrowed": wish != directory.Wish(),
        "superusers": directory.superusers_without_person(request.user),
        "section": "account",
    }
    return render(request, "people/list.html", context)


def _person(request: HttpRequest, pk: int, action: Action) -> Person:
    person = directory.person_with_account(pk)
    if person is None:
        raise Http404
    return authorise(request.user, action, person)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One person; a posted form gives a role."""
    person = _person(request, pk, Action.MANAGE_PEOPLE)
    form = GrantForm(viewer=request.user)
    if request.method == "POST":
        authorise(request.user, Action.CHANGE_ACCESS, person)
        if person.user is None:
            raise Http404
        form = GrantForm(request.POST, viewer=request.user)
        if form.is_valid():
            facts = form.cleaned_data
            grant(
                person.user,
                facts["role"],
                organisation=facts["organisation"],
                area=facts["area"],
                by=request.user,
                at=timezone.now(),
            )
            messages.success(request, _("The role is given."))
            return redirect("people:detail", pk=pk)
    context = {"card": directory.card(request.user, person), "form": form, "section": "account"}
    return render(request, "people/detail.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then end a role."""
    authorise(request.user, Action.CHANGE_ACCESS)
    held = directory.open_grant(pk)
    if held is None:
        raise Http404
    if not may_end(request.user, held):
        raise PermissionDenied
    # A grant made outside the people page may belong to a user without a person.
    person = getattr(held.user, "person", None)
    if request.method == "POST":
        try:
            end_grant(held, by=request.user, at=timezone.now())
        except LastAdministrator:
            messages.error(request, _("This is the only administrator. Give someone else this role first."))
        else:
            messages.success(request, _("The role has ended."))
        if person is not None and may(request.user, Action.MANAGE_PEOPLE, person):
            return redirect("people:detail", pk=person.pk)
        return redirect("people:list" if may(request.user, Action.MANAGE_PEOPLE) else "people:account")
    context = {"held": held, "person": person, "section": "account"}
    return render(request, "people/end_grant.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then stop someone from signing in, or let them again."""
    person = _person(request, pk, Action.CHANGE_ACCESS)
    if person.user is None:
        raise Http404
    if request.method == "POST":
        try:
            if person.user.is_active:
                deactivate(person.user, by=request.user, at=timezone.now())
                messages.success(request, _("This account can no longer sign in."))
            else:
                reactivate(person.user, by=request.user, at=timezone.now())
                messages.success(request, _("This account can sign in again."))
        except LastAdministrator:
            messages.error(request, _("This is the only administrator. Give someone else this role first."))
        return redirect("people:detail", pk=pk)
    return render(request, "people/switch.html", {"person": person, "section": "account"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def give_new_link(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then show, this once, the link that lets someone without phone and e-mail in again."""
    person = _person(request, pk, Action.CHANGE_ACCESS)
    if not may_get_new_link(person.user):
        raise Http404
    if request.method == "POST":
        invitation = new_link(person, by=request.user, at=timezone.now())
        return render(request, "people/invite.html", {"invitation": invitation, "is_new_link": True})
    return render(request, "people/new_link.html", {"person": person, "section": "account"})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Open an account for someone; the link is on this page only where it cannot be sent."""
    authorise(request.user, Action.MANAGE_PEOPLE)
    form = InviteForm(request.POST or None, viewer=request.user)
    invitation = None
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        if facts["organisation"] is not None:
            authorise(request.user, Action.MANAGE_PEOPLE, facts["organisation"])
        invitation = invite_person(**facts, by=request.user, at=timezone.now(), on=timezone.localdate())
        if invitation.sent_to:
            messages.success(request, _("The invitation is on its way to %(to)s.") % {"to": invitation.sent_to})
            return redirect("people:detail", pk=invitation.person.pk)
    return render(request, "people/invite.html", {"form": form, "invitation": invitation, "section": "account"})


@never_cache
@login_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Text messages that were kept instead of sent."""
    authorise(request.user, Action.SEE_OUTBOX)
    pages = Paginator(kept_messages(), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/outbox.html", {"pages": pages, "section": "account"})
