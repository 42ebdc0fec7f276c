"""The marking desk: for trainers, moderators and administrators; to everyone else forbidden. No learner's name."""

from functools import wraps

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.api import authorise, may

from ..models import Work
from ..screens.pages import file_response
from ..taking.uploads import find_upload
from . import marks as marking
from .desk import Sheet, desk_file, difference_of, sheet_of
from .forms import MarkForm, ReasonForm
from .marks import NeedsReason, NotYours
from .works import claim_next, differing, find_work, marked, n_differing, piles, release

PER_PAGE = 25


def for_markers(view):
    """Only for those who may mark work."""

    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        authorise(request.user, "mark_work")
        return view(request, *args, **kwargs)

    return never_cache(guarded)


def own_or_404(pk: int) -> Work:
    found = find_work(pk)
    if found is None:
        raise Http404
    return found


def to(name: str, *args: int) -> HttpResponse:
    response = HttpResponseRedirect(reverse(f"assessments:{name}", args=args))
    response.status_code = 303
    return response


@for_markers
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits, by question, the longest waiting first."""
    found = Paginator(piles(request.user, at=timezone.now()), PER_PAGE).get_page(request.GET.get("page"))
    page = {"piles": found, "decides": may(request.user, "decide_marks")}
    page["n_differing"] = n_differing() if page["decides"] else 0
    return render(request, "assessments/marking/desk.html", page)


@for_markers
@require_POST
def next_work(request: HttpRequest) -> HttpResponse:
    """Give the marker the piece of this question that waits longest, and keep it from others for half an hour."""
    item, quiz, after = (_number(request.POST.get(name)) for name in ("item", "quiz", "after"))
    found = claim_next(request.user, item=item, quiz=quiz, after=after, at=timezone.now())
    if found is None:
        messages.success(request, _("Nothing of this question waits for you just now."))
        return to("desk")
    return to("work", found.pk)


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0


@for_markers
@require_http_methods(["GET", "POST"])
def work(request: HttpRequest, pk: int) -> HttpResponse:
    """One piece of work: mark it, correct one's own mark, or decide where markers differ."""
    found = own_or_404(pk)
    if request.method == "POST" and request.POST.get("action") == "release":
        release(found, request.user)
        return to("desk")
    sheet = sheet_of(found, request.user, at=timezone.now())
    if request.method == "POST":
        return _save(request, sheet)
    return _sheet(request, sheet, _form(sheet))


def _form(sheet: Sheet, data=None, *, needs_reason: bool | None = None) -> MarkForm:
    start = sheet.start
    return MarkForm(
        sheet.content,
        data,
        picked=start.levels if start else {},
        needs_reason=sheet.needs_reason if needs_reason is None else needs_reason,
        initial={"comment": start.comment, "percent": round(start.share * 100)} if start else {},
    )


def _save(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    # A button pressed twice sends a first mark twice: the second time it is there already, and asks for no reason.
    is_again = sheet.task == "correct" and "reason" not in request.POST
    form = _form(sheet, request.POST, needs_reason=False if is_again else None)
    if sheet.task in {"own", "closed", "claimed"}:
        form.is_valid()
        form.add_error(None, _("This can't be saved any more: someone else has taken it on or marked it meanwhile."))
    if not form.is_valid():
        return _sheet(request, sheet, form, status=400)
    save = marking.decide if sheet.task == "decide" else marking.mark
    try:
        save(sheet.work, request.user, **form.said(), at=timezone.now())
    except NeedsReason:
        return _sheet(request, sheet, _form(sheet, request.POST), status=400)
    except NotYours:
        form.add_error(None, _("This can't be saved any more: someone else has taken it on or marked it meanwhile."))
        return _sheet(request, sheet, form, status=409)
    messages.success(request, _("Saved."))
    if request.POST.get("action") == "next":
        attempt = sheet.work.attempt
        after = claim_next(request.user, item=sheet.work.item_id, quiz=attempt.quiz_id, at=timezone.now())
        return to("work", after.pk) if after else to("desk")
    return to("differences" if sheet.work.differs and sheet.task == "decide" else "desk")


def _sheet(request: HttpRequest, sheet: Sheet, form: MarkForm, *, status: int = 200, back: ReasonForm | None = None):
    page = {"sheet": sheet, "work": sheet.work, "form": form, "back_form": back or ReasonForm()}
    return render(request, "assessments/marking/work.html", page, status=status)


@for_markers
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Moderators, administrators: let a piece of work be marked anew."""
    authorise(request.user, "decide_marks")
    found = own_or_404(pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        sheet = sheet_of(found, request.user, at=timezone.now())
        return _sheet(request, sheet, _form(sheet), status=400, back=form)
    marking.take_back(found, request.user, reason=form.cleaned_data["reason"], at=timezone.now())
    messages.success(request, _("The marks are taken back; the work waits to be marked anew."))
    return to("desk")


@for_markers
@require_POST
def name(request: HttpRequest, pk: int) -> HttpResponse:
    """Moderators, administrators: whose work it is. Each look is logged."""
    authorise(request.user, "see_whose_work")
    found = own_or_404(pk)
    page = {"work": found, "name": marking.look_up(found, request.user, at=timezone.now())}
    return render(request, "assessments/marking/name.html", page)


@for_markers
@require_GET
def done(request: HttpRequest) -> HttpResponse:
    """What this marker has marked, the newest first; those who decide see everybody's."""
    by_all = may(request.user, "decide_marks")
    found = Paginator(marked(request.user, by_all=by_all), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "assessments/marking/done.html", {"works": found, "by_all": by_all})


@for_markers
@require_GET
def differences(request: HttpRequest) -> HttpResponse:
    """Moderators, administrators: where two markers are further apart than the question allows."""
    authorise(request.user, "decide_marks")
    found = Paginator(differing(), PER_PAGE).get_page(request.GET.get("page"))
    page = {"works": found, "differences": [difference_of(one) for one in found]}
    return render(request, "assessments/marking/differences.html", page)


@for_markers
@require_GET
def file(request: HttpRequest, pk: int, ref: str) -> HttpResponse:
    """A file handed in with a piece of work, under a name that does not say whose it is."""
    found = own_or_404(pk)
    handed_in = desk_file(found, ref)
    upload = find_upload(found.attempt, ref) if handed_in else None
    if upload is None or handed_in is None:
        raise Http404
    return file_response(upload, f"bai-{found.pk}-{handed_in.number}{handed_in.ending}")
