import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.psychometrics.mark_files import BrokenTable, read_marks, read_maxima, read_patterns


def problems(read, text, *more):
    with pytest.raises(BrokenTable) as broken:
        read(text if isinstance(text, bytes) else text.encode(), *more)
    return [(problem.code, problem.params) for problem in broken.value.problems]


@pytest.mark.parametrize(
    "raw",
    [
        "Câu 1,Câu 2\n1,0.5\n0,\n".encode(),
        "\ufeffCâu 1;Câu 2\r\n1;0,5\r\n0;\r\n".encode(),
        "sep=;\nCâu 1;Câu 2\n1;0,5\n0;-\n".encode(),
        'Câu 1,"Câu 2"\n1,"0,5"\n0,NULL\n\n'.encode(),
        "Câu 1\tCâu 2\t\n1\t.5\t\n 0 \t\t\n".encode("utf-16"),
    ],
    ids=["plain", "Excel in Vietnam", "with a line for Excel", "quoted", "UTF-16 with tabs"],
)
def test_one_table_in_many_spellings_is_the_same(raw):
    table = read_marks(raw)

    assert table.names == ["Câu 1", "Câu 2"]
    assert table.marks.tolist() == [[1, 0.5], [0, 0]]


@pytest.mark.parametrize(
    "text",
    [
        "attempt,1,2\n7,1,0\n8,0,1\n",
        "Họ tên,1,2\nBà Sáu,1,0\nAnh Tư,0,1\n",
        ",1,2\n0,1,0\n1,0,1\n",
        "STT,1,2\n1,1,0\n2,0,1\n",
    ],
)
def test_column_that_names_the_attempts_is_no_item(text):
    assert read_marks(text.encode()).names == ["1", "2"]


def test_total_is_no_item_and_said_to_be_left_out():
    table = read_marks(b"id,a,b,Total\n1,1,0,1\n2,0,1,1\n")

    assert (table.names, table.left_out) == (["a", "b"], ["id", "Total"])


def test_broken_cell_in_the_first_column_of_marks_is_not_taken_for_a_name():
    assert problems(read_marks, "a,b\n1,0\nx,1\n") == [("not_a_number", {"line": 3, "column": "a", "cell": "x"})]


@pytest.mark.parametrize("cell", ["x", "nan", "inf", "1_0", "0x1", "1.2.3", "١"])
def test_what_only_a_program_takes_for_a_number_is_refused(cell):
    assert problems(read_marks, f"a,b\n1,0\n0,{cell}\n") == [("not_a_number", {"line": 3, "column": "b", "cell": cell})]


def test_line_is_counted_as_an_editor_counts_it():
    found = problems(read_marks, '"Câu 1\ncó hai dòng",b\n\n1,0\n1,q\n')

    assert found == [("not_a_number", {"line": 5, "column": "b", "cell": "q"})]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no_names"),
        ("\n", "no_names"),
        ("a,b\n", "no_rows"),
        ("a,A\n1,0\n", "same_column"),
        ("a,b\n1\n", "wrong_width"),
        ("a,b\n1,0,1\n", "wrong_width"),
        ("id\n5\n", "no_items"),
        ("Câu 1\n1\n".encode("utf-16-be"), "not_utf8"),
        ("Câu 1\n1\n".encode("cp1258", errors="replace") + b"\xff", "not_utf8"),
    ],
)
def test_table_that_is_none_is_refused(text, code):
    assert problems(read_marks, text)[0][0] == code


def test_long_layout_becomes_a_table_with_slots_in_their_order():
    table = read_marks(b"attempt;slot;question;mark\nA;2;q;0,5\nA;10;r;1\nB;1;p;1\nB;2;s;\n")

    assert table.names == ["1", "2", "10"]
    assert table.marks.tolist() == [[0, 0.5, 1], [1, 0, 0]]
    assert list(table.drawn.question) == ["q", "r", "p", "s"]


def test_without_attempts_a_slot_that_comes_again_begins_the_next():
    table = read_marks(b"slot,mark,maxmark\n1,1,1\n2,3,4\n1,0,1\n2,4,4\n")

    assert table.marks.tolist() == [[1, 3], [0, 4]]
    assert table.maxima.tolist() == [1, 4]


def test_slot_twice_in_an_attempt_is_refused():
    found = problems(read_marks, "attempt,slot,mark\n1,1,1\n1,1,0\n")

    assert found == [("slot_twice", {"line": 3, "attempt": "1", "slot": "1"})]


@pytest.mark.parametrize("text", ["item,maxmark\nb,2\na,8\n", "a;b\n8;2\n", "Slot,ID,Max mark\na,1,8\nb,2,2\n"])
def test_maximum_marks_are_found_by_name(text):
    assert read_maxima(text.encode(), ["a", "b"]).tolist() == [8, 2]


def test_missing_maximum_is_named():
    assert problems(read_maxima, "item,maxmark\na,8\n", ["a", "b"]) == [("no_maximum", {"column": "b"})]


@pytest.mark.parametrize("head", ["Freq", "freq", "FREQ", "Frequency"])
def test_frequency_is_found_in_any_case_and_place(head):
    table = read_patterns(f"{head},a,b\n3,1,0\n4,,1\n".encode())

    assert table.names == ["a", "b"]
    assert table.frequency.tolist() == [3, 4]
    assert np.isnan(table.right[1, 0])


def test_without_frequency_every_line_is_one_person():
    assert read_patterns(b"a,b\n1,0\n0,1\n").frequency.tolist() == [1, 1]


@pytest.mark.parametrize("cell", ["2", "0.5", "-1", "đúng"])
def test_pattern_holds_only_right_and_wrong(cell):
    assert problems(read_patterns, f"a,b\n1,0\n1,{cell}\n") == [("not_a_bit", {"line": 3, "column": "b", "cell": cell})]


@pytest.mark.parametrize("cell", ["-3", "", "x"])
def test_frequency_is_a_count(cell):
    assert problems(read_patterns, f"a,Freq\n1,1\n0,{cell}\n") == [
        ("not_a_number", {"line": 3, "column": "Freq", "cell": cell})
    ]


@given(st.binary(max_size=60) | st.text("1,;\n\"ab0. '\tfreqslotmark", max_size=80).map(str.encode))
def test_any_file_is_read_or_refused(raw):
    for read in (read_marks, read_patterns):
        try:
            read(raw)
        except BrokenTable as broken:
            assert broken.problems
