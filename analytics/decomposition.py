"""Why a commune is behind: its gap to the province in parts that sum to it exactly. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from math import prod


@dataclass(frozen=True, slots=True)
class MixSplit:
    """A gap between two crude rates: what comes of who lives there, and what of the rates themselves."""

    composition: float
    rate: float


def kitagawa(
    own_mix: Mapping[str, float], own_rates: Mapping[str, float], mix: Mapping[str, float], rates: Mapping[str, float]
) -> MixSplit:
    """Split own crude rate − other crude rate by Kitagawa (1955): Σ(c₁−c₂)(r₁+r₂)/2 and Σ(r₁−r₂)(c₁+c₂)/2.

    Mixes are shares that sum to 1 over the same groups. A group whose rate one side does not know takes the other's.

    >>> kitagawa({"a": 0.5, "b": 0.5}, {"a": 0.2, "b": 0.4}, {"a": 0.8, "b": 0.2}, {"a": 0.3, "b": 0.5})
    MixSplit(composition=0.06, rate=-0.1)
    """
    composition = rate = 0.0
    for group in {**mix, **own_mix}:
        mine, theirs = own_mix.get(group, 0.0), mix.get(group, 0.0)
        r_theirs = rates.get(group, own_rates.get(group, 0.0))
        r_mine = own_rates.get(group, r_theirs)
        composition += (mine - theirs) * (r_mine + r_theirs) / 2
        rate += (r_mine - r_theirs) * (mine + theirs) / 2
    return MixSplit(round(composition, 12), round(rate, 12))


def funnel_split(own: Sequence[float], other: Sequence[float]) -> list[float]:
    """Split the gap of two products (reach × activity × completion × …) over their steps by Shapley's value.

    Each step's part is what changing it adds, averaged over every order in which the steps could change (Shapley 1953;
    Shorrocks 2013): exact, and no order is preferred. *Example:* 0.2 × 0.5 against 0.4 × 0.6: −0.14 in all.

    >>> [round(part, 3) for part in funnel_split([0.2, 0.5], [0.4, 0.6])]
    [-0.11, -0.03]
    """
    if len(own) != len(other):
        raise ValueError("both funnels have the same steps")
    orders = list(permutations(range(len(own))))
    parts = [0.0] * len(own)
    for order in orders:
        now = list(other)
        before = prod(now)
        for step in order:
            now[step] = own[step]
            after = prod(now)
            parts[step] += after - before
            before = after
    return [part / len(orders) for part in parts]
