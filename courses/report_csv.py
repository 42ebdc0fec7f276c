"""The course report as a file for spreadsheet programs: counts, no names."""

from django.utils.translation import gettext as _

from cms.api import csv_text
from people.api import demo_present

from .models import CoursePage
from .report import CourseReport

__all__ = ["report_csv"]


def report_csv(course: CoursePage, report: CourseReport) -> str:
    """The report's counts as CSV text: totals, then a line for each lesson or quiz, then the quizzes' results."""
    lines = [[_("Course"), course.title]]
    if demo_present():
        lines.append([_("Note"), _("Illustrative figures: the learners are simulated.")])
    lines += [
        [_("Started"), report.n_started],
        [_("Learning now"), report.n_active],
        [_("Away for two weeks"), report.n_stuck],
        [_("Away for two months"), report.n_dropped],
        [_("Finished"), report.n_finished],
        [_("Left the course"), report.n_left],
        [],
        [_("Lesson or quiz"), _("Done"), _("Away for two weeks"), _("Away for two months")],
        *([line.title, line.n_done, line.n_stuck, line.n_dropped] for line in report.steps),
        [],
        [_("Quiz"), _("Taken"), _("Passed"), _("Mean score (%)")],
        *([line.title, line.n_taken, line.n_passed, _percent(line.mean_scaled)] for line in report.quizzes),
    ]
    return csv_text(lines)


def _percent(share: float | None) -> int | str:
    return "" if share is None else round(100 * share)
