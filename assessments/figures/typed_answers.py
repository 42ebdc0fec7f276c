"""What was typed in a quiz, for its trainer to find spellings that should count. Worked out from the responses and the
versions whenever it is asked for; nothing of it is kept."""

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Count, Exists, OuterRef, TextField
from django.db.models.functions import Cast

from ..bank.versions import Frozen, frozen
from ..items import Content, Shown, Typed
from ..models import ItemVersion, Quiz, Response
from ..quizzes.papers import entries_of
from ..screens.typed_words import comparison
from .response_table import counting_attempts

# What few have typed may say who they are; what many have typed does not.
LEAST = 3
MOST = 30
_BY_TYPING = {"text", "number"}


@dataclass(frozen=True)
class TypedLine:
    """One answer and how many attempts gave it."""

    text: str
    n: int
    # What becomes of it by the question as it is today, in words.
    comparison: str
    is_matched: bool
    # Attempts that an earlier version of the question scored otherwise.
    n_otherwise: int


@dataclass(frozen=True)
class TypedPlace:
    """A place to type in; `number` 0: the question's only one. `n`: attempts with something typed here."""

    number: int
    n: int
    # The most frequent first; at most 30, each given by 3 attempts or more.
    lines: list[TypedLine]
    # Attempts whose answer is not listed.
    n_unlisted: int


@dataclass(frozen=True)
class TypedQuestion:
    number: int
    item: int
    stem: str
    places: list[TypedPlace]


def places_to_type(shown: Shown) -> dict[str, int]:
    """Give the places of a question that are filled by typing: key → number from 1; the question itself is "" → 0."""
    if shown.control in _BY_TYPING:
        return {"": 0}
    return {place.key: number for number, place in enumerate(shown.places, 1) if place.control in _BY_TYPING}


def typed_answers(quiz: Quiz) -> list[TypedQuestion]:
    """List the quiz's typed questions with what was typed. Three queries, and the versions (two at most).

    Of each person's first attempt that is handed in and marked, the newest response of a place counts; also those to
    earlier versions of a question with the same places. Empty: nothing is answered by typing.
    """
    entries = entries_of(quiz)
    today = dict(zip((entry["item"] for entry in entries), frozen(entries), strict=True))
    places = {item: places_to_type(one.type.present(one.content, [])) for item, one in today.items()}
    newest = {entry["version"] for entry in entries}
    given = _given(quiz, {item: found for item, found in places.items() if found}, newest)
    return [
        TypedQuestion(
            number,
            item,
            str(version.content.get("stem", "")),
            [_place(key, at, version, given[item][key]) for key, at in places[item].items()],
        )
        for number, (item, version) in enumerate(today.items(), start=1)
        if places[item]
    ]


# Of one place: (how the version compared it that scored, whether that is the question of today) → attempts.
_Counts = Counter[tuple[Typed, bool]]


def _given(
    quiz: Quiz, places: Mapping[int, Mapping[str, int]], newest: Collection[int]
) -> Mapping[int, Mapping[str, _Counts]]:
    """Count what was typed, by item and place. `newest`: the versions of today."""
    versions = ItemVersion.objects.filter(item__in=list(places))
    known = {pk: (item, digest) for pk, item, digest in versions.values_list("pk", "item", "digest")}
    rows = list(_rows(quiz, known)) if known else []
    used = sorted({version for version, _text, _n in rows})
    by_version = dict(zip(used, frozen({"version": pk, "digest": known[pk][1]} for pk in used), strict=True))
    found: dict[int, dict[str, _Counts]] = defaultdict(lambda: defaultdict(Counter))
    for pk, text, n in rows:
        item, version = known[pk][0], by_version[pk]
        # With other gaps, the second gap of then may be the third of today.
        if places_to_type(version.type.present(version.content, [])) == places[item]:
            for typed in version.type.typed(version.content, json.loads(text)):
                found[item][typed.place][typed, pk in newest] += n
    return found


def _rows(quiz: Quiz, versions: Iterable[int]):
    """(version, response as JSON, attempts) of the newest responses."""
    newer = Response.objects.filter(attempt=OuterRef("attempt"), position=OuterRef("position"), pk__gt=OuterRef("pk"))
    return (
        Response.objects.filter(attempt__in=counting_attempts(quiz), version__in=list(versions))
        .filter(~Exists(newer))
        .annotate(text=Cast("response", TextField()))
        .order_by()
        .values_list("version", "text")
        .annotate(n=Count("pk"))
    )


def _place(key: str, number: int, version: Frozen, counts: _Counts) -> TypedPlace:
    # What is the same to the question is one answer, written as most have written it.
    forms: dict[str, Counter[str]] = defaultdict(Counter)
    judged: dict[str, Counter[Fraction]] = defaultdict(Counter)
    for (typed, is_today), n in counts.items():
        now = typed if is_today else _compared(version, key, typed.text)
        forms[now.form][typed.text] += n
        judged[now.form][typed.share] += n
    frequent = sorted(
        (form for form, texts in forms.items() if texts.total() >= LEAST),
        key=lambda form: (-forms[form].total(), form),
    )[:MOST]
    lines = []
    for form in frequent:
        text = max(forms[form].items(), key=lambda pair: (pair[1], pair[0]))[0]
        now = _compared(version, key, text)
        n = forms[form].total()
        lines.append(TypedLine(text, n, comparison(now), bool(now.rule), n - judged[form][now.share]))
    n = counts.total()
    return TypedPlace(number, n, lines, n - sum(line.n for line in lines))


def _compared(version: Frozen, key: str, text: str) -> Typed:
    """Compare a text with the question as it is today."""
    response: Content | str = {key: text} if key else text
    return version.type.typed(version.content, response)[0]
