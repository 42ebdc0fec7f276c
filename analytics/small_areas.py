"""Rates of small communes, drawn to the middle as far as they are chance; ranks that say how sure they are. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Draws from each commune's posterior; the bounds of a rank then move by one place at most from seed to seed.
DRAWS = 4000


@dataclass(frozen=True, slots=True)
class Shrunk:
    """A rate (0–1) given what the others are like, with the 95 % credible interval. `own_share`: how much of it is
    the commune's own count, 0–1; the rest is the province's mean."""

    rate: float
    low: float
    high: float
    own_share: float


@dataclass(frozen=True, slots=True)
class Prior:
    """The spread of true rates over communes as a beta distribution with this mean and this many people's weight.

    `strength` infinite: no more differences than chance makes.
    """

    mean: float
    strength: float


@dataclass(frozen=True, slots=True)
class Rank:
    """Between which places a commune stands with 95 % probability; 1 is the highest rate."""

    best: int
    worst: int


def fit_prior(successes: ArrayLike, people: ArrayLike) -> Prior:
    """Fit the beta-binomial by its moments (Marshall 1991, global estimator).

    m = Σx/Σn; A = Σn(p−m)²/Σn − m(1−m)/n̄ is the variance of true rates, and a + b = m(1−m)/A − 1. A negative A is 0:
    there is no difference beyond chance (esda 2.9 does not clip it and gives weights below 0). ValueError: no people.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(people, dtype=float)
    x, n = x[n > 0], n[n > 0]
    if not len(n) or (x > n).any() or (x < 0).any():
        raise ValueError("0 ≤ successes ≤ people, and people somewhere")
    mean = float(x.sum() / n.sum())
    variance = float((n * (x / n - mean) ** 2).sum() / n.sum()) - mean * (1 - mean) / float(n.mean())
    if variance <= 0 or mean in (0.0, 1.0):
        return Prior(mean, float("inf"))
    return Prior(mean, max(mean * (1 - mean) / variance - 1, 1e-6))


def shrink(successes: ArrayLike, people: ArrayLike, prior: Prior | None = None) -> list[Shrunk | None]:
    """Each commune's rate, and the province's mean, weighed by what either knows (empirical Bayes). None: no people.

    (x + a)/(n + a + b), interval from Beta(a + x, b + n − x). *Example:* a prior of mean 0.2 worth 20 people and 3 of
    5 give (3 + 4)/(5 + 20) = 0.28, of which a fifth is the commune's own.
    """
    from scipy.stats import beta

    x, n = np.asarray(successes, dtype=float), np.asarray(people, dtype=float)
    prior = prior or fit_prior(x, n)
    found: list[Shrunk | None] = []
    for mine, here in zip(x, n, strict=True):
        if here <= 0:
            found.append(None)
        elif np.isinf(prior.strength):
            found.append(Shrunk(prior.mean, prior.mean, prior.mean, 0.0))
        else:
            a, b = _posterior(prior, mine, here)
            low, high = (float(one) for one in beta.ppf([0.025, 0.975], a, b))
            found.append(Shrunk(float(a / (a + b)), low, high, float(here / (here + prior.strength))))
    return found


def ranks(successes: Sequence[float], people: Sequence[float], *, seed: int = 1) -> list[Rank | None]:
    """Between which places each commune stands, by draws from all posteriors at once (Goldstein & Spiegelhalter 1996).

    None: no people. Where nothing but chance tells communes apart, everyone may stand anywhere.
    """
    x, n = np.asarray(successes, dtype=float), np.asarray(people, dtype=float)
    prior = fit_prior(x, n)
    known = np.flatnonzero(n > 0)
    if np.isinf(prior.strength):
        return [Rank(1, len(known)) if here > 0 else None for here in n]
    rng = np.random.default_rng(seed)
    a, b = _posterior(prior, x[known], n[known])
    drawn = rng.beta(a, b, size=(DRAWS, len(known)))
    places = _places(drawn)
    best, worst = np.quantile(places, [0.025, 0.975], axis=0, method="nearest")
    of = {int(number): Rank(int(low), int(high)) for number, low, high in zip(known, best, worst, strict=True)}
    return [of.get(number) for number in range(len(n))]


def _posterior(prior: Prior, x: ArrayLike, n: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    x, n = np.asarray(x, dtype=float), np.asarray(n, dtype=float)
    return prior.mean * prior.strength + x, (1 - prior.mean) * prior.strength + n - x


def _places(drawn: NDArray[np.float64]) -> NDArray[np.int64]:
    """The place of each column in each row, 1 for the highest."""
    order = np.argsort(-drawn, axis=1)
    places = np.empty_like(order)
    np.put_along_axis(places, order, np.arange(1, drawn.shape[1] + 1)[None, :], axis=1)
    return places
