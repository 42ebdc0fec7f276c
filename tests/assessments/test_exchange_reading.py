import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exchange import aiken, formats, gift, moodle_xml
from assessments.exchange.markup import plain_text
from tests.assessments.exchange_texts import AIKEN, GIFT, XML


def drafts(text, reader=gift):
    report = reader.read(text.encode(), "bài.txt")
    assert report.refused == []
    return report.drafts


def line_of(text, part):
    return f"line {text[: text.index(part)].count(chr(10)) + 1}"


def reasons(text, reader=gift):
    return [(row.where, row.why.code) for row in reader.read(text.encode(), "bài.txt").refused]


def test_gift_tells_the_kinds_apart():
    assert [draft.kind for draft in drafts(GIFT)] == [
        *("single_choice", "multiple_choice", "true_false", "short_answer", "numeric", "numeric", "matching"),
        *("essay", "description"),
    ]


def test_gift_choices_keep_weights_feedback_and_hidden_signs():
    choice = drafts(GIFT)[0]

    assert choice.category == "an toàn/mật khẩu"
    assert choice.correct == ["T3t-Nguyên#Đán=2026"]
    assert choice.content["choices"][0]["feedback"] == "Quá dễ đoán"
    assert choice.content["choices"][2]["share"] == "0.5"
    assert choice.content["explanation"] == "Càng dài càng khó đoán."


def test_gift_without_a_right_sign_lets_several_be_ticked():
    assert [choice["share"] for choice in drafts(GIFT)[1].content["choices"]] == ["0.5", "0.5", "-1"]
    assert drafts(GIFT)[1].correct == ["Hỏi người thân", "Chặn số"]


def test_first_gift_feedback_of_true_or_false_is_for_the_wrong_answer():
    told = drafts(GIFT)[2].content

    assert (told["answer"], told["feedback_true"], told["feedback_false"]) == (True, "Đúng rồi", "Sai rồi")


def test_missing_word_becomes_a_line_in_the_question():
    assert drafts(GIFT)[3].content["stem"] == "Số gọi công an là _____ ở mọi tỉnh."


def test_gift_range_becomes_middle_and_tolerance():
    answers = drafts(GIFT)[5].content["answers"]

    assert [(row["value"], row["tolerance"], row["share"]) for row in answers] == [
        ("26", "2", "1"),
        ("25", "5", "0.5"),
        ("*", "0", "0"),
    ]


def test_gift_target_without_a_prompt_only_misleads():
    pairs = drafts(GIFT)[6]

    assert pairs.correct == [["Zalo", "nhắn tin"], ["VNeID", "giấy tờ"]]
    assert [target["text"] for target in pairs.content["targets"]] == ["nhắn tin", "giấy tờ", "nấu cơm"]


def test_html_becomes_lines_and_lost_formatting_is_named():
    report = gift.read(GIFT.encode(), "bài.gift")

    assert report.drafts[8].content["stem"] == "Phần sau nói về ví điện tử.\nĐọc kỹ nhé."
    assert (line_of(GIFT, "ví điện tử"), "formatting") in [(row.where, row.what.code) for row in report.dropped]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Gì? {=a ~b", "brace_not_closed"),
        ("Gì? {~a}", "too_few_choices"),
        ("Gì? {~a ~b}", "no_right_choice"),
        ("Gì? {#mười}", "not_a_number"),
        ("Gì? {~%250%a ~b}", "weight_too_large"),
        ("{=a}", "no_stem"),
        ("Gì? {=a -> b =c}", "pair_without_arrow"),
        ("Gì? {= ~b}", "empty_choice"),
    ],
)
def test_broken_gift_is_refused_with_line_and_reason(text, code):
    assert reasons(f"// chú thích\n\nMở đầu\n\n{text}") == [("line 5", code)]


def test_text_that_is_not_utf8_is_refused():
    for reader in (gift, aiken):
        report = reader.read("Chào bạn".encode("utf-16"), "a.txt")
        assert [row.why.code for row in report.refused] == ["not_utf8"]


def test_aiken_needs_no_blank_after_the_letter():
    (draft,) = drafts(AIKEN, aiken)

    assert [choice["text"] for choice in draft.content["choices"]] == ["113", "115", "114"]
    assert draft.correct == ["115"]


def test_aiken_answer_must_be_one_of_the_options():
    assert reasons(AIKEN.replace("ANSWER: B", "ANSWER: D"), aiken) == [("line 5", "answer_is_no_option")]


def moodle():
    return moodle_xml.read(XML.encode(), "bài.xml")


def test_moodle_types_become_ours_and_the_rest_is_refused_by_name():
    report = moodle()

    assert [draft.kind for draft in report.drafts] == [
        *("numeric", "short_answer", "gap_fill", "hotspot", "matching", "file_upload"),
    ]
    assert {draft.category for draft in report.drafts} == {"$course$/Điện thoại"}
    assert [(row.where, row.why.code, row.why.params["type"]) for row in report.refused] == [
        (line_of(XML, "calculated"), "type_not_importable", "calculated")
    ]


def test_moodle_numbers_keep_units_and_their_penalty():
    content = moodle().drafts[0].content

    assert content["units"] == [{"text": "m", "multiplier": "1"}, {"text": "km", "multiplier": "0.001"}]
    assert (content["unit_rule"], content["unit_penalty"], content["unit_penalty_of"]) == (
        "required",
        "0.2",
        "question",
    )
    assert [row["share"] for row in content["answers"]] == ["1", "0.3333333"]


def test_moodle_scripts_are_not_kept_and_are_named():
    report = moodle()

    assert report.drafts[1].content["stem"] == "Thủ đô ở đâu?"
    assert report.drafts[1].content["match_case"] is True
    assert ("formatting", {"tags": "script"}) in [(row.what.code, row.what.params) for row in report.dropped]


def test_moodle_gaps_name_their_words():
    draft = moodle().drafts[2]

    assert draft.content["text"] == "Nút [[g1]] để gọi, nút [[g2]] để tắt."
    assert draft.correct == [["g1", "xanh"], ["g2", "đỏ"]]
    assert draft.content["words"][1]["many"] is True


def test_moodle_spots_become_circle_rectangle_and_polygon():
    draft = moodle().drafts[3]

    assert [(area["shape"], area["coords"]) for area in draft.content["areas"]] == [
        ("circle", [50, 60, 20]),
        ("rectangle", [10, 20, 40, 60]),
        ("polygon", [[0, 0], [10, 0], [5, 9.5]]),
    ]
    assert draft.media == {"man-hinh.png": b"\x89PNG\r\n\x1a\n"}


def test_upload_keeps_its_file_types():
    assert moodle().drafts[5].content["extensions"] == [".jpg", ".png"]
    assert moodle().drafts[5].content["max_files"] == 2


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<!DOCTYPE q [<!ENTITY a "b">]><quiz>&a;</quiz>', "xml_unsafe"),
        ("<quiz>" + "<a>" * 200 + "</a>" * 200 + "</quiz>", "xml_too_deep"),
        ("<quiz><question></quiz>", "xml_broken"),
        ("<bank/>", "xml_not_moodle"),
        ("", "xml_broken"),
    ],
)
def test_dangerous_or_broken_xml_is_refused_as_a_whole(text, code):
    report = moodle_xml.read(text.encode(), "bài.xml")

    assert [row.why.code for row in report.refused] == [code]
    assert report.drafts == []


def embedded(inside):
    text = f"<quiz><question type='cloze'><questiontext><text>{inside}</text></questiontext></question></quiz>"
    (draft,) = drafts(text, moodle_xml)
    return draft.content


def test_embedded_right_answers_share_the_points_and_wrong_ones_cancel_one():
    part = embedded("Mạnh là {2:MULTIRESPONSE:=dài~=lạ~ngắn}.")["parts"]["p1"]
    weighed = embedded("Mạnh là {MR:%100%dài~%100%lạ~ngắn}".replace("{MR", "{1:MR"))["parts"]["p1"]

    assert [choice["share"] for choice in part["choices"]] == ["0.5", "0.5", "-0.5"]
    assert [choice["share"] for choice in weighed["choices"]] == ["0.5", "0.5", "0"]
    assert part["points"] == "2"


def test_embedded_answers_may_hide_signs_and_hold_entities():
    content = embedded(r"A{1:SAC:=a\}b\~c\#d#lời\#~%50%&amp;#233;t}B {1:NM:=3,5:0.1~*}")

    assert content["text"] == "A[[p1]]B [[p2]]"
    assert [row["text"] for row in content["parts"]["p1"]["answers"]] == ["a}b~c#d", "ét"]
    assert content["parts"]["p1"]["answers"][0]["feedback"] == "lời#"
    assert content["parts"]["p1"]["match_case"] is True
    assert [row["value"] for row in content["parts"]["p2"]["answers"]] == ["3.5", "*"]


def test_gift_ordering_has_a_line_of_settings_and_a_line_for_each():
    (draft,) = drafts("::Gửi::Xếp{>3 ALL VERTICAL RELATIVE_TO_CORRECT SHOW none\nMở\nViết\nGửi\n}")

    assert (draft.kind, draft.correct, draft.content["rule"]) == (
        "ordering",
        ["Mở", "Viết", "Gửi"],
        "relative_to_correct",
    )


def test_an_ordering_without_a_rule_is_scored_as_moodle_would():
    rows = "".join(f"<answer><text>{text}</text></answer>" for text in ("một", "hai", "ba"))
    text = f"<quiz><question type='ordering'><questiontext><text>Xếp</text></questiontext>{rows}</question></quiz>"

    (draft,) = drafts(text, moodle_xml)

    assert (draft.content["rule"], draft.correct) == ("next_exclude_last", ["một", "hai", "ba"])


@pytest.mark.parametrize(
    ("text", "name", "wanted"),
    [
        (GIFT, "a.txt", "gift"),
        (XML, "a.txt", "moodle_xml"),
        (AIKEN, "a.gift", "aiken"),
        ("<questestinterop/>", "a.xml", "qti12"),
        ('<qti-assessment-item xmlns="x"/>', "a.xml", "qti3"),
        ("\0\0", "a.bin", None),
    ],
)
def test_format_is_told_from_the_content(text, name, wanted):
    assert formats.detect(text.encode(), name) == wanted


def test_unknown_signs_in_angle_brackets_are_text():
    assert plain_text("<p>a < b > c và <tên></p>").text == "a < b > c và <tên>"


cuts = st.lists(
    st.tuples(
        st.integers(0, 4000), st.integers(0, 40), st.text(st.sampled_from("{}=~#%\\:[]<>&;\n aá1\0"), max_size=6)
    ),
    max_size=6,
)


@given(st.sampled_from([(GIFT, "a.gift"), (XML, "a.xml"), (AIKEN, "a.txt")]), cuts)
def test_damaged_files_always_give_a_report(file, damages):
    text, name = file
    for place, length, put in damages:
        place = min(place, len(text))  # noqa: PLW2901
        text = text[:place] + put + text[place + length :]

    report = formats.read(text.encode("utf-8", errors="replace"), name)

    assert report.found == len(report.drafts) + len(report.refused)
    for draft in report.drafts:
        assert draft.name
        assert draft.content
        draft.correct  # noqa: B018 - must not fail


@given(st.binary(max_size=400), st.sampled_from(sorted(set(formats.READERS) - {"qti12", "qti21", "qti22", "qti3"})))
def test_any_bytes_give_a_report(data, wanted):
    assert formats.read(data, "a", wanted).format == wanted
