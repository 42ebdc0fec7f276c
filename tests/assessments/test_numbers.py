from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.items import item_type
from assessments.items.numbers import is_within, read_strict, read_vietnamese

METRES = {"m": Fraction(1), "cm": Fraction(100)}
NUMERIC = item_type("numeric")


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("1.234,5", ["1234.5"]),
        ("1.234.567", ["1234567"]),
        ("1.000.000,25", ["1000000.25"]),
        ("1.234", ["1234", "1.234"]),
        ("-1.234", ["-1234", "-1.234"]),
        ("12.345", ["12345", "12.345"]),
        ("3,14", ["3.14"]),
        ("3.14", ["3.14"]),
        ("0.125", ["0.125"]),
        ("1234", ["1234"]),
        ("1234.567", ["1234.567"]),
        ("1 234 567,8", ["1234567.8"]),
        ("1\u00a0234", ["1234"]),
        ("1,234.5", ["1234.5"]),
        ("1,234,567", ["1234567"]),
        (",5", ["0.5"]),
        ("+7", ["7"]),
        ("\u22125", ["-5"]),
        ("５", ["5"]),
        ("3 x 10^8", ["300000000"]),
        ("1,5e3", ["1500"]),
        ("100.", ["100"]),
        ("", []),
        ("abc", []),
        ("1.2.3", []),
        ("1..5", []),
        ("1.23.456", []),
        ("1e999999999", []),
        ("9" * 90, []),
    ],
)
def test_numbers_are_read_as_people_write_them(typed, values):
    assert list(read_vietnamese(typed, {}).values) == [Fraction(value) for value in values]


@pytest.mark.parametrize("typed", ["12,5 cm", "12,5cm", " 12,5  cm "])
def test_units_stand_behind_the_number(typed):
    reading = read_vietnamese(typed, METRES)

    assert (reading.values, reading.unit, reading.multiplier) == ((Fraction("12.5"),), "cm", Fraction(1, 100))


def test_units_may_stand_before_the_number():
    reading = read_vietnamese("$ 1.234,5", {"$": Fraction(1)}, before=True)

    assert (reading.values, reading.unit, reading.multiplier) == ((Fraction("1234.5"),), "$", 1)


def test_a_unit_in_another_unicode_form_is_the_same_unit():
    assert read_vietnamese("5 m²", {"m2": Fraction(1)}).multiplier == 1
    assert read_vietnamese("5 đồng", {"đồng": Fraction(1)}).multiplier == 1
    assert read_vietnamese("5 M", METRES).multiplier is None


# What Moodle makes of Vietnamese numbers, kept in the strict policy.
@pytest.mark.parametrize(
    ("typed", "value", "unit"),
    [("3,14", "3.14", ""), ("1.234,5", "1.2345", ""), ("1.234.567", "1.234", ".567"), ("1.000.000,25", "1", ".00025")],
)
def test_strict_reading_has_moodles_traps(typed, value, unit):
    reading = read_strict(typed, {}, point=",", thousands=".")

    assert (reading.values, reading.unit) == ((Fraction(value),), unit)


@given(st.integers(-(10**9), 10**9), st.integers(0, 99))
def test_a_number_written_the_vietnamese_way_is_read_back(whole, hundredths):
    written = f"{whole:,}".replace(",", ".") + f",{hundredths:02}"
    value = Fraction(f"{whole}.{hundredths:02}")

    assert read_vietnamese(written, {}).values == (value,)


@given(st.text(max_size=120))
def test_any_text_is_a_number_or_none(text):
    assert len(read_vietnamese(text, METRES).values) <= 2
    assert len(read_strict(text, METRES, before=True).values) <= 1


def content(value, **fields):
    return {"answers": [{"value": value, "tolerance": "0.01"}], **fields}


def test_an_ambiguous_number_is_right_under_either_reading_and_flagged():
    assert NUMERIC.score(content("1234"), "1.234") == 1
    assert NUMERIC.score(content("1.234"), "1.234") == 1
    assert NUMERIC.score(content("12.34"), "1.234") == 0
    assert NUMERIC.is_ambiguous(content("1234"), "1.234")
    assert not NUMERIC.is_ambiguous(content("1234"), "1.234,0")


def test_a_unit_costs_what_the_author_says():
    units = [{"text": "m"}, {"text": "cm", "multiplier": "100"}]
    required = content("1.5", units=units, unit_rule="required", unit_penalty="0.2")
    optional = {**required, "unit_rule": "optional"}

    scores = {typed: NUMERIC.score(required, typed) for typed in ("1,5 m", "150 cm", "1,5", "1,5 cm", "1,5 kg", "2 m")}
    assert scores == {
        "1,5 m": 1,
        "150 cm": 1,
        "1,5": Fraction("0.8"),
        "1,5 cm": Fraction("0.8"),
        "1,5 kg": Fraction("0.8"),
        "2 m": 0,
    }
    assert NUMERIC.score(optional, "1,5") == 1
    assert NUMERIC.score(optional, "1,5 kg") == Fraction("0.8")


def test_a_penalty_of_the_question_takes_the_same_from_every_answer():
    answers = [{"value": "2"}, {"value": "3", "share": "0.5"}, {"value": "4", "share": "0.1"}]
    of_question = {
        "answers": answers,
        "units": [{"text": "m"}],
        "unit_rule": "required",
        "unit_penalty": "0.2",
        "unit_penalty_of": "question",
    }

    assert [NUMERIC.score(of_question, typed) for typed in ("2", "3", "4")] == [Fraction("0.8"), Fraction("0.3"), 0]
    of_response = {**of_question, "unit_penalty_of": "response"}
    assert [NUMERIC.score(of_response, typed) for typed in ("2", "3")] == [Fraction("0.8"), Fraction("0.4")]


def test_what_is_no_number_is_not_complete():
    assert not NUMERIC.is_complete(content("5"), "năm")
    assert not NUMERIC.is_complete({**content("5"), "unit_entry": "chosen"}, "5")
    assert NUMERIC.is_complete(content("5"), "5")


def test_a_chosen_unit_comes_from_a_field_of_its_own():
    units = {"units": [{"text": "m"}], "unit_entry": "chosen"}

    assert NUMERIC.parse(content("5", **units), {"": ["5"], "unit": ["m"]}) == "5 m"
    assert NUMERIC.parse(content("5", unit_side="before", **units), {"": ["5"], "unit": ["m"]}) == "m 5"
    assert NUMERIC.parse(content("5", **units), {"": [" "], "unit": ["m"]}) == ""


@pytest.mark.parametrize(
    ("value", "answer", "tolerance", "kind", "near"),
    [
        ("10.5", "10", "0.5", "absolute", True),
        ("10.51", "10", "0.5", "absolute", False),
        ("11", "10", "0.1", "relative", True),
        ("11.01", "10", "0.1", "relative", False),
        ("0", "0", "0.1", "relative", True),
        ("0.0001", "0", "0.1", "relative", False),
        ("5", "10", "1", "geometric", True),
        ("20", "10", "1", "geometric", True),
        ("-20", "-10", "1", "geometric", True),
        ("4.9", "10", "1", "geometric", False),
        ("999", "*", "0", "absolute", True),
    ],
)
def test_tolerances(value, answer, tolerance, kind, near):
    assert is_within(Fraction(value), answer, tolerance, kind) == near
