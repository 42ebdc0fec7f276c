"""Marking by a rubric: a person picks one level for each criterion; the points add up.

Definition ours (Moodle's essay has a single mark): share = Σ points of the levels picked / Σ highest points.
"""

from collections.abc import Mapping
from fractions import Fraction

from .authored import clean_texts, is_number, number
from .contract import Content, Problem, Unreadable


def clean_rubric(content: Content) -> list[Problem]:
    """Check a rubric; none at all is allowed, the item is then marked with a share alone."""
    criteria = content.get("rubric") or []
    problems = clean_texts(criteria, empty="empty_criterion", same="same_criterion")
    for place, criterion in enumerate(criteria, 1):
        levels = criterion.get("levels", [])
        if len(levels) < 2:
            problems.append(Problem("too_few_levels", {"number": place}))
        if not all(is_number(level.get("points"), least=0) for level in levels):
            problems.append(Problem("level_without_points", {"number": place}))
        elif levels and not any(number(level["points"]) for level in levels):
            problems.append(Problem("criterion_without_points", {"number": place}))
    return problems


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
