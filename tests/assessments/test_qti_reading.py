"""QTI files become drafts: each way of asking, packages with pictures, and what strangers may send."""

import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import qti
from assessments.qti import archives, tree
from assessments.transfer import qti_reasons

PICTURE = b"\x89PNG\r\n\x1a\n anh"


def item2(declared: str, body: str, processing: str = "", more: str = "", title: str = "Thử") -> bytes:
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="cau" title="{title}">
{declared}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<itemBody>{body}</itemBody>{processing}{more}</assessmentItem>""".encode()


def declared(right: str, card: str = "single", base: str = "identifier", more: str = "", name: str = "RESPONSE") -> str:
    values = "".join(f"<value>{value}</value>" for value in right.split("|") if value)
    return (
        f'<responseDeclaration identifier="{name}" cardinality="{card}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse>{more}</responseDeclaration>"
    )


def template(name: str) -> str:
    return f'<responseProcessing template="http://www.imsglobal.org/question/qti_v2p1/rptemplates/{name}"/>'


def item1(presentation: str, processing: str = "", kind: str = "", more: str = "") -> bytes:
    return f"""<questestinterop><assessment title="Bài thử"><section title="Phần 1"><item ident="c1" title="Thử">
<itemmetadata><qtimetadata><qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry>
</qtimetadatafield></qtimetadata></itemmetadata><presentation>{presentation}</presentation>
<resprocessing>{processing}</resprocessing>{more}</item></section></assessment></questestinterop>""".encode()


def labels(*words: str) -> str:
    return "".join(
        f'<response_label ident="L{n}"><material><mattext>{word}</mattext></material></response_label>'
        for n, word in enumerate(words, 1)
    )


def earns(response: str, value: str, score: str, action: str = "Set") -> str:
    return (
        f'<respcondition><conditionvar><varequal respident="{response}">{value}</varequal></conditionvar>'
        f'<setvar action="{action}">{score}</setvar></respcondition>'
    )


def only(data: bytes):
    report = qti.read(data, "de.xml")
    assert report.refused == []
    (draft,) = report.drafts
    return draft, [one.what for one in report.dropped]


def refused(data: bytes) -> str:
    report = qti.read(data, "de.xml")
    assert report.drafts == []
    (one,) = report.refused
    return one.why


def packed(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members.items():
            archive.writestr(path, content)
    return whole.getvalue()


CHOICES = "".join(f'<simpleChoice identifier="{key}">{key} nhé</simpleChoice>' for key in "ABC")


# 2.x and 3.0


def test_shares_of_a_single_choice_come_from_its_mapping():
    entries = '<mapEntry mapKey="A" mappedValue="2"/><mapEntry mapKey="B" mappedValue="1"/>'
    mapping = f'<mapping defaultValue="-0.5">{entries}</mapping>'
    draft, _ = only(
        item2(
            declared("A", more=mapping),
            f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>',
            template("map_response"),
        )
    )
    assert [choice["share"] for choice in draft.content["choices"]] == ["1", "0.5", "-0.25"]


def test_several_right_choices_are_all_or_nothing_unless_mapped():
    draft, _ = only(
        item2(
            declared("A|C", "multiple"),
            f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="0">{CHOICES}</choiceInteraction>',
            template("match_correct"),
        )
    )
    assert (draft.kind, draft.content["rule"]) == ("multiple_choice", "all_or_nothing")
    assert [choice["correct"] for choice in draft.content["choices"]] == [True, False, True]
    assert not any("share" in choice for choice in draft.content["choices"])


def test_paragraphs_and_breaks_are_lines_and_rubrics_for_markers_are_left_out():
    draft, dropped = only(
        item2(
            declared("A"),
            "<div><p>Dòng một<br/>Dòng hai</p><ul><li>ý</li></ul></div>"
            '<rubricBlock view="scorer"><p>Chấm chặt</p></rubricBlock>'
            '<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1"><prompt>Chọn gì?</prompt>'
            f"{CHOICES}</choiceInteraction>",
            template("match_correct"),
        )
    )
    assert draft.content["stem"] == "Dòng một\nDòng hai\n– ý\nChọn gì?"
    assert [what.split(":")[0] for what in dropped] == ["rubric"]


def test_an_order_is_kept_as_the_right_order():
    draft, _ = only(
        item2(
            declared("C|A|B", "ordered"),
            f'<orderInteraction responseIdentifier="RESPONSE">{CHOICES}</orderInteraction>',
            template("match_correct"),
        )
    )
    assert [element["key"] for element in draft.content["elements"]] == ["C", "A", "B"]
    assert draft.content["rule"] == "all_or_nothing"


def test_associations_become_prompts_and_targets():
    parts = "".join(
        f'<simpleAssociableChoice identifier="{key}" matchMax="1">{key}</simpleAssociableChoice>' for key in "ABCDE"
    )
    draft, dropped = only(
        item2(
            declared("B A|C D", "multiple", "pair"),
            f'<associateInteraction responseIdentifier="RESPONSE">{parts}</associateInteraction>',
            template("match_correct"),
        )
    )
    assert {(prompt["key"], prompt["target"]) for prompt in draft.content["prompts"]} == {("B", "A"), ("C", "D")}
    assert [target["key"] for target in draft.content["targets"]] == ["A", "D", "E"]
    assert "all_or_nothing" in dropped


@pytest.mark.parametrize("pair", ["L1 R1", "R1 L1"])
def test_a_pair_may_be_written_either_way_round(pair):
    sides = "".join(
        f'<simpleMatchSet><simpleAssociableChoice identifier="{key}" matchMax="1">{key}</simpleAssociableChoice>'
        "</simpleMatchSet>"
        for key in ("L1", "R1")
    )
    body = f'<matchInteraction responseIdentifier="RESPONSE">{sides}</matchInteraction>'
    draft, _ = only(item2(declared(pair, "multiple", "pair"), body, template("match_correct")))
    assert draft.content["prompts"] == [{"key": "L1", "text": "L1", "target": "R1"}]


def test_several_partners_are_turned_round_or_refused():
    left = "".join(f'<simpleAssociableChoice identifier="L{n}">bên {n}</simpleAssociableChoice>' for n in (1, 2))
    right = "".join(f'<simpleAssociableChoice identifier="R{n}">kia {n}</simpleAssociableChoice>' for n in (1, 2))
    body = (
        f'<matchInteraction responseIdentifier="RESPONSE"><simpleMatchSet>{left}</simpleMatchSet>'
        f"<simpleMatchSet>{right}</simpleMatchSet></matchInteraction>"
    )
    draft, _ = only(item2(declared("L1 R1|L1 R2", "multiple", "directedPair"), body, template("match_correct")))
    assert [(one["key"], one["target"]) for one in draft.content["prompts"]] == [("R1", "L1"), ("R2", "L1")]
    crossed = declared("L1 R1|L1 R2|L2 R1", "multiple", "directedPair")
    assert refused(item2(crossed, body, template("match_correct"))) == "several_targets"


def test_words_to_drag_into_a_text_keep_their_gaps():
    draft, _ = only(
        item2(
            declared("W1 G1", "multiple", "directedPair"),
            '<gapMatchInteraction responseIdentifier="RESPONSE"><gapText identifier="W1" matchMax="0">Huế</gapText>'
            '<gapText identifier="W2" matchMax="1">Hội An</gapText>'
            '<p>Cố đô <gap identifier="G1"/>.</p></gapMatchInteraction>',
            template("match_correct"),
        )
    )
    assert draft.content["text"] == "Cố đô [[G1]]."
    assert draft.content["gaps"] == [{"key": "G1", "word": "W1"}]
    assert [word["many"] for word in draft.content["words"]] == [True, False]


def test_a_list_within_a_sentence_stays_in_its_sentence():
    draft, _ = only(
        item2(
            declared("A"),
            '<p>Thủ đô là <inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="A">Hà Nội'
            '</inlineChoice><inlineChoice identifier="B">Huế</inlineChoice></inlineChoiceInteraction>.</p>',
            template("match_correct"),
        )
    )
    assert (draft.kind, draft.content["text"]) == ("cloze", "Thủ đô là [[RESPONSE]].")
    assert draft.content["parts"]["RESPONSE"]["choices"][0]["correct"]


def test_several_fields_in_one_text_are_a_cloze_with_the_points_of_their_mappings():
    mapping = '<mapping><mapEntry mapKey="Đà Nẵng" mappedValue="3" caseSensitive="false"/></mapping>'
    draft, _ = only(
        item2(
            declared("", base="string", more=mapping, name="R1") + declared("1975", base="integer", name="R2"),
            '<p>Thành phố <textEntryInteraction responseIdentifier="R1"/> năm '
            '<textEntryInteraction responseIdentifier="R2"/></p>',
        )
    )
    assert draft.content["text"] == "Thành phố [[R1]] năm [[R2]]"
    parts = draft.content["parts"]
    assert (parts["R1"]["kind"], parts["R1"]["points"], parts["R1"]["match_case"]) == ("short_answer", "3", False)
    assert (parts["R2"]["kind"], parts["R2"]["answers"][0]["value"]) == ("numeric", "1975")


def test_a_tolerance_in_the_rules_is_the_tolerance_of_the_answer():
    rules = (
        '<responseProcessing><responseCondition><responseIf><equal toleranceMode="absolute" tolerance="0.5 0.5">'
        '<variable identifier="RESPONSE"/><correct identifier="RESPONSE"/></equal><setOutcomeValue identifier="SCORE">'
        '<baseValue baseType="float">1</baseValue></setOutcomeValue></responseIf></responseCondition>'
        "</responseProcessing>"
    )
    body = '<p>Bao nhiêu? <textEntryInteraction responseIdentifier="RESPONSE"/></p>'
    draft, _ = only(item2(declared("9.8", base="float"), body, rules))
    (answer,) = draft.content["answers"]
    assert (answer["value"], answer["tolerance"], answer["tolerance_type"]) == ("9.8", "0.5", "absolute")
    assert draft.content["stem"] == "Bao nhiêu?"


def test_an_asterisk_in_an_answer_is_meant_as_an_asterisk():
    draft, _ = only(
        item2(declared("2*3", base="string"), '<p><textEntryInteraction responseIdentifier="RESPONSE"/></p>')
    )
    assert draft.content["answers"][0]["text"] == r"2\*3"


def test_zones_of_a_picture_keep_their_place_and_size():
    draft, dropped = only(
        item2(
            declared("D1 Z1", "multiple", "directedPair"),
            '<graphicGapMatchInteraction responseIdentifier="RESPONSE">'
            '<object type="image/png" data="a.png">Bản đồ</object>'
            '<gapText identifier="D1" matchMax="1">Huế</gapText>'
            '<associableHotspot identifier="Z1" shape="rect" coords="10,20,40,60"/></graphicGapMatchInteraction>',
            template("match_correct"),
        )
    )
    (zone,) = draft.content["zones"]
    assert (zone["x"], zone["y"], zone["width"], zone["height"], zone["drag"]) == (10, 20, 30, 40, "D1")
    assert "picture_missing: a.png" in dropped


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (item2("", "<drawingInteraction/>"), "interaction: drawinginteraction"),
        (item2(declared("A"), "<p>Không hỏi gì</p>"), "no_interaction"),
        (item2("<templateDeclaration identifier='X'/>", "<p>Mới mỗi lần</p>"), "templates"),
        (item2("", "<orderInteraction/><choiceInteraction/>"), "several_interactions: orderinteraction"),
        (item2(declared(""), '<orderInteraction responseIdentifier="RESPONSE"/>'), "no_key"),
        (b'<assessmentItem identifier="a"/>', "no_body"),
        (item1("", "", "calculated_question"), "calculated"),
        (item1("<material/>" * 9_000), "too_long: 8000"),
        (item2("", "<p/>" * 9_000), "too_long: 8000"),
        (item1("<response_xy ident='r'/>", "", "hot_spot_question"), "no_areas"),
    ],
)
def test_what_cannot_be_imported_is_refused_with_a_reason(data, why):
    assert refused(data) == why


def test_a_refusal_names_file_line_and_identifier():
    (one,) = qti.read(item2("", "<drawingInteraction/>"), "de.xml").refused
    assert one.where == "de.xml, line 2, cau"


# 1.2


def test_blackboard_questions_are_read_by_their_own_names():
    data = """<questestinterop><assessment title="BB"><section><item title="Thử" ident="b1"><itemmetadata>
    <bbmd_questiontype>Multiple Choice</bbmd_questiontype></itemmetadata><presentation><flow class="Block">
    <flow class="QUESTION_BLOCK"><material><mat_extension><mat_formattedtext type="HTML">&lt;p&gt;Hỏi&lt;/p&gt;
    </mat_formattedtext></mat_extension></material></flow><flow class="RESPONSE_BLOCK"><response_lid ident="response"
    rcardinality="Single"><render_choice><flow_label><response_label ident="x"><flow_mat><material><mat_extension>
    <mat_formattedtext type="HTML">Đúng rồi</mat_formattedtext></mat_extension></material></flow_mat></response_label>
    </flow_label><flow_label><response_label ident="y"><flow_mat><material><mat_extension>
    <mat_formattedtext type="HTML">Chưa đúng</mat_formattedtext></mat_extension></material></flow_mat>
    </response_label></flow_label></render_choice>
    </response_lid></flow></flow></presentation><resprocessing><respcondition title="correct"><conditionvar>
    <varequal respident="response">x</varequal></conditionvar><setvar action="Set">SCORE.max</setvar>
    </respcondition><respcondition title="incorrect"><conditionvar><other/></conditionvar>
    <setvar variablename="SCORE" action="Set">0</setvar></respcondition></resprocessing></item></section></assessment>
    </questestinterop>""".encode()
    draft, _ = only(data)
    assert (draft.kind, draft.content["stem"], draft.category) == ("single_choice", "Hỏi", "BB")
    assert [(choice["text"], choice["correct"]) for choice in draft.content["choices"]] == [
        ("Đúng rồi", True),
        ("Chưa đúng", False),
    ]


def test_d2l_writes_the_type_under_another_name():
    data = item1('<response_str ident="r"><render_fib/></response_str>', earns("r", "Huế", "100"), "x")
    data = data.replace(b"qtimetadatafield", b"qti_metadatafield").replace(b"<fieldentry>x", b"<fieldentry>Essay")
    assert only(data)[0].kind == "essay"


def test_true_and_false_are_told_apart_by_their_words():
    presentation = f'<response_lid ident="r"><render_choice>{labels("Đúng", "Sai")}</render_choice></response_lid>'
    draft, _ = only(item1(presentation, earns("r", "L2", "100")))
    assert (draft.kind, draft.content["answer"]) == ("true_false", False)


def test_conditions_that_add_give_each_choice_its_share():
    presentation = (
        '<response_lid ident="r" rcardinality="Multiple"><render_choice>'
        f"{labels('Một', 'Hai', 'Ba')}</render_choice></response_lid>"
    )
    added = earns("r", "L1", "30", "Add") + earns("r", "L2", "10", "Add") + earns("r", "L3", "20", "Subtract")
    draft, _ = only(item1(presentation, added))
    assert [choice["share"] for choice in draft.content["choices"]] == ["0.75", "0.25", "-0.5"]
    assert draft.content["rule"] == "partial"


def test_a_range_becomes_its_middle_and_half_its_width():
    condition = (
        '<respcondition><conditionvar><vargte respident="r">2</vargte><varlte respident="r">3</varlte></conditionvar>'
        '<setvar action="Set">100</setvar></respcondition>'
    )
    presentation = '<response_str ident="r"><render_fib fibtype="Decimal"/></response_str>'
    draft, _ = only(item1(presentation, condition))
    (answer,) = draft.content["answers"]
    assert (answer["value"], answer["tolerance"]) == ("2.5", "0.5")


def test_sections_are_the_category_of_their_questions():
    draft, _ = only(item1("<material><mattext>Đọc nhé</mattext></material>", "", "text_only_question"))
    assert (draft.kind, draft.category, draft.content["stem"]) == ("description", "Bài thử/Phần 1", "Đọc nhé")


# packages


def test_a_package_brings_its_pictures_and_its_sections():
    body = (
        '<p><img src="../anh/ch%E1%BB%A3%20n%E1%BB%95i.png" alt="Chợ nổi"/></p>'
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>'
    )
    test = (
        '<assessmentTest title="Đề"><testPart><assessmentSection title="Miền Tây">'
        '<assessmentItemRef href="cau/1.xml"/></assessmentSection></testPart></assessmentTest>'
    )
    data = packed(
        {
            "imsmanifest.xml": b"<manifest/>",
            "de.xml": test.encode(),
            "cau/1.xml": item2(declared("A"), body, template("match_correct")),
            "anh/chợ nổi.png": PICTURE,
            "cau/anh/chợ nổi.png": b"\x89PNG khac",
        }
    )
    report = qti.read(data, "goi.zip")
    (draft,) = report.drafts
    assert (report.format, draft.category) == ("qti21", "Đề/Miền Tây")
    assert draft.content["picture"] == {"file": "anh/chợ nổi.png", "alt": "Chợ nổi"}
    assert draft.media == {"anh/chợ nổi.png": PICTURE}


def test_an_assessment_that_canvas_wrote_twice_is_read_once():
    once = item1("<material><mattext>Đọc</mattext></material>", "", "text_only_question")
    once = once.replace(b"<assessment ", b'<assessment ident="de1" ')
    report = qti.read(packed({"de1/assessment_qti.xml": once, "non_cc_assessments/de1.xml.qti": once}), "goi.imscc")
    assert len(report.drafts) == 1
    assert [one.what for one in report.dropped] == ["same_questions: non_cc_assessments/de1.xml.qti"]


@pytest.mark.parametrize("path", ["../ra.xml", "/etc/ra.xml", "a/../../ra.xml", "C:/ra.xml"])
def test_a_package_that_leads_outside_itself_is_not_opened(path):
    report = qti.read(packed({path: b"<manifest/>"}), "goi.zip")
    assert (report.drafts, [one.why.split(":")[0] for one in report.refused]) == ([], ["path"])


def test_a_package_with_a_link_is_not_opened():
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        link = zipfile.ZipInfo("cau.xml")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert refused(whole.getvalue()) == "link: cau.xml"


def test_a_package_under_a_password_is_not_opened():
    data = bytearray(packed({"cau.xml": b"<manifest/>"}))
    directory = data.rindex(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert refused(bytes(data)) == "password: cau.xml"


def test_a_package_that_unpacks_to_far_more_than_it_is_is_not_opened():
    assert refused(packed({"cau.xml": b" " * 5_000_000})) == "too_large: cau.xml"


def test_a_package_with_too_many_files_is_not_opened():
    data = packed({f"{number}.txt": b"" for number in range(archives.MAX_MEMBERS + 1)})
    assert refused(data).startswith("too_many_files")


# what strangers may send


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not_xml"),
        (b"xin chao", "not_xml"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "entities"),
        ('<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'.encode("utf-16"), "entities"),
        (b"<a>" * 200 + b"</a>" * 200, "too_deep"),
        (b"<a>" + b" " * tree.MAX_BYTES + b"</a>", "too_large"),
        (b"<a>" + b"<b/>" * tree.MAX_TAGS + b"</a>", "too_large"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_says_why(data, why):
    assert refused(data).split(":")[0] == why


def test_a_broken_file_is_mended_and_says_where():
    data = item2(
        declared("A"), f'<choiceInteraction responseIdentifier="RESPONSE">{CHOICES}</choiceInteraction>&nbsp;<br>'
    )
    draft, dropped = only(data)
    assert len(draft.content["choices"]) == 3
    assert any(what.startswith("mended: line ") for what in dropped)


def test_every_reason_has_a_sentence():
    source = "".join(path.read_text(encoding="utf-8") for path in Path(qti.__file__).parent.glob("*.py"))
    said = re.findall(r'(?:drop|Refusal|Unsafe|Unreadable)\(\s*f?"([a-z_]+)', source)
    said += re.findall(r'Dropped\(\w+, f?"([a-z_]+)', source)
    assert set(said) - set(qti_reasons.SENTENCES) == set()
    assert set(qti_reasons.SENTENCES) - set(said) == {"areas_unclear", "relative_areas", "not_all_ordered"} - set(said)


def test_a_reason_is_said_with_its_detail():
    assert qti_reasons.sentence("medium: audio a.mp3") == "Sound, film and other media are not kept: audio a.mp3"
    assert qti_reasons.sentence("something else") == "something else"


SEEDS = [
    item2(
        declared("A", more='<mapping lowerBound="0"><mapEntry mapKey="A" mappedValue="1e400"/></mapping>'),
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="1">{CHOICES}</choiceInteraction>',
        template("map_response"),
    ),
    item2(
        declared("A B", "multiple", "pair"),
        '<matchInteraction responseIdentifier="RESPONSE"><simpleMatchSet><simpleAssociableChoice identifier="A"/>'
        '</simpleMatchSet><simpleMatchSet><simpleAssociableChoice identifier="B"/></simpleMatchSet></matchInteraction>'
        '<hotspotInteraction responseIdentifier="RESPONSE">'
        '<hotspotChoice identifier="A" shape="poly" coords="1,2,3,4,5,6"/>'
        "</hotspotInteraction>",
        '<responseProcessing><responseCondition><responseIf><gte><variable identifier="RESPONSE"/><sum><baseValue'
        ' baseType="integer">1</baseValue></sum></gte><setOutcomeValue identifier="SCORE"><mapResponse'
        ' identifier="RESPONSE"/></setOutcomeValue></responseIf></responseCondition></responseProcessing>',
    ),
    item1(
        '<material><mattext texttype="text/html">&lt;p&gt;Điền [a]&lt;/p&gt;</mattext></material>'
        f'<response_lid ident="response_a"><render_choice>{labels("x", "y")}</render_choice></response_lid>',
        earns("response_a", "L1", "50", "Add"),
        "multiple_dropdowns_question",
    ),
]
SEEDS.append(packed({"imsmanifest.xml": b"<manifest/>", "a/1.xml": SEEDS[0], "non_cc_assessments/b.xml.qti": SEEDS[2]}))
CHANGES = st.lists(st.tuples(st.integers(0, 3000), st.integers(0, 40), st.binary(max_size=12)), max_size=6)
SWAPS = [
    b"",
    b"<",
    b"&nbsp;",
    b'"',
    b"]]>",
    b"\xff\xfe",
    b"multiple",
    b"ordered",
    b"response_str",
    b"1e999",
    b"-",
    b"[[",
    b"pair",
]


@given(st.sampled_from(SEEDS), CHANGES, st.lists(st.tuples(st.integers(0, 3000), st.sampled_from(SWAPS)), max_size=4))
def test_a_damaged_file_still_gives_a_report(seed, changes, swaps):
    data = bytearray(seed)
    for at, length, put in changes:
        data[at % len(seed) : at % len(seed) + length] = put
    for at, put in swaps:
        data[at % len(seed) : at % len(seed) + len(put)] = put
    report = qti.read(bytes(data), "hong.xml")
    assert report.found == len(report.drafts) + len(report.refused)
    assert all(one.where and one.why for one in report.refused)


WORDS = (
    "RESPONSE",
    "SCORE",
    "A",
    "multiple",
    "single",
    "choiceInteraction",
    "simpleChoice",
    "textEntryInteraction",
    "identifier",
)


@given(st.sampled_from(SEEDS[:3]), st.sampled_from(WORDS), st.sampled_from(WORDS), st.integers(0, 5))
def test_a_file_with_exchanged_names_still_gives_a_report(seed, old, new, count):
    data = seed.replace(old.encode(), new.encode(), count)
    report = qti.read(data, "hong.xml")
    assert report.found >= 1
