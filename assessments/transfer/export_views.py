"""Taking questions out of the bank, as a file for other systems."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from people.api import Action, authorise

from ..exchange.drafts import Refused
from .exchange_words import said
from .exports import FILES, MAX_EXPORTED, export, items_to_export, left_out
from .import_forms import ExportForm

# What a page names of the questions left out for one reason; the number is said in any case.
_NAMED = 100


@never_cache
@require_GET
def exports(request: HttpRequest) -> HttpResponse:
    """Trainers, moderators, administrators: choose, and see beforehand what the format cannot carry."""
    authorise(request.user, Action.MANAGE_CONTENT)
    form = ExportForm(request.GET or None)
    page = {"form": form, "most": MAX_EXPORTED}
    if form.is_bound and form.is_valid():
        wanted = form.cleaned_data["format"] or "xlsx"
        items = items_to_export(form.cleaned_data)
        page["n"] = items.count()
        if page["n"] <= MAX_EXPORTED:
            refused = left_out(items, wanted)
            page["refused"] = _by_reason(refused)
            page["n_refused"], page["n_written"] = len(refused), page["n"] - len(refused)
            page["query"] = request.GET.urlencode()
    return render(request, "assessments/exports.html", page)


def _by_reason(refused: list[Refused]) -> list[tuple[str, int, list[str]]]:
    """Why questions cannot go into the file: (why, how many, the first titles), the most frequent reason first."""
    titles: dict[str, list[str]] = {}
    for row in refused:
        titles.setdefault(said(row.why), []).append(row.where)
    by_number = sorted(titles.items(), key=lambda one: -len(one[1]))
    return [(why, len(named), named[:_NAMED]) for why, named in by_number]


@never_cache
@require_GET
def export_file(request: HttpRequest) -> HttpResponse:
    """The file itself: all of the chosen that the format can carry."""
    authorise(request.user, Action.MANAGE_CONTENT)
    form = ExportForm(request.GET)
    if not form.is_valid():
        return redirect("assessments:exports")
    wanted = form.cleaned_data["format"] or "xlsx"
    items = items_to_export(form.cleaned_data)
    if items.count() > MAX_EXPORTED:
        return redirect("assessments:exports")
    data, _refused = export(items, wanted)
    name, kind = FILES[wanted]
    response = HttpResponse(data, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
