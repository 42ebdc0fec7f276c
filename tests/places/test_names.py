import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from places import names, transfer
from places.api import fold
from places.names import fold_spelling


@pytest.mark.parametrize(
    ("one", "other"),
    [("Hòa Hưng", "Hoà Hưng"), ("Mỹ Quí", "Mỹ Quý"), ("ĐẠO THẠNH", "đạo  thạnh"), ("Ðạo Thạnh", "Đạo Thạnh")],
)
def test_spellings_of_one_name_fold_alike_with_and_without_accents(one, other):
    assert fold(one) == fold(other)
    assert fold_spelling(one) == fold_spelling(other)


def test_names_that_differ_in_accents_fold_alike_but_are_spelled_differently():
    assert fold("Tân Thành") == fold("Tân Thạnh")
    assert fold_spelling("Tân Thành") != fold_spelling("Tân Thạnh")


@given(st.text(max_size=60))
def test_folding_twice_is_folding_once(text):
    once = fold(text)

    assert fold(once) == once


@given(st.text(max_size=60))
def test_a_folded_text_has_no_capitals_accents_or_doubled_blanks(text):
    folded = fold(text)

    assert folded == folded.strip()
    assert "  " not in folded
    assert not set(folded) & set("áàảãạăâđêôơưyÁĐ")


@pytest.mark.parametrize("module", [names, transfer])
def test_worked_examples_in_the_docstrings_hold(module):
    assert doctest.testmod(module).failed == 0
