import json
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

LSAT6 = "samples/irt/lsat6_patterns.csv"
# No test here may use the database: pytest-django refuses queries without its mark.


def run(*arguments):
    said = StringIO()
    call_command(*map(str, arguments), stdout=said, stderr=StringIO())
    return said.getvalue()


def refused(*arguments):
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return str(error.value)


@pytest.fixture
def written(tmp_path):
    def write(text, name="bang.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.mark.shared
def test_marks_of_moodle_are_read_as_they_lie():
    folder = settings.SHARED_DIR / "samples/statistics"
    expected = json.loads((folder / "mdl_question_expected.json").read_text())["items"]

    found = json.loads(run("item_statistics", folder / "mdl_question_states.csv", "--json"))

    assert found["quiz"]["n"] == 22
    assert [item["item"] for item in found["items"]] == [str(row["slot"]) for row in expected]
    for item, row in zip(found["items"], expected, strict=True):
        assert item["facility"] == (None if row["facility"] is None else pytest.approx(row["facility"], abs=2.5e-4))
        index = row["discriminationindex"]
        assert item["discrimination_index"] == (None if index is None else pytest.approx(index, abs=2.5e-4))


@pytest.mark.parametrize("maxima", ["1,4", "max.csv"])
def test_maximum_marks_come_from_the_line_or_a_file(written, maxima):
    if maxima == "max.csv":
        maxima = written("item,maxmark\nb,4\na,1\n", "max.csv")

    found = json.loads(run("item_statistics", written("a,b\n1,2\n0,1\n1,4\n"), "--max-marks", maxima, "--json"))

    assert [item["facility"] for item in found["items"]] == [pytest.approx(200 / 3), pytest.approx(700 / 12)]
    assert found["quiz"]["mean"] == 3
    assert found["units"]["facility"] == "percent"


def test_blank_mark_counts_nothing(written):
    found = json.loads(run("item_statistics", written("a,b\n1,1\n,1\n"), "--json"))

    assert found["items"][0]["facility"] == 50


def test_mark_above_its_maximum_is_said(written):
    path = written("a,b\n1,2\n0,1\n")

    assert "above_maximum" in json.loads(run("item_statistics", path, "--json"))["items"][1]["verdicts"]
    assert "above its maximum 1" in run("item_statistics", path)


def test_drawn_questions_stand_beside_their_slot(written):
    long = "attempt,slot,question,mark\n" + "".join(
        f"{n},1,x,{n % 2}\n{n},2,{'p' if n < 5 else 'q'},{n % 3 // 2}\n" for n in range(10)
    )

    found = json.loads(run("item_statistics", written(long), "--json"))

    assert [item["item"] for item in found["items"]] == ["1", "2"]
    assert [item["item"] for item in found["drawn_questions"]] == ["p", "q"]
    assert "drawn question" in run("item_statistics", written(long))


def test_table_for_people_names_what_to_look_at(written):
    rows = "".join(f"1,{n % 2},{1 - n % 2}\n" for n in range(40))

    said = run("item_statistics", written("dễ,x,y\n" + rows))

    assert "attempts" in said
    assert "too easy" in said
    assert "nan" not in said


@pytest.mark.parametrize(
    ("maxima", "told"),
    [("1,2,3", "3 numbers"), ("nichts.csv", "neither a file nor numbers"), ("-1", "neither"), ("nan", "neither")],
)
def test_maximum_marks_that_do_not_fit_are_refused(written, maxima, told):
    assert told in refused("item_statistics", written("a,b\n1,1\n"), f"--max-marks={maxima}")


def test_broken_marks_are_one_line_with_file_line_column_and_cure(written):
    said = refused("item_statistics", written("a,b\n1,1\n1,hai\n"))

    assert said == "bang.csv: Line 3, column “b”: “hai” is not a mark. Write a number, or nothing for not answered."


@pytest.mark.parametrize("command", ["item_statistics", "calibrate"])
def test_missing_file_is_said(command, tmp_path):
    assert "can't read" in refused(command, tmp_path / "không-có.csv")


@pytest.mark.shared
def test_calibration_equals_the_published_table():
    found = json.loads(run("calibrate", settings.SHARED_DIR / LSAT6, "--model=1pl", "--slope=1", "--json"))

    assert (found["model"], found["n"]) == ("1pl", 1000)
    assert found["log_likelihood"] == pytest.approx(-2473.054, abs=0.01)
    assert [item["item"] for item in found["items"]] == [f"Item_{n}" for n in range(1, 6)]
    assert [item["b"] for item in found["items"]] == pytest.approx([-2.872, -1.063, -0.258, -1.388, -2.219], abs=1e-3)
    assert {item["se_a"] for item in found["items"]} == {None}
    assert all(item["se_b"] > 0 for item in found["items"])


@pytest.mark.shared
def test_priors_are_used_only_when_asked_for():
    without = json.loads(run("calibrate", settings.SHARED_DIR / LSAT6, "--model=2pl", "--json"))
    with_priors = json.loads(run("calibrate", settings.SHARED_DIR / LSAT6, "--model=2pl", "--priors", "--json"))

    assert without["log_likelihood"] == pytest.approx(-2466.653, abs=0.01)
    assert with_priors["log_likelihood"] < without["log_likelihood"] - 0.1
    assert abs(with_priors["items"][0]["b"]) < abs(without["items"][0]["b"])


@pytest.mark.shared
def test_table_of_a_calibration_has_a_line_for_each_item():
    said = run("calibrate", settings.SHARED_DIR / LSAT6)

    assert "log-likelihood -2466.653" in said
    assert len(said.splitlines()) == 7


def test_item_that_everybody_has_right_is_refused_with_its_cure_unless_there_are_priors(written):
    path = written("Câu 1,Câu 2,Freq\n1,1,5\n1,0,7\n")

    assert refused("calibrate", path, "--model=1pl") == (
        "bang.csv: Column “Câu 1”: everybody is right, so no finite difficulty fits. Leave it out, or use --priors."
    )
    assert json.loads(run("calibrate", path, "--model=1pl", "--priors", "--json"))["n"] == 12


def test_wrong_key_is_said_beside_its_negative_slope(written):
    # Câu 1 and 2 go together, and who has them has Câu 3 wrong.
    path = written(
        "Câu 1,Câu 2,Câu 3,Freq\n1,1,0,60\n0,0,1,60\n1,0,0,15\n0,1,1,15\n1,1,1,15\n0,0,0,15\n1,0,1,15\n0,1,0,15\n"
    )

    found = json.loads(run("calibrate", path, "--json"))

    assert [item["verdicts"] for item in found["items"]] == [[], [], ["negative_discrimination"]]
    assert "the key may be wrong" in run("calibrate", path)


def test_answer_that_is_neither_right_nor_wrong_is_refused(written):
    assert "Line 3, column “b”: “0.5” is neither 0 nor 1" in refused("calibrate", written("a,b\n1,0\n0,0.5\n"))


@pytest.mark.parametrize("options", [["--model=2pl", "--slope=1"], ["--model=1pl", "--slope=0"], ["--slope=nan"]])
def test_slope_belongs_to_the_common_slope_model(written, options):
    assert "--slope" in refused("calibrate", written("a,b\n1,0\n0,1\n"), *options)
