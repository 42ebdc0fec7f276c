"""How the questions of a quiz do their work, for its trainer: figures, who chose what, and what to look at."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Count

from .figure_words import sentence
from .items import Problem
from .models import Attempt, Quiz, Response
from .papers import entries_of
from .psychometrics.distractors import ChoiceRow, choice_table, table_verdicts
from .psychometrics.statistics import ItemStatistics, QuizStatistics, item_statistics, quiz_statistics
from .versions import Frozen, frozen
from .words import choice_text

# Newest attempts a page reads; more would say the same and take longer.
MOST_ATTEMPTS = 20_000


@dataclass(frozen=True)
class AnswerLine:
    """One answer to pick and who picked it."""

    text: str
    right: bool
    # Percent of the attempts.
    share: float
    # Correlation (−1–1) of picking it with the points of the other questions. None: all or nobody picked it.
    point_biserial: float | None


@dataclass(frozen=True)
class QuestionLine:
    """One question of the quiz. `figures` None: it gives no points."""

    number: int
    stem: str
    figures: ItemStatistics | None
    # Percent of the attempts that left it out.
    unanswered: float
    verdicts: list[str] = field(default_factory=list)
    answers: list[AnswerLine] = field(default_factory=list)


@dataclass(frozen=True)
class QuestionReport:
    """A quiz as its first attempts show it. `n` 0: nobody has handed in yet. `figures` None: nothing gives points."""

    quiz: Quiz
    n: int
    figures: QuizStatistics | None = None
    verdicts: list[str] = field(default_factory=list)
    questions: list[QuestionLine] = field(default_factory=list)


def quiz_of(context: str) -> Quiz | None:
    """The quiz that most attempts of an activity were made of (it may have been exchanged, or translated)."""
    found = (
        Attempt.objects.filter(context=context).values("quiz").annotate(n=Count("pk")).order_by("-n", "quiz").first()
    )
    return Quiz.objects.get(pk=found["quiz"]) if found else None


def question_report(quiz: Quiz) -> QuestionReport:
    """Work out the report. Three queries, and the versions not in memory.

    Each person's first attempt counts, as long as its paper had all questions that the quiz has today: who tries again
    has seen the answers, and a mark that nobody could earn is none. An attempt that still waits for a mark says nothing
    yet. The newest 20,000 of them.
    """
    entries = entries_of(quiz)
    versions = {entry["item"]: version for entry, version in zip(entries, frozen(entries), strict=True)}
    given = _given(quiz, list(versions))
    n = len(next(iter(given.values()), []))
    if not n:
        return QuestionReport(quiz, 0)
    tops = {
        entry["item"]: float(entry["points"])
        for entry in entries
        if versions[entry["item"]].type.is_scored and Decimal(entry["points"])
    }
    marks = {item: np.array([share for _, share in given[item]]) * top for item, top in tops.items()}
    totals = sum(marks.values(), np.zeros(n))
    figures: dict[int, ItemStatistics] = {}
    whole = None
    if marks:
        table = np.column_stack(list(marks.values()))
        named = [str(item) for item in tops]
        figures = dict(zip(tops, item_statistics(table, named, list(tops.values())), strict=True))
        whole = quiz_statistics(table)
    lines = [
        _line(number, version, given[item], figures.get(item), totals - marks.get(item, 0))
        for number, (item, version) in enumerate(versions.items(), start=1)
    ]
    return QuestionReport(quiz, n, whole, [sentence(problem) for problem in whole.verdicts] if whole else [], lines)


def _line(
    number: int, version: Frozen, given: list[tuple[Any, float]], figures: ItemStatistics | None, rest: np.ndarray
) -> QuestionLine:
    """One question; `rest`: each attempt's points without it."""
    shown = version.type.present(version.content, [])
    responses = [response for response, _share in given]
    picked = shown.choices if shown.control in {"radio", "checkbox"} else ()
    texts = {choice.key: choice_text(choice) for choice in picked}
    rows = _rows(version, responses, texts, rest) if texts else []
    return QuestionLine(
        number=number,
        stem=shown.stem,
        figures=figures,
        unanswered=100 * sum(not response for response in responses) / len(responses),
        verdicts=_verdicts(figures, rows, texts, len(responses)),
        answers=[
            AnswerLine(texts[row.key], row.right, row.share, row.point_biserial) for row in rows if row.key in texts
        ],
    )


def _given(quiz: Quiz, items: list[int]) -> dict[int, list[tuple[Any, float]]]:
    """For each item the (response, share) of every attempt that counts, in one order of attempts."""
    attempts = Attempt.objects.filter(quiz=quiz, number=1, passed__isnull=False).order_by("-pk")[:MOST_ATTEMPTS]
    known = list(attempts.values_list("pk", flat=True))
    if not known:
        return {}
    rows = Response.objects.filter(
        attempt__quiz=quiz, attempt__number=1, attempt__passed__isnull=False, attempt__gte=known[-1]
    ).order_by("pk")
    newest: dict[int, dict[int, tuple[Any, float]]] = {}
    for attempt, item, response, share in rows.values_list("attempt_id", "version__item_id", "response", "scaled"):
        # The last row of a place counts.
        newest.setdefault(attempt, {})[item] = (response, float(share))
    whole = [answers for answers in newest.values() if answers.keys() >= set(items)]
    return {item: [answers[item] for answers in whole] for item in items}


def _rows(version: Frozen, responses: list[Any], texts: Mapping[str, str], rest: np.ndarray) -> list[ChoiceRow]:
    """Who picked what. An answer of an earlier version that is no more was picked instead of all these."""
    right = version.type.right_response(version.content) or ()
    return choice_table([[key for key in response if key in texts] for response in responses], rest, list(texts), right)


def _verdicts(figures: ItemStatistics | None, rows: list[ChoiceRow], texts: Mapping[str, str], n: int) -> list[str]:
    if figures is None:
        return []
    found = [*figures.verdicts, *(table_verdicts(rows, n) if rows else ())]
    return [
        sentence(Problem(problem.code, {**problem.params, "key": texts.get(problem.params.get("key", ""), "")}))
        for problem in found
        # Said once, of the whole quiz.
        if problem.code != "too_few"
    ]
