"""What is written as QTI 3.0 is read again as it was, and scores as it did."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import qti
from assessments.exchange.drafts import Draft
from assessments.qti.processing import process
from assessments.qti.tree import parse

PICTURE = {"file": "anh/cho.png", "alt": "Chợ nổi"}
NUMBERS = {"policy": "strict", "decimal_point": ".", "thousands": ",", "units": [], "unit_rule": "none"}


def choices(*rights):
    return [{"key": f"c{n}", "text": f"Ý {n}", "correct": right, "feedback": ""} for n, right in enumerate(rights, 1)]


def worth(*shares):
    """Choices with their shares; those with ! are right."""
    rights = choices(*(one.endswith("!") for one in shares))
    return [{**one, "share": share.rstrip("!")} for one, share in zip(rights, shares, strict=True)]


def answer(value, tolerance="0", share="1", kind="absolute"):
    return {"value": value, "tolerance": tolerance, "tolerance_type": kind, "share": share, "feedback": ""}


def text_answers(*texts, match_case=False):
    answers = [{"text": text, "share": share, "feedback": ""} for text, share in texts]
    return {"answers": answers, "policy": "strict", "match_case": match_case}


CONTENTS = [
    ("single_choice", {"choices": choices(False, True)}),
    ("single_choice", {"choices": [{**one, "feedback": f"Vì {one['text']}"} for one in choices(True, False)]}),
    (
        "single_choice",
        {"choices": worth("1!", "0.5", "-0.25")},
    ),
    ("multiple_choice", {"choices": choices(True, False, True), "rule": "all_or_nothing"}),
    (
        "multiple_choice",
        {
            "choices": worth("0.75!", "0.25!", "-1"),
            "rule": "partial",
        },
    ),
    ("true_false", {"answer": False, "feedback_true": "", "feedback_false": ""}),
    (
        "matching",
        {
            "prompts": [{"key": "p1", "text": "Huế", "target": "t2"}, {"key": "p2", "text": "Hội An", "target": "t1"}],
            "targets": [{"key": "t1", "text": "phố cổ"}, {"key": "t2", "text": "cố đô"}, {"key": "t3", "text": "đảo"}],
        },
    ),
    ("ordering", {"elements": [{"key": key, "text": f"Bước {key}"} for key in "cab"], "rule": "all_or_nothing"}),
    ("short_answer", text_answers(("Đồng Tháp", "1"), ("Cao Lãnh", "0.5"), (r"2\*3 < 7 & 8", "0.25"))),
    ("short_answer", text_answers(("URL", "1"), match_case=True)),
    ("numeric", {"answers": [answer("12.5", "0.25"), answer("10", "5", "0.5")], **NUMBERS}),
    ("numeric", {"answers": [answer("200", "0.1", kind="relative")], **NUMBERS}),
    (
        "cloze",
        {
            "stem": "",
            "text": "Thủ đô là [[r1]],\nsông [[r2]] dài [[r3]] km. [[khac]]",
            "parts": {
                "r1": {"kind": "single_choice", "points": "2", "choices": choices(True, False)},
                "r2": {"kind": "short_answer", "points": "1", **text_answers(("Tiền", "1"))},
                "r3": {"kind": "numeric", "points": "0.5", "answers": [answer("220", "5")], **NUMBERS},
            },
        },
    ),
    (
        "gap_fill",
        {
            "mode": "drag",
            "text": "Mùa [[g1]] rồi đến mùa [[g2]]",
            "gaps": [{"key": "g1", "word": "w2"}, {"key": "g2", "word": "w1"}],
            "words": [{"key": "w1", "text": "hè", "many": False}, {"key": "w2", "text": "xuân", "many": True}],
        },
    ),
    (
        "hotspot",
        {
            "picture": PICTURE,
            "mode": "click",
            "areas": [
                {"key": "bo", "label": "bờ", "shape": "polygon", "coords": [[0, 0], [9, 0], [9, 9.5]], "correct": True},
                {"key": "cau", "label": "cầu", "shape": "circle", "coords": [5, 5, 2], "correct": False},
                {"key": "nha", "label": "nhà", "shape": "rectangle", "coords": [1, 2, 3, 4], "correct": True},
            ],
            "markers": [],
        },
    ),
    (
        "drag_onto_image",
        {
            "picture": PICTURE,
            "drags": [{"key": "d1", "text": "chợ", "many": False}],
            "zones": [{"key": "z1", "label": "bến", "x": 1, "y": 2, "width": 30, "height": 40, "drag": "d1"}],
        },
    ),
    ("essay", {"min_words": None, "max_words": None, "rubric": []}),
    ("file_upload", {"extensions": [], "max_files": 1, "rubric": []}),
    ("description", {"picture": PICTURE}),
]


def draft_of(kind, content):
    whole = {"explanation": "Xem lại bài 2.", "picture": None, "stem": "Đọc kỹ.\nRồi trả lời.", **content}
    media = {"anh/cho.png": b"\x89PNG"} if whole["picture"] else {}
    return Draft(kind=kind, name="Câu <1>", content=whole, category="Miền Tây/Chợ", language="vi", media=media)


DRAFTS = [draft_of(kind, content) for kind, content in CONTENTS]


@pytest.mark.parametrize("draft", DRAFTS, ids=lambda draft: draft.kind)
def test_what_is_written_is_read_again_as_it_was(draft):
    report = qti.read(qti.write([draft]), "goi.zip")
    assert (report.format, report.refused, report.dropped) == ("qti3", [], [])
    assert report.drafts == [draft]
    assert qti.left_out(draft) == []


def test_a_whole_package_keeps_its_order_and_is_the_same_bytes_each_time():
    data = qti.write(DRAFTS)
    assert qti.read(data, "goi.zip").drafts == DRAFTS
    assert qti.write(DRAFTS) == data


def score(draft, **responses):
    with zipfile.ZipFile(io.BytesIO(qti.write([draft]))) as archive:
        item, _ = parse(archive.read("items/0001.xml"))
    outcome = process(item, responses)
    assert outcome.problems == ()
    return outcome.outcomes["SCORE"]


def test_ticking_everything_earns_nothing_there_too():
    draft = draft_of("multiple_choice", {"choices": choices(True, True, False, False), "rule": "partial"})
    given = [("c1",), ("c1", "c2"), ("c1", "c2", "c3"), ("c1", "c2", "c3", "c4"), ("c3",)]
    assert [score(draft, RESPONSE=list(keys)) for keys in given] == [0.5, 1, 0.5, 0, 0]


def test_the_first_answer_whose_interval_holds_the_number_counts():
    draft = draft_of("numeric", {"answers": [answer("12.5", "0.25"), answer("10", "5", "0.5")], **NUMBERS})
    assert [score(draft, RESPONSE=given) for given in ("12.75", "12.3", "15", "15.1")] == [1, 1, 0.5, 0]


def test_the_parts_of_a_cloze_add_up_to_their_points():
    draft = next(one for one in DRAFTS if one.kind == "cloze")
    assert score(draft, r1="c1", r2="tiền", r3="222") == 3.5
    assert score(draft, r1="c2", r3="220") == 0.5


@pytest.mark.parametrize(
    ("kind", "content", "left"),
    [
        ("likert", {}, ["kind"]),
        ("hotspot", {"mode": "markers"}, ["kind"]),
        ("ordering", {"elements": [], "rule": "longest_ordered"}, ["rule"]),
        ("short_answer", {**text_answers(("a*", "1")), "policy": "vietnamese"}, ["policy", "wildcard"]),
    ],
)
def test_what_qti_cannot_say_is_named(kind, content, left):
    assert qti.left_out(draft_of(kind, content)) == left


def test_a_kind_without_words_in_qti_is_not_written():
    with pytest.raises(qti.Unwritable, match="likert"):
        qti.write([draft_of("likert", {})])


WORDS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=12)


@given(WORDS, WORDS, st.booleans())
def test_any_words_can_be_written_and_read(stem, text, several):
    kind = "multiple_choice" if several else "single_choice"
    both = [{**one, "text": text} for one in choices(True, False)]
    content = {"stem": stem, "choices": both, "rule": "all_or_nothing"}
    (again,) = qti.read(qti.write([draft_of(kind, content)]), "goi.zip").drafts
    assert [one["correct"] for one in again.content["choices"]] == [True, False]
