"""The trainer's view of the scale."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from people.api import authorise

from .levels import BANDS, band_name
from .report import scale_report


@never_cache
@require_GET
def scale(request: HttpRequest) -> HttpResponse:
    """Trainers, moderators, administrators: how hard each question is, and which do not fit."""
    authorise(request.user, "see_course_report")
    only_odd = request.GET.get("only") == "odd"
    report = scale_report(page=request.GET.get("page", "1"), only_odd=only_odd)
    cuts = [(band_name(band), cut) for band, cut in zip(range(1, len(BANDS)), report.scale.cuts, strict=True)]
    page = {"report": report, "only_odd": only_odd, "cuts": cuts, "pages": report.pages}
    return render(request, "assessments/scale.html", page)
