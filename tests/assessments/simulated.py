"""Many people who answer by ability, for tests of statistics on the database."""

from datetime import timedelta

import numpy as np

from assessments import api
from assessments.taking.bulk import AttemptRow
from people.api import add_people
from tests.assessments import make

CONTEXT = "khoa:bai"


def choice_quiz(n_items=10, **fields):
    """A quiz of single choices among four, the first being right."""
    options = make.choices("Đúng", "Sai một", "Sai hai", "Sai ba")
    items = [make.item(make.single(stem=f"Câu hỏi số {n}?", options=options)) for n in range(1, n_items + 1)]
    return make.quiz(*items, **fields)


def crowd(n, **fields):
    """n people who agreed to everything; a field may be a list, one for each."""
    rows = [
        {
            "name": f"Người {place}",
            "at": make.MONDAY,
            "consents": ("learning", "statistics"),
            **{key: value[place] if isinstance(value, list) else value for key, value in fields.items()},
        }
        for place in range(n)
    ]
    return add_people(rows)


def answers_of(quiz, right, rng):
    """Responses by item for a table people × items of right and wrong; the wrong answer by chance."""
    entries = [item.item.versions.last() for item in quiz.quiz_items.order_by("sort_order")]
    keys = [[choice["key"] for choice in version.content["choices"]] for version in entries]
    return [
        {
            version.item_id: [of[0] if good else of[rng.integers(1, 4)]]
            for version, of, good in zip(entries, keys, row, strict=True)
        }
        for row in right
    ]


def take(quiz, people, answers, *, begin=make.MONDAY, every=timedelta(seconds=30), context=CONTEXT):
    """Everyone hands in once; each answer comes `every` after the one before."""
    rows = [
        AttemptRow(
            quiz=quiz,
            person=person,
            answers=given,
            started_at=begin,
            submitted_at=begin + every * (len(given) + 1),
            context=context,
            given_at={item: begin + every * place for place, item in enumerate(given, 1)},
        )
        for person, given in zip(people, answers, strict=True)
    ]
    return api.record_attempts(rows)


def by_ability(n, n_items, rng, difficulty=None):
    """Right and wrong of n people with N(0,1) abilities."""
    difficulty = np.linspace(-1.5, 1, n_items) if difficulty is None else difficulty
    return rng.random((n, n_items)) < 1 / (1 + np.exp(-1.2 * (rng.normal(size=(n, 1)) - difficulty)))
