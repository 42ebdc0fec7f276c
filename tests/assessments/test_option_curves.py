"""Who chooses what by fifth of the rest score, and how it is drawn."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.figures.question_charts import Axes, Mark, item_plot, option_lines, score_bars
from assessments.psychometrics.distractors import choice_table, fifths, option_curves, table_verdicts

AXES = Axes("<x>", "y & z")


@given(st.lists(st.integers(0, 12), min_size=1, max_size=200))
def test_equal_scores_stay_in_one_fifth_and_better_ones_in_none_below(scores):
    found = fifths(scores)

    assert set(found.tolist()) <= set(range(5))
    by_score = sorted(zip(scores, found.tolist(), strict=True))
    assert [fifth for _score, fifth in by_score] == sorted(fifth for _score, fifth in by_score)
    assert all(len({f for s, f in by_score if s == score}) == 1 for score in set(scores))


def test_different_scores_make_equal_fifths():
    assert np.bincount(fifths(np.random.default_rng(1).permutation(100))).tolist() == [20] * 5


def test_a_curve_is_the_share_of_each_fifth():
    ticked = np.zeros((50, 2), dtype=bool)
    ticked[25:, 0] = True
    ticked[:, 1] = ~ticked[:, 0]

    assert option_curves(ticked, np.arange(50)) == [[0, 0, 50, 100, 100], [100, 100, 50, 0, 0]]


def test_few_attempts_have_no_curves_and_an_empty_fifth_no_share():
    assert option_curves(np.ones((49, 1), dtype=bool), np.arange(49)) is None
    assert option_curves(np.ones((50, 1), dtype=bool), [1] * 50) == [[None, None, 100, None, None]]


@given(st.data())
def test_drawings_are_whole_svg_and_stay_inside_their_frame(data):
    percent = st.floats(0, 100)
    curve = st.lists(st.none() | percent, min_size=5, max_size=5)
    marks = data.draw(st.lists(st.builds(Mark, st.integers(1, 99), percent, st.floats(-100, 100), st.booleans())))
    drawn = [
        score_bars(
            data.draw(st.lists(st.integers(0, 10**6), min_size=10, max_size=10)), title="t", desc="d", axes=AXES
        ),
        item_plot(marks, title="t", desc="d", axes=AXES),
        option_lines(
            3, data.draw(st.lists(st.tuples(st.booleans(), curve), max_size=9)), title="t", desc="d", axes=AXES
        ),
    ]
    for svg in drawn:
        tree = ElementTree.fromstring(svg)
        assert not re.search(r"style=|<script", svg)
        for element in tree.iter():
            for name, most in (("x", 400), ("cx", 400), ("y", 260), ("cy", 260)):
                assert -1 <= float(element.get(name, 0)) <= most


@pytest.mark.parametrize("draw", [score_bars, item_plot])
def test_words_in_drawings_cannot_break_out(draw):
    svg = draw([], title="<script>1</script>", desc='"&<', axes=AXES)

    assert "<script>" not in svg and "&lt;x&gt;" in svg
    ElementTree.fromstring(svg)


def test_a_wrong_answer_that_three_rather_strong_people_chose_is_no_evidence_and_thirty_are():
    rest = np.arange(200)
    for who, said in ((slice(140, 143), []), (slice(120, 150), ["b"])):
        chosen = [["a"] if place < 100 else ["c"] for place in range(200)]
        chosen[who] = [["b"]] * len(chosen[who])
        rows = choice_table(chosen, rest, "abc", ["a"])
        assert [problem.params["key"] for problem in table_verdicts(rows, 200) if problem.params["key"] == "b"] == said
