"""The public figures. Everyone sees them with small counts hidden; analysts see the hidden ones, marked."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from places.api import label, search

from .build import newest_build
from .export import export_csv
from .figures import PUBLIC, sight_of
from .former import heirs_of, meanings
from .geography import Geography, geography
from .pages import commune_html, dashboard_html, kept
from .tables import Choice

LONGEST_SEARCH = 100


@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """Anyone: the province's figures, map and table; `?q=` leads to a commune by any name it ever had."""
    text = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    found = search(text) if text else []
    if len({one.area.pk for one in found}) == 1:
        if found[0].is_old:
            messages.info(request, label(found[0]))
        return redirect("analytics:commune", found[0].area.code)
    token, places = geography()
    build = newest_build()
    context = {
        "section": "data",
        "text": text,
        "found": [{"label": label(one), "code": one.area.code} for one in found],
        "figures": "",
    }
    if build is not None and places.communes:
        sight = sight_of(request.user, places)
        context["figures"] = dashboard_html(build, token, places, sight, Choice.read(request.GET.dict()))
    return kept_nowhere(request, render(request, "analytics/dashboard.html", context), places)


@require_safe
def commune(request: HttpRequest, code: str) -> HttpResponse:
    """Anyone: one commune's figures. A former code leads to today's commune; `?on=` says when the code was used."""
    token, places = geography()
    day = _day(request.GET.get("on", ""))
    here = places.by_code.get(code)
    if here is None or (day is not None and day < here.valid_from):
        return _former(request, code, places, day)
    build = newest_build()
    elsewhere = [one for one in meanings(code, places) if [heir for heir, _share in one.heirs] != [here]]
    context = {"section": "data", "commune": here, "elsewhere": elsewhere, "figures": ""}
    if build is not None:
        choice = Choice(show=Choice.read(request.GET.dict()).show)
        context["figures"] = commune_html(build, token, places, sight_of(request.user, places), here, choice)
    return kept_nowhere(request, render(request, "analytics/commune.html", context), places)


def _former(request: HttpRequest, code: str, places, day: date | None) -> HttpResponse:
    found = meanings(code, places, on=day)
    if not found:
        raise Http404(_("no commune has this code"))
    heirs = heirs_of(found)
    if len(heirs) == 1:
        words = {"old": found[0].name, "new": heirs[0].name}
        messages.info(request, _("%(old)s is now %(new)s.") % words)
        return redirect("analytics:commune", heirs[0].code)
    return render(request, "analytics/former.html", {"section": "data", "code": code, "found": found})


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@require_safe
def csv(request: HttpRequest) -> HttpResponse:
    """Anyone: the table as a CSV file with its definitions; 404 while nothing is built."""
    token, places = geography()
    build = newest_build()
    if build is None:
        raise Http404(_("nothing is counted yet"))
    sight = sight_of(request.user, places)
    text = kept(build, token, sight, "csv", lambda: export_csv(build, places, sight))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    name = "so-lieu-theo-xa" if sight == PUBLIC else "so-lieu-theo-xa-noi-bo"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return kept_nowhere(request, response, places)


def kept_nowhere(request: HttpRequest, response: HttpResponse, places: Geography) -> HttpResponse:
    """What shows hidden counts leaves no copy in the browser: the next at this desk may not see them."""
    if sight_of(request.user, places):
        add_never_cache_headers(response)
    return response
