"""A quiz's figures, worked out from all its answers and kept until those change."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db.models import Count, Max
from django.utils import timezone

from ..bank.versions import Frozen, frozen
from ..integrity import flags as integrity_flags
from ..models import Attempt, Quiz, QuizFigures, Response, State
from ..psychometrics.distractors import choice_rows, option_curves
from ..psychometrics.guessing import guess_score
from ..psychometrics.statistics import item_statistics, quiz_statistics
from ..psychometrics.timing import times
from ..quizzes.papers import entries_of
from .group_differences import group_differences
from .response_table import ResponseTable, counting_attempts, response_table

# Raised with every change of what is kept, or of a formula.
_FORMULAS = 1
# A page waits a second for this many attempts; for more it shows what there was, and `tick` works them out.
AT_ONCE = 2_000
# Traits of people change without touching an attempt: the night works out what is older.
_OLDEST = timedelta(hours=20)
BINS = 10


def figures_of(quiz: Quiz, entries: Sequence[Mapping[str, Any]], *, at: datetime) -> tuple[QuizFigures | None, bool]:
    """Give the quiz's figures and whether they are up to date; None: not worked out yet. Three statements when kept.

    Up to 2,000 attempts are worked out at once where something changed; for more `tick` is told that they are wanted.
    """
    edition, n = _edition(quiz, entries)
    kept = QuizFigures.objects.filter(quiz=quiz).first()
    if kept and kept.edition == edition:
        return kept, True
    if n <= AT_ONCE:
        return build_figures(quiz, at=at), True
    QuizFigures.objects.update_or_create(quiz=quiz, defaults={"is_wanted": True})
    return (kept if kept and kept.built_at else None), False


def build_figures(quiz: Quiz, *, at: datetime) -> QuizFigures:
    """Work out a quiz's figures anew and keep them. Repeatable; two at once are both right."""
    entries = entries_of(quiz)
    # Named before anything is read: what arrives meanwhile makes the next look find these figures old.
    edition, _n = _edition(quiz, entries)
    versions = dict(zip((entry["item"] for entry in entries), frozen(entries), strict=True))
    picked = {item for item, version in versions.items() if is_picked(version)}
    table = response_table(quiz, list(versions), picked)
    tops = np.array(
        [float(Decimal(entry["points"])) * versions[entry["item"]].type.is_scored for entry in entries], dtype=float
    )
    found = {
        "edition": edition,
        "built_at": at,
        "figures": work_out(table, versions, tops),
        "flags": integrity_flags.find_flags(table, versions, tops),
        "is_wanted": False,
    }
    return QuizFigures.objects.update_or_create(quiz=quiz, defaults=found)[0]


def build_wanted_figures(*, at: datetime) -> int:
    """Work out what someone asked for; give how many. One query where nobody did. For `tick`."""
    done = 0
    for quiz in Quiz.objects.filter(figures__is_wanted=True):
        # Whoever changes the row does the work; a second copy of `tick` finds nothing to do.
        if QuizFigures.objects.filter(quiz=quiz, is_wanted=True).update(is_wanted=False):
            build_figures(quiz, at=at)
            done += 1
    return done


def build_all_figures(*, at: datetime) -> int:
    """Work out every quiz whose answers changed or whose figures are of yesterday; give how many. For the night."""
    done = 0
    taken = Attempt.objects.filter(number=1, state=State.SUBMITTED, passed__isnull=False).values("quiz")
    quizzes = Quiz.objects.filter(pk__in=taken).select_related("figures")
    for quiz in quizzes.defer("figures__figures", "figures__flags"):
        kept = getattr(quiz, "figures", None)
        fresh = kept is not None and kept.built_at is not None and at - kept.built_at < _OLDEST
        if not fresh or kept.edition != _edition(quiz, entries_of(quiz))[0]:
            build_figures(quiz, at=at)
            done += 1
    return done


def is_picked(version: Frozen) -> bool:
    """Say whether a question is answered by picking from a list, so that each answer can be counted."""
    return version.type.present(version.content, []).control in {"radio", "checkbox"}


def _edition(quiz: Quiz, entries: Sequence[Mapping[str, Any]]) -> tuple[str, int]:
    """Name what the figures would be made of, and say of how many attempts. Two queries."""
    taken = counting_attempts(quiz).aggregate(n=Count("pk"), last=Max("pk"))
    # A person who marks an essay adds a response.
    answered = Response.objects.filter(attempt__quiz=quiz).aggregate(last=Max("pk"))
    asked = json.dumps([[entry["item"], entry["digest"], str(entry["points"])] for entry in entries])
    digest = hashlib.sha256(asked.encode()).hexdigest()[:16]
    return f"{_FORMULAS}:{taken['n']}:{taken['last']}:{answered['last']}:{digest}", taken["n"]


def work_out(table: ResponseTable, versions: Mapping[int, Frozen], tops: np.ndarray) -> dict[str, Any]:
    """Compute everything that is shown, as plain values. `tops` the points of each question; 0: it gives none.

    "n"; "quiz" (QuizStatistics or None); "totals": counts of attempts by tenth of the points; "compared": the pairs of
    groups that were large enough; "items" by id: "statistics" (ItemStatistics or None), "unanswered" percent, "times"
    (Times or None), "choices" [ChoiceRow], "curves" of the choices, "groups" [difference].
    """
    if not table.n:
        return {"n": 0}
    marks = table.share * tops
    totals = marks.sum(axis=1)
    earning = np.flatnonzero(tops > 0)
    statistics: dict[int, Any] = {}
    whole = None
    if len(earning):
        named = [str(table.items[column]) for column in earning]
        guesses = [guess_score(version.kind, version.content) for version in versions.values()]
        worked = item_statistics(marks[:, earning], named, tops[earning], [guesses[column] for column in earning])
        statistics = dict(zip(earning.tolist(), worked, strict=True))
        whole = asdict(quiz_statistics(marks[:, earning]))
    year = datetime.fromtimestamp(float(table.submitted.max()), tz=timezone.get_default_timezone()).year
    compared, differences = group_differences(table, table.is_right, totals, earning.tolist(), year=year)
    items = {}
    for column, (item, version) in enumerate(versions.items()):
        code = table.code[:, column]
        items[str(item)] = {
            "statistics": asdict(statistics[column]) if column in statistics else None,
            "unanswered": 100 * float(np.mean(code == 0)),
            "times": _as_dict(times(table.seconds[:, column])),
            "groups": differences.get(column, []),
            **_choices(version, code, table.responses, totals - marks[:, column]),
        }
    return {"n": table.n, "quiz": whole, "totals": _tenths(totals, tops), "compared": compared, "items": items}


def _choices(version: Frozen, code: np.ndarray, responses: Sequence[Any], rest: np.ndarray) -> dict[str, Any]:
    """Who picked what. An answer of an earlier version that is no more was picked instead of all these."""
    if not is_picked(version):
        return {"choices": [], "curves": None}
    keys = version.type.choice_keys(version.content)
    used, number = np.unique(code, return_inverse=True)
    holds = np.zeros((len(used), len(keys) + 1), dtype=bool)
    for place, one in enumerate(used.tolist()):
        response = responses[one]
        given = response if isinstance(response, list) else []
        holds[place, :-1] = [key in given for key in keys]
        holds[place, -1] = not holds[place, :-1].any()
    ticked = holds[number]
    right = version.type.right_response(version.content) or ()
    rows = choice_rows(ticked, rest, keys, right)
    return {"choices": [asdict(row) for row in rows], "curves": option_curves(ticked, rest)}


def _tenths(totals: np.ndarray, tops: np.ndarray) -> list[int]:
    """Count the attempts by tenths of the points; all points belong to the last tenth."""
    whole = tops.sum()
    if not whole:
        return []
    place = np.clip(np.floor(np.round(BINS * totals / whole, 7)), 0, BINS - 1).astype(np.int64)
    return np.bincount(place, minlength=BINS).tolist()


def _as_dict(found: Any) -> dict[str, Any] | None:
    return None if found is None else asdict(found)
