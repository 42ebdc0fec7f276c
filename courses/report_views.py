"""The trainer's reports."""

import csv

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from people.api import authorise, may

from .models import CoursePage
from .report import course_report, learners_by_course, people_lines, state_of

_PER_PAGE = 50


@require_GET
def courses(request):
    """Trainers, moderators, administrators: the courses with the number of learners."""
    authorise(request.user, "see_course_report")
    context = {"courses": learners_by_course(), "section": "mine"}
    return render(request, "courses/reports.html", context)


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


@require_GET
def course_csv(request, course_id):
    """Trainers, moderators, administrators: the report's counts as CSV, without names."""
    page = authorise(request.user, "see_course_report", get_object_or_404(CoursePage, pk=course_id))
    report = course_report(page, at=timezone.now())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{page.slug}.csv"'
    response.write("\ufeff")  # spreadsheet programs read accents right only with this mark
    sheet = csv.writer(response)
    sheet.writerow([_("Course"), page.title])
    for label, number in (
        (_("Started"), report.n_started),
        (_("Learning now"), report.n_active),
        (_("Away for two weeks"), report.n_stuck),
        (_("Away for two months"), report.n_dropped),
        (_("Finished"), report.n_finished),
        (_("Left the course"), report.n_left),
    ):
        sheet.writerow([label, number])
    sheet.writerow([])
    sheet.writerow([_("Lesson"), _("Read"), _("Away for two weeks"), _("Away for two months")])
    sheet.writerows([line.title, line.n_done, line.n_stuck, line.n_dropped] for line in report.lessons)
    sheet.writerow([])
    sheet.writerow([_("Quiz"), _("Taken"), _("Passed"), _("Mean score (%)")])
    for line in report.quizzes:
        mean = "" if line.mean_scaled is None else round(100 * float(line.mean_scaled))
        sheet.writerow([line.title, line.n_taken, line.n_passed, mean])
    return response
