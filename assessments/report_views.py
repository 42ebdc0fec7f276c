"""The trainer's view of how questions do."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from cms.api import csv_text
from people.api import authorise

from .pages import learn_url
from .question_report import QuestionReport, question_report, quiz_of


@never_cache
@require_GET
def questions(request, context):
    """Trainers, moderators, administrators: the questions of an activity's quiz; counts only, no names."""
    page = {"report": _report(request, context), "context": context, "heads": _heads()}
    page["reports_url"] = learn_url("learn/report/")
    return render(request, "assessments/questions.html", page)


@never_cache
@require_GET
def questions_csv(request, context):
    """The same as a table for a spreadsheet."""
    report = _report(request, context)
    lines = [
        [
            line.stem,
            _shown(line.figures and line.figures.facility),
            _shown(line.figures and line.figures.discrimination_index),
            _shown(line.unanswered),
            "; ".join(line.verdicts),
        ]
        for line in report.questions
    ]
    response = HttpResponse(csv_text([_heads(), *lines]), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="cau-hoi.csv"'
    return response


def _heads() -> list[str]:
    return [_("Question"), _("Right, %"), _("Tells strong from weak, %"), _("Left out, %"), _("What to look at")]


def _report(request, context: str) -> QuestionReport:
    authorise(request.user, "see_course_report")
    quiz = quiz_of(context)
    if quiz is None:
        raise Http404
    return question_report(quiz)


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"
