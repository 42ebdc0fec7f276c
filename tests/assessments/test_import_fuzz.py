"""Question files that were damaged, cut, spliced or made by an enemy: one door, and a report comes out of it.

A few examples in a normal run; `make fuzz` tries 50,000, with a limit of time and memory for each.
"""

import io
import json
import resource
import sys
import time
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments import qti
from assessments.exchange import formats
from assessments.exchange.drafts import Draft, Report
from assessments.exchange.gift_writing import write as write_gift
from assessments.exchange.moodle_writing import write as write_moodle
from assessments.exchange.sheet_writing import template
from assessments.items import KINDS, Unreadable
from assessments.models import ImportedFile
from assessments.transfer.exchange_words import place_said, said
from assessments.transfer.import_cards import import_rows
from assessments.transfer.import_jobs import _rows as rows_of
from tests.assessments.exchange_texts import AIKEN, GIFT, XML
from tests.assessments.item_contents import CONTENTS
from tests.assessments.test_import_items import PNG
from tests.assessments.test_qti_reading import declared, earns, item1, item2, labels
from tests.assessments.test_qti_reading import template as qti_template

LONG = settings().max_examples > 1000
# Ten files to begin from: 50,000 in the long profile.
EXAMPLES = 5_000 if LONG else 10
SECONDS, MEGABYTES = 2, 300


def packed(**members):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def h5p(library, params):
    about = {"title": "Bài", "language": "vi", "mainLibrary": library}
    return packed(
        **{
            "h5p.json": json.dumps(about),
            "content/content.json": json.dumps(params, ensure_ascii=False),
            "content/images/a.png": PNG,
        }
    )


H5P_SET = {
    "questions": [
        {
            "library": "H5P.MultiChoice 1.16",
            "params": {
                "question": "<p>Số nào gọi cấp cứu?</p>",
                "answers": [
                    {"text": "115", "correct": True, "tipsAndFeedback": {"tip": "ba số"}},
                    {"text": "113", "correct": False, "tipsAndFeedback": {"chosenFeedback": "Công an."}},
                ],
                "media": {
                    "type": {"library": "H5P.Image 1.1", "params": {"file": {"path": "images/a.png"}, "alt": "a"}}
                },
            },
        },
        {"library": "H5P.Blanks 1.14", "params": {"text": "Điền.", "questions": ["<p>Bấm *Gửi/gởi:nút* nhé.</p>"]}},
        {"library": "H5P.DragText 1.10", "params": {"taskDescription": "Kéo.", "textField": "Bấm *xanh* rồi *đỏ*."}},
        {"library": "H5P.MarkTheWords 1.9", "params": {"taskDescription": "Chọn.", "textField": "một *hai* ba"}},
        {"library": "H5P.SortParagraphs 0.11", "params": {"taskDescription": "Xếp.", "paragraphs": ["một", "hai"]}},
        {"library": "H5P.Summary 1.10", "params": {"intro": "Chọn.", "summaries": [{"summary": ["đúng", "sai"]}]}},
    ]
}
QTI1 = item1(
    f'<response_lid ident="r"><render_choice>{labels("Xanh", "Đỏ")}</render_choice></response_lid>',
    earns("r", "L1", "1"),
)
QTI2 = item2(
    declared("a"),
    '<choiceInteraction responseIdentifier="RESPONSE"><prompt>Nút nào?</prompt><simpleChoice identifier="a">Xanh'
    '</simpleChoice><simpleChoice identifier="b">Đỏ</simpleChoice></choiceInteraction>',
    qti_template("match_correct"),
)
DRAFTS = formats.read(GIFT.encode(), "a.gift").drafts
FILES = {
    "a.gift": GIFT.encode(),
    "written.gift": write_gift(DRAFTS),
    "a.txt": AIKEN.encode(),
    "a.xml": XML.encode(),
    "written.xml": write_moodle(DRAFTS),
    "a.xlsx": template(),
    "qti3.zip": qti.write([draft for draft in DRAFTS if not qti.left_out(draft)]),
    "qti1.xml": QTI1,
    "qti2.xml": QTI2,
    "a.h5p": h5p("H5P.QuestionSet", H5P_SET),
}
NUMBERS = [b"9" * 400, b"-1", b"1e999999", b"0.0000000000000000000001", b"NaN", b"1" + b"0" * 5000, b"%-9999%"]
SIGNS = [
    b"{",
    b"}",
    b"=",
    b"~",
    b"->",
    b"[[",
    b"]]",
    b"\x00",
    b"\xff\xfe",
    b"<",
    b"&#x0;",
    b"*",
    b"#",
    b"\\",
    b'"',
    b"\n\n",
]


@st.composite
def damaged(draw, data):
    """Bytes flipped, cut out, said again, exchanged with those of another file, numbers grown beyond all bounds."""
    for _time in range(draw(st.integers(1, 6))):
        if not data:
            break
        place = draw(st.integers(0, len(data) - 1))
        end = min(len(data), place + draw(st.integers(1, 400)))
        how = draw(st.sampled_from(["flip", "cut", "end", "again", "many", "splice", "number", "sign"]))
        if how == "flip":
            data = data[:place] + bytes([data[place] ^ draw(st.integers(1, 255))]) + data[place + 1 :]
        elif how == "cut":
            data = data[:place] + data[end:]
        elif how == "end":
            data = data[:place]
        elif how == "again":
            data = data[:end] + data[place:]
        elif how == "many":
            data = data[:place] + data[place:end] * draw(st.sampled_from([3, 50, 500])) + data[end:]
        elif how == "splice":
            other = draw(st.sampled_from([FILES[name] for name in sorted(FILES)]))
            data = data[:place] + other[len(other) // 3 :][: draw(st.integers(1, 2000))] + data[end:]
        else:
            data = data[:place] + draw(st.sampled_from(NUMBERS if how == "number" else SIGNS)) + data[place:]
    return data


@st.composite
def damaged_file(draw, name):
    """Damage a file; of an archive, more often a member than the archive itself, which then just does not open."""
    data = FILES[name]
    if data[:2] != b"PK" or draw(st.integers(0, 3)) == 0:
        return draw(damaged(data))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    texts = sorted(one for one in members if one.endswith((".xml", ".json", ".rels", ".png")))
    for member in draw(st.lists(st.sampled_from(texts), min_size=1, max_size=2, unique=True)):
        members[member] = draw(damaged(members[member]))
    return packed(**members)


def memory_mb():
    # Linux counts kilobytes, macOS bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)


def look_through(data, name):
    """Everything that happens to a file between upload and preview."""
    report = formats.read(data, name)
    assert report.found == len(report.drafts) + len(report.refused)
    for row in report.refused:
        assert said(row.why) and place_said(row.where)
    for row in report.dropped:
        assert said(row.what)
    bare = [
        Draft(one.kind, one.name, {**one.content, "picture": None}, one.category, one.language) for one in report.drafts
    ]
    report.drafts[:] = bare[:200]
    for draft in report.drafts:
        json.dumps(draft.correct)
    file = ImportedFile(filename=name, question_import_id=1)
    rows = list(rows_of(file, report, {}, set(), 0))
    # As the database gives it back.
    for row in rows:
        row.draft, row.dropped, row.refused = (
            json.loads(json.dumps(one)) for one in (row.draft, row.dropped, row.refused)
        )
    for shown in import_rows(rows[:50], lambda name: name):
        assert shown.refused or shown.card
    return report


@pytest.mark.parametrize("name", sorted(FILES))
def test_what_is_whole_is_read(name):
    report = look_through(FILES[name], name)

    assert report.drafts


@pytest.mark.parametrize("name", sorted(FILES))
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_damaged_file_gives_a_report_and_its_preview(name, data):
    broken = data.draw(damaged_file(name))
    before, begun = memory_mb(), time.perf_counter()

    look_through(broken, name)

    if LONG:
        assert time.perf_counter() - begun < SECONDS
        assert memory_mb() - before < MEGABYTES


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.just("9" * 5000),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


def names_in(thing):
    """Every key that stands in a content: what an honest form would send, and the place an enemy would try."""
    if isinstance(thing, dict):
        if isinstance(thing.get("key"), str):
            yield thing["key"]
        for name, one in thing.items():
            yield name
            yield from names_in(one)
    elif isinstance(thing, list):
        for one in thing:
            yield from names_in(one)


def holds(kind, content, response):
    """A response that was accepted is scored, told and shown, and accepted again it is the same."""
    assert kind.accept(content, response) == response
    score = kind.score(content, response)
    assert score is None or -1 <= score <= 1
    json.dumps(response)
    kind.summary(content, response)
    kind.feedback(content, response)
    kind.is_complete(content, response)


@pytest.mark.parametrize("name", sorted(KINDS))
@settings(max_examples=1_000 if LONG else 15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_a_browser_sends_is_a_response_or_unreadable(name, data):
    kind, content = KINDS[name], data.draw(CONTENTS[name])
    names = ["", *dict.fromkeys(names_in(content))]
    values = st.sampled_from(names) | st.text(max_size=40) | st.sampled_from(["-1", "1e9", "12,5", "\x00", "9" * 3000])
    fields = data.draw(st.dictionaries(st.sampled_from(names) | st.text(max_size=8), st.lists(values, max_size=5)))
    begun = time.perf_counter()

    try:
        response = kind.accept(content, kind.parse(content, fields))
    except Unreadable:
        return
    holds(kind, content, response)

    assert not LONG or time.perf_counter() - begun < SECONDS


@pytest.mark.parametrize("name", sorted(KINDS))
@settings(max_examples=1_000 if LONG else 15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_json_holds_is_a_response_or_unreadable(name, data):
    kind, content = KINDS[name], data.draw(CONTENTS[name])
    keys = st.sampled_from(["", *dict.fromkeys(names_in(content))])
    given_ = data.draw(anything | st.lists(keys | anything, max_size=6) | st.dictionaries(keys, keys | anything))

    try:
        response = kind.accept(content, given_)
    except Unreadable:
        return
    holds(kind, content, response)


# Found at random, kept by name --------------------------------------------------------------------------------------


def test_a_short_answer_without_any_answer_is_shown_with_what_is_missing():
    content = {"stem": "Số?", "explanation": "", "picture": None, "answers": [], "policy": "vietnamese"}
    file = ImportedFile(filename="a.zip", question_import_id=1)

    (row,) = import_rows(
        rows_of(file, Report("qti3", [Draft("short_answer", "Số", content)], [], []), {}, set(), 0), str
    )

    assert row.card
    assert row.right == ""
    assert row.problems


def test_an_empty_answer_to_pick_is_shown_empty():
    choices = [{"key": "c1", "text": "", "correct": True, "feedback": ""}, {"key": "c2", "text": "b", "correct": False}]
    content = {"stem": "Nút?", "explanation": "", "picture": None, "choices": choices}
    draft = Draft("single_choice", "Nút", content)
    file = ImportedFile(filename="a.xml", question_import_id=1)

    (row,) = import_rows(rows_of(file, Report("qti21", [draft], [], []), {}, set(), 0), str)

    assert [choice.text for choice in row.card.choices] == ["", "b"]
    assert row.problems
