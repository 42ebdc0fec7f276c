"""All questions of a bank on one scale, night after night, from whatever answers there are. Pure.

One estimation for all: what an item's answers do not carry yet, its priors hold. Its difficulty is drawn to the
author's word, its slope to 1; the more answers, the less. So no item jumps when it passes a threshold.
Ten items known well hold the scale where the last run left it (anchors), so that a figure of March can be compared
with one of May even though other people learn now. An anchor that has drifted is let go and estimated anew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .answers import Answers, answers
from .calibration import Calibration, Floats, Model, Priors, calibrate, expect, maximise
from .calibration_errors import standard_errors
from .irt import choose_model

# An author's easy, medium and hard in logits, and how far off such a word is (ASSESSMENT, cold start).
EXPERT_B = {1: -1.0, 2: 0.0, 3: 1.0}
EXPERT_SD = 0.8
# How freely the slope may leave 1, by what the answers carry.
SLOPE_SD = {"expert": 0.02, "rasch": 0.02, "1pl": 0.2, "2pl": 0.5}
FEWEST_ANCHORS = 10
ANCHOR_ANSWERS = 500
# An anchor has drifted beyond half a logit, if that is no chance.
DRIFT, DRIFT_ERRORS = 0.5, 3.0
# Mean squares of fewer answers are mostly chance.
FIT_ANSWERS = 30
# Beyond these an item is looked at (Wright and Linacre 1994).
LOW_FIT, HIGH_FIT = 0.7, 1.3
TOLERANCE = 1e-3


@dataclass(frozen=True)
class Known:
    """What the last run found about an item."""

    a: float
    b: float
    se: float
    n: int


@dataclass(frozen=True)
class Figures:
    """What a run finds about an item; fields as `models.ItemParameter`."""

    model: str
    a: float
    b: float
    se: float
    n: int
    infit: float | None = None
    outfit: float | None = None
    drift: float | None = None
    is_anchor: bool = False


@dataclass(frozen=True)
class BankFigures:
    """All items, in order; `mean` and `sd` of the people's ability; whether the estimates settled."""

    items: list[Figures]
    mean: float = 0.0
    sd: float = 1.0
    converged: bool = True


def calibrate_items(given: Answers, expert_b: Sequence[float], before: Mapping[int, Known]) -> BankFigures:
    """Estimate every item. `expert_b` the author's difficulty of each, `before` what the last run knew, by item.

    An item nobody answered keeps its author's word (and what was known of it). Raises nothing for odd answers: with
    priors every table settles.
    """
    counts = given.counts.sum(axis=1)
    there = np.flatnonzero(counts)
    words = np.asarray(expert_b, dtype=np.float64)
    if not there.size:
        return BankFigures([_unanswered(float(b), before.get(n)) for n, b in enumerate(words)])
    asked = _only(given, there)
    models = [choose_model(int(n)) for n in counts[there]]
    priors = Priors(b=words[there], b_sd=EXPERT_SD, log_a_sd=np.array([SLOPE_SD[model] for model in models]))
    known = {place: before[int(item)] for place, item in enumerate(there) if int(item) in before}
    anchors = {place: one for place, one in known.items() if one.n >= ANCHOR_ANSWERS}
    found, moved = _anchored(asked, priors, anchors)
    drifted = {place for place, (by, error) in moved.items() if abs(by) > max(DRIFT, DRIFT_ERRORS * error)}
    if drifted:
        anchors = {place: one for place, one in anchors.items() if place not in drifted}
        found, moved = _anchored(asked, priors, anchors)
    _se_a, se_b = standard_errors(asked, found, full=False)
    infit, outfit = sparse_fit(asked, _abilities(asked, found), found.a, found.b)
    items = [_unanswered(float(b), before.get(n)) for n, b in enumerate(words)]
    for place, item in enumerate(there):
        n, anchor = int(counts[item]), bool(found.model.anchored[place])
        last = known.get(place)
        drift = moved[place][0] if place in moved else float(found.b[place] - last.b) if last else None
        error = last.se if anchor and last else min(float(np.nan_to_num(se_b[place], nan=EXPERT_SD)), EXPERT_SD)
        items[int(item)] = Figures(
            model=models[place],
            a=float(found.a[place]),
            b=float(found.b[place]),
            se=error,
            n=n,
            infit=float(infit[place]) if n >= FIT_ANSWERS else None,
            outfit=float(outfit[place]) if n >= FIT_ANSWERS else None,
            drift=drift,
            is_anchor=anchor,
        )
    return BankFigures(items, found.scale.mean, found.scale.sd, found.converged)


def sparse_fit(given: Answers, theta: Floats, a: Floats, b: Floats) -> tuple[Floats, Floats]:
    """Compare each item's answers with what the model expects at each person's `theta`: (infit, outfit) mean squares.

    As `irt.fit`, for answers where most are not given. 1 where nobody answered.
    """
    item, right = given.cell // 2, given.cell % 2
    expected = 1 / (1 + np.exp(-np.clip(a[item] * (theta[given.person] - b[item]), -35, 35)))
    spread, weight = expected * (1 - expected), given.weight[given.person]
    squares = np.square(right - expected)
    n = given.n_items
    total, counts = np.bincount(item, weight * squares, n), np.bincount(item, weight, n)
    spreads, standard = np.bincount(item, weight * spread, n), np.bincount(item, weight * squares / spread, n)
    some = counts > 0
    return np.divide(total, spreads, np.ones(n), where=some), np.divide(standard, counts, np.ones(n), where=some)


def _unanswered(b: float, before: Known | None) -> Figures:
    if before is not None and before.n:
        return Figures(choose_model(before.n), before.a, before.b, before.se, before.n, drift=0.0)
    return Figures("expert", 1.0, b, EXPERT_SD, 0)


def _only(given: Answers, items: np.ndarray) -> Answers:
    """The same answers with the items that have any, numbered anew."""
    number = np.full(given.n_items, -1)
    number[items] = np.arange(len(items))
    return answers(given.person, number[given.cell // 2], given.cell % 2, n_items=len(items), weight=given.weight)


def _anchored(
    given: Answers, priors: Priors, anchors: Mapping[int, Known]
) -> tuple[Calibration, dict[int, tuple[float, float]]]:
    """Estimate with these anchors, if they are enough; and how far each anchor would move, with its standard error."""
    held = anchors if len(anchors) >= FEWEST_ANCHORS else {}
    fixed = {place: (one.a, one.b) for place, one in held.items()}
    found = calibrate(given, "2pl", priors=priors, anchors=fixed, tolerance=TOLERANCE)
    if not held:
        return found, {}
    counts = expect(given, found.scale).counts
    # Only places are free: where would each item lie, the people staying where they are?
    places = Model("1pl", 1.0, np.zeros(given.n_items, dtype=bool), None)
    freed = maximise(counts, places, replace(found.scale))
    right = found.scale.right
    told = (counts.sum(axis=1) * right * (1 - right)).sum(axis=1)
    moved = {}
    for place, one in held.items():
        error = 1 / (abs(one.a) * np.sqrt(max(told[place], 1e-9)))
        moved[place] = (float(-freed.d[place] / freed.a[place] - one.b), float(np.hypot(error, one.se)))
    return found, moved


def _abilities(given: Answers, found: Calibration) -> Floats:
    return expect(given, found.scale).posterior @ found.scale.theta
