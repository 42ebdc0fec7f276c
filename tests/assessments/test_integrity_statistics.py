"""Likeness and speed as pure numbers: false alarms, power, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from assessments.items import Choice, Place, Shown
from assessments.psychometrics import integrity
from assessments.psychometrics.integrity import alike, benjamini_hochberg, pairs_within, too_fast, words_of


def classes(rng, n, items, size=20):
    """Independent answers of n people in classes of `size`: (answers, right, pairs within classes)."""
    ability, difficulty = rng.normal(size=(n, 1)), rng.normal(-0.5, 1, items)
    right = rng.random((n, items)) < 1 / (1 + np.exp(-1.2 * (ability - difficulty)))
    liked = rng.dirichlet(np.full(3, 1.5), size=items)
    wrong = np.stack([1 + rng.choice(3, size=n, p=of) for of in liked], axis=1)
    pairs = [np.add(np.triu_indices(size, 1), begin) for begin in range(0, n, size)]
    return np.where(right, 0, wrong).astype(np.int32), right, *np.concatenate(pairs, axis=1)


def copied(rng, codes, right, source, copier, share):
    codes, right = codes.copy(), right.copy()
    taken = rng.choice(codes.shape[1], round(codes.shape[1] * share), replace=False)
    codes[copier, taken], right[copier, taken] = codes[source, taken], right[source, taken]
    return codes, right


def test_people_who_answer_by_themselves_are_hardly_ever_flagged():
    rng = np.random.default_rng(20261125)
    runs, with_flags = 40, 0
    for _run in range(runs):
        codes, right, one, other = classes(rng, 200, 20)
        with_flags += bool(alike(codes, right, right.sum(axis=1), one, other))

    # Benjamini and Hochberg promise no more than one run in twenty.
    assert with_flags <= runs * integrity.FALSE_SHARE


def test_p_values_of_independent_answers_are_no_smaller_than_they_say(monkeypatch):
    rng = np.random.default_rng(7)
    seen = []
    monkeypatch.setattr(integrity, "FALSE_SHARE", 1.0)
    for _run in range(10):
        codes, right, one, other = classes(rng, 200, 20)
        seen += [pair.p_value for pair in alike(codes, right, right.sum(axis=1), one, other)]

    p = np.array(seen)
    assert len(p) == 19_000
    for level in (0.05, 0.01, 0.001):
        assert (p <= level).mean() <= level


def test_who_copies_everything_is_found_and_named_first():
    rng = np.random.default_rng(3)
    found = 0
    for _run in range(20):
        codes, right, one, other = classes(rng, 200, 20)
        middle = int(np.argsort(right[:20].sum(axis=1))[10])
        copier = (middle + 1) % 20
        codes, right = copied(rng, codes, right, middle, copier, 1)
        first = next(iter(alike(codes, right, right.sum(axis=1), one, other)), None)
        found += first is not None and {first.one, first.other} == {middle, copier} and first.same == 20

    assert found >= 17


def test_nothing_is_told_of_few_attempts_or_few_questions():
    rng = np.random.default_rng(5)
    for n, items in ((80, 20), (200, 8)):
        codes, right, one, other = classes(rng, n, items)
        codes, right = copied(rng, codes, right, 0, 1, 1)
        assert alike(codes, right, right.sum(axis=1), one, other) == []


def test_the_tail_of_equal_coins_is_the_binomial_one():
    match = np.full((6, 12), 0.3)
    tail = integrity._tail(match, np.array([0, 1, 3, 6, 11, 12]))

    assert tail == pytest.approx([1, *binom.sf([0, 2, 5, 10, 11], 12, 0.3)])


@given(st.lists(st.floats(0, 1), min_size=1, max_size=15))
def test_the_tail_falls_from_one_and_agrees_with_all_ways_added_up(chances):
    match = np.tile(np.array(chances), (len(chances) + 1, 1))
    tail = integrity._tail(match, np.arange(len(chances) + 1))

    assert tail[0] == pytest.approx(1)
    assert (np.diff(tail) <= 1e-12).all()
    # The mean of a count is the sum of its tails.
    assert tail[1:].sum() == pytest.approx(sum(chances), abs=1e-9)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_correcting_never_makes_anything_more_striking(p_values):
    q_values = benjamini_hochberg(p_values)

    assert (q_values >= np.array(p_values) - 1e-12).all() and (q_values <= 1).all()
    assert q_values[int(np.argmax(p_values))] == pytest.approx(max(p_values))


def test_q_values_are_those_of_the_published_example():
    # Benjamini and Hochberg 1995, section 3.2: of fifteen p values the four smallest are significant at 5 %.
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p += [0.4262, 0.5719, 0.6528, 0.7590, 1.0000]

    assert int((benjamini_hochberg(p) <= 0.05).sum()) == 4


@given(
    st.lists(st.tuples(st.integers(-1, 3), st.floats(0, 100, width=32)), max_size=25),
    st.floats(1, 50, width=32),
)
def test_pairs_are_those_of_one_group_within_the_window_each_once(rows, window):
    group, moment = np.array([row[0] for row in rows], dtype=np.int64), np.array([row[1] for row in rows])
    one, other = pairs_within(group, moment, window)
    found = [frozenset(pair) for pair in zip(one.tolist(), other.tolist(), strict=True)]

    clear = {
        frozenset((a, b))
        for a in range(len(rows))
        for b in range(a)
        if group[a] == group[b] >= 0 and abs(moment[a] - moment[b]) <= window - 1e-3
    }
    assert len(set(found)) == len(found)
    assert clear <= set(found)
    assert all(group[min(p)] == group[max(p)] and abs(np.subtract(*moment[list(p)])) <= window + 1e-3 for p in found)


def test_faster_than_anyone_reads_is_told_and_a_minute_is_not():
    answered = np.ones((4, 10), dtype=bool)
    answered[2, 4:] = False
    words = np.full(10, 30)

    # 300 words: at 600 a minute 30 seconds. The third answered four questions only, of the last no time is known.
    assert too_fast(words, answered, [29, 31, 1, np.nan]).tolist() == [True, False, False, False]


def test_a_short_quiz_is_never_too_fast():
    assert not too_fast(np.full(5, 10), np.ones((1, 5), dtype=bool), [1])[0]


def test_words_to_be_read_are_those_of_the_question_and_of_each_answer_once():
    choices = (Choice("a", "Có"), Choice("b", "Không biết"))
    plain = Shown("single_choice", "Gọi số nào?", None, "radio", choices=choices)
    paired = Shown(
        "matching",
        "Nối",
        None,
        "places",
        choices=choices,
        places=tuple(Place(k, "Cháy", "select", choices) for k in "xy"),
    )

    assert (words_of(plain), words_of(paired)) == (6, 6)
