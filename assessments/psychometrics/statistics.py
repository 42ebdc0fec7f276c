"""How well a quiz and its questions measure: classical item statistics. Pure.

Formulas: Moodle's quiz statistics (question engine 4.5), as noted in docs/item-statistics.md. With n attempts, x an
item's mark, T the attempt's total and R = T − x the rest: variances and covariances divide by n − 1 everywhere, and
what would be divided by zero is None. For a question drawn at random into its slot, R = T.

Units: marks for mean, median, sd and standard error; percent (0–100) for all else, skewness and kurtosis apart.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ..items.contract import Problem

Floats = NDArray[np.float64]

# Usual practice, not a published norm: see docs/item-statistics.md.
FEWEST = 30
TOO_EASY, TOO_HARD = 95.0, 20.0
WEAK = 15.0
# Below this part of the scale a spread is what adding floats leaves behind.
NOISE = 1e-12


@dataclass(frozen=True)
class ItemStatistics:
    """One slot of a quiz, or one question drawn into slots.

    `facility` mean mark in percent of the maximum; `sd` in marks; both None where nothing can be earned.
    `intended_weight`, `effective_weight` percent of the total: by maximum, and by what it adds to the spread of the
    totals; None for a drawn question, and where the mark falls as the total rises.
    `discrimination_index` correlation with the rest in percent; `discriminative_efficiency` the same in percent of
    the most these marks could reach; None where marks or rests do not differ.
    `guess` what blind guessing earns, in percent; None: not told.
    """

    item: str
    n: int
    facility: float | None
    sd: float | None
    intended_weight: float | None
    effective_weight: float | None
    discrimination_index: float | None
    discriminative_efficiency: float | None
    guess: float | None = None

    @property
    def verdicts(self) -> tuple[Problem, ...]:
        """Say what the author should look at; of fewer than 30 attempts nothing but that they are too few."""
        if self.n < FEWEST:
            return (Problem("too_few", {"n": self.n, "needed": FEWEST}),)
        found = []
        if self.facility is not None and self.facility > TOO_EASY:
            found.append(Problem("too_easy", {"percent": self.facility}))
        if self.facility is not None and self.facility < TOO_HARD:
            found.append(Problem("too_hard", {"percent": self.facility}))
        if self.discrimination_index is not None and self.discrimination_index < 0:
            found.append(Problem("negative_discrimination", {"percent": self.discrimination_index}))
        elif self.discrimination_index is not None and self.discrimination_index < WEAK:
            found.append(Problem("weak_discrimination", {"percent": self.discrimination_index}))
        return tuple(found)


@dataclass(frozen=True)
class QuizStatistics:
    """All attempts at one quiz. `mean`, `median`, `sd`, `standard_error` in marks; `alpha`, `error_ratio` in percent.

    `alpha` (coefficient of internal consistency, Cronbach's alpha) needs more than two attempts and more than one
    item. It may be negative; the error ratio is then above 100 and the quiz `not_reliable`, which is said, not cut off.
    """

    n: int
    n_items: int
    mean: float | None
    median: float | None
    sd: float | None
    skewness: float | None
    kurtosis: float | None
    alpha: float | None
    error_ratio: float | None
    standard_error: float | None

    @property
    def verdicts(self) -> tuple[Problem, ...]:
        """Say what the reader of these figures must know: `too_few` attempts, `not_reliable`."""
        found = []
        if self.n < FEWEST:
            found.append(Problem("too_few", {"n": self.n, "needed": FEWEST}))
        if self.alpha is not None and self.alpha < 0:
            found.append(Problem("not_reliable", {"percent": self.alpha}))
        return tuple(found)


@dataclass(frozen=True)
class Drawn:
    """Long layout: one entry for each answered slot. All sequences are as long as each other.

    `attempt`, `slot`, `question` are names; `mark` in marks; a slot missing in an attempt counts 0.
    """

    attempt: Sequence[str]
    slot: Sequence[str]
    question: Sequence[str]
    mark: ArrayLike


def item_statistics(
    marks: ArrayLike, names: Sequence[str], max_marks: ArrayLike, guesses: Sequence[float | None] | None = None
) -> list[ItemStatistics]:
    """Compute every item's statistics.

    `marks` attempts × items, without gaps (not answered is 0); `max_marks` one for each item; `guesses` in percent.
    Raises ValueError where the shapes differ or a mark is no finite number.
    """
    x, top = _checked(marks, names, max_marks)
    total = x.sum(axis=1)
    by_total = np.full(len(top), np.nan)
    if len(x) > 1:
        by_total = np.einsum("ij,i->j", _centred(x), _centred(total[:, None])[:, 0]) / (len(x) - 1)
        by_total[np.abs(by_total) <= NOISE * np.square(np.abs(x).max(initial=0))] = 0
    roots = np.sqrt(np.where(by_total >= 0, by_total, np.nan))
    whole = np.nansum(roots)
    return [
        _one(
            name,
            x[:, j],
            total - x[:, j],
            top[j],
            intended=_ratio(100 * top[j], top.sum()),
            effective=_ratio(100 * roots[j], whole),
            guess=guesses[j] if guesses else None,
        )
        for j, name in enumerate(names)
    ]


def quiz_statistics(marks: ArrayLike) -> QuizStatistics:
    """Compute the statistics of the totals; `marks` attempts × items as for `item_statistics`."""
    x = np.asarray(marks, dtype=np.float64)
    n, p = x.shape
    if not n:
        return QuizStatistics(0, p, *[None] * 8)
    total = x.sum(axis=1)
    away = _centred(total[:, None])[:, 0]
    m2, m3, m4 = (float(np.mean(away**power)) for power in (2, 3, 4))
    k2 = n * m2 / (n - 1) if n > 1 else None
    skewness = kurtosis = alpha = error_ratio = standard_error = None
    if k2 and n > 2:
        skewness = n**2 * m3 / ((n - 1) * (n - 2)) / k2**1.5
    if k2 and n > 3:
        k4 = n**2 * ((n + 1) * m4 - 3 * (n - 1) * m2**2) / ((n - 1) * (n - 2) * (n - 3))
        kurtosis = k4 / k2**2
    if k2 and n > 2 and p > 1:
        alpha = 100 * p / (p - 1) * (1 - float(np.square(_centred(x)).sum()) / (n - 1) / k2)
        # Items that say the very same may come out a rounding above 100.
        error_ratio = 100 * sqrt(max(0.0, 1 - alpha / 100))
        standard_error = error_ratio * sqrt(k2) / 100
    sd = None if k2 is None else sqrt(k2)
    centre = float(total.mean()), float(np.median(total))
    return QuizStatistics(n, p, *centre, sd, skewness, kurtosis, alpha, error_ratio, standard_error)


def by_slot(drawn: Drawn) -> tuple[Floats, list[str], list[str]]:
    """Lay a long table out wide: (marks attempts × slots, names of attempts, names of slots), both as they first come.

    Raises ValueError where an attempt has a slot twice.
    """
    rows, attempts = _numbered(drawn.attempt)
    columns, slots = _numbered(drawn.slot)
    cells = rows * len(slots) + columns
    if len(np.unique(cells)) < len(cells):
        raise ValueError("an attempt has a slot twice")
    wide = np.zeros(len(attempts) * len(slots))
    wide[cells] = np.asarray(drawn.mark, dtype=np.float64)
    return wide.reshape(len(attempts), len(slots)), attempts, slots


def drawn_statistics(drawn: Drawn, max_marks: ArrayLike) -> list[ItemStatistics]:
    """Compute the statistics of every question that shares a slot with others, over the attempts that met it.

    `max_marks` one for each entry of `drawn`. R is the total, the question's own mark included: the rest of an
    attempt is made of other questions each time. Weights are None: a question has none of its own in the quiz.
    """
    wide, _, _ = by_slot(drawn)
    rows, _ = _numbered(drawn.attempt)
    columns, slots = _numbered(drawn.slot)
    asked, questions = _numbered(drawn.question)
    pairs = np.unique(columns * len(questions) + asked)
    per_slot = np.bincount(pairs // len(questions), minlength=len(slots))
    shared = np.unique((pairs % len(questions))[per_slot[pairs // len(questions)] > 1])
    totals, mark = wide.sum(axis=1), np.asarray(drawn.mark, dtype=np.float64)
    tops = np.asarray(max_marks, dtype=np.float64)
    found = []
    for number in shared:
        mine = asked == number
        top = float(tops[mine].mean())
        found.append(_one(questions[number], mark[mine], totals[rows[mine]], top, intended=None, effective=None))
    return found


def _one(
    name: str,
    x: Floats,
    rest: Floats,
    top: float,
    *,
    intended: float | None,
    effective: float | None,
    guess: float | None = None,
) -> ItemStatistics:
    n = len(x)
    facility = 100 * float(x.mean()) / top if n and top > 0 else None
    if n < 2:
        return ItemStatistics(name, n, facility, None, intended, None, None, None, guess)
    x_away, rest_away = _centred(x[:, None])[:, 0], _centred(rest[:, None])[:, 0]
    x_var, rest_var = (_dot(away, away) / (n - 1) for away in (x_away, rest_away))
    covariance = _dot(x_away, rest_away) / (n - 1)
    most = _dot(np.sort(x_away), np.sort(rest_away)) / (n - 1)
    index = _ratio(100 * covariance, sqrt(x_var * rest_var))
    efficiency = _ratio(100 * covariance, most)
    sd = sqrt(x_var) if top > 0 else None
    return ItemStatistics(name, n, facility, sd, intended, effective, index, efficiency, guess)


def _centred(x: Floats) -> Floats:
    """Take each column's mean away; a column that does not vary becomes exactly 0, whatever its mean rounds to."""
    away: Floats = x - x.mean(axis=0)
    size = np.abs(x).max(axis=0, initial=0)
    away[:, np.ptp(x, axis=0) <= 1e-9 * size] = 0
    return away


def _dot(one: Floats, other: Floats) -> float:
    """Multiply and add up without the threads `@` starts for it: they wait for each other longer than they work."""
    return float(np.einsum("i,i->", one, other))


def _ratio(part: float, whole: float) -> float | None:
    return float(part / whole) if whole > 0 and not np.isnan(part) else None


def _checked(marks: ArrayLike, names: Sequence[str], max_marks: ArrayLike) -> tuple[Floats, Floats]:
    x, top = np.asarray(marks, dtype=np.float64), np.asarray(max_marks, dtype=np.float64)
    if x.ndim != 2 or x.shape[1] != len(names) or top.shape != (len(names),):
        raise ValueError(f"marks {x.shape}, {len(names)} names and {top.shape} maximum marks do not fit together")
    if not np.isfinite(x).all() or not np.isfinite(top).all():
        raise ValueError("every mark is a finite number; not answered is 0")
    return x, top


def _numbered(names: Iterable[str]) -> tuple[NDArray[np.int64], list[str]]:
    """Number names in the order in which they first come."""
    known: dict[str, int] = {}
    numbers = np.fromiter((known.setdefault(name, len(known)) for name in names), dtype=np.int64)
    return numbers, list(known)
