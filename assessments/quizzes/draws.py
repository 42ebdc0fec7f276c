"""Which items a paper draws from the bank. Pure: what fits a rule, and a choice among what fits.

The choice is the best there is, whatever the rules have in common: every rule gets its number of items if that can be
done at all, no item comes twice, and the items had least often by this person come first. Found item by item, from
the least used on: one more item is taken if room can be made for it by moving those taken before to other rules. That
this greedy way ends with the best set is the exchange property of a transversal matroid (Edmonds and Fulkerson 1965).
"""

import random
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Candidate:
    """An item of the bank that may be drawn."""

    item: int
    # A code, as “4.1”.
    competence: str = ""
    level: int = 1
    topic: str = ""
    audience: str = ""
    language: str = "vi"


@dataclass(frozen=True)
class Draw:
    """“Five easy questions on safety”: how many, and what fits. “” and None narrow nothing; language "": the quiz's."""

    count: int
    competence: str = ""
    level: int | None = None
    topic: str = ""
    audience: str = ""
    language: str = ""
    points: str = "1"

    def fits(self, one: Candidate, *, language: str) -> bool:
        """Say whether an item may be drawn; what is for everyone is also for residents and for civil servants."""
        return (
            one.language == (self.language or language)
            and self.competence in ("", one.competence)
            and self.level in (None, one.level)
            and self.audience in ("", one.audience or self.audience)
            and _folded(self.topic) in ("", _folded(one.topic))
        )


@dataclass(frozen=True)
class Section:
    """A part of a quiz. `pass_mark` in percent of its points; None: it has none of its own."""

    title: str
    pass_mark: int | None
    draws: tuple[Draw, ...] = ()


def choose(
    pools: Sequence[Iterable[Hashable]], counts: Sequence[int], *, used: Mapping[Any, int], seed: int | str | None
) -> list[list[Any]]:
    """Choose `counts[n]` of `pools[n]` for every n, none twice; fewer only where there are not enough for all.

    `used`: how often each was had before (absent: never); the least used come first, among equals chance decides.

    >>> choose([[1, 2], [1]], [1, 1], used={}, seed=1)
    [[2], [1]]
    """
    rng = random.Random(seed)  # noqa: S311 — which questions come is no secret kept by this number
    fits: dict[Any, list[int]] = {}
    for rule, pool in enumerate(pools):
        for one in pool:
            fits.setdefault(one, []).append(rule)
    # Sorted first, so that the same seed means the same whatever order the database gave.
    order = sorted(fits)
    rng.shuffle(order)
    order.sort(key=lambda one: used.get(one, 0))
    taken: list[list[Any]] = [[] for _ in pools]
    wanted = sum(counts)
    for one in order:
        if wanted <= 0:
            break
        wanted -= _make_room(one, fits, taken, counts)
    for chosen in taken:
        rng.shuffle(chosen)
    return taken


def _make_room(one: Any, fits: Mapping[Any, list[int]], taken: list[list[Any]], counts: Sequence[int]) -> bool:
    """Take an item, moving others where that gives it a place; say whether it could be done."""
    # Breadth first over rules: how each was reached, and by which item.
    reached: dict[int, tuple[Any, int | None]] = dict.fromkeys(fits[one], (one, None))
    queue = list(reached)
    for rule in queue:
        if len(taken[rule]) < counts[rule]:
            return _move(rule, reached, taken)
        for other in taken[rule]:
            for next_rule in fits[other]:
                if next_rule not in reached:
                    reached[next_rule] = (other, rule)
                    queue.append(next_rule)
    return False


def _move(rule: int, reached: Mapping[int, tuple[Any, int | None]], taken: list[list[Any]]) -> bool:
    step: int | None = rule
    while step is not None:
        one, before = reached[step]
        if before is not None:
            taken[before].remove(one)
        taken[step].append(one)
        step = before
    return True


def shortfalls(pools: Sequence[Sequence[Hashable]], counts: Sequence[int]) -> list[tuple[list[int], int, int]]:
    """Say which rules cannot all have their number: (rules, items there are for them, items they need).

    A rule too large for its own pool stands alone. Others stand with those that hold all the items they could have:
    together they want more than there is (Hall's theorem).
    """
    found = [([rule], len(set(pool)), counts[rule]) for rule, pool in enumerate(pools) if len(set(pool)) < counts[rule]]
    if found:
        return found
    got = choose(pools, counts, used={}, seed=0)
    holder = {one: rule for rule, chosen in enumerate(got) for one in chosen}
    for rule, chosen in enumerate(got):
        if len(chosen) == counts[rule] or any(rule in rules for rules, _, _ in found):
            continue
        together = {rule}
        while more := {holder[one] for each in together for one in pools[each]} - together:
            together |= more
        there = set().union(*(pools[one] for one in together))
        found.append((sorted(together), len(there), sum(counts[one] for one in together)))
    return found


def shuffle_within(entries: list[dict[str, Any]], rng: random.Random) -> None:
    """Shuffle a paper's entries in place, each within its section; without sections all of them."""
    sizes = Counter(entry.get("section", 0) for entry in entries)
    start = 0
    for section in sorted(sizes):
        part = entries[start : start + sizes[section]]
        rng.shuffle(part)
        entries[start : start + sizes[section]] = part
        start += sizes[section]


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
