"""A question report as tables for spreadsheets: CSV and XLSX, with what each figure means beside it."""

import io
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from .question_report import QuestionLine, QuestionReport

Cell = str | float | None


def question_rows(report: QuestionReport) -> list[list[Cell]]:
    """A line for each question under a line of heads; None: cannot be told."""
    return [[head for head, _meaning in columns().values()], *(_question(line) for line in report.questions)]


def answer_rows(report: QuestionReport) -> list[list[Cell]]:
    """A line for each answer to pick."""
    heads = [_("Question"), _("Answer"), _("Right answer"), _("Chosen by (of 100)"), _("Goes with the other points")]
    return [
        [*heads, *fifth_heads()],
        *(
            [
                line.number,
                answer.text,
                _("yes") if answer.right else _("no"),
                round(answer.share, 1),
                _rounded(answer.point_biserial, 2),
                *(_rounded(value) for value in answer.fifths or [None] * 5),
            ]
            for line in report.questions
            for answer in line.answers
        ),
    ]


def fifth_heads() -> list[str]:
    """The five groups by the points of the other questions."""
    between = [_("Fifth %(number)s, %%") % {"number": number} for number in (2, 3, 4)]
    return [_("Weakest fifth, %"), *between, _("Strongest fifth, %")]


def quiz_rows(report: QuestionReport) -> list[list[Cell]]:
    """The figures of the quiz as a whole: what, how much, what it means."""
    rows: list[list[Cell]] = [[_("Attempts that count"), report.n, _("The first of each person.")]]
    whole = report.figures
    if whole:
        rows += [
            [_("Mean, of all points"), _rounded(whole.mean, 2), ""],
            [_("Median, of all points"), _rounded(whole.median, 2), ""],
            [_("Standard deviation, in points"), _rounded(whole.sd, 2), ""],
            [
                _("Reliability (Cronbach's alpha), %"),
                _rounded(whole.alpha),
                _("How much the questions agree; from 70 on it is usually called good."),
            ],
            [
                _("Error ratio, %"),
                _rounded(whole.error_ratio),
                _("How much of the differences between people is chance."),
            ],
            [
                _("Standard error, in points"),
                _rounded(whole.standard_error, 2),
                _("By this much a person's points would usually differ in another quiz of the same kind."),
            ],
        ]
    return [[_("Quiz"), report.quiz.title, ""], *rows, *([verdict, None, ""] for verdict in report.verdicts)]


def definition_rows() -> list[list[Cell]]:
    """What each column of the questions means."""
    return [[_("Column"), _("What it means")], *([head, meaning] for head, meaning in columns().values())]


def workbook(report: QuestionReport) -> bytes:
    """All tables as one XLSX file."""
    import openpyxl
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    book = openpyxl.Workbook(write_only=True)
    sheets: list[tuple[str, list[list[Cell]], Sequence[int]]] = [
        (_("Questions"), question_rows(report), (60, *[14] * 11, 60)),
        (_("Answers"), answer_rows(report), (10, 50, *[14] * 8)),
        (_("The whole quiz"), quiz_rows(report), (40, 20, 80)),
        (_("What the columns mean"), definition_rows(), (30, 100)),
    ]
    for title, rows, widths in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for place, width in enumerate(widths):
            sheet.column_dimensions[chr(ord("A") + place)].width = width
        for number, row in enumerate(rows):
            cells: list[Any] = []
            for value in row:
                text = value if not isinstance(value, str) else _plain(value)
                cell = WriteOnlyCell(sheet, value=text)
                if isinstance(value, str):
                    # A question that begins with = is text, not a formula.
                    cell.data_type = "s"
                    cell.alignment = Alignment(wrap_text=True, vertical="top")
                if number == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns() -> dict[str, tuple[str, str]]:
    """The columns of the questions by name: what each is called, and what it means."""
    return {
        "question": (_("Question"), _("Its number in the quiz and what is asked.")),
        "facility": (_("Right, %"), _("Mean share of the points. From 20 to 95 is usual.")),
        "discrimination": (
            _("Tells strong from weak, %"),
            _(
                "Correlation of its points with those of all other questions. 15 or more is usual; "
                "below 0 the weak do better."
            ),
        ),
        "efficiency": (
            _("Of what it could tell, %"),
            _("The same in percent of the most that these points could reach."),
        ),
        "guess": (
            _("By blind guessing, %"),
            _("What someone earns who answers without reading. Empty: chance has no meaning here."),
        ),
        "intended": (_("Weight meant, %"), _("Its points in percent of all points.")),
        "effective": (
            _("Weight in fact, %"),
            _("What it adds to the differences between people. Empty: its points fall as the others rise."),
        ),
        "sd": (_("Spread, points"), _("Standard deviation of its points.")),
        "unanswered": (_("Left out, %"), _("How many gave no answer.")),
        "lower": (
            _("Seconds, a quarter takes less"),
            _("From the moments at which answers arrived; empty: fewer than ten are known."),
        ),
        "median": (
            _("Seconds, half take less"),
            _("The median: half of those who answered took less time. Pauses above ten minutes are left out."),
        ),
        "upper": (_("Seconds, a quarter takes more"), _("The upper quartile.")),
        "verdicts": (_("What to look at"), _("What the figures say to the author.")),
    }


def _question(line: QuestionLine) -> list[Cell]:
    figures, times = line.figures, line.times
    return [
        f"{line.number}. {line.stem}",
        *(
            _rounded(getattr(figures, name), 2 if name == "sd" else 1) if figures else None
            for name in (
                "facility",
                "discrimination_index",
                "discriminative_efficiency",
                "guess",
                "intended_weight",
                "effective_weight",
                "sd",
            )
        ),
        _rounded(line.unanswered),
        *(_rounded(getattr(times, name)) if times else None for name in ("lower", "median", "upper")),
        "; ".join(line.verdicts),
    ]


def _rounded(value: float | None, digits: int = 1) -> float | None:
    return None if value is None else round(value, digits)


def _plain(text: str) -> str:
    # Spreadsheets know no control characters.
    return "".join(letter for letter in text if letter >= " " or letter in "\n\t")
