"""Where the levels begin: the page of judges, and of those who call them together."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from people.api import authorise, may

from ..models import CutMethod
from ..psychometrics.cut_scores import FEWEST_JUDGES
from .cut_studies import (
    N_CUTS,
    NotMeasured,
    NotReady,
    StudyOpen,
    Unclear,
    adopt,
    begin_study,
    end_study,
    judge,
    next_round,
    open_study,
    study_state,
)
from .levels import BANDS, SAYS, band_name
from .versions import scale_history


@never_cache
@require_GET
def cuts(request: HttpRequest) -> HttpResponse:
    """Trainers, moderators, administrators: judge where the levels begin; the history of the limits."""
    authorise(request.user, "judge_cut_scores")
    return _page(request)


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """A judge's word in the round that is open."""
    authorise(request.user, "judge_cut_scores")
    study = open_study()
    # A page left open since the round before: its judge has not seen what the others said.
    if study is None or request.POST.get("round") != str(study.round):
        messages.warning(request, _("This round is over. Please judge again in the new one."))
        return redirect("assessments:cuts")
    try:
        judge(study, request.user, request.POST, at=timezone.now())
    except Unclear as unclear:
        return _page(request, problem=_problem(unclear.code), sent=request.POST.dict(), status=400)
    messages.success(request, _("Thank you. Your judgment is saved; you may change it until the round is over."))
    return redirect("assessments:cuts")


@require_POST
def lead(request: HttpRequest) -> HttpResponse:
    """Moderators and administrators: begin a study, go to the next round, adopt, or end it."""
    authorise(request.user, "set_cut_scores")
    steps: dict[str, Callable[[HttpRequest], None]] = {"begin": _begin, "next": _next, "adopt": _adopt, "end": _end}
    step = steps.get(request.POST.get("action", ""))
    if step is not None:
        step(request)
    return redirect("assessments:cuts")


def _begin(request: HttpRequest) -> None:
    method = request.POST.get("method")
    try:
        if method in (CutMethod.BOOKMARK, CutMethod.ANGOFF):
            begin_study(method, (get_language() or "vi")[:2], by=request.user, at=timezone.now())
            messages.success(request, _("The first round is open. Tell the judges: they find it under “My work”."))
    except NotMeasured:
        messages.warning(request, _("Most questions must have been measured first, each by 30 answers or more."))
    except StudyOpen:
        messages.warning(request, _("Judges are at work already."))


def _next(request: HttpRequest) -> None:
    study = open_study()
    # The number says which round the button ended, so that pressing it twice ends one.
    if study is not None and request.POST.get("round") == str(study.round) and not next_round(study):
        messages.warning(request, _("Nobody has judged in this round yet."))


def _adopt(request: HttpRequest) -> None:
    study = open_study()
    try:
        if study is not None:
            adopt(study, by=request.user, at=timezone.now())
            messages.success(request, _("Adopted. From now on placements use these limits; earlier results stay."))
    except NotReady:
        messages.warning(request, _("It takes five judges or more, in a second round or later."))


def _end(request: HttpRequest) -> None:
    study = open_study()
    if study is not None:
        end_study(study, at=timezone.now())
        messages.success(request, _("Ended without a result. The limits stay as they were."))


def _page(
    request: HttpRequest, *, problem: str = "", sent: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    study = open_study()
    state = study_state(study, request.user) if study else None
    said = state.mine.said if state and state.mine else None
    context = {
        "state": state,
        "limits": [
            {
                "cut": cut,
                "name": band_name(cut),
                "says": _(SAYS[cut]),
                "mine": _mine(f"cut-{cut}", sent, said and said[cut - 1]),
                "rows": _rows(state, cut, said, sent) if state and study.method == CutMethod.ANGOFF else [],
            }
            for cut in range(1, N_CUTS + 1)
        ],
        "problem": problem,
        "may_lead": may(request.user, "set_cut_scores"),
        "history": scale_history(),
        "levels": [band_name(band) for band in range(1, len(BANDS))],
        "fewest": FEWEST_JUDGES,
    }
    return render(request, "assessments/cuts.html", context, status=status)


def _mine(name: str, sent: dict[str, str] | None, said: object) -> str:
    """What stands in a field: as just sent, also where it was emptied; else as this judge said before."""
    return sent.get(name, "") if sent is not None else str(said or "")


def _rows(state, cut: int, said, sent: dict[str, str] | None) -> list[dict[str, object]]:
    return [
        {
            "item": item,
            "name": f"p-{cut}-{item.number}",
            "mine": _mine(f"p-{cut}-{item.number}", sent, said and str(said[cut - 1][item.number - 1])),
        }
        for item in state.items
    ]


def _problem(code: str) -> str:
    return {
        "missing": _("Something is not filled in. Give every level a number; write whole numbers."),
        "out_of_range": _("A number is too large: there are not so many questions, or it is above 100."),
        "not_rising": _("A higher level must begin later than the one below it."),
    }[code]
