"""Pages of regrades: prepare, look at what would change, do it, look back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from cms.api import csv_text
from people.api import authorise, may

from ..bank.usage import quizzes_that_asked, versions_of
from ..bank.version_diff import differences
from ..bank.views import own_item
from ..models import LineState, Regrade, RegradeLine
from .forms import ERRORS, RegradeForm
from .regrades import (
    NotRegradable,
    commit_regrade,
    count_lines,
    find_regrade,
    prepare_regrade,
    regrade_lines,
    regrades_to_list,
    still_asking,
)

PER_PAGE = 50
REFUSALS = {
    "other_kind": lambda: _("The new version is another kind of question."),
    "other_choices": lambda: _("The new version has answers or places that this learner never saw."),
    "unreadable": lambda: _("What this learner answered no longer exists in the new version."),
}


@never_cache
@require_GET
def regrades(request):
    """Trainers, moderators, administrators: all regrades, the newest first."""
    authorise(request.user, "prepare_regrade")
    pages = Paginator(regrades_to_list(), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/regrades.html", {"pages": pages})


@never_cache
@require_http_methods(["GET", "POST"])
def prepare(request, pk):
    """Trainers, moderators, administrators: choose what is to be scored anew. No score changes."""
    authorise(request.user, "prepare_regrade")
    item = own_item(request, pk)
    quizzes = quizzes_that_asked(item)
    form = RegradeForm(item, quizzes, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = _prepare(request, item, quizzes, form.cleaned_data)
        except NotRegradable as problem:
            form.add_error("versions", ERRORS[problem.code])
        else:
            return redirect("assessments:regrade", made.pk)
    return render(request, "assessments/regrade_new.html", {"item": item, "form": form})


def _prepare(request, item, quizzes, said) -> Regrade:
    by_pk = {str(version.pk): version for version in versions_of(item)}
    return prepare_regrade(
        item,
        [by_pk[one] for one in said["versions"]],
        by_pk[said["to"]],
        quiz=next((quiz for quiz in quizzes if str(quiz.pk) == said["quiz"]), None),
        policy=said["policy"],
        reason=said["reason"],
        by=request.user,
        at=timezone.now(),
    )


@never_cache
@require_http_methods(["GET", "POST"])
def regrade(request, pk):
    """The same may look: what would change, or did. Only moderators and administrators may do it."""
    one = _found(request, pk)
    if request.method == "POST":
        authorise(request.user, "regrade")
        commit_regrade(one, by=request.user, at=timezone.now())
        messages.success(request, _("The answers are scored anew."))
        response = HttpResponseRedirect(reverse("assessments:regrade", args=[pk]))
        response.status_code = 303
        return response
    may_see_names = may(request.user, "see_names_in_report")
    with_names = may_see_names and request.GET.get("names") == "1"
    every = regrade_lines(one)
    lines = Paginator(every, PER_PAGE).get_page(request.GET.get("page"))
    sources = list(one.from_versions.all())
    page = {
        "regrade": one,
        "lines": [(line, _refusal(line)) for line in lines],
        "pages": lines,
        "counts": count_lines(every),
        "sources": sources,
        "changes": [(source, differences(source, one.to_version)) for source in sources],
        "still_asking": still_asking(one),
        "may_commit": may(request.user, "regrade"),
        "may_see_names": may_see_names,
        "with_names": with_names,
    }
    return render(request, "assessments/regrade.html", page)


@never_cache
@require_GET
def regrade_csv(request, pk):
    """The lines as a table for a spreadsheet; attempts by number, no names."""
    one = _found(request, pk)
    heads = [
        _("Attempt"),
        _("Points before"),
        _("Points now"),
        _("Points possible"),
        _("Passed before"),
        _("Passed now"),
    ]
    rows = [
        [
            line.number,
            line.old_score,
            line.new_score,
            line.max_score,
            _yes_or_no(line.old_passed),
            _yes_or_no(line.new_passed),
            line.get_state_display(),
            _refusal(line),
        ]
        for line in regrade_lines(one)
    ]
    text = csv_text([[*heads, _("Result"), _("Why not")], *rows])
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="cham-lai-{one.pk}.csv"'
    return response


def _found(request, pk: int) -> Regrade:
    authorise(request.user, "prepare_regrade")
    found = find_regrade(pk)
    if found is None:
        raise Http404
    return found


def _refusal(line: RegradeLine) -> str:
    return REFUSALS[line.refusal]() if line.state == LineState.REFUSED else ""


def _yes_or_no(value: bool | None) -> str:
    return "" if value is None else _("yes") if value else _("no")
