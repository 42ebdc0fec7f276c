"""Marking by a rubric: a person picks one level for each criterion; the points add up.

Definition ours (Moodle's essay has a single mark): share = Σ points of the levels picked / Σ highest points.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from .authored import clean_texts, is_number, number
from .contract import Content, Problem, Unreadable

# The share by which two markers may differ before a third person decides, where the author says nothing.
USUAL_DIFFERENCE = "0.2"


def clean_rubric(content: Content) -> list[Problem]:
    """Check a rubric and who marks by it; no rubric at all is allowed, the item is then marked with a share alone."""
    criteria = content.get("rubric") or []
    problems = clean_texts(criteria, empty="empty_criterion", same="same_criterion")
    for place, criterion in enumerate(criteria, 1):
        problems += _clean_levels(place, criterion.get("levels", []))
    if content.get("markers", 1) not in (1, 2):
        problems.append(Problem("bad_markers"))
    if not is_number(content.get("allowed_difference"), USUAL_DIFFERENCE, least=0, most=1):
        problems.append(Problem("bad_difference"))
    return problems


def _clean_levels(place: int, levels: Sequence[Mapping[str, Any]]) -> list[Problem]:
    problems = []
    if len(levels) < 2:
        problems.append(Problem("too_few_levels", {"number": place}))
    for found in clean_texts(levels, empty="level_without_words", same="same_level"):
        params = {"criterion": place, **found.params}
        problems.append(Problem(found.code, params))
    if not all(is_number(level.get("points"), least=0) for level in levels):
        return [*problems, Problem("level_without_points", {"number": place})]
    worth = {number(level["points"]) for level in levels}
    if levels and not any(worth):
        problems.append(Problem("criterion_without_points", {"number": place}))
    elif len(levels) > 1 and len(worth) == 1:
        # Whatever the marker picks earns the same: the criterion would only cost time.
        problems.append(Problem("levels_all_alike", {"number": place}))
    return problems


def n_markers(content: Content) -> int:
    """Say how many people mark each piece of work, without knowing of each other."""
    return 2 if content.get("markers") == 2 else 1


def allowed_difference(content: Content) -> Fraction:
    """Give the share (0–1) by which two markers may differ and still be averaged."""
    return number(content.get("allowed_difference"), USUAL_DIFFERENCE)


def mark_by_rubric(content: Content, levels: Mapping[str, str]) -> Fraction:
    """Give the share a response earns, 0–1. `levels`: criterion key → key of the level picked.

    Raises Unreadable("not_a_level") unless exactly one level of every criterion is picked.

    Worked: two criteria of at most 4 and 2 points, picked 3 and 0 → (3 + 0) / (4 + 2) = 1/2.
    """
    criteria = content.get("rubric") or []
    if set(levels) != {criterion["key"] for criterion in criteria} or not criteria:
        raise Unreadable("not_a_level")
    earned = most = Fraction(0)
    for criterion in criteria:
        points = {level["key"]: number(level["points"]) for level in criterion["levels"]}
        if levels[criterion["key"]] not in points:
            raise Unreadable("not_a_level")
        earned += points[levels[criterion["key"]]]
        most += max(points.values())
    return earned / most
