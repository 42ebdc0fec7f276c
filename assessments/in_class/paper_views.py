"""Quizzes on paper: print variants, and type in what was ticked."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from people.api import authorise, find_for, may

from ..bank.problems import sheet_sentence
from ..models import PaperForm
from ..taking.attempts import NothingToAnswer
from .paper_forms import find_form, find_quiz, forms_of, new_variant, quizzes_to_print, record_letters, sheet_of

_PER_PAGE = 50
MOST_FOUND = 30
# A search is posted and kept in the session, so that no name stands in an address.
_SESSION_KEY = "assessments.sheets"


@never_cache
@login_required
@require_GET
def printable(request: HttpRequest) -> HttpResponse:
    """Trainers, moderators, administrators, facilitators: the quizzes that can be printed or supervised."""
    authorise(request.user, "print_quiz")
    pages = Paginator(quizzes_to_print(), _PER_PAGE).get_page(request.GET.get("page"))
    context = {"pages": pages, "may_run": may(request.user, "run_quiz"), "section": "mine"}
    return render(request, "assessments/printable.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def forms(request: HttpRequest, pk: int) -> HttpResponse:
    """The same: the variants of a quiz; a post makes one more. `for`: the activity that answers will count for."""
    authorise(request.user, "print_quiz")
    quiz = find_quiz(pk)
    if quiz is None:
        raise Http404
    activity = (request.POST.get("for") or request.GET.get("for") or "")[:80]
    if request.method == "POST":
        try:
            form = new_variant(quiz, context=activity, by=request.user, at=timezone.now())
        except NothingToAnswer:
            messages.warning(request, _("Nothing in this quiz can be answered on paper."))
        else:
            messages.success(request, _("Variant %(code)s is ready to be printed.") % {"code": form.code})
        return redirect(f"{reverse('assessments:forms', args=[pk])}?for={activity}" if activity else request.path)
    made = forms_of(quiz, context=activity)
    left_out = sheet_of(made[0]).left_out if made else []
    context = {"quiz": quiz, "forms": made, "left_out": left_out, "activity": activity, "section": "mine"}
    return render(request, "assessments/forms.html", {**context, "may_run": may(request.user, "run_quiz")})


def _form(pk: int) -> PaperForm:
    form = find_form(pk)
    if form is None:
        raise Http404
    return form


@never_cache
@login_required
@require_GET
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same: the questions and the answer sheet of one variant, for printing."""
    authorise(request.user, "print_quiz")
    return render(request, "assessments/sheet.html", {"sheet": sheet_of(_form(pk))})


@never_cache
@login_required
@require_GET
def key_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The same: the right answers of one variant, apart from its questions."""
    authorise(request.user, "print_quiz")
    return render(request, "assessments/key_sheet.html", {"sheet": sheet_of(_form(pk))})


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def entry(request: HttpRequest, pk: int) -> HttpResponse:
    """Facilitators for people of their areas, administrators: type in the letters of a variant's sheets."""
    authorise(request.user, "run_quiz")
    form = _form(pk)
    if "search" in request.POST:
        request.session[_SESSION_KEY] = request.POST["search"][:120]
        return redirect("assessments:entry", pk)
    text = request.session.get(_SESSION_KEY, "")
    found = find_for(request.user, "run_quiz", text)[:MOST_FOUND]
    lines = [_line(request, form, person) for person in found]
    context = {"form": form, "sheet": sheet_of(form), "text": text, "lines": lines, "section": "mine"}
    return render(request, "assessments/entry.html", {**context, "most": MOST_FOUND})


def _line(request: HttpRequest, form: PaperForm, person) -> dict:
    """One person with what was typed, and what became of it. Only those whom the viewer may see are looked at."""
    typed = request.POST.get(f"letters-{person.pk}", "").strip()[:400]
    line = {"person": person, "typed": typed, "status": "", "problems": []}
    if typed:
        authorise(request.user, "run_quiz", person)
        recorded = record_letters(form, person, typed, by=request.user, at=timezone.now())
        line["status"], line["attempt"] = recorded.status, recorded.attempt
        line["problems"] = [(number, sheet_sentence(problem)) for number, problem in recorded.problems]
    return line
