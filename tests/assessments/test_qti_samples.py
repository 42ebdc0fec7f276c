"""Every QTI file of the samples is read, and its right answers are those that were read from it independently."""

import csv
import json
from collections import defaultdict
from decimal import Decimal

import pytest
from django.conf import settings

from assessments.qti import read

pytestmark = pytest.mark.shared

# docs/qti.md says why. Items with nothing to answer are fixtures of a scoring engine.
REFUSED = {"no_interaction", "templates", "calculated", "relative_areas", "no_areas"}
# The key stands in the rules only; it was found by running them.
FOUND_BY_RULES = {
    "member_multiple/item.xml": {"A"},
    "responseProcessing_patternMatch_caseSensitive/item.xml": {"ab"},
    "responseProcessing_setResponseValue_setDefaultValue/item.xml": {"A", "B"},
}
# Canvas names one accepted text in its condition; all that it lists are accepted.
MORE_ACCEPTED = "fill_in_multiple_blanks_question"
KINDS = {
    "multiple_choice_question": {"single_choice"},
    "true_false_question": {"true_false"},
    "cc.true_false.v0p1": {"true_false"},
    "short_answer_question": {"short_answer"},
    "fill_in_multiple_blanks_question": {"cloze"},
    # matching.xml says so of a question that it also calls matching_question
    "multiple_answers_question": {"multiple_choice", "matching"},
    "multiple_dropdowns_question": {"cloze"},
    "matching_question": {"matching"},
    "categorization_question": {"matching"},
    "numerical_question": {"numeric"},
    "essay_question": {"essay"},
    "cc.essay.v0p1": {"essay"},
    "file_upload_question": {"file_upload"},
    "text_only_question": {"description"},
    "response_lid": {"single_choice", "multiple_choice", "true_false", "cloze", "matching", "ordering"},
    "response_str": {"short_answer", "numeric", "essay", "cloze"},
    "choiceInteraction": {"single_choice", "multiple_choice"},
    "textEntryInteraction": {"short_answer", "numeric", "cloze"},
    "extendedTextInteraction": {"essay"},
    "gapMatchInteraction": {"gap_fill"},
    "hottextInteraction": {"single_choice"},
    "matchInteraction": {"matching"},
    "orderInteraction": {"ordering"},
    "hotspotInteraction": {"hotspot"},
    "positionObjectInteraction": {"hotspot"},
    "qti-choice-interaction": {"single_choice"},
    "qti-match-interaction": {"matching"},
    "qti-text-entry-interaction": {"numeric"},
    "qti-select-point-interaction": {"hotspot"},
}


@pytest.fixture(scope="module")
def samples():
    """File → (its line of the inventory, our report, the expected rows)."""
    root = settings.SHARED_DIR / "samples/questions"
    expected = defaultdict(list)
    for line in (root / "expected.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        expected[row["file"]].append(row)
    with (root / "INVENTORY.csv").open(encoding="utf-8", newline="") as file:
        listed = [row for row in csv.DictReader(file) if row["format"].startswith("qti")]
    return {
        row["file"]: (row, read((root / row["file"]).read_bytes(), row["file"]), expected[row["file"]])
        for row in listed
        if not row["file"].endswith((".json", ".md"))
    }


def test_every_question_of_every_file_is_imported_or_refused(samples):
    differing = {
        name: (int(row["n_expected"]), report.found)
        for name, (row, report, _) in samples.items()
        if report.found != int(row["n_expected"])
    }
    assert differing == {}
    assert (len(samples), sum(report.found for _, report, _ in samples.values())) == (113, 155)


def test_only_what_the_documentation_names_is_refused(samples):
    refused = {one.why for _, report, _ in samples.values() for one in report.refused}
    assert refused == REFUSED
    assert sum(len(report.refused) for _, report, _ in samples.values()) == 32


def test_each_type_becomes_the_type_that_the_documentation_says(samples):
    differing = []
    for name, row, draft in paired(samples):
        if draft.kind not in KINDS[row["type"]]:
            differing.append((name, row["type"], draft.kind))
    assert differing == []
    assert len(paired(samples)) == 120


def test_the_right_answers_are_those_that_were_expected(samples):
    differing, n_with_answers = [], 0
    for name, row, draft in paired(samples):
        expected = expected_2(row) if "response_processing" in row else expected_1(row, draft)
        if expected is None:
            expected = next((found for end, found in FOUND_BY_RULES.items() if name.endswith(end)), set())
        got = SAID.get(draft.kind, lambda content: set())(draft.content)
        n_with_answers += bool(expected)
        if row["type"] == MORE_ACCEPTED and expected < got:
            continue
        if got != expected:
            differing.append((name, row["n"], expected, got))
    assert differing == []
    assert n_with_answers == 91


def test_files_that_are_not_well_formed_say_that_they_were_mended(samples):
    for name, (row, report, _) in samples.items():
        mended = any(one.what.startswith("mended: ") for one in report.dropped)
        assert mended == row["note"].startswith("malformed"), name


def paired(samples):
    """(file, expected row, our draft) of what was imported: in order, leaving out the rows that are refused."""
    found = []
    for name, (_, report, rows) in samples.items():
        if name.endswith(".zip"):
            # expected.jsonl does not look into it.
            continue
        gone = [one.where for one in report.refused]
        kept = [row for row in rows if not is_refused(row)]
        assert len(rows) == len(report.drafts) + len(gone), name
        assert len(kept) == len(report.drafts), name
        found += [(name, row, draft) for row, draft in zip(kept, report.drafts, strict=True)]
    return found


def is_refused(row):
    template = "/template" in row["file"]
    # interaction_checks holds the same formula question without its type.
    formula = row["type"] == "response_str" and row["name"] == "Question 9"
    return template or formula or row["type"] in ("", "calculated_question", "hot_spot_question")


def expected_2(row):
    """The right answers as expected.jsonl has them, by QTI's own identifiers; None: it says none."""
    if row["type"] == "extendedTextInteraction":
        return set()
    found = set()
    for one in row["correct"]:
        mapping = [entry for entry in one["mapping"] if entry]
        worth = {entry.get("mapKey") or entry.get("map-key"): mapped(entry) for entry in mapping}
        by_mapping = "map_response" in row["response_processing"] or not one["correct"]
        if one["base"] == "point":
            found |= {f"area {number}" for number, entry in enumerate(mapping, 1) if mapped(entry) > 0}
        elif worth and by_mapping:
            chosen = one["card"] == "single" and "hoice" in row["type"]
            least = max(worth.values()) if chosen else min(value for value in worth.values() if value > 0)
            found |= {key for key, value in worth.items() if value >= least and value > 0}
        elif row["type"] == "orderInteraction":
            found.add(tuple(one["correct"]))
        else:
            found |= set(one["correct"])
    if "ext-entry" in row["type"]:
        found = {(Decimal(value), Decimal(0)) for value in found}
    if row["type"] == "textEntryInteraction" and len(row["correct"]) > 1:
        keys = [(one["id"], entry.get("mapKey")) for one in row["correct"] for entry in one["mapping"] if entry]
        found = {f"{name}={key}" for name, key in keys}
    return found or None


def mapped(entry):
    return Decimal(entry.get("mappedValue") or entry.get("mapped-value"))


def expected_1(row, draft):
    """The values that must be given, of the conditions that earn something."""
    earning = [one for one in row["correct"] if any(Decimal(value) > 0 for _, _, value in one["setvar"])]
    if draft.kind == "single_choice" and earning:
        most = max(Decimal(one["setvar"][0][2]) for one in earning)
        earning = [one for one in earning if Decimal(one["setvar"][0][2]) == most]
    if draft.kind == "numeric":
        return {span(one["cond"]) for one in earning}
    tests = [test for one in earning for test in one["cond"] if test[0] == "varequal" and not test[4]]
    if draft.kind == "ordering":
        return {tuple(value for _, _, value, _, _ in tests)}
    # Pairs without words on both sides are left out.
    prompts = {prompt["key"] for prompt in draft.content.get("prompts", [])}
    said = {
        "matching": lambda response, value, text: f"{response} {value}" if response in prompts and text else None,
        "true_false": lambda response, value, text: text.lower(),
        "cloze": lambda response, value, text: f"{response.removeprefix('response_')}={text or value}",
    }
    if row["type"] == "categorization_question":
        said["matching"] = lambda response, value, text: f"{value} {response}"
    say = said.get(draft.kind, lambda response, value, text: value)
    return {say(response, value, text) for _, response, value, text, _ in tests} - {None}


def span(tests):
    """Middle and half width of a range; of a single value, itself and 0."""
    bounds = [Decimal(value) for op, _, value, _, _ in tests if op != "varequal"]
    if not bounds:
        return Decimal(tests[0][2]), Decimal(0)
    return sum(bounds) / 2, abs(bounds[1] - bounds[0]) / 2


def pairs_said(content):
    pairs = {f"{prompt['key']} {prompt['target']}" for prompt in content["prompts"]}
    # B1 A1: turned round, because the pictures are on the other side.
    return {" ".join(reversed(pair.split())) for pair in pairs} if "B1 A1" in pairs else pairs


def areas_said(content):
    keys = [area["key"] for area in content["areas"] if area["correct"]]
    return {f"area {key[1:]}" if key in ("a1", "a2", "a3") else key for key in keys}


def parts_said(content):
    found = set()
    for key, part in content["parts"].items():
        if part["kind"] == "short_answer":
            found |= {f"{key}={answer['text']}" for answer in part["answers"]}
        else:
            found |= {f"{key}={choice['text']}" for choice in part["choices"] if choice["correct"]}
    return found


def chosen(content):
    return {choice["key"] for choice in content["choices"] if choice["correct"]}


# What a draft says is right, in the words of expected.jsonl: keys are the file's own identifiers.
SAID = {
    "single_choice": chosen,
    "multiple_choice": chosen,
    "true_false": lambda content: {str(content["answer"]).lower()},
    "ordering": lambda content: {tuple(element["key"] for element in content["elements"])},
    "matching": pairs_said,
    "gap_fill": lambda content: {f"{gap['word']} {gap['key']}" for gap in content["gaps"]},
    "hotspot": areas_said,
    "short_answer": lambda content: {answer["text"] for answer in content["answers"]},
    "numeric": lambda content: {(Decimal(one["value"]), Decimal(one["tolerance"])) for one in content["answers"]},
    "cloze": parts_said,
}
