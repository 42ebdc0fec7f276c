"""Supervised quizzes: open a session, read its PIN out, see who has begun, end it."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from people.api import Action, authorise

from .paper_forms import find_quiz
from .supervision import begun_in, move_end, open_session, pin_of, sessions_for
from .supervision_forms import EndForm, SessionForm

_PER_PAGE = 20


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest, pk: int) -> HttpResponse:
    """Facilitators and administrators: open a session of a supervised quiz; their earlier ones, administrators all."""
    authorise(request.user, Action.RUN_QUIZ)
    quiz = find_quiz(pk)
    if quiz is None or not quiz.supervised:
        raise Http404
    form = SessionForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        at = timezone.now()
        until = at + timedelta(minutes=form.cleaned_data["minutes"])
        made = open_session(quiz, place=form.cleaned_data["place"], until=until, by=request.user, at=at)
        return redirect("assessments:session", made.pk)
    mine = sessions_for(request.user).filter(quiz=quiz)
    pages = Paginator(mine, _PER_PAGE).get_page(request.GET.get("page"))
    context = {"quiz": quiz, "form": form, "pages": pages, "now": timezone.now(), "section": "mine"}
    return render(request, "assessments/sessions.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever opened it, and administrators: its PIN, who has begun, and a later or an earlier end."""
    authorise(request.user, Action.RUN_QUIZ)
    held = sessions_for(request.user).filter(pk=pk).first()
    if held is None:
        raise Http404
    at = timezone.now()
    is_open = held.closes_at > at
    form = EndForm(request.POST if "move" in request.POST else None)
    if request.method == "POST" and not is_open:
        messages.warning(request, _("This session is over. Open a new one."))
        return redirect("assessments:session", pk)
    if "end" in request.POST:
        move_end(held, at, by=request.user, at=at)
        messages.success(request, _("The session is over. What was answered counts."))
        return redirect("assessments:session", pk)
    if form.is_valid():
        move_end(held, at + timedelta(minutes=form.cleaned_data["minutes"]), by=request.user, at=at)
        messages.success(request, _("The end was moved, also for whoever is working."))
        return redirect("assessments:session", pk)
    pin = pin_of(held)
    context = {"session": held, "is_open": is_open, "pin": f"{pin[:3]} {pin[3:]}", "begun": begun_in(held)}
    return render(request, "assessments/session.html", {**context, "form": form, "section": "mine"})
