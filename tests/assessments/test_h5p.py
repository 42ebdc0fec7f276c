"""H5P packages become drafts: each kind of question, containers, pictures, and what strangers may send."""

import io
import json
import zipfile

import pytest

from assessments.exchange import formats
from assessments.items import item_type
from assessments.transfer.exchange_words import said
from tests.assessments.test_import_items import PNG


def package(library, params, *, title="Bài", language="vi", files=None, **about):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("h5p.json", json.dumps({"title": title, "language": language, "mainLibrary": library, **about}))
        packed.writestr("content/content.json", params if isinstance(params, str | bytes) else json.dumps(params))
        for path, data in (files or {}).items():
            packed.writestr(path, data)
    return out.getvalue()


def read(library, params, **more):
    return formats.read(package(library, params, **more), "bài.h5p")


def only(library, params, **more):
    report = read(library, params, **more)
    assert report.refused == [], [said(one.why) for one in report.refused]
    (draft,) = report.drafts
    assert item_type(draft.kind).clean({**draft.content, "picture": None}) == []
    return draft


def why(library, params, **more):
    report = read(library, params, **more)
    assert report.drafts == []
    (refused,) = report.refused
    return said(refused.why)


def codes(report):
    return [row.what.code for row in report.dropped]


def answers(*texts, right=(0,), **said_about):
    return [
        {"text": f"<div>{text}</div>\n", "correct": n in right, "tipsAndFeedback": said_about.get(f"a{n}", {})}
        for n, text in enumerate(texts)
    ]


def test_one_right_answer_makes_a_single_choice_with_its_comments_and_tips():
    tips = {"tip": "ba số", "chosenFeedback": "<b>Đúng</b> rồi", "notChosenFeedback": "Tiếc quá"}
    report = read(
        "H5P.MultiChoice",
        {"question": "<p>Số nào gọi&nbsp;cấp cứu?</p>", "answers": answers("115", "113", a0=tips)},
    )

    (draft,) = report.drafts
    assert (draft.kind, draft.name, draft.language, draft.correct) == ("single_choice", "Bài", "vi", ["115"])
    assert draft.content["stem"] == "Số nào gọi cấp cứu?"
    assert draft.content["choices"][0]["feedback"] == "Đúng rồi"
    assert draft.content["hints"] == ["115: ba số"]
    assert sorted(codes(report)) == ["element", "formatting"]
    assert {said(row.what) for row in draft.dropped} == {said(row.what) for row in report.dropped}


@pytest.mark.parametrize(
    ("single_point", "n", "rule", "dropped"),
    [(True, 3, "all_or_nothing", []), (False, 4, "partial", []), (False, 3, "partial", ["h5p_wrong_ticks"])],
)
def test_several_right_answers_make_a_multiple_choice_by_its_rule(single_point, n, rule, dropped):
    params = {
        "question": "Chọn hết.",
        "answers": answers(*"abcd"[:n], right=(0, 1)),
        "behaviour": {"singlePoint": single_point},
    }
    report = read("H5P.MultiChoice", params)

    (draft,) = report.drafts
    assert (draft.kind, draft.content["rule"], draft.correct) == ("multiple_choice", rule, ["a", "b"])
    assert codes(report) == dropped


def test_true_and_false_carry_the_comment_of_the_answer_it_belongs_to():
    behaviour = {"feedbackOnCorrect": "Phải", "feedbackOnWrong": "Chưa phải"}
    draft = only("H5P.TrueFalse", {"question": "OTP đưa ai cũng được.", "correct": "false", "behaviour": behaviour})

    assert (draft.correct, draft.content["feedback_false"], draft.content["feedback_true"]) == (
        False,
        "Phải",
        "Chưa phải",
    )


def test_blanks_are_gaps_to_type_with_other_spellings_and_tips():
    questions = ["<p>Bấm *Gửi/gởi:nút ở dưới* nhé.</p>\n", "<p>Rồi chờ *1\\/2* giờ.</p>"]
    draft = only("H5P.Blanks", {"text": "<p>Điền vào.</p>", "questions": questions})

    assert draft.kind == "gap_fill"
    assert draft.content["text"] == "Bấm [[g1]] nhé.\nRồi chờ [[g2]] giờ."
    gaps = [[answer["text"] for answer in gap["answers"]] for gap in draft.content["gaps"]]
    assert gaps == [["Gửi", "gởi"], ["1/2"]]
    assert draft.content["hints"] == ["nút ở dưới"]
    kind = item_type("gap_fill")
    assert kind.score(draft.content, {"g1": "GỬI", "g2": "1/2"}) == 1


def test_blanks_that_mind_capitals_do_so_here():
    draft = only("H5P.Blanks", {"text": "Điền.", "questions": ["*Huế*"], "behaviour": {"caseSensitive": True}})

    assert item_type("gap_fill").score(draft.content, {"g1": "huế"}) == 0


def test_words_to_drag_keep_their_distractors():
    params = {"taskDescription": "Kéo.", "textField": "Bấm *xanh:màu lá\\+Đúng* rồi *đỏ*.", "distractors": "*vàng*"}
    report = read("H5P.DragText", params)

    (draft,) = report.drafts
    assert (draft.content["mode"], draft.correct) == ("drag", [["g1", "xanh"], ["g2", "đỏ"]])
    assert [word["text"] for word in draft.content["words"]] == ["xanh", "đỏ", "vàng"]
    assert draft.content["hints"] == ["màu lá"]
    assert codes(report) == ["element"]


def test_words_to_mark_become_answers_to_tick():
    report = read("H5P.MarkTheWords", {"taskDescription": "Số nào?", "textField": "Gọi *115* hoặc *114* ngay."})

    (draft,) = report.drafts
    assert (draft.kind, draft.correct) == ("multiple_choice", ["115", "114"])
    assert draft.content["stem"] == "Số nào?\nGọi 115 hoặc 114 ngay."
    assert codes(report) == ["h5p_marked_words"]


def test_a_word_right_here_and_wrong_there_cannot_be_ticked():
    assert "wrong in another" in why("H5P.MarkTheWords", {"taskDescription": "x", "textField": "*một* hai một"})


def test_sets_and_summaries_are_a_single_choice_each_the_first_is_right():
    rows = [{"question": "Một?", "answers": ["a", "b"]}, {"question": "Hai?", "answers": ["c", "d"]}]
    report = read("H5P.SingleChoiceSet", {"choices": rows})
    assert [(draft.name, draft.correct) for draft in report.drafts] == [("Một?", ["a"]), ("Hai?", ["c"])]

    rows = [{"summary": ["<p>đúng</p>", "sai"], "tip": "nhớ"}, {"summary": ["phải", "trái"]}]
    report = read("H5P.Summary", {"intro": "Câu nào đúng?", "summaries": rows})
    assert [draft.correct for draft in report.drafts] == [["đúng"], ["phải"]]
    assert [draft.content.get("hints") for draft in report.drafts] == [["nhớ"], None]
    assert codes(report) == ["h5p_tries"]


@pytest.mark.parametrize(("mode", "rule"), [("transitions", "next_exclude_last"), ("positions", "absolute_position")])
def test_paragraphs_to_sort_keep_their_rule(mode, rule):
    params = {"taskDescription": "Xếp.", "paragraphs": ["Mở", "Gửi"], "behaviour": {"scoringMode": mode}}
    draft = only("H5P.SortParagraphs", params)

    assert (draft.correct, draft.content["rule"]) == (["Mở", "Gửi"], rule)


def test_an_essay_names_what_only_h5p_marks_by_itself():
    params = {
        "taskDescription": "Kể chuyện.",
        "keywords": [{"keyword": "OTP"}],
        "solution": {"sample": "Một lần…"},
        "behaviour": {"minimumLength": 100},
    }
    report = read("H5P.Essay", params)

    assert [draft.kind for draft in report.drafts] == ["essay"]
    assert [said(row.what) for row in report.dropped] == ["keyword: OTP", "solution: Một lần…", "minimumLength: 100"]


def test_a_container_gives_its_questions_in_order_and_its_title_as_category():
    true_false = {"library": "H5P.TrueFalse 1.8", "params": {"question": "Một?", "correct": "true"}}
    named = {**true_false, "metadata": {"title": "Câu hai"}}
    unknown = {"library": "H5P.DragQuestion 1.14", "params": {}}
    film = {"library": "H5P.Video 1.6", "params": {}}
    column = {"library": "H5P.Column 1.16", "params": {"content": [{"content": film}, {"content": named}]}}
    report = read("H5P.InteractiveBook", {"chapters": [column, unknown, true_false]}, title="Sách")

    assert [(draft.name, draft.category, draft.where) for draft in report.drafts] == [
        ("Câu hai", "Sách", "question 1, H5P.TrueFalse 1.8"),
        ("Một?", "Sách", "question 3, H5P.TrueFalse 1.8"),
    ]
    assert [(row.where, row.why.code) for row in report.refused] == [
        ("question 2, H5P.DragQuestion 1.14", "type_not_importable")
    ]
    assert [said(row.what) for row in report.dropped] == ["H5P.Video 1.6 (1×): it asks nothing and is not kept"]


def test_a_title_that_nobody_wrote_is_no_name():
    draft = only("H5P.TrueFalse", {"question": "Mã OTP là bí mật.", "correct": "true"}, title="Untitled True/False")

    assert draft.name == "Mã OTP là bí mật."


def test_the_picture_comes_along_and_a_film_is_named():
    def shown(library, **params):
        media = {"type": {"library": library, "params": params}}
        return {"question": "Nút nào?", "correct": "true", "media": media}

    picture = shown("H5P.Image 1.1", file={"path": "images/a.png"}, alt="nút xanh")
    draft = only("H5P.TrueFalse", picture, files={"content/images/a.png": PNG})
    assert draft.content["picture"] == {"file": "images/a.png", "alt": "nút xanh"}
    assert draft.media == {"images/a.png": PNG}

    for params in (shown("H5P.Video 1.6", sources=[{"path": "a.mp4"}]), picture):
        report = read("H5P.TrueFalse", params)
        assert report.drafts[0].content["picture"] is None
        assert len(report.dropped) == 1


@pytest.mark.parametrize(
    ("library", "params", "said_"),
    [
        ("H5P.MultiChoice", {"question": "x", "answers": answers("a")}, "at least two answers"),
        ("H5P.MultiChoice", {"question": "x", "answers": answers("a", "b", right=())}, "which answer is right"),
        ("H5P.MultiChoice", {"question": "x", "answers": answers("a", "b", right=(0, 1))}, "ticking everything"),
        ("H5P.MultiChoice", {"question": "", "answers": answers("a", "b")}, "Write the question"),
        ("H5P.MultiChoice", {"question": "x", "answers": answers("a", " ")}, "Answer 2 is empty"),
        ("H5P.TrueFalse", {"question": "x"}, "which answer is right"),
        ("H5P.Blanks", {"text": "x", "questions": ["không có gì"]}, "no gap"),
        ("H5P.Blanks", {"text": "x", "questions": ["[[g1]] *a*"]}, "brackets"),
        ("H5P.DragText", {"textField": "* *"}, "belongs in place 1"),
        ("H5P.SingleChoiceSet", {"choices": []}, "no answers"),
        ("H5P.SortParagraphs", {"taskDescription": "x", "paragraphs": ["a"]}, "two things"),
        ("H5P.Crossword", {}, "H5P.Crossword"),
        ("H5P.Accordion", {"panels": []}, "holds no questions"),
        ("H5P.MultiChoice", [], "JSON is broken"),
        ("H5P.MultiChoice", "{", "JSON is broken"),
        ("H5P.MultiChoice", "[" * 100_000, "JSON is broken"),
        ("H5P.MultiChoice", '{"answers": ' + "9" * 10_000 + "}", "JSON is broken"),
        ("H5P.MultiChoice", b'{"question": "\xe9"}', "not UTF-8"),
    ],
)
def test_what_cannot_be_a_question_says_why(library, params, said_):
    assert said_ in why(library, params)


def test_a_package_without_its_parts_or_that_bursts_is_refused():
    empty, bomb = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(empty, "w") as packed:
        packed.writestr("h5p.json", "{}")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("h5p.json", "{}")
        packed.writestr("content/content.json", " " * 150_000_000)

    for data, words in [(empty, "content/content.json"), (bomb, "too large"), (io.BytesIO(b"PK\3\4x"), "cannot be")]:
        (refused,) = formats.read(data.getvalue(), "a.h5p", "h5p").refused
        assert words in said(refused.why)


def test_fields_of_any_type_do_not_break_the_reader():
    for wrong in (None, 1, "x", [], {}, [[]], [None], True):
        for library in ("MultiChoice", "TrueFalse", "Blanks", "DragText", "MarkTheWords", "Essay", "Summary"):
            names = ("question", "answers", "correct", "text", "questions", "textField", "summaries", "media")
            report = read(f"H5P.{library}", dict.fromkeys((*names, "behaviour", "overallFeedback"), wrong))
            assert report.drafts == []
            assert len(report.refused) == 1
