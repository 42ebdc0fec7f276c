"""QTI response processing: the known cases, the specification's templates, and what we refuse to compute."""

import json
from fractions import Fraction

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from assessments.qti import areas
from assessments.qti.cases import check_case
from assessments.qti.processing import process
from assessments.qti.tree import parse
from assessments.qti.values import plain, read, same

RP = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"


def item(declared: str, processing: str, more: str = ""):
    root, _ = parse(
        f"""<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="thu">
        {declared}
        <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
        <itemBody><p>Câu hỏi</p></itemBody>{processing}{more}</assessmentItem>""".encode()
    )
    return root


def score(root, **responses):
    return process(root, responses).outcomes["SCORE"]


def with_mapping(card="multiple", attributes=""):
    return item(
        f"""<responseDeclaration identifier="RESPONSE" cardinality="{card}" baseType="identifier">
        <mapping {attributes}><mapEntry mapKey="A" mappedValue="0.1"/><mapEntry mapKey="B" mappedValue="0.2"/>
        <mapEntry mapKey="C" mappedValue="-1"/></mapping></responseDeclaration>""",
        f'<responseProcessing template="{RP}map_response"/>',
    )


def sets(expression: str):
    return item(
        "",
        f'<responseProcessing><setOutcomeValue identifier="SCORE">{expression}</setOutcomeValue></responseProcessing>',
    )


@pytest.mark.shared
def test_every_applicable_case_passes():
    samples = settings.SHARED_DIR / "samples"
    cases = json.loads((samples / "scoring/qti_cases.json").read_text(encoding="utf-8"))
    verdicts = {case["id"]: check_case(case, samples) for case in cases}
    failed = {name: found for name, found in verdicts.items() if found[0] == "failed"}
    left_out = {name: found[2] for name, found in verdicts.items() if found[0] == "not_applicable"}
    assert failed == {}
    assert len(cases) == 122
    assert sorted(left_out.values()) == [
        "contradicts the specification, which counts each value once",
        "expects the random numbers of the program that wrote the case",
        "expects the random numbers of the program that wrote the case",
    ]


def test_a_case_that_expects_something_else_fails(tmp_path):
    (tmp_path / "item.xml").write_text(
        '<assessmentItem><outcomeDeclaration identifier="SCORE" baseType="integer"/></assessmentItem>'
    )
    case = {"id": "thu", "item": "item.xml", "responses": {}, "expect": {"outcomes": {"SCORE": 1}}}
    assert check_case(case, tmp_path) == ("failed", {"outcomes": {"SCORE": 1}}, {"outcomes": {"SCORE": 0}})


def test_mapped_values_add_up_exactly():
    assert score(with_mapping(), RESPONSE=["A", "B"]) == 0.3


def test_a_value_given_twice_is_mapped_once():
    assert score(with_mapping(), RESPONSE=["A", "A"]) == 0.1


def test_the_sum_is_clamped_and_nothing_at_all_stays_nothing():
    root = with_mapping(attributes='lowerBound="0" upperBound="0.25"')
    assert (score(root, RESPONSE=["C"]), score(root, RESPONSE=["A", "B"]), score(root)) == (0, 0.25, 0)


@pytest.mark.parametrize(
    ("card", "base", "right", "given", "expected"),
    [
        ("multiple", "identifier", "A B", ["B", "A"], 1),
        ("multiple", "identifier", "A B", ["A"], 0),
        ("ordered", "identifier", "A B", ["B", "A"], 0),
        ("ordered", "identifier", "A B", ["A", "B"], 1),
    ],
)
def test_match_correct_compares_sets_and_sequences(card, base, right, given, expected):
    values = "".join(f"<value>{value}</value>" for value in right.split())
    root = item(
        f'<responseDeclaration identifier="RESPONSE" cardinality="{card}" baseType="{base}">'
        f"<correctResponse>{values}</correctResponse></responseDeclaration>",
        f'<responseProcessing template="{RP}match_correct.xml"/>',
    )
    assert score(root, RESPONSE=given) == expected


def test_pairs_match_either_way_round_and_directed_pairs_do_not():
    either, directed = (read("single", base, "B A") for base in ("pair", "directedpair"))
    assert same(either, read("single", "pair", "A B"))
    assert not same(directed, read("single", "directedpair", "A B"))


@pytest.mark.parametrize(("address", "full"), [(RP, 5), ("https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/", 1)])
def test_the_common_cartridge_template_gives_everything_in_2_1_and_one_in_3_0(address, full):
    root = item(
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="identifier">'
        "<correctResponse><value>A</value></correctResponse></responseDeclaration>"
        '<outcomeDeclaration identifier="MAXSCORE" cardinality="single" baseType="float">'
        "<defaultValue><value>5</value></defaultValue></outcomeDeclaration>"
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"/>',
        f'<responseProcessing template="{address}CC2_match.xml"/>',
    )
    right, wrong = (process(root, {"RESPONSE": given}).outcomes for given in "AB")
    assert (right["SCORE"], right["FEEDBACK"]) == (full, "correct")
    assert (wrong["SCORE"], wrong["FEEDBACK"]) == (0, "incorrect")


def test_an_area_hit_twice_counts_once_and_a_miss_is_worth_the_default():
    root = item(
        '<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="point">'
        '<areaMapping defaultValue="-1"><areaMapEntry shape="circle" coords="10,10,5" mappedValue="2"/></areaMapping>'
        "</responseDeclaration>",
        f'<responseProcessing template="{RP}map_response_point"/>',
    )
    assert score(root, RESPONSE=["10 10", "12 10"]) == 2
    assert score(root, RESPONSE=["10 10", "90 90"]) == 1


def test_the_names_of_3_0_run_like_those_of_2_x():
    root, _ = parse(
        b"""<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="ba">
        <qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="float"/>
        <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float"/>
        <qti-response-processing><qti-response-condition><qti-response-if>
        <qti-duration-lt><qti-base-value base-type="duration">PT1S</qti-base-value>
        <qti-base-value base-type="duration">PT1M</qti-base-value></qti-duration-lt>
        <qti-set-outcome-value identifier="SCORE"><qti-integer-to-float><qti-base-value base-type="integer">3
        </qti-base-value></qti-integer-to-float></qti-set-outcome-value></qti-response-if></qti-response-condition>
        </qti-response-processing></qti-assessment-item>"""
    )
    assert score(root) == 3


def test_what_cannot_be_run_is_named_and_leaves_its_outcome_alone():
    outcome = process(sets("<customOperator/>"), {})
    assert outcome.outcomes["SCORE"] == 0
    (problem,) = outcome.problems
    assert (problem.code, problem.params["why"], problem.params["name"]) == (
        "not_run",
        "unknown_expression",
        "customoperator",
    )


def test_an_outcome_nobody_declared_is_named():
    root = item(
        "", '<responseProcessing><setOutcomeValue identifier="X"><null/></setOutcomeValue></responseProcessing>'
    )
    assert [problem.code for problem in process(root, {}).problems] == ["unknown_variable"]


def test_a_pattern_that_could_match_for_ever_is_not_run():
    root = sets(f'<patternMatch pattern="(a+)+b"><baseValue baseType="string">{"a" * 40}</baseValue></patternMatch>')
    assert process(root, {}).problems[0].params["why"] == "slow_pattern"


def test_repeating_does_not_grow_without_end():
    root = sets(
        '<containerSize><repeat numberRepeats="999999999"><baseValue baseType="integer">1</baseValue></repeat>'
        "</containerSize>"
    )
    assert process(root, {}).problems[0].params["why"] == "too_large"


def test_powers_of_powers_do_not_grow_without_end():
    tower = '<baseValue baseType="float">9</baseValue>'
    for _ in range(30):
        tower = f'<power>{tower}<baseValue baseType="float">64</baseValue></power>'
    assert process(sets(tower), {}).outcomes["SCORE"] in (0, None)


def number(value, base="float"):
    return f'<baseValue baseType="{base}">{value}</baseValue>'


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        # QTI 2.2, round: 6.5 → 7, -6.5 → -6; integerDivide and integerModulus round down
        (f"<round>{number(6.5)}</round>", 7),
        (f"<round>{number(-6.5)}</round>", -6),
        (f"<truncate>{number(-6.8)}</truncate>", -6),
        (f"<integerDivide>{number(-5, 'integer')}{number(2, 'integer')}</integerDivide>", -3),
        (f"<integerModulus>{number(-5, 'integer')}{number(2, 'integer')}</integerModulus>", 1),
        # QTI 2.2, roundTo: 3 significant figures of 1196 are 1200
        (f'<roundTo roundingMode="significantFigures" figures="3">{number(1196)}</roundTo>', 1200),
        (f'<roundTo roundingMode="decimalPlaces" figures="2">{number("0.125")}</roundTo>', 0.13),
        (f"<divide>{number(1)}{number(0)}</divide>", None),
        (f'<mathOperator name="sin">{number("3.141592653589793")}</mathOperator>', pytest.approx(0, abs=1e-12)),
        (f'<mathOperator name="ln">{number(-1)}</mathOperator>', None),
        (f"<power>{number(2)}{number(0.5)}</power>", pytest.approx(2**0.5)),
        (f"<max>{number(2)}{number(7)}</max>", 7),
    ],
)
def test_arithmetic_rounds_and_fails_as_the_specification_says(expression, expected):
    assert score(sets(expression)) == expected


@pytest.mark.parametrize(
    ("mode", "tolerance", "given", "expected"),
    [
        ("exact", "", "10", True),
        ("exact", "", "10.1", False),
        ("absolute", "1 2", "12", True),
        ("absolute", "1 2", "8.9", False),
        # percent of the first operand
        ("relative", "10", "11", True),
        ("relative", "10", "11.1", False),
    ],
)
def test_equal_takes_its_tolerance_around_the_first_operand(mode, tolerance, given, expected):
    root = item(
        '<outcomeDeclaration identifier="OK" cardinality="single" baseType="boolean"/>',
        f'''<responseProcessing><setOutcomeValue identifier="OK"><equal toleranceMode="{mode}" tolerance="{tolerance}">
        {number(10)}{number(given)}</equal></setOutcomeValue></responseProcessing>''',
    )
    assert process(root, {}).outcomes["OK"] is expected


@pytest.mark.parametrize(("given", "grade"), [(9, "gioi"), (8, "kha"), (7, "kha"), (1, "chua")])
def test_a_table_gives_the_row_of_the_highest_bound_reached(given, grade):
    root = item(
        """<outcomeDeclaration identifier="GRADE" cardinality="single" baseType="identifier">
        <interpolationTable defaultValue="chua"><interpolationTableEntry sourceValue="8" includeBoundary="false"
        targetValue="gioi"/><interpolationTableEntry sourceValue="7" targetValue="kha"/></interpolationTable>
        </outcomeDeclaration>""",
        f"""<responseProcessing><lookupOutcomeValue identifier="GRADE">{number(given)}</lookupOutcomeValue>
        </responseProcessing>""",
    )
    assert process(root, {}).outcomes["GRADE"] == grade


def test_chance_is_asked_for_only_where_there_is_a_choice():
    fixed = sets('<randomInteger min="4" max="4"/>')
    loose = sets('<randomInteger min="1" max="6"/>')
    assert score(fixed) == 4
    assert process(loose, {}).problems[0].params["why"] == "needs_chance"
    assert process(loose, {}, chance=lambda: 0.99).outcomes["SCORE"] == 6


def test_a_constraint_draws_again_until_it_holds():
    draws = iter([0.0, 0.0, 0.0, 0.9])
    root = item(
        '<templateDeclaration identifier="A" cardinality="single" baseType="integer"/>'
        '<templateDeclaration identifier="B" cardinality="single" baseType="integer"/>',
        '<responseProcessing><setOutcomeValue identifier="SCORE"><sum><variable identifier="A"/>'
        '<variable identifier="B"/></sum></setOutcomeValue></responseProcessing>',
        '<templateProcessing><setTemplateValue identifier="A"><randomInteger min="1" max="3"/></setTemplateValue>'
        '<setTemplateValue identifier="B"><randomInteger min="1" max="3"/></setTemplateValue>'
        '<templateConstraint><not><equal><variable identifier="A"/>'
        '<variable identifier="B"/></equal></not></templateConstraint></templateProcessing>',
    )
    assert process(root, {}, chance=lambda: next(draws)).outcomes["SCORE"] == 4


def test_a_constraint_that_never_holds_gives_up():
    root = item("", "", "<templateProcessing><templateConstraint><null/></templateConstraint></templateProcessing>")
    assert [problem.code for problem in process(root, {}).problems] == ["constraint_never_held"]


@given(st.fractions(-100, 100), st.fractions(-100, 100), st.fractions(0, 50))
def test_a_circle_holds_its_edge_and_nothing_beyond(x, y, radius):
    circle = (x, y, radius)
    assert areas.contains("circle", circle, (x + radius, y))
    assert not areas.contains("circle", circle, (x + radius + Fraction(1, 1000), y))


@given(st.tuples(*[st.integers(-50, 50)] * 2), st.integers(1, 40), st.integers(1, 40))
def test_a_polygon_with_the_corners_of_a_rectangle_is_that_rectangle(corner, across, down):
    x, y = map(Fraction, corner)
    rectangle = (x, y, x + across, y + down)
    polygon = (x, y, x + across, y, x + across, y + down, x, y + down)
    for point in [(x, y), (x + Fraction(across, 2), y), (x + across, y + down), (x - 1, y), (x + 1, y + down + 1)]:
        assert areas.contains("rect", rectangle, point) == areas.contains("poly", polygon, point)


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.lists(st.text())))
def test_any_response_is_a_value_or_none_and_never_an_error(raw):
    for base in ("boolean", "integer", "float", "string", "identifier", "pair", "directedpair", "point", "duration"):
        for card in ("single", "multiple", "ordered"):
            json.dumps(plain(read(card, base, raw)))


RULES = b"""<assessmentItem identifier="thu">
<responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="pair"><correctResponse><value>A B</value>
</correctResponse><mapping><mapEntry mapKey="A B" mappedValue="2"/></mapping><areaMapping><areaMapEntry shape="rect"
coords="0,0,9,9" mappedValue="1"/></areaMapping></responseDeclaration>
<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
<responseProcessing><responseCondition><responseIf><match><variable identifier="RESPONSE"/>
<correct identifier="RESPONSE"/></match><setOutcomeValue identifier="SCORE"><sum><mapResponse identifier="RESPONSE"/>
<containerSize><multiple><baseValue baseType="integer">1</baseValue><null/></multiple></containerSize>
</sum></setOutcomeValue></responseIf><responseElse>
<setOutcomeValue identifier="SCORE"><divide><baseValue baseType="float">1e299</baseValue><baseValue
baseType="point">1 2</baseValue></divide></setOutcomeValue></responseElse></responseCondition></responseProcessing>
</assessmentItem>"""
ELEMENTS = [
    *("match", "sum", "product", "divide", "power", "mapResponse", "mapResponsePoint", "multiple", "ordered", "repeat"),
    *("record", "fieldValue", "index", "delete", "contains", "member", "substring", "patternMatch", "inside", "equal"),
    *("lt", "durationLT", "anyN", "not", "isNull", "statsOperator", "mathOperator", "gcd", "round", "variable", "null"),
    *("randomFloat", "setOutcomeValue", "lookupOutcomeValue", "exitResponse"),
]
VALUES = [
    *("single", "multiple", "ordered", "record", "pair", "point", "duration", "boolean", "integer", "float", "string"),
    *("identifier", "SCORE", "RESPONSE"),
]


@given(
    st.lists(st.tuples(st.sampled_from(ELEMENTS), st.sampled_from(ELEMENTS)), max_size=5),
    st.lists(st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES), st.integers(1, 3)), max_size=4),
    st.sampled_from([None, "A B", ["B A", "A B"], "1 2", 5, True, ["x"] * 3]),
)
def test_senseless_rules_give_an_outcome_and_never_an_error(elements, values, response):
    data = RULES
    for old, new in elements:
        data = data.replace(f"<{old}".encode(), f"<{new}".encode()).replace(f"</{old}".encode(), f"</{new}".encode())
    for old, new, count in values:
        data = data.replace(f'"{old}"'.encode(), f'"{new}"'.encode(), count)
    root, _ = parse(data)
    outcome = process(root, {"RESPONSE": response}, chance=lambda: 0.5)
    json.dumps([dict(outcome.outcomes), dict(outcome.variables)])
