"""Bringing questions in: upload, progress, preview, adding, taking back. For whoever writes questions."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.api import Action, authorise, may

from ..exchange.sheet_writing import template
from ..models import QuestionImport, Stage
from .exchange_words import place_said, said
from .import_cards import import_rows
from .import_forms import AddForm, UploadForm
from .question_imports import (
    STOPPED,
    ask_to_add,
    ask_to_undo,
    choose,
    counts_of,
    import_of,
    imports_page,
    kept_items,
    picture_file,
    questions_page,
    reason_of,
    restart,
    start_import,
    throw_away,
)

_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _import(request: HttpRequest, pk: int) -> QuestionImport:
    """Whoever writes questions sees every import: the bank is shared, too."""
    authorise(request.user, Action.MANAGE_CONTENT)
    one = import_of(pk)
    if one is None:
        raise Http404
    return one


@never_cache
@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """Trainers, moderators, administrators: the upload, and what was brought in before."""
    authorise(request.user, Action.MANAGE_CONTENT)
    form = UploadForm()
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            made = start_import(form.cleaned_data["files"], by=request.user, at=timezone.now())
            return redirect("assessments:import", made.pk)
    page = {"form": form, "pages": imports_page(request.GET.get("page"))}
    return render(request, "assessments/imports.html", page, status=400 if form.errors else 200)


@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The empty spreadsheet with its instructions."""
    authorise(request.user, Action.MANAGE_CONTENT)
    response = HttpResponse(template(), content_type=_SHEET)
    response["Content-Disposition"] = 'attachment; filename="mau-cau-hoi.xlsx"'
    return response


@never_cache
@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how far it is, what was found, or what became of it."""
    one = _import(request, pk)
    if request.method == "POST":
        return _chosen(request, one)
    page: dict[str, Any] = {"one": one, "stage": one.stage}
    if one.is_working:
        return render(request, "assessments/import_progress.html", page)
    if one.stage != Stage.READY:
        page["stopped"] = _(STOPPED[one.stopped]) if one.stopped else ""
        if one.stage in {Stage.ADDED, Stage.UNDONE}:
            page["kept"] = kept_items(one, request.GET.get("page"))
        return render(request, "assessments/import_done.html", page)
    show = request.GET.get("show", "")
    questions = questions_page(one, request.GET.get("page"), show=show)
    page |= {
        "pages": questions,
        "show": show,
        "counts": counts_of(one),
        "rows": import_rows(questions, lambda name: reverse("assessments:import_picture", args=[pk, name])),
        "dropped": _dropped(one),
    }
    return render(request, "assessments/import_preview.html", page)


def _dropped(one: QuestionImport) -> list[tuple[str, str, str]]:
    """What of the files as a whole was not kept: (file, place, what)."""
    rows = [(file.filename, where, why) for file in one.files.all() for where, why in file.dropped]
    return [(name, place_said(where), said(reason_of(why))) for name, where, why in rows]


def _chosen(request: HttpRequest, one: QuestionImport) -> HttpResponse:
    """Keep what is ticked on this page, then go where the button says: nothing ticked is lost by turning a page."""
    sent = (request.POST.getlist(name) for name in ("shown", "chosen"))
    shown, ticked = ([int(pk) for pk in pks if pk.isdecimal() and len(pk) < 18] for pks in sent)
    wanted = request.POST.get("action", "")
    choose(one, "these", shown=shown, ticked=ticked)
    if wanted in {"all", "none", "new"}:
        choose(one, wanted)
    if wanted == "add":
        return redirect("assessments:import_add", one.pk)
    query = request.GET.copy()
    if wanted.startswith("page-"):
        query["page"] = wanted.removeprefix("page-")
    address = reverse("assessments:import", args=[one.pk])
    return redirect(f"{address}?{query.urlencode()}" if query else address)


@never_cache
@require_GET
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the work is, for the page's script."""
    one = _import(request, pk)
    return JsonResponse({"working": one.is_working, "percent": one.percent})


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """The last step: what is set for all, and whether they are published. Sent twice it counts once."""
    one = _import(request, pk)
    if one.stage != Stage.READY:
        return redirect("assessments:import", pk)
    may_publish = may(request.user, Action.PUBLISH_ITEMS)
    form = AddForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        publish = request.POST.get("action") == "publish"
        if publish:
            authorise(request.user, Action.PUBLISH_ITEMS)
        if not ask_to_add(one, by=request.user, at=timezone.now(), publish=publish, fields=form.wish()):
            messages.warning(request, _("Choose at least one question."))
        return redirect("assessments:import", pk)
    page = {"one": one, "form": form, "counts": counts_of(one), "may_publish": may_publish}
    return render(request, "assessments/import_add.html", page)


@never_cache
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what an import added, after asking."""
    one = _import(request, pk)
    if request.method == "POST":
        ask_to_undo(one, by=request.user, at=timezone.now())
        return redirect("assessments:import", pk)
    if one.stage != Stage.ADDED:
        return redirect("assessments:import", pk)
    return render(request, "assessments/import_undo.html", {"one": one})


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Let work that stopped begin again."""
    restart(_import(request, pk))
    return redirect("assessments:import", pk)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw away an upload that was not added."""
    if throw_away(_import(request, pk), at=timezone.now()):
        messages.success(request, _("The files are removed. The bank is as it was."))
    return redirect("assessments:imports")


@require_GET
def picture(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A picture of an upload, for its preview; it can do nothing but be looked at."""
    found = picture_file(_import(request, pk), name)
    if found is None:
        raise Http404
    file, kind = found
    response = FileResponse(file, content_type=kind)
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
