import json
from math import isclose, sqrt

import numpy as np
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from assessments.psychometrics.distractors import choice_table, table_verdicts
from assessments.psychometrics.mark_files import read_marks, read_maxima
from assessments.psychometrics.statistics import Drawn, drawn_statistics, item_statistics, quiz_statistics

# Five attempts at three questions of 1, 1 and 2 points; totals 4, 3, 2, 1, 0. Worked by hand below.
SMALL = [[1, 1, 2], [1, 1, 1], [1, 0, 1], [0, 0, 1], [0, 0, 0]]
tables = hnp.arrays(np.float64, st.tuples(st.integers(4, 30), st.integers(2, 6)), elements=st.sampled_from([0, 0.5, 1]))


def small():
    return item_statistics(SMALL, ["a", "b", "c"], [1, 1, 2])


def codes(some):
    return [problem.code for problem in some.verdicts]


@pytest.mark.shared
def test_moodles_own_figures_come_out():
    folder = settings.SHARED_DIR / "samples/statistics"
    table = read_marks((folder / "mdl_question_states.csv").read_bytes())
    maxima = read_maxima((folder / "mdl_question.csv").read_bytes(), table.names)
    expected = json.loads((folder / "mdl_question_expected.json").read_text())["items"]

    found = {item.item: item for item in item_statistics(table.marks, table.names, maxima)}

    assert len(expected) == len(found) == 20
    for row in expected:
        mine = found[str(row["slot"])]
        told = {
            "facility": mine.facility,
            "sd": None if mine.sd is None else 1000 * mine.sd,
            "effectiveweight": mine.effective_weight,
            "discriminationindex": mine.discrimination_index,
            "discriminativeefficiency": mine.discriminative_efficiency,
        }
        for name, value in told.items():
            assert value == (None if row[name] is None else pytest.approx(row[name], abs=2.5e-4)), (row["slot"], name)


def test_items_as_worked_by_hand():
    a, b, c = small()

    assert (a.facility, b.facility, c.facility) == (60, 40, 50)
    assert a.sd == pytest.approx(sqrt(0.3))
    assert [item.intended_weight for item in (a, b, c)] == [25, 25, 50]
    # Covariance with the total: 0.75, 0.75, 1; the rest of a is 3, 2, 1, 1, 0.
    roots = sqrt(0.75), sqrt(0.75), 1
    assert [item.effective_weight for item in (a, b, c)] == pytest.approx([100 * r / sum(roots) for r in roots])
    assert a.discrimination_index == pytest.approx(100 * 0.45 / sqrt(0.3 * 1.3))
    # Its marks could not be spread better over these rests: 1, 1, 1 fall on 3, 2, 1.
    assert a.discriminative_efficiency == pytest.approx(100)


def test_quiz_as_worked_by_hand():
    quiz = quiz_statistics(SMALL)

    assert (quiz.n, quiz.n_items, quiz.mean, quiz.median) == (5, 3, 2, 2)
    assert quiz.sd == pytest.approx(sqrt(2.5))
    assert quiz.skewness == pytest.approx(0)
    # Five equal steps: m2 = 2, m4 = 34/5; k4 = 25 (6·6.8 − 12·4) / 24; k2² = 6.25.
    assert quiz.kurtosis == pytest.approx(25 * (6 * 6.8 - 48) / 24 / 6.25)
    assert quiz.alpha == pytest.approx(150 * (1 - (0.3 + 0.3 + 0.5) / 2.5))
    assert quiz.standard_error == pytest.approx(sqrt(2.5) * sqrt(1 - quiz.alpha / 100))


def test_negative_alpha_is_called_not_reliable_and_not_cut_off():
    quiz = quiz_statistics([[1, 0], [0, 1], [1, 0], [0, 1], [1, 1]] * 6)

    assert quiz.alpha < 0
    assert quiz.error_ratio > 100
    assert codes(quiz) == ["not_reliable"]


@pytest.mark.parametrize(("n", "known"), [(0, set()), (1, {"mean", "median"}), (2, {"mean", "median", "sd"})])
def test_with_hardly_any_attempts_only_what_is_defined_is_told(n, known):
    quiz = quiz_statistics(np.array([[1.0, 0.0], [0.0, 0.0]])[:n])

    figures = ("mean", "median", "sd", "skewness", "kurtosis", "alpha", "error_ratio", "standard_error")
    assert {name for name in figures if getattr(quiz, name) is not None} == known


@pytest.mark.parametrize("n", [0, 1])
def test_items_of_no_or_one_attempt_have_no_spread(n):
    (item,) = item_statistics(np.ones((n, 1)), ["a"], [1])

    assert item.facility == (100 if n else None)
    assert (item.sd, item.effective_weight, item.discrimination_index) == (None, None, None)


def test_mark_that_is_the_same_for_all_discriminates_nothing_however_it_rounds():
    same = item_statistics([[0.1, 0.7 * k] for k in range(40)], ["same", "other"], [1, 30])[0]

    assert (same.sd, same.effective_weight) == (0, 0)
    assert same.discrimination_index is None
    assert same.discriminative_efficiency is None


def test_item_that_falls_as_the_total_rises_has_no_weight_and_is_left_out_of_the_sum():
    wrong_key = [[0, 2, 2]] * 10 + [[1, 1, 0]] * 10 + [[0, 1, 1]] * 10

    against, *others = item_statistics(wrong_key, ["a", "b", "c"], [1, 2, 2])

    assert against.effective_weight is None
    assert sum(item.effective_weight for item in others) == pytest.approx(100)
    assert codes(against) == ["negative_discrimination"]


def test_question_without_points_has_no_facility():
    item = item_statistics([[0, 1], [0, 0]], ["essay", "b"], [0, 1])[0]

    assert (item.facility, item.sd, item.intended_weight) == (None, None, 0)


@pytest.mark.parametrize(("right", "said"), [(96, ["too_easy"]), (95, []), (19, ["too_hard"]), (20, [])], ids=str)
def test_thresholds_are_outside_95_and_below_20_percent(right, said):
    good = np.arange(100)[:, None] < right
    rest = np.linspace(1, 0, 100)[:, None]

    assert codes(item_statistics(np.hstack([good, rest]), ["a", "rest"], [1, 1])[0]) == said


def test_item_that_hardly_tells_strong_from_weak_is_named():
    rng = np.random.default_rng(5)
    rest = rng.normal(10, 2, 400)
    noise = rng.random(400) < 0.45 + 0.02 * (rest - 10)

    item = item_statistics(np.column_stack([noise, rest]), ["a", "rest"], [1, 20])[0]

    assert 0 < item.discrimination_index < 15
    assert codes(item) == ["weak_discrimination"]


def test_of_few_attempts_nothing_is_said_but_that():
    assert [codes(item) for item in small()] == [["too_few"]] * 3


def test_guess_score_is_passed_through():
    assert item_statistics(SMALL, ["a", "b", "c"], [1, 1, 2], [25.0, None, 50.0])[0].guess == 25


@pytest.mark.parametrize("marks", [[[1, np.nan]], [[1, np.inf]], [[1]], [1, 1]])
def test_marks_that_do_not_fit_are_our_mistake(marks):
    with pytest.raises(ValueError, match=r"finite|fit"):
        item_statistics(marks, ["a", "b"], [1, 1])


@given(tables)
def test_figures_stay_in_their_ranges(marks):
    n_items = marks.shape[1]
    items = item_statistics(marks, [str(n) for n in range(n_items)], np.ones(n_items))

    weights = [item.effective_weight for item in items if item.effective_weight is not None]
    assert not weights or isclose(sum(weights), 100)
    for item in items:
        assert 0 <= item.facility <= 100
        assert item.discrimination_index is None or abs(item.discrimination_index) <= 100 + 1e-9
        if item.discriminative_efficiency is not None:
            assert abs(item.discriminative_efficiency) >= abs(item.discrimination_index) - 1e-9
            assert item.discriminative_efficiency <= 100 + 1e-9


@given(tables, st.integers(0, 10_000))
def test_order_of_attempts_does_not_matter(marks, seed):
    names, maxima = [str(n) for n in range(marks.shape[1])], np.ones(marks.shape[1])
    shuffled = np.random.default_rng(seed).permutation(marks)

    for one, other in zip(item_statistics(marks, names, maxima), item_statistics(shuffled, names, maxima), strict=True):
        assert one.discrimination_index == (
            None if other.discrimination_index is None else pytest.approx(other.discrimination_index, abs=1e-6)
        )


def test_points_counted_tenfold_change_no_percentage():
    once = quiz_statistics(SMALL)
    tenfold = quiz_statistics(10 * np.array(SMALL))

    assert tenfold.alpha == pytest.approx(once.alpha)
    assert tenfold.standard_error == pytest.approx(10 * once.standard_error)


def test_drawn_question_is_compared_with_the_whole_total():
    # Slot 2 asks p of attempts 1–3 and q of 4–6; slot 1 is the same for all.
    attempt = [str(number) for number in (1, 2, 3, 4, 5, 6)] * 2
    slot = ["1"] * 6 + ["2"] * 6
    question = ["x"] * 6 + ["p"] * 3 + ["q"] * 3
    mark = [1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0]

    found = drawn_statistics(Drawn(attempt, slot, question, mark), [1] * 12)

    assert [item.item for item in found] == ["p", "q"]
    # p: marks 1, 1, 0 beside totals 2, 1, 0.
    assert found[0].n == 3
    assert found[0].facility == pytest.approx(200 / 3)
    assert found[0].discrimination_index == pytest.approx(100 * 0.5 / sqrt(1 / 3 * 1))


def test_answer_that_the_strong_choose_instead_of_the_key_is_named():
    chosen = [["b"]] * 20 + [["a"]] * 20 + [[]] * 5 + [["c"]] * 5
    rest = [9] * 20 + [5] * 20 + [1] * 10

    rows = choice_table(chosen, rest, ["a", "b", "c"], {"a"})

    assert [(row.key, row.count, row.share, row.mean_rest) for row in rows] == [
        ("a", 20, 40, 5),
        ("b", 20, 40, 9),
        ("c", 5, 10, 1),
        ("", 5, 10, 1),
    ]
    assert [(problem.code, problem.params) for problem in table_verdicts(rows, 50)] == [
        ("distractor_beats_key", {"key": "b"})
    ]
    assert [problem.code for problem in table_verdicts(rows, 29)] == ["too_few"]


def test_point_biserial_is_the_correlation_of_choosing_with_the_rest():
    chosen = [["a"], ["b"], ["a"], ["a"], ["b"]]
    rest = [3, 1, 4, 1, 2]

    rows = choice_table(chosen, rest, ["a", "b", "c"], {"a"})

    assert rows[0].point_biserial == pytest.approx(np.corrcoef([1, 0, 1, 1, 0], rest)[0, 1])
    assert rows[0].point_biserial == pytest.approx(-rows[1].point_biserial)
    assert rows[2].point_biserial is None


def test_several_ticks_count_for_each_answer():
    rows = choice_table([["a", "b"], ["b"], []], [2, 1, 0], ["a", "b"], {"a", "b"})

    assert [row.count for row in rows] == [1, 2, 1]


def test_wrong_answer_that_the_weak_choose_is_as_it_should_be():
    chosen = [["a"]] * 20 + [["b"]] * 20
    rows = choice_table(chosen, [8] * 20 + [3] * 20, ["a", "b"], {"a"})

    assert table_verdicts(rows, 40) == ()


def test_key_of_no_choice_is_our_mistake():
    with pytest.raises(ValueError, match="none of the choices"):
        choice_table([["z"]], [1], ["a"], {"a"})
