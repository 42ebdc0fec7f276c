import io

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.exchange import gift, gift_writing, moodle_writing, moodle_xml, sheet_writing, spreadsheet
from assessments.exchange.drafts import Draft
from assessments.exchange.sheet_writing import without_keys
from tests.assessments.exchange_texts import AIKEN, GIFT, XML

FORMATS = {"gift": (gift, gift_writing), "xml": (moodle_xml, moodle_writing), "xlsx": (spreadsheet, sheet_writing)}
GIFT_DRAFTS = gift.read(GIFT.encode(), "a").drafts
XML_DRAFTS = moodle_xml.read(XML.encode(), "a").drafts

words = st.text(st.sampled_from("aáBđ ~=#{}:\\%[]<&>-/*\n\"'1"), min_size=1, max_size=12).map(
    # A reader takes away what stands around a text, and doubled blanks.
    lambda text: "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n")))) or "a"
)


def again(name, drafts):
    reader, writer = FORMATS[name]
    report = reader.read(writer.write(drafts), "a")
    assert report.refused == []
    return report.drafts


def same(before, after):
    assert (after.kind, after.name, after.category) == (before.kind, before.name, before.category)
    assert after.correct == before.correct or after.kind in {"gap_fill"}
    assert without_keys(after.content) == without_keys(before.content)


@pytest.mark.parametrize("draft", GIFT_DRAFTS, ids=lambda draft: draft.kind)
@pytest.mark.parametrize("name", ["gift", "xml"])
def test_what_gift_says_survives_gift_and_moodle_xml(name, draft):
    (after,) = again(name, [draft])

    assert (
        without_keys(after.content).items()
        >= {key: value for key, value in without_keys(draft.content).items() if key != "policy"}.items()
    )
    assert (after.kind, after.name, after.category) == (draft.kind, draft.name, draft.category)
    assert after.correct == draft.correct


@pytest.mark.parametrize(
    "draft", [draft for draft in XML_DRAFTS if not moodle_writing.unwritable(draft)], ids=lambda d: d.kind
)
def test_what_moodle_xml_says_survives_moodle_xml(draft):
    (after,) = again("xml", [draft])

    same(draft, after)


def test_moodle_xml_keeps_the_picture_of_a_question():
    content = {"stem": "Nút nào?", "explanation": "", "answer": True, "feedback_true": "", "feedback_false": ""}
    draft = Draft(
        "true_false", "Nút", {**content, "picture": {"file": "nút.png", "alt": "một nút"}}, media={"nút.png": b"\1\2"}
    )

    (after,) = again("xml", [draft])

    assert after.content["picture"] == {"file": "nút.png", "alt": "một nút"}
    assert after.media == {"nút.png": b"\1\2"}
    assert after.content["stem"] == "Nút nào?"


CLOZE = """<quiz><question type="cloze"><name><text>Điền</text></name><questiontext format="html"><text><![CDATA[
<p>Gọi {1:SHORTANSWER_C:=115#Đúng~%50%1\\}15&amp;#92;~*#Không \\# phải} khi &lt;ốm&gt;.</p>
<p>Pi là {2:NUMERICAL:=3.14:0.01}.</p>
Nút {1:MULTICHOICE:đỏ~=xanh#Phải} hay {1:MULTIRESPONSE:=a~=b~c}?]]></text></questiontext></question></quiz>"""
ZONES = """<quiz><question type="ddimageortext"><name><text>Kéo</text></name>
<questiontext><text>Kéo vào.</text></questiontext>
<file name="nen.png" encoding="base64">AAEC</file>
<drag><no>1</no><text>gọi</text><draggroup>1</draggroup></drag>
<drag><no>2</no><text>tắt</text><draggroup>2</draggroup></drag>
<drop><text>trên</text><no>1</no><choice>2</choice><xleft>5</xleft><ytop>7</ytop></drop></question></quiz>"""


@pytest.mark.parametrize("text", [CLOZE, ZONES])
def test_embedded_questions_and_zones_survive_moodle_xml(text):
    (draft,) = moodle_xml.read(text.encode(), "a").drafts

    (after,) = again("xml", [draft])

    same(draft, after)
    assert after.media == draft.media


def test_gift_leaves_out_what_only_moodle_xml_can_say():
    content = {"stem": "Kể", "picture": None, "explanation": "", "min_words": 20, "max_words": None, "rubric": []}
    hinted = choice_draft("Gì?", ["a", "b"])
    hinted.content["hints"] = ["nghĩ kỹ"]
    drafts = [Draft("essay", "Kể", content), hinted]

    assert [gift_writing.unwritable(draft).params["name"] for draft in drafts] == ["min_words", "hints"]
    assert [after.content.get("hints") for after in again("xml", drafts)] == [None, ["nghĩ kỹ"]]


def choice_draft(stem, texts):
    choices = [
        {"key": f"c{place}", "text": text, "correct": place == 1, "feedback": ""} for place, text in enumerate(texts, 1)
    ]
    return Draft("single_choice", "tên", {"stem": stem, "picture": None, "explanation": "", "choices": choices})


@pytest.mark.parametrize("name", FORMATS)
@given(stem=words, texts=st.lists(words, min_size=2, max_size=5))
def test_any_text_survives_every_format(name, stem, texts):
    draft = choice_draft(stem, texts)

    same(draft, again(name, [draft])[0])


def test_what_a_format_cannot_say_is_named_and_left_out():
    drafts = [*GIFT_DRAFTS, *XML_DRAFTS]

    left_out = {
        name: {(draft.name, why.code) for draft in drafts if (why := writer.unwritable(draft))}
        for name, (_, writer) in FORMATS.items()
    }

    assert left_out["gift"] >= {("Gọi điện", "kind_not_in_format"), ("Cước", "option_not_in_format")}
    assert left_out["xml"] == set()
    assert ("Mật khẩu", "option_not_in_format") in left_out["xlsx"]
    assert {draft.name for draft in again("gift", drafts)}.isdisjoint({row[0] for row in left_out["gift"]})


def test_our_vietnamese_comparison_is_not_written_where_it_would_score_differently():
    content = {"stem": "Thủ đô?", "picture": None, "explanation": "", "answers": [{"text": "Hà Nội"}]}
    draft = Draft("short_answer", "Thủ đô", {**content, "policy": "vietnamese"})

    assert gift_writing.unwritable(draft).code == "policy_not_in_format"
    assert moodle_writing.unwritable(draft).code == "policy_not_in_format"


def test_the_template_reads_as_its_own_examples():
    report = spreadsheet.read(sheet_writing.template(), "mẫu.xlsx")

    assert report.refused == []
    assert [draft.correct for draft in report.drafts] == [["115"], ["dài", "khó đoán"], True]
    assert openpyxl.load_workbook(io.BytesIO(sheet_writing.template())).sheetnames == ["Câu hỏi", "Hướng dẫn"]


def sheet(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


HEAD = ["Loại", "Câu hỏi", "Ý 1", "Ý 2", "Ý 3", "Đáp án"]


def test_spreadsheet_rows_become_their_kinds():
    report = spreadsheet.read(
        sheet(
            HEAD,
            ["số", "Pi?", None, None, None, "3,14 ± 0,01"],
            ["Sắp xếp", "Gửi tin", "mở", "viết", "gửi", None],
            ["ghép đôi", "Nối", "Zalo -> nhắn tin", "VNeID -> giấy tờ", "-> nấu cơm", None],
            ["trả lời ngắn", "Thủ đô?", "Hà Nội", None, None, None],
            [None, None, None, None, None, None],
            ["một ý đúng", "Số nào?", 113, 115.5, None, 2],
        ),
        "a.xlsx",
    )

    assert report.refused == []
    assert [draft.correct for draft in report.drafts] == [
        [{"value": "3.14", "tolerance": "0.01", "tolerance_type": "absolute", "share": "1"}],
        ["mở", "viết", "gửi"],
        [["Zalo", "nhắn tin"], ["VNeID", "giấy tờ"]],
        [{"text": "Hà Nội", "share": "1"}],
        ["115.5"],
    ]


def test_broken_rows_are_refused_with_row_and_reason():
    report = spreadsheet.read(
        sheet(HEAD, ["lạ", "Gì?"], ["một ý đúng", "Gì?", "a", "b", None, "7"], ["số", "Gì?", None, None, None, "x"]),
        "a.xlsx",
    )

    assert [(row.where, row.why.code) for row in report.refused] == [
        ("row 2", "unknown_word"),
        ("row 3", "unknown_word"),
        ("row 4", "not_a_number"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04 nonsense", "sheet_broken"),
        (sheet(["Loại", "Câu hỏi"]), "sheet_column_missing"),
        (sheet([*HEAD, "Điểm"]), "sheet_column_unknown"),
    ],
)
def test_unusable_spreadsheets_are_refused_as_a_whole(data, code):
    assert [row.why.code for row in spreadsheet.read(data, "a.xlsx").refused] == [code]


def test_an_answer_that_begins_with_an_equals_sign_is_no_formula():
    (after,) = again("xlsx", [choice_draft("Ô nào cộng?", ["=A1+A2", "A1+A2"])])

    assert after.correct == ["=A1+A2"]


def test_aiken_questions_can_be_written_as_all_three():
    from assessments.exchange import aiken

    drafts = aiken.read(AIKEN.encode(), "a").drafts

    assert [again(name, drafts)[0].correct for name in FORMATS] == [["115"]] * 3
