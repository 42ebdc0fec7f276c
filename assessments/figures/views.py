"""The trainer's view of how questions do."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cms.api import csv_text
from people.api import authorise, may

from ..models import Quiz
from ..screens.pages import learn_url
from .question_drawings import drawings
from .question_report import QuestionReport, question_report, quiz_of
from .question_tables import columns, fifth_heads, question_rows, workbook
from .typed_answers import LEAST, MOST, typed_answers

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_GET
def questions(request, context):
    """Trainers, moderators, administrators: the questions of an activity's quiz; counts only, no names."""
    report = _report(request, context)
    page = {
        "report": report,
        "context": context,
        "drawings": drawings(report),
        "heads": {name: head for name, (head, _meaning) in columns().items()},
        "fifth_heads": fifth_heads(),
        "error_ratio_head": _("Error ratio, %"),
        "reports_url": learn_url("learn/report/"),
        "sees_flags": may(request.user, "see_integrity"),
        # Everything open, for paper.
        "for_print": "print" in request.GET,
    }
    return render(request, "assessments/questions.html", page)


@never_cache
@require_GET
def questions_csv(request, context):
    """The same as a table for a spreadsheet."""
    rows = question_rows(_report(request, context))
    shown = [["" if cell is None else cell for cell in row] for row in rows]
    response = HttpResponse(csv_text(shown), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cau-hoi.csv"'
    return response


@never_cache
@require_GET
def questions_xlsx(request, context):
    """All tables and what the figures mean, as a workbook."""
    response = HttpResponse(workbook(_report(request, context)), content_type=_XLSX)
    response["Content-Disposition"] = 'attachment; filename="cau-hoi.xlsx"'
    return response


@never_cache
@require_GET
def typed(request, context):
    """The same people: what was typed, by how many, and how it was compared; no answer that few have given."""
    quiz = _quiz(request, context)
    page = {"quiz": quiz, "context": context, "questions": typed_answers(quiz), "least": LEAST, "most": MOST}
    page["may_write"] = may(request.user, "manage_content")
    return render(request, "assessments/typed_answers.html", page)


def _report(request, context: str) -> QuestionReport:
    return question_report(_quiz(request, context), at=timezone.now())


def _quiz(request, context: str) -> Quiz:
    authorise(request.user, "see_course_report")
    quiz = quiz_of(context)
    if quiz is None:
        raise Http404
    return quiz
