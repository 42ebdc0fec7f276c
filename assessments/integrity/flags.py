"""Which attempts give a reason to look again: too fast to have been read, or alike beyond chance. No names here."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np

from people.api import whereabouts

from ..bank.versions import Frozen
from ..figures.response_table import NOTHING, ResponseTable
from ..psychometrics.integrity import alike, pairs_within, too_fast, words_of

# Handed in within a day by people of one commune or one office: they can have sat together.
WINDOW = 24 * 3600.0
# Of more pairs, those handed in closest to each other.
MOST_PAIRS = 1_000_000
# More than a moderator will ever look at.
MOST_FLAGS = 200


def find_flags(table: ResponseTable, versions: Mapping[int, Frozen], tops: np.ndarray) -> list[dict[str, Any]]:
    """Find both kinds as plain values; at most 200 of each. Two queries.

    {"kind": "fast", "attempt", "words", "seconds"} and {"kind": "alike", "attempt", "other", …(Alike)}; attempts by id.
    """
    if not table.n:
        return []
    return [*_fast(table, versions), *_alike(table, versions, tops)]


def _fast(table: ResponseTable, versions: Mapping[int, Frozen]) -> list[dict[str, Any]]:
    words = np.array(
        [words_of(version.type.present(version.content, [])) for version in versions.values()], dtype=float
    )
    answered = table.code != NOTHING
    # Where all answers bear the moment of the beginning, they were recorded afterwards: nobody knows how long it took.
    seconds = np.where(table.last > table.started, table.submitted - table.started, np.nan)
    read = answered @ words
    found = np.flatnonzero(too_fast(words, answered, seconds))
    found = found[np.argsort(-read[found] / seconds[found], kind="stable")][:MOST_FLAGS]
    return [
        {
            "kind": "fast",
            "attempt": int(table.attempt[row]),
            "words": int(read[row]),
            "seconds": round(float(seconds[row]), 1),
        }
        for row in found
    ]


def _alike(table: ResponseTable, versions: Mapping[int, Frozen], tops: np.ndarray) -> list[dict[str, Any]]:
    scored = np.flatnonzero(tops > 0)
    one, other = _pairs(table)
    if not len(one) or not len(scored):
        return []
    right = table.is_right[:, scored]
    codes = table.code[:, scored].copy()
    for place, version in enumerate(np.array(list(versions.values()), dtype=object)[scored]):
        if version.type.present(version.content, []).control not in {"radio", "checkbox"}:
            # What is typed or put somewhere counts as nothing, wrong or right.
            codes[:, place] = np.where(codes[:, place] == NOTHING, 0, 1 + right[:, place])
    totals = (table.share * tops).sum(axis=1)
    flags = []
    for pair in alike(codes, right, totals, one, other)[:MOST_FLAGS]:
        first, second = sorted((int(table.attempt[pair.one]), int(table.attempt[pair.other])))
        rest = {key: value for key, value in asdict(pair).items() if key not in {"one", "other"}}
        flags.append({"kind": "alike", "attempt": first, "other": second, **rest})
    return flags


def _pairs(table: ResponseTable) -> tuple[np.ndarray, np.ndarray]:
    """The pairs that can have sat together, each once and never somebody with himself."""
    communes, offices = whereabouts(table.people)
    people = table.person.tolist()
    groups = [np.array([communes.get(one, -1) for one in people], dtype=np.int64)]
    # Somebody may work in several offices: as many rounds as the most have.
    for place in range(max((len(of) for of in offices.values()), default=0)):
        of = {one: sorted(ids)[place] for one, ids in offices.items() if len(ids) > place}
        groups.append(np.array([of.get(one, -1) for one in people], dtype=np.int64))
    found = [np.stack(pairs_within(group, table.submitted, WINDOW)) for group in groups]
    both = np.sort(np.concatenate(found, axis=1), axis=0)
    both = both[:, table.person[both[0]] != table.person[both[1]]]
    both = np.unique(both, axis=1)
    if both.shape[1] > MOST_PAIRS:
        apart = np.abs(table.submitted[both[0]] - table.submitted[both[1]])
        both = both[:, np.argsort(apart, kind="stable")[:MOST_PAIRS]]
    return both[0], both[1]
