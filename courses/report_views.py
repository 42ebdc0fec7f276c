"""The trainer's reports."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from people.api import authorise, may

from .models import CoursePage
from .regraded import doubtful_completions
from .report import course_report, learners_by_course, people_lines, state_of
from .report_csv import report_csv

_PER_PAGE = 50


@require_GET
def courses(request):
    """Trainers, moderators, administrators: the courses with the number of learners."""
    authorise(request.user, "see_course_report")
    context = {"courses": learners_by_course(), "section": "mine"}
    context["may_see_names"] = may(request.user, "see_names_in_report")
    return render(request, "courses/reports.html", context)


@never_cache
@require_GET
def course(request, course_id):
    """Trainers, moderators, administrators: one course; names only for those who may see them."""
    page = authorise(request.user, "see_course_report", get_object_or_404(CoursePage, pk=course_id))
    at = timezone.now()
    with_names = may(request.user, "see_names_in_report", page)
    people = Paginator(people_lines(page), _PER_PAGE).get_page(request.GET.get("page")) if with_names else None
    for enrolment in people or ():
        enrolment.state = state_of(enrolment, at=at)
    context = {"page": page, "report": course_report(page, at=at), "people": people, "section": "mine"}
    return render(request, "courses/report.html", context)


@never_cache
@require_GET
def course_csv(request, course_id):
    """Trainers, moderators, administrators: the report's counts as CSV, without names."""
    page = authorise(request.user, "see_course_report", get_object_or_404(CoursePage, pk=course_id))
    text = report_csv(page, course_report(page, at=timezone.now()))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}.csv"'
    return response


@never_cache
@require_GET
def regraded(request):
    """Moderators, administrators: completions that the scores of today would not give, with names."""
    authorise(request.user, "see_names_in_report")
    lines = Paginator(doubtful_completions(), _PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "courses/regraded.html", {"lines": lines, "section": "mine"})
