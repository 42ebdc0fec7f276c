"""Moving figures along shares, exactly: the arithmetic behind `lineage`. Pure."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)


def flow(start: K, arrived: Callable[[K], bool], steps: Mapping[K, Sequence[tuple[K, Fraction]]]) -> dict[K, Fraction]:
    """The share of `start` that ends at each place where `arrived` holds, chains of steps multiplied.

    The shares sum to 1 less what ends at a place that has not arrived and has no further step.

    >>> steps = {"a": [("b", Fraction(1, 4)), ("c", Fraction(3, 4))], "b": [("c", Fraction(1))]}
    >>> flow("a", lambda place: place == "c", steps)
    {'c': Fraction(1, 1)}
    """
    moving = {start: Fraction(1)}
    ended: dict[K, Fraction] = {}
    while moving:
        place, share = moving.popitem()
        if arrived(place):
            ended[place] = ended.get(place, Fraction(0)) + share
            continue
        for onward, weight in steps.get(place, ()):
            moving[onward] = moving.get(onward, Fraction(0)) + share * weight
    return ended


def apportion(values: Mapping[K, Fraction], unit: Fraction = Fraction(1)) -> dict[K, Fraction]:
    """Round each value to a multiple of `unit` so that the sum stays exactly the same (largest remainder).

    The sum must itself be a multiple of `unit`, or ValueError. Equal remainders are served in the mapping's order.

    >>> apportion({"a": Fraction(1, 3), "b": Fraction(1, 3), "c": Fraction(4, 3)})
    {'a': Fraction(1, 1), 'b': Fraction(0, 1), 'c': Fraction(1, 1)}
    """
    floors = {key: value // unit for key, value in values.items()}
    missing = sum(values.values(), Fraction(0)) / unit - sum(floors.values())
    if missing.denominator != 1:
        raise ValueError("the sum is not a multiple of the unit")
    by_remainder = sorted(values, key=lambda key: floors[key] - values[key] / unit)
    for key in by_remainder[: int(missing)]:
        floors[key] += 1
    return {key: floor * unit for key, floor in floors.items()}
