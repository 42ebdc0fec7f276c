"""Our scoring against recorded and published cases (SHARED_DIR), and the command that shows it."""

import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from assessments.vectors import BadVectors, Outcome, check, check_rows, read_rows

SCORING = settings.SHARED_DIR / "samples/scoring"
OURS = [
    "cloze",
    "drag_into_text",
    "drag_onto_image",
    "hotspot_markers",
    "hotspot_shape",
    "matching",
    "multiple_choice",
    "numeric_parse",
    "numeric_tolerance",
    "numerical",
    "ordering",
    "qtype_essay_question",
    "select_missing_words",
    "short_answer",
    "short_answer_compare",
    "single_choice",
    "true_false",
]
NOT_OURS = {"calculated", "calculated_multi_choice", "calculated_single_choice", "matching_random"}


def no_qti(case):
    return Outcome("failed", None, "no QTI engine")


def reports(name):
    return check_rows(read_rows((SCORING / name).read_text(encoding="utf-8")), check_qti=no_qti)


@pytest.mark.shared
def test_vectors_are_of_types_we_know():
    assert set(reports("vectors.json")) == {*OURS, *NOT_OURS}


@pytest.mark.shared
@pytest.mark.parametrize("type_", OURS)
def test_every_vector_of_a_type_agrees(type_):
    report = reports("vectors.json")[type_]

    assert report.failed == []
    assert report.passed > 0


@pytest.mark.shared
def test_permutations_of_four_agree_under_nine_rules():
    report = reports("ordering_n4.json")["ordering"]

    assert (report.passed, report.failed, report.not_applicable) == (9 * 24, [], [])


@pytest.mark.shared
def test_rows_that_say_nothing_about_us_are_few_and_have_a_reason():
    left_out = {name: report.not_applicable for name, report in reports("vectors.json").items()}

    assert all(row["why"] for rows in left_out.values() for row in rows)
    assert sum(len(rows) for name, rows in left_out.items() if name not in NOT_OURS) < 20


QUESTION = {
    "class": "qtype_shortanswer_question",
    "penalty": 0.3333333,
    "answers": [{"id": 13, "answer": "ếch", "fraction": 1}, {"id": 14, "answer": "cóc", "fraction": 0.8}],
}


def scored(fraction, **fields):
    row = {
        "id": "r1",
        "kind": "grade_response",
        "type": "short_answer",
        "definition": QUESTION,
        "response": {"answer": "cóc"},
    }
    return {**row, "fraction": fraction, **fields}


def tried(mark, state, *steps, behaviour="interactive", **fields):
    definition = {**QUESTION, "hints": 2}
    row = {"id": "r2", "kind": "behaviour", "type": "short_answer", "definition": definition, "response": []}
    return {**row, "behaviour": behaviour, "steps": list(steps), "max_mark": 3, "mark": mark, "state": state, **fields}


def submit(answer):
    return ["submit", {"answer": answer, "-submit": 1}]


def test_a_row_that_agrees_passes_and_one_that_does_not_fails():
    assert check(scored(0.8)).verdict == "passed"
    assert check(scored(0.9)) == Outcome("failed", 0.9, 0.8)
    assert check(scored(None)) == Outcome("failed", None, 0.8)


def test_no_mark_is_not_the_same_as_no_points():
    assert check(tried(None, "invalid", submit(""))).verdict == "passed"
    assert check(tried(0, "invalid", submit(""))).verdict == "failed"
    # Where someone stands must agree, too.
    assert check(tried(None, "complete", submit(""))).verdict == "failed"


def test_tries_are_replayed():
    assert check(tried(2, "gradedright", submit("kiến"), submit("ếch"))).verdict == "passed"
    assert check(tried(3, "gradedright", submit("kiến"), submit("ếch"))).verdict == "failed"
    assert (
        check(tried(2.4, "gradedpartial", submit("cóc"), ["finish"], behaviour="deferredfeedback")).verdict == "passed"
    )


def test_what_is_not_ours_has_its_reason():
    assert check(scored(1, type="calculated")).verdict == "not_applicable"
    assert check(scored(1, definition={**QUESTION, "class": "qtype_ddmatrix_question"})).verdict == "not_applicable"
    assert check(scored(1, caution="chỉ có bước cuối")).got == "left out by its makers: chỉ có bước cuối"
    assert check(tried(1, "gradedright", behaviour="deferredcbm")).verdict == "not_applicable"


def test_a_row_that_breaks_us_has_failed():
    assert check(scored(1, definition={**QUESTION, "answers": None})).verdict == "failed"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", "not_json"),
        ("{}", "not_a_list"),
        ("[1]", "not_a_list"),
        ("[]", "not_vectors"),
        ('[{"a": 1}]', "not_vectors"),
    ],
)
def test_a_file_of_another_format_is_refused(text, code):
    with pytest.raises(BadVectors) as refused:
        read_rows(text)

    assert refused.value.code == code


def run(path, **options):
    said = StringIO()
    call_command("check_vectors", path, stdout=said, **options)
    return said.getvalue()


def written(folder, *rows):
    path = folder / "vectors.json"
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    return path


def test_command_reports_by_type_as_json(tmp_path):
    path = written(tmp_path, scored(0.8), scored(1, id="r9", type="calculated"))

    assert json.loads(run(path, as_json=True)) == {
        "types": {
            "short_answer": {"passed": 1, "failed": [], "not_applicable": []},
            "calculated": {
                "passed": 0,
                "failed": [],
                "not_applicable": [{"id": "r9", "why": "we have no questions with variants"}],
            },
        }
    }


def test_command_fails_when_a_row_disagrees(tmp_path):
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("check_vectors", written(tmp_path, scored(0.9)), as_json=True, stdout=said)

    assert json.loads(said.getvalue())["types"]["short_answer"]["failed"] == [{"id": "r1", "expected": 0.9, "got": 0.8}]


def test_command_names_the_place_of_bad_json(tmp_path):
    path = tmp_path / "hỏng.json"
    path.write_text('[\n  {"id": }\n]', encoding="utf-8")

    with pytest.raises(CommandError, match=r"hỏng\.json.*2.*10"):
        run(path)


def test_command_says_that_a_file_is_not_there(tmp_path):
    with pytest.raises(CommandError, match=r"không-có\.json"):
        run(tmp_path / "không-có.json")
