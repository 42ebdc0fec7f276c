"""What blind guessing earns, by kind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.items import KINDS
from assessments.psychometrics.guessing import guess_score
from tests.assessments.item_contents import CONTENTS

CHOICES = [{"key": key, "text": key, "correct": key == "a"} for key in "abcd"]
SHARES = ("1", "0.5", "0", "-0.5")


@pytest.mark.parametrize(
    ("kind", "content", "percent"),
    [
        ("single_choice", {"choices": CHOICES}, 25),
        ("single_choice", {"choices": [{**one, "share": s} for one, s in zip(CHOICES, SHARES, strict=True)]}, 25),
        ("true_false", {"answer": True}, 50),
        # One right of four: Σ over the ticks of the wrong ones of max(0, 1 − wrong/3) ÷ 16 = (1 + 3·⅔ + 3·⅓) ÷ 16.
        ("multiple_choice", {"choices": CHOICES}, 25),
        ("multiple_choice", {"choices": CHOICES, "rule": "all_or_nothing"}, 100 / 16),
        ("ordering", {"elements": [{"key": k, "text": k} for k in "abcd"], "rule": "absolute_position"}, 25),
        (
            "matching",
            {
                "prompts": [{"key": "p", "text": "1", "target": "a"}, {"key": "q", "text": "2", "target": "b"}],
                "targets": [{"key": key, "text": key} for key in "abcde"],
            },
            20,
        ),
        ("short_answer", {"answers": [{"text": "đất", "share": "1"}]}, 0),
        ("short_answer", {"answers": [{"text": "*", "share": "0.25"}], "policy": "strict"}, 25),
        ("numeric", {"answers": [{"value": "5", "tolerance": "0", "share": "1"}]}, 0),
        (
            "cloze",
            {
                "text": "[[1]] [[2]]",
                "parts": {
                    "1": {"kind": "single_choice", "choices": CHOICES[:2], "points": "3"},
                    "2": {"kind": "short_answer", "answers": [{"text": "x", "share": "1"}], "points": "1"},
                },
            },
            37.5,
        ),
        ("essay", {}, None),
        ("likert", {"scale": CHOICES}, None),
        ("description", {}, None),
        ("hotspot", {}, None),
    ],
)
def test_guess_score_is_what_the_table_in_the_documents_says(kind, content, percent):
    assert guess_score(kind, content) == (None if percent is None else pytest.approx(percent))


@pytest.mark.parametrize("kind", sorted(KINDS))
@given(st.data())
def test_a_guess_lies_between_nothing_and_everything_unless_wrong_answers_cost(kind, data):
    content = data.draw(CONTENTS[kind])
    told = guess_score(kind, content)

    assert told is None or -100 <= told <= 100
    if kind in {"matching", "ordering", "gap_fill", "drag_onto_image", "multiple_choice", "true_false"}:
        assert told >= 0


def test_too_many_ways_to_answer_are_not_told():
    many = [{"key": str(n), "text": str(n), "correct": n == 0} for n in range(12)]

    assert guess_score("multiple_choice", {"choices": many}) is None
    assert guess_score("ordering", {"elements": many, "rule": "absolute_position"}) is None


@given(st.integers(2, 8), st.integers(1, 7))
def test_all_or_nothing_is_one_set_of_all(n, right):
    choices = [{"key": str(k), "text": str(k), "correct": k < min(right, n - 1)} for k in range(n)]

    assert guess_score("multiple_choice", {"choices": choices, "rule": "all_or_nothing"}) == pytest.approx(100 / 2**n)
