"""How well a bank would place people whose ability is known: simulated sittings under the site's own rules. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from .placing import Asked, bluntness, choose, estimate, is_ready, rules_for, verdict
from .selection import PoolItem, Rules


@dataclass(frozen=True)
class SimItem:
    """A question: what the site believes of it (`a`, `b`, `b_sd`), not what it is."""

    key: str
    area: str
    model: str
    a: float
    b: float
    b_sd: float


@dataclass(frozen=True)
class Report:
    """What came of `n` simulated sittings. Logits; shares 0–1.

    `rmse` against `told`, the root mean square of the errors reported: an honest test has them alike. `awarded` the
    share given a band, `right_when_awarded` how many of these are in it, `covered` how many are within what was said,
    a range included. `exact` the share whose likeliest band is right. `exposure` the largest share of sittings that
    asked one question; `used` the share of the bank asked at least once.
    """

    n: int
    n_items: int
    rules: Rules
    bias: float
    rmse: float
    told: float
    mean_length: float
    exposure: float
    used: float
    exact: float
    within_one: float
    awarded: float
    right_when_awarded: float | None
    covered: float


class BankTooSmall(ValueError):
    """The bank has too few questions, or none in some area."""


def simulate(items: Sequence[SimItem], cuts: Sequence[float], *, n: int, seed: int) -> Report:
    """Place `n` people, N(0,1), by this bank. The same arguments give the same report.

    A question's true difficulty is drawn around what is believed of it, by its own uncertainty, once for everybody:
    people are right by the truth, the test counts by the belief. Raises BankTooSmall.
    """
    if not is_ready([item.area for item in items]):
        raise BankTooSmall
    rng = np.random.default_rng(seed)
    truth = {item.key: item.b + rng.normal(0, item.b_sd) for item in items}
    rules = rules_for([item.model for item in items])
    thetas, shown = rng.normal(size=n), dict.fromkeys(truth, 0)
    rows, lengths = [], []
    for person, theta in enumerate(thetas):
        asked = _sitting(items, truth, float(theta), shown, person, rules, rng.random, f"{seed}:{person}")
        found = estimate(asked)
        said, true_band = verdict(found, cuts), int(sum(theta >= cut for cut in cuts))
        likeliest = int(np.argmax(said.each))
        rows.append(
            (
                found.theta - theta,
                found.sd,
                likeliest == true_band,
                abs(likeliest - true_band) <= 1,
                said.band is not None,
                said.band == true_band,
                said.lowest <= true_band <= said.highest,
            )
        )
        lengths.append(len(asked))
    error, sd, exact, near, awarded, right, covered = (
        np.array(column, dtype=float) for column in zip(*rows, strict=True)
    )
    return Report(
        n=n,
        n_items=len(items),
        rules=rules,
        bias=float(error.mean()),
        rmse=float(np.sqrt(np.square(error).mean())),
        told=float(np.sqrt(np.square(sd).mean())),
        mean_length=float(np.mean(lengths)),
        exposure=max(shown.values()) / n,
        used=sum(count > 0 for count in shown.values()) / len(items),
        exact=float(exact.mean()),
        within_one=float(near.mean()),
        awarded=float(awarded.mean()),
        right_when_awarded=float(right.sum() / awarded.sum()) if awarded.any() else None,
        covered=float(covered.mean()),
    )


def _sitting(
    items: Sequence[SimItem],
    truth: dict[str, float],
    theta: float,
    shown: dict[str, int],
    before: int,
    rules: Rules,
    chance: Callable[[], float],
    seed: str,
) -> list[Asked]:
    by_key = {item.key: item for item in items}
    # As the site counts it: of few sittings a share is mostly chance.
    of = max(before, 20)
    pool = [PoolItem(i.key, i.area, bluntness(i.a, i.b_sd), i.b, shown[i.key] / of) for i in items]
    keys: list[str] = []
    asked: list[Asked] = []
    while (chosen := choose(pool, keys, estimate(asked), rules=rules, seed=seed)) is not None:
        item = by_key[chosen.key]
        keys.append(item.key)
        shown[item.key] += 1
        right = chance() < 1 / (1 + np.exp(-item.a * (theta - truth[item.key])))
        asked.append(Asked(item.area, item.a, item.b, item.b_sd, bool(right)))
    return asked
