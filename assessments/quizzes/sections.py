"""Sections of a quiz: what stands in them, what is drawn for them, what keeps them from being published."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery

from ..items import KINDS, Problem
from ..models import Item, ItemVersion, Quiz, QuizItem
from ..taking.scoring import Outcome, score_attempt
from .draws import Candidate, Draw, Section, choose, shortfalls

# What is drawn must give points at once: an opinion, a text to read and an essay stand where an author puts them.
DRAWABLE = [kind for kind, one in KINDS.items() if one.is_scored and not one.needs_marking]


def sections_of(quiz: Quiz) -> list[Section]:
    """Give the sections as they stand, saved or not. No query: read from the stored form."""
    return [_section(raw["value"]) for raw in quiz.sections.raw_data] if quiz.sections else []


def _section(value: Mapping[str, Any]) -> Section:
    draws = tuple(
        Draw(
            count=int(rule.get("count") or 0),
            competence=rule.get("competence") or "",
            level=int(rule["level"]) if rule.get("level") else None,
            topic=rule.get("topic") or "",
            audience=rule.get("audience") or "",
            language=rule.get("language") or "",
            points=str(rule.get("points") if rule.get("points") is not None else 1),
        )
        for rule in map(_listed, value.get("draws") or [])
    )
    return Section(value.get("title") or "", value.get("pass_mark") or None, draws)


def _listed(raw: Mapping[str, Any]) -> Mapping[str, Any]:
    """A member of a list block, in its newer form with an id or in the plain one."""
    return raw["value"] if raw.get("type") == "item" and "value" in raw else raw


class Book:
    """What papers of a quiz are made of, read once: the author's own entries, and what its rules may draw.

    Without sections no query; else one; three where something is drawn.
    """

    def __init__(self, quiz: Quiz, fixed: list[dict[str, Any]]) -> None:
        sections = sections_of(quiz)
        self.fixed = fixed
        self.draws = [(place, draw) for place, section in enumerate(sections) for draw in section.draws]
        self.pools: list[list[int]] = []
        self.newest: dict[int, dict[str, Any]] = {}
        if sections:
            last = len(sections) - 1
            places = {place.item_id: min((place.section or 1) - 1, last) for place in quiz.quiz_items.all()}
            self.fixed = [{**entry, "section": places.get(entry["item"], 0)} for entry in fixed]
        if self.draws:
            own = {entry["item"] for entry in fixed}
            self.pools = pools([draw for _place, draw in self.draws], language=quiz.language, without=own)

    def entries(self, *, had: Iterable[Mapping[str, Any]] = (), seed: int | str | None) -> list[dict[str, Any]]:
        """Give the entries of one paper, section by section: the author's own, then what is drawn.

        `had`: the papers of the person's earlier attempts, whose questions come last.
        """
        if not self.draws:
            return sorted(self.fixed, key=_section_of)
        used = Counter(entry["item"] for paper in had for entry in paper["items"])
        chosen = choose(self.pools, [draw.count for _place, draw in self.draws], used=used, seed=seed)
        missing = {item for items in chosen for item in items} - self.newest.keys()
        if missing:
            self.newest |= newest_versions(missing)
        drawn = [
            {**self.newest[item], "points": draw.points, "section": place}
            for (place, draw), items in zip(self.draws, chosen, strict=True)
            for item in items
        ]
        # Stable: within a section the author's own stay first.
        return sorted(self.fixed + drawn, key=_section_of)


def _section_of(entry: Mapping[str, Any]) -> int:
    return entry.get("section", 0)


def pools(draws: Sequence[Draw], *, language: str, without: Iterable[int] = ()) -> list[list[int]]:
    """List for each rule the published items that fit it. One query for all."""
    wanted = Q(pk__in=[])
    for draw in draws:
        wanted |= _narrowed(draw, language)
    rows = (
        Item.objects.filter(wanted, Exists(ItemVersion.objects.filter(item=OuterRef("pk"))), live=True)
        .filter(kind__in=DRAWABLE)
        .exclude(pk__in=list(without))
        .values_list("pk", "competence__code", "level", "topic", "audience", "language")
    )
    found = [Candidate(item, competence or "", *rest) for item, competence, *rest in rows]
    return [[one.item for one in found if draw.fits(one, language=language)] for draw in draws]


def _narrowed(draw: Draw, language: str) -> Q:
    """What the database can tell; topics are compared here, where capitals of Vietnamese letters are known."""
    narrowed = Q(language=draw.language or language)
    if draw.competence:
        narrowed &= Q(competence__code=draw.competence)
    if draw.level:
        narrowed &= Q(level=draw.level)
    return narrowed


def newest_versions(items: Iterable[int]) -> dict[int, dict[str, Any]]:
    """Give for each item the start of its entry in a paper. One query."""
    newest = ItemVersion.objects.filter(item=OuterRef("item")).order_by("-number").values("pk")[:1]
    rows = ItemVersion.objects.filter(item__in=list(items), pk=Subquery(newest)).values("item_id", "pk", "digest")
    return {row["item_id"]: {"item": row["item_id"], "version": row["pk"], "digest": row["digest"]} for row in rows}


def section_problems(sections: Sequence[Section], places: Sequence[QuizItem], *, language: str) -> list[Problem]:
    """Say what is wrong with these sections, saved or not. No query without sections, else one."""
    if not sections:
        return [Problem("no_such_section", {"number": place.section, "count": 0}) for place in places if place.section]
    found = [
        Problem("no_such_section", {"number": place.section, "count": len(sections)})
        for place in places
        if place.section and place.section > len(sections)
    ]
    filled = {place.section or 1 for place in places if place.item_id}
    found += [
        Problem("empty_section", {"number": number, "title": section.title})
        for number, section in enumerate(sections, 1)
        if number not in filled and not section.draws
    ]
    draws = [(number, draw) for number, section in enumerate(sections, 1) for draw in section.draws]
    if draws:
        rules = [draw for _number, draw in draws]
        there = pools(rules, language=language, without=[place.item_id for place in places if place.item_id])
        found += [
            _shortfall(sorted({draws[rule][0] for rule in short}), n_there, n_needed)
            for short, n_there, n_needed in shortfalls(there, [draw.count for draw in rules])
        ]
    return found


def _shortfall(numbers: list[int], there: int, needed: int) -> Problem:
    code = "draw_too_large" if len(numbers) == 1 else "draws_overlap"
    said = ", ".join(str(number) for number in numbers)
    return Problem(code, {"number": said, "there": there, "needed": needed})


def drawn_points(sections: Sequence[Section]) -> bool:
    """Say whether anything drawn gives points."""
    return any(Decimal(draw.points) > 0 for section in sections for draw in section.draws)


def headings(quiz: Quiz) -> dict[str, Any]:
    """Give what a paper says of its sections; empty where it has none."""
    found = sections_of(quiz)
    if not found:
        return {}
    return {"sections": [{"title": section.title, "pass_mark": section.pass_mark} for section in found]}


def section_outcomes(paper: Mapping[str, Any], scaled: Mapping[int, Decimal]) -> list[tuple[str, int | None, Outcome]]:
    """Give (title, pass mark, outcome) for each section of a paper that has questions; empty: it has no sections.

    A section without a mark of its own is always passed.
    """
    outcomes = []
    for number, section in enumerate(paper.get("sections", ())):
        parts = [
            (Decimal(entry["points"]), scaled.get(position, Decimal(0)))
            for position, entry in enumerate(paper["items"])
            if entry.get("section", 0) == number
        ]
        if not parts:
            continue
        mark = section["pass_mark"]
        outcome = score_attempt(parts, pass_mark=mark or 0)
        outcomes.append((section["title"], mark, outcome if mark else Outcome(outcome.score, outcome.max_score, True)))
    return outcomes
