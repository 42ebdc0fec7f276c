"""How the questions of a quiz do their work, for its trainer: figures, who chose what, and what to look at."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Count
from django.utils.translation import gettext as _

from .figure_words import sentence
from .items import Problem
from .models import Attempt, Quiz, Response, State
from .papers import entries_of
from .psychometrics.distractors import ChoiceRow, choice_table, table_verdicts
from .psychometrics.statistics import ItemStatistics, QuizStatistics, item_statistics, quiz_statistics
from .versions import Frozen, frozen
from .words import WORDS

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
    item_id: int
    stem: str
    figures: ItemStatistics | None
    # Percent of the attempts that left it out.
    unanswered: float
    verdicts: list[str] = field(default_factory=list)
    answers: list[AnswerLine] = field(default_factory=list)


@dataclass(frozen=True)
class QuestionReport:
    """A quiz as its first attempts show it. `n` 0: nobody has handed in yet, and there are no figures."""

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
    has seen the answers, and a mark that nobody could earn is none. The newest 20,000 of them.
    """
    entries = entries_of(quiz)
    versions = dict(zip([entry["item"] for entry in entries], frozen(entries), strict=True))
    given = _given(quiz, list(versions))
    n = len(next(iter(given.values()), []))
    if not n:
        return QuestionReport(quiz, 0)
    scored = [entry for entry in entries if versions[entry["item"]].type.is_scored and Decimal(entry["points"])]
    tops = np.array([float(entry["points"]) for entry in scored])
    marks = np.array([[share for _, share in given[entry["item"]]] for entry in scored]).T * tops
    by_item = dict(zip([entry["item"] for entry in scored], item_statistics(marks, _names(scored), tops), strict=True))
    columns = {entry["item"]: column for column, entry in enumerate(scored)}
    totals, lines = marks.sum(axis=1), []
    for number, entry in enumerate(entries, start=1):
        item, version = entry["item"], versions[entry["item"]]
        rest = totals - (marks[:, columns[item]] if item in columns else 0)
        rows = _rows(version, [response for response, _ in given[item]], rest)
        figures = by_item.get(item)
        lines.append(
            QuestionLine(
                number=number,
                item_id=item,
                stem=version.content["stem"],
                figures=figures,
                unanswered=100 * sum(not response for response, _ in given[item]) / n,
                verdicts=_verdicts(version, figures, rows, n),
                answers=[
                    AnswerLine(_text(version, row.key), row.right, row.share, row.point_biserial)
                    for row in rows
                    if row.key
                ],
            )
        )
    whole = quiz_statistics(marks)
    return QuestionReport(quiz, n, whole, [sentence(problem) for problem in whole.verdicts], lines)


def _names(entries: list[dict[str, Any]]) -> list[str]:
    return [str(entry["item"]) for entry in entries]


def _given(quiz: Quiz, items: list[int]) -> dict[int, list[tuple[Any, float]]]:
    """For each item the (response, share) of every attempt that counts, in one order of attempts."""
    attempts = Attempt.objects.filter(quiz=quiz, number=1, state=State.SUBMITTED).order_by("-pk")[:MOST_ATTEMPTS]
    known = list(attempts.values_list("pk", flat=True))
    if not known:
        return {}
    rows = Response.objects.filter(
        attempt__quiz=quiz, attempt__number=1, attempt__state=State.SUBMITTED, attempt__gte=known[-1]
    ).order_by("pk")
    newest: dict[int, dict[int, tuple[Any, float]]] = {}
    for attempt, item, response, share in rows.values_list("attempt_id", "version__item_id", "response", "scaled"):
        # The last row of a place counts.
        newest.setdefault(attempt, {})[item] = (response, float(share))
    whole = [answers for answers in newest.values() if answers.keys() >= set(items)]
    return {item: [answers[item] for answers in whole] for item in items}


def _rows(version: Frozen, responses: list[Any], rest: np.ndarray) -> list[ChoiceRow]:
    """Who picked what; empty for kinds that are not answered by picking."""
    shown = version.type.present(version.content, [])
    if shown.control not in {"radio", "checkbox"}:
        return []
    keys = version.type.choice_keys(version.content) or [choice.key for choice in shown.choices]
    right: Collection[str] = version.type.right_response(version.content) or ()
    # An answer of an earlier version that is no more was picked instead of all these.
    return choice_table([[key for key in response if key in keys] for response in responses], rest, keys, right)


def _verdicts(version: Frozen, figures: ItemStatistics | None, rows: list[ChoiceRow], n: int) -> list[str]:
    if figures is None:
        return []
    found = [*figures.verdicts, *(table_verdicts(rows, n) if rows else ())]
    # Said once, of the whole quiz.
    return [sentence(_in_words(version, problem)) for problem in found if problem.code != "too_few"]


def _in_words(version: Frozen, problem: Problem) -> Problem:
    if "key" not in problem.params:
        return problem
    return Problem(problem.code, {**problem.params, "key": _text(version, problem.params["key"])})


def _text(version: Frozen, key: str) -> str:
    shown = version.type.present(version.content, [])
    return next((choice.text for choice in shown.choices if choice.key == key), "") or _(WORDS.get(key, key))
