"""Which drawings a question report has, and what they say in words."""

from dataclasses import dataclass, field

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .figure_words import COMPARED
from .question_charts import Axes, Mark, item_plot, option_lines, score_bars
from .question_report import QuestionLine, QuestionReport


@dataclass(frozen=True)
class Drawings:
    """SVG texts, "" where there is nothing to draw. `lines` each question with its own; `tenths` the bars' table."""

    scores: SafeString | str = ""
    items: SafeString | str = ""
    lines: list[tuple[QuestionLine, SafeString | str]] = field(default_factory=list)
    tenths: list[tuple[str, int]] = field(default_factory=list)
    # The pairs of groups that were compared, in words.
    compared: list[str] = field(default_factory=list)


def drawings(report: QuestionReport) -> Drawings:
    """Draw the report. Attempts too few to judge are drawn as well: the page says so beside them."""
    if not report.n:
        return Drawings()
    return Drawings(
        scores=_scores(report),
        items=_items(report),
        lines=[
            (line, _options(line) if line.answers and line.answers[0].fifths is not None else "")
            for line in report.questions
        ],
        tenths=_tenths(report.totals),
        compared=[_(COMPARED[pair]) for pair in report.compared],
    )


def _tenths(totals: list[int]) -> list[tuple[str, int]]:
    width = 100 // max(len(totals), 1)
    return [(f"{place * width}–{(place + 1) * width} %", count) for place, count in enumerate(totals)]


def _scores(report: QuestionReport) -> SafeString | str:
    if not sum(report.totals):
        return ""
    top = max(range(len(report.totals)), key=report.totals.__getitem__)
    most = _("Most attempts earned %(share)s of the points.") % {"share": _tenths(report.totals)[top][0]}
    title = _("How many attempts earned how many points")
    # Everything that goes in is escaped where it is drawn.
    return mark_safe(  # noqa: S308
        score_bars(report.totals, title=title, desc=most, axes=Axes(_("Share of the points, %"), _("Attempts")))
    )


def _items(report: QuestionReport) -> SafeString | str:
    marks = [
        Mark(line.number, line.figures.facility, line.figures.discrimination_index, bool(line.verdicts))
        for line in report.questions
        if line.figures and line.figures.facility is not None and line.figures.discrimination_index is not None
    ]
    if not marks:
        return ""
    bad = [str(mark.number) for mark in marks if mark.is_bad]
    desc = _("To look at: question %(numbers)s.") % {"numbers": ", ".join(bad)} if bad else _("None stands out.")
    axes = Axes(_("Right, %"), _("Tells strong from weak, %"))
    return mark_safe(item_plot(marks, title=_("How easy and how telling each question is"), desc=desc, axes=axes))  # noqa: S308


def _options(line: QuestionLine) -> SafeString:
    title = _("Who chooses which answer of question %(number)s") % {"number": line.number}
    rights = [str(place) for place, answer in enumerate(line.answers, 1) if answer.right]
    desc = (
        ngettext(
            "The thick line is the right answer: %(numbers)s.",
            "The thick lines are the right answers: %(numbers)s.",
            len(rights),
        )
        % {"numbers": ", ".join(rights)}
        if rights
        else _("No answer is right or wrong.")
    )
    curves = [(answer.right, answer.fifths or []) for answer in line.answers]
    axes = Axes(_("Fifths, from the weakest to the strongest"), _("Chosen by (of 100)"))
    return mark_safe(option_lines(line.number, curves, title=title, desc=desc, axes=axes))  # noqa: S308
