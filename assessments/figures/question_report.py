"""How the questions of a quiz do their work, for its trainer: figures, who chose what, and what to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count

from ..bank.versions import Frozen, frozen
from ..items import Problem
from ..models import Attempt, Quiz
from ..psychometrics.distractors import ChoiceRow, table_verdicts
from ..psychometrics.statistics import ItemStatistics, QuizStatistics
from ..psychometrics.timing import Times
from ..quizzes.papers import entries_of
from ..screens.words import choice_text
from .figure_words import difference_sentence, sentence
from .question_figures import figures_of
from .typed_answers import places_to_type


@dataclass(frozen=True)
class AnswerLine:
    """One answer to pick and who picked it."""

    text: str
    right: bool
    # Percent of the attempts.
    share: float
    # Correlation (−1–1) of picking it with the points of the other questions. None: all or nobody picked it.
    point_biserial: float | None
    # Percent of each fifth, from the weakest to the strongest. None: too few attempts; in it None: nobody there.
    fifths: list[float | None] | None


@dataclass(frozen=True)
class QuestionLine:
    """One question of the quiz. `figures` None: it gives no points. `times` None: too few tell."""

    number: int
    stem: str
    figures: ItemStatistics | None
    # Percent of the attempts that left it out.
    unanswered: float
    times: Times | None = None
    verdicts: list[str] = field(default_factory=list)
    answers: list[AnswerLine] = field(default_factory=list)


@dataclass(frozen=True)
class QuestionReport:
    """A quiz as its first attempts show it. `n` 0: nobody has handed in yet. `figures` None: nothing gives points.

    `built_at` None: not worked out yet. `is_current` False: newer figures are being worked out. `totals`: attempts by
    tenth of the points. `compared`: pairs of groups large enough to compare. `n_flags`: reasons to look at attempts.
    """

    quiz: Quiz
    n: int
    figures: QuizStatistics | None = None
    verdicts: list[str] = field(default_factory=list)
    questions: list[QuestionLine] = field(default_factory=list)
    built_at: datetime | None = None
    is_current: bool = True
    totals: list[int] = field(default_factory=list)
    compared: list[str] = field(default_factory=list)
    n_flags: int = 0
    # Something is answered by typing: `typed_answers` lists what.
    has_typed: bool = False


def quiz_of(context: str) -> Quiz | None:
    """The quiz that most attempts of an activity were made of (it may have been exchanged, or translated)."""
    found = (
        Attempt.objects.filter(context=context).values("quiz").annotate(n=Count("pk")).order_by("-n", "quiz").first()
    )
    return Quiz.objects.get(pk=found["quiz"]) if found else None


def question_report(quiz: Quiz, *, at: datetime) -> QuestionReport:
    """Give the report; worked out anew only where answers or questions changed. Four queries, and the versions.

    Each person's first attempt counts, as long as its paper had all questions that the quiz has today: who tries again
    has seen the answers, and a mark that nobody could earn is none. An attempt that still waits for a mark says nothing
    yet. The newest 100,000 of them.
    """
    entries = entries_of(quiz)
    kept, is_current = figures_of(quiz, entries, at=at)
    if kept is None:
        return QuestionReport(quiz, 0, is_current=False)
    found = kept.figures
    if not found["n"]:
        return QuestionReport(quiz, 0, built_at=kept.built_at, is_current=is_current)
    whole = QuizStatistics(**found["quiz"]) if found["quiz"] else None
    versions = dict(zip((entry["item"] for entry in entries), frozen(entries), strict=True))
    lines = [
        _line(number, version, found["items"][str(item)], found["n"])
        for number, (item, version) in enumerate(versions.items(), start=1)
        # Not in figures that are older than the question.
        if str(item) in found["items"]
    ]
    return QuestionReport(
        quiz,
        found["n"],
        whole,
        [sentence(problem) for problem in whole.verdicts] if whole else [],
        lines,
        built_at=kept.built_at,
        is_current=is_current,
        totals=found["totals"],
        compared=found["compared"],
        n_flags=len(kept.flags),
        has_typed=any(places_to_type(one.type.present(one.content, [])) for one in versions.values()),
    )


def _line(number: int, version: Frozen, found: Mapping[str, Any], n: int) -> QuestionLine:
    shown = version.type.present(version.content, [])
    texts = {choice.key: choice_text(choice) for choice in shown.choices}
    rows = [ChoiceRow(**row) for row in found["choices"]]
    figures = ItemStatistics(**found["statistics"]) if found["statistics"] else None
    curves = found["curves"] or [None] * len(rows)
    return QuestionLine(
        number=number,
        stem=shown.stem,
        figures=figures,
        unanswered=found["unanswered"],
        times=Times(**found["times"]) if found["times"] else None,
        verdicts=[*_verdicts(figures, rows, texts, n), *(difference_sentence(one) for one in found["groups"])],
        answers=[
            AnswerLine(texts[row.key], row.right, row.share, row.point_biserial, curve)
            for row, curve in zip(rows, curves, strict=True)
            if row.key in texts
        ],
    )


def _verdicts(figures: ItemStatistics | None, rows: list[ChoiceRow], texts: Mapping[str, str], n: int) -> list[str]:
    if figures is None:
        return []
    liked = {row.key: row.point_biserial or 0 for row in rows}
    # Where several are chosen by the strong, the author is told of the likeliest.
    better = sorted(table_verdicts(rows, n) if rows else (), key=lambda one: -liked.get(one.params.get("key", ""), 0))
    found = [*figures.verdicts, *better[:1]]
    return [
        sentence(Problem(problem.code, {**problem.params, "key": texts.get(problem.params.get("key", ""), "")}))
        for problem in found
        # Said once, of the whole quiz.
        if problem.code != "too_few"
    ]
