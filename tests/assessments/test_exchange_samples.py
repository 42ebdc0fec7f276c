"""Files from elsewhere, against what Moodle's own importer makes of them (samples/questions in SHARED_DIR)."""

import json
from collections import defaultdict
from decimal import Decimal

import pytest
from django.conf import settings

from assessments.exchange import formats

FOLDER = settings.SHARED_DIR / "samples/questions"
TEXT_KINDS = {
    "multichoice": {"single_choice", "multiple_choice"},
    "truefalse": {"true_false"},
    "match": {"matching"},
    "shortanswer": {"short_answer"},
    "numerical": {"numeric"},
    "essay": {"essay"},
    "description": {"description"},
}
XML_KINDS = {
    **TEXT_KINDS,
    "cloze": {"cloze"},
    "ddimageortext": {"drag_onto_image"},
    "gapselect": {"gap_fill"},
    "ordering": {"ordering"},
}
# What we tell differently from the oracle, and why; docs/import.md has the same list.
DIFFERENCES = {
    ("symbolsAll.gift", "stem"): "the oracle's text went through PHP's strip_tags, which ate `<>`",
    ("multiLineFeedback1.gift", "stem"): "the oracle's text was cut after 200 letters",
    ("tf1_html.gift", "name"): "a name taken from the text has no markup",
}
REFUSED = {
    "aiken_errors.txt": ["line 3", "line 5", "line 7", "line 18"],
    "broken_cloze_questions.xml": ["line 4", "line 20", "line 36", "line 52", "line 68"],
}


def words(text):
    return " ".join(str(text).split())


def oracle_rows():
    path = FOLDER / "gift_aiken_oracle.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []


def expected_rows():
    rows = defaultdict(list)
    path = FOLDER / "expected.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else []:
        row = json.loads(line)
        if row["file"].startswith("moodlexml/"):
            rows[row["file"]].append(row)
    return sorted(rows.items())


def sample(name):
    path = FOLDER / name
    return formats.read(path.read_bytes(), path.name)


def differences(draft, row):
    """What the draft says differently from the question Moodle made."""
    content = draft.content
    if draft.kind not in TEXT_KINDS[row["qtype"]]:
        yield "kind"
    if words(content["stem"]) != words(row["questiontext"]):
        yield "stem"
    if words(draft.name) != words(row["name"]):
        yield "name"
    if "correctanswer" in row and content["answer"] is not bool(row["correctanswer"]):
        yield "answer"
    if "subanswers" in row:
        pairs = [[left, right] for left, right in zip(row["subquestions"], row["subanswers"], strict=True) if left]
        if draft.correct != pairs or {target["text"] for target in content["targets"]} != set(row["subanswers"]):
            yield "pairs"
    if "answer" in row:
        rows = content.get("choices") or content["answers"]
        numeric = "tolerance" in row
        if [text_of(one, numeric) for one in rows] != [about(text, numeric) for text in row["answer"]]:
            yield "answers"
        if [worth(one) for one in rows] != [pytest.approx(value) for value in row["fraction"]]:
            yield "weights"
        if numeric and [float(one["tolerance"]) for one in rows] != [about(one or 0, True) for one in row["tolerance"]]:
            yield "tolerance"


def text_of(answer, numeric):
    if not numeric or answer["value"] == "*":
        return answer.get("text", answer.get("value"))
    return float(answer["value"])


def about(text, numeric):
    return pytest.approx(float(text), abs=1e-9) if numeric and text != "*" else text


def worth(answer):
    return float(Decimal(answer.get("share", "1" if answer.get("correct", True) else "0")))


@pytest.mark.shared
@pytest.mark.parametrize("row", oracle_rows(), ids=lambda row: row["file"].rpartition("/")[2])
def test_gift_and_aiken_files_say_what_moodle_makes_of_them(row):
    report = sample(row["file"])
    file = row["file"].rpartition("/")[2]

    assert len(report.drafts) == len(row["questions"])
    found = {
        (file, what)
        for draft, asked in zip(report.drafts, row["questions"], strict=True)
        for what in differences(draft, asked)
    }
    assert found == {known for known in DIFFERENCES if known[0] == file}
    assert [refused.where for refused in report.refused] == REFUSED.get(file, [])


def expected_right(row, draft):
    """The oracle's `correct` in our shape, where it says one."""
    right = row["correct"]
    if draft.kind == "true_false":
        return right[0][0] == "true"
    if draft.kind in {"single_choice", "multiple_choice"}:
        return [text for text, _weight in right]
    if draft.kind == "ordering":
        return [text for _place, text in right]
    if draft.kind == "drag_onto_image":
        drags = {drag["key"]: drag["text"] for drag in draft.content["drags"]}
        return [[f"z{zone}", drags[f"d{drag}"], int(x), int(y)] for zone, drag, _, _, x, y in right]
    if draft.kind == "gap_fill":
        # The oracle lists all words; the text names the first three.
        return [[f"g{place}", text] for place, text, _group in right[:3]]
    return draft.correct


@pytest.mark.shared
@pytest.mark.parametrize(("file", "rows"), expected_rows(), ids=lambda value: str(value).split("/")[-1][:40])
def test_moodle_xml_files_hold_the_expected_questions(file, rows):
    report = sample(file)

    assert report.format == "moodle_xml"
    assert report.found == len(rows)
    assert [refused.where for refused in report.refused] == REFUSED.get(file.rpartition("/")[2], [])
    for draft, row in zip(report.drafts, rows if report.drafts else [], strict=True):
        assert draft.kind in XML_KINDS[row["type"]]
        assert draft.name == row["name"]
        assert draft.correct == expected_right(row, draft)


@pytest.mark.shared
def test_all_embedded_question_types_are_found():
    report = sample("moodlexml/paulkennethsq1__hrsq1/multianswer/tests/fixtures/multianswer-all-types.xml")
    parts = report.drafts[0].content["parts"]

    counts = defaultdict(int)
    for part in parts.values():
        counts[part["kind"]] += 1
    assert counts == {"single_choice": 6, "multiple_choice": 4, "numeric": 3, "short_answer": 3}
    assert all(f"[[{key}]]" in report.drafts[0].content["text"] for key in parts)
    assert parts["p13"]["points"] == "3"


@pytest.mark.shared
def test_missing_word_and_a_single_question_file_are_read():
    missing_word = sample("moodlexml/paulkennethsq1__hrsq1/missingword/tests/fixtures/question.missingword2.txt")
    alone = sample("moodlexml/paulkennethsq1__hrsq1/ordering/tests/fixtures/testimportlong.moodle.xml")

    assert [draft.kind for draft in missing_word.drafts] == ["short_answer"]
    assert missing_word.drafts[0].correct == [{"text": "Lesson", "share": "1"}]
    assert [draft.kind for draft in alone.drafts] == ["ordering"]
    assert alone.drafts[0].correct[0] == "Modular"


@pytest.mark.shared
def test_every_gift_aiken_and_moodle_file_is_imported_or_named():
    paths = [
        path
        for folder in ("gift", "aiken", "moodlexml")
        for path in sorted((FOLDER / folder).rglob("*"))
        if path.is_file() and path.suffix != ".json"
    ]
    assert len(paths) > 30

    empty = [path.name for path in paths if not formats.read(path.read_bytes(), path.name).found]

    assert empty == []
