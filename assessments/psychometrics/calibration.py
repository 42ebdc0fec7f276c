"""Item parameters from answers: marginal maximum likelihood by EM. Pure.

logit P(right) = a theta + d with theta ~ N(0,1), and b = −d / a (Bock and Aitkin 1981). The integral is a sum over a
grid from −6 to 6: 61 points, 121 where a person answers so many items that the posterior gets narrow. Plain EM crawls
along scale and place of theta and, stopped early, leaves the scale wrong; so
each step lets theta be N(mu, sd²) and reads the items back on N(0,1) (PX-EM; Liu, Rubin and Wu 1998), and every third
step is a leap along the last two (SQUAREM; Varadhan and Roland 2008), taken back where the likelihood falls.

With priors the scale must stay where the priors know it, so that after a few steps of PX-EM plain EM goes on. With
anchors their parameters define the scale; mu and sd of theta are then estimated, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..items.contract import Problem
from .answers import Answers, sum_by_cell, sum_by_person

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

REACH = 6.0
POINTS, FINE_POINTS = 61, 121
MANY_ANSWERS = 60
# Beyond this slope the answers are separated perfectly: the likelihood has no maximum.
STEEPEST = 10.0
# Below this common slope the items have nothing in common, and b = −d / a goes anywhere.
FLATTEST = 0.05
NEWTON_STEPS = 3
PX_STEPS_BEFORE_PRIORS = 6


class NotEstimable(ValueError):
    """No finite estimate exists; `problems` name the items."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems


@dataclass(frozen=True)
class Priors:
    """log a ~ N(log_a, log_a_sd), b ~ N(b, b_sd).

    `b` and `b_sd` may be one for each item, from its author; in a 2PL `log_a_sd`, too, from how many answered it.
    """

    b: float | Floats = 0.0
    b_sd: float | Floats = 2.0
    log_a: float = 0.0
    log_a_sd: float | Floats = 0.5


@dataclass(frozen=True)
class Model:
    """What is estimated. `model` "1pl" (one slope, or the fixed `slope`) or "2pl"; `anchored` items are fixed."""

    model: str
    slope: float | None
    anchored: Flags
    priors: Priors | None

    @property
    def slopes_free(self) -> bool:
        """Say whether any slope is estimated."""
        return self.model == "2pl" or self.slope is None


@dataclass(frozen=True)
class Scale:
    """Items and people at one moment: logit = a theta + d, theta ~ N(mean, sd²) on `points` grid points."""

    a: Floats
    d: Floats
    mean: float
    sd: float
    points: int

    @property
    def theta(self) -> Floats:
        return self.mean + self.sd * np.linspace(-REACH, REACH, self.points)

    @property
    def right(self) -> Floats:
        """P(right), items × points."""
        return np.asarray(1 / (1 + np.exp(-self.logit)))

    @property
    def logit(self) -> Floats:
        return np.clip(self.a[:, None] * self.theta + self.d[:, None], -35, 35)


@dataclass(frozen=True)
class Calibration:
    """`a`, `b` in the order of the items; `log_likelihood` of the answers (without priors); `mean`, `sd` of theta
    (0 and 1 without anchors); `converged` whether the last step was below the tolerance.
    """

    model: Model
    scale: Scale
    log_likelihood: float
    iterations: int
    converged: bool

    @property
    def a(self) -> Floats:
        return self.scale.a

    @property
    def b(self) -> Floats:
        return -self.scale.d / self.scale.a


@dataclass(frozen=True)
class Expected:
    """The E step: `posterior` people × points; `counts` items × (wrong, right) × points; theta's mean and sd."""

    log_likelihood: float
    posterior: Floats
    counts: Floats
    mean: float
    sd: float


def calibrate(
    given: Answers,
    model: str = "2pl",
    *,
    slope: float | None = None,
    priors: Priors | None = None,
    anchors: Mapping[int, tuple[float, float]] | None = None,
    names: Sequence[str] | None = None,
    tolerance: float = 1e-6,
    most_iterations: int = 1000,
) -> Calibration:
    """Estimate slopes and difficulties; people are N(0,1) unless `anchors` {item: (a, b)} say otherwise.

    `slope` fixes all slopes of a 1PL. Stops when no a and d moves by more than `tolerance` in a step.
    Raises NotEstimable where an item has no finite estimate (`all_right`, `all_wrong`, `no_answers`,
    `no_finite_estimate`, each with `column`, the item's name or number), nobody answered anything (`no_people`), or the
    items of a 1PL have nothing in common (`no_common_slope`); ValueError for a model we do not have.
    """
    if model not in {"1pl", "2pl"} or (model == "2pl" and slope is not None):
        raise ValueError(f"there is no model {model!r} with slope {slope}")
    called = [str(number + 1) for number in range(given.n_items)] if names is None else names
    fixed = anchors or {}
    anchored = np.isin(np.arange(given.n_items), list(fixed))
    what = Model(model, slope, anchored, priors)
    _refuse(given, what, called)
    scale, iterations, converged = _settle(given, what, _begin(given, what, fixed), tolerance, most_iterations)
    steep = np.flatnonzero((np.abs(scale.a) >= STEEPEST) & ~anchored)
    if steep.size and what.slopes_free:
        raise NotEstimable([Problem("no_finite_estimate", {"column": called[int(item)]}) for item in steep])
    if model == "1pl" and slope is None and priors is None and np.abs(scale.a[~anchored]).max(initial=0) < FLATTEST:
        raise NotEstimable([Problem("no_common_slope")])
    return Calibration(what, scale, expect(given, scale).log_likelihood, iterations, converged)


def expect(given: Answers, scale: Scale) -> Expected:
    """Say where each person is, and how many people at each point answered each item right and wrong."""
    theta, logit = scale.theta, scale.logit
    log_wrong = -np.logaddexp(0, logit)
    of_cell = np.stack([log_wrong, logit + log_wrong], axis=1).reshape(2 * given.n_items, -1)
    prior = np.exp(-np.square(np.linspace(-REACH, REACH, scale.points)) / 2)
    posterior = sum_by_person(given, of_cell)
    posterior += np.log(prior / prior.sum())
    top = posterior.max(axis=1, keepdims=True)
    posterior -= top
    np.exp(posterior, out=posterior)
    size = posterior.sum(axis=1, keepdims=True)
    posterior /= size
    log_likelihood = float(given.weight @ (np.log(size) + top)[:, 0])
    counts = sum_by_cell(given, posterior * given.weight[:, None]).reshape(given.n_items, 2, -1)
    people = given.weight @ posterior
    mean = float(people @ theta / people.sum())
    sd = float(np.sqrt(people @ np.square(theta - mean) / people.sum()))
    return Expected(log_likelihood, posterior, counts, mean, sd)


def _refuse(given: Answers, what: Model, names: Sequence[str]) -> None:
    if given.weight.sum() <= 0:
        raise NotEstimable([Problem("no_people")])
    problems = []
    for name, (wrong, right), anchored in zip(names, given.counts, what.anchored, strict=True):
        if anchored or (what.priors and wrong + right):
            continue
        if not wrong or not right:
            code = "no_answers" if wrong == right else "all_right" if right else "all_wrong"
            problems.append(Problem(code, {"column": name}))
    if problems:
        raise NotEstimable(problems)


def _begin(given: Answers, what: Model, anchors: Mapping[int, tuple[float, float]]) -> Scale:
    wrong, right = given.counts.T + 0.5
    a = np.full(given.n_items, 1.0 if what.slope is None else float(what.slope))
    # The slope of the normal mixture: a bare log odds is nearer to 0 than d.
    d = np.log(right / wrong) * np.sqrt(1 + np.square(a) * np.pi / 8)
    for item, (slope, place) in anchors.items():
        a[item], d[item] = slope, -slope * place
    per_person = len(given.cell) / max(len(given.weight), 1)
    return Scale(a, d, 0.0, 1.0, FINE_POINTS if per_person > MANY_ANSWERS else POINTS)


def _settle(given: Answers, what: Model, scale: Scale, tolerance: float, most: int) -> tuple[Scale, int, bool]:
    """Repeat until nothing moves: two steps, then a leap in the direction they took."""
    done = 0
    while done < most:
        expand = not what.anchored.any() and (what.priors is None or done < PX_STEPS_BEFORE_PRIORS)
        _, first = _step(given, what, scale, expand)
        reached, second = _step(given, what, first, expand)
        done += 2
        if _distance(first, second) < tolerance and (expand is False or what.priors is None):
            return second, done, True
        leap = _leap(scale, first, second, what)
        scale = second
        if leap is not None:
            value, beyond = _step(given, what, leap, expand)
            done += 1
            if value >= reached:
                scale = beyond
    return scale, done, False


def _leap(start: Scale, first: Scale, second: Scale, what: Model) -> Scale | None:
    packed = [np.concatenate([s.a, s.d, [s.mean, np.log(s.sd)]]) for s in (start, first, second)]
    step, bend = packed[1] - packed[0], packed[2] - 2 * packed[1] + packed[0]
    if not bend.any():
        return None
    length = max(1.0, float(np.sqrt(step @ step / (bend @ bend))))
    end = packed[0] + 2 * length * step + length**2 * bend
    n = len(start.a)
    a = np.where(what.anchored, start.a, np.clip(end[:n], -STEEPEST, STEEPEST))
    if what.priors is not None:
        a = np.maximum(a, 0.01)
    if not what.slopes_free:
        a = start.a
    d = np.where(what.anchored, start.d, end[n : 2 * n])
    return replace(start, a=a, d=d, mean=float(end[-2]), sd=float(np.exp(np.clip(end[-1], -3, 3))))


def _distance(one: Scale, other: Scale) -> float:
    return float(max(np.abs(one.a - other.a).max(), np.abs(one.d - other.d).max(), abs(one.mean - other.mean)))


def _step(given: Answers, what: Model, scale: Scale, expand: bool) -> tuple[float, Scale]:
    """One round of EM: (log likelihood, with priors the log posterior, of `scale`; the next scale)."""
    found = expect(given, scale)
    value = found.log_likelihood + _log_prior(what, scale)
    after = maximise(found.counts, what, scale)
    if what.anchored.any():
        return value, replace(after, mean=found.mean, sd=found.sd)
    if expand:
        sd = found.sd if what.slopes_free else 1.0
        after = replace(after, a=after.a * sd, d=after.d + after.a * found.mean)
    return value, after


def _log_prior(what: Model, scale: Scale) -> float:
    if what.priors is None:
        return 0.0
    free, priors = ~what.anchored, what.priors
    value = -np.square((-scale.d / scale.a - priors.b) / priors.b_sd)[free].sum() / 2
    slopes = scale.a[free] if what.model == "2pl" else scale.a[free][:1] if what.slope is None else scale.a[:0]
    log_a_sd = np.broadcast_to(priors.log_a_sd, free.shape)[free][: len(slopes)]
    return float(value - np.square((np.log(slopes) - priors.log_a) / log_a_sd).sum() / 2)


def maximise(counts: Floats, what: Model, scale: Scale) -> Scale:
    """The M step: a few Newton steps for each item's logistic regression on theta."""
    free = ~what.anchored
    a, d = scale.a.copy(), scale.d.copy()
    for _ in range(NEWTON_STEPS):
        slope_gradient, place_gradient, aa, ad, dd = curvature(counts, what, replace(scale, a=a, d=d))
        if not what.slopes_free:
            a_step, d_step = np.zeros_like(a), place_gradient / dd
        elif what.model == "2pl":
            both = aa * dd - ad**2
            a_step = (dd * slope_gradient - ad * place_gradient) / both
            d_step = (aa * place_gradient - ad * slope_gradient) / both
        else:
            # One slope for all: each item's place is eliminated, what remains is one number.
            common = (slope_gradient - ad * place_gradient / dd)[free].sum() / (aa - ad**2 / dd)[free].sum()
            a_step = np.full_like(a, common)
            d_step = (place_gradient - ad * common) / dd
        a += np.where(free, np.clip(a_step, -0.5, 0.5), 0)
        d += np.where(free, np.clip(d_step, -1.5, 1.5), 0)
        np.clip(a, -STEEPEST, STEEPEST, out=a, where=free)
        if what.priors is not None and what.slopes_free:
            np.maximum(a, 0.05, out=a, where=free)
    return replace(scale, a=a, d=d)


def curvature(counts: Floats, what: Model, scale: Scale) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Give each item's gradient by a and d, and minus its second derivatives aa, ad, dd (priors: Gauss–Newton)."""
    theta, right = scale.theta, scale.right
    people = counts.sum(axis=1)
    off = counts[:, 1] - people * right
    weight = people * right * (1 - right)
    slope_gradient, place_gradient = off @ theta, off.sum(axis=1)
    aa, ad, dd = weight @ np.square(theta), weight @ theta, weight.sum(axis=1)
    # An item of which only the prior or nothing is known must not divide by zero.
    dd, aa = dd + 1e-9, aa + 1e-9
    if what.priors is not None:
        a, priors, n = scale.a, what.priors, int((~what.anchored).sum())
        b = -scale.d / a
        pull, tight = (b - priors.b) / np.square(priors.b_sd), 1 / np.square(np.broadcast_to(priors.b_sd, b.shape))
        by_a, by_d = -b / a, -1 / a
        slope_gradient, place_gradient = slope_gradient - pull * by_a, place_gradient - pull * by_d
        aa, ad, dd = aa + tight * by_a**2, ad + tight * by_a * by_d, dd + tight * by_d**2
        if what.slopes_free:
            # The common slope of a 1PL has its prior once, not once for each item.
            once = np.square(priors.log_a_sd) * (1 if what.model == "2pl" else n)
            slope_gradient = slope_gradient - (np.log(a) - priors.log_a) / (once * a)
            aa = aa + 1 / (once * a**2)
    return slope_gradient, place_gradient, aa, ad, dd
