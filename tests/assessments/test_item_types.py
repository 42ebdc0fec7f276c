"""What holds for every item type, whatever its content."""

import json
import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from assessments.bank.problems import SENTENCES, sentence
from assessments.items import KINDS, Unreadable, item_type
from tests.assessments.item_contents import CONTENTS, aloud, responses

items = st.sampled_from(sorted(KINDS)).flatmap(lambda kind: CONTENTS[kind].map(lambda content: (KINDS[kind], content)))
answered = items.flatmap(lambda item: st.tuples(st.just(item), responses(item[0].kind, item[1])))
scored = items.filter(lambda item: item[0].is_scored and not item[0].needs_marking)
names = st.sampled_from(
    ["", "k0", "p0", "g0", "z0", "v0", "gợi0", "bước0", "bước1", "cờ0", "đích0", "từ0", "unit", "ref", "name"]
)
values = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | names
any_json = st.recursive(
    values, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4), max_leaves=12
)


def test_every_type_is_tried_here():
    assert set(CONTENTS) == set(KINDS)


@given(items)
def test_content_without_problems_has_none(item):
    kind, content = item

    assert kind.clean(content) == []


@given(items)
def test_every_type_scores_its_own_samples_as_it_says(item):
    kind, content = item

    samples = kind.samples(content)

    assert samples
    for response, share in samples:
        found = kind.score(content, kind.accept(content, response))
        # Three thirds of 0.3333333 are 1 for every purpose.
        assert found == share or (share == 1 and 1 - found < 1e-6), response


@given(answered)
def test_score_lies_between_minus_one_and_one(case):
    (kind, content), response = case

    try:
        accepted = kind.accept(content, response)
    except Unreadable:
        return
    share = kind.score(content, accepted)

    assert (share is None) == (not kind.is_scored or (kind.needs_marking and bool(accepted)))
    assert share is None or -1 <= share <= 1


@given(answered)
def test_an_accepted_response_has_one_written_form(case):
    (kind, content), response = case

    try:
        accepted = kind.accept(content, response)
    except Unreadable:
        return

    assert kind.accept(content, accepted) == accepted
    assert kind.accept(content, json.loads(json.dumps(accepted))) == accepted
    # PostgreSQL keeps no null character and no half of a pair.
    assert not re.search(r"(?<!\\)\\u0000", json.dumps(accepted))
    assert json.dumps(accepted, ensure_ascii=False).encode()


@given(scored)
def test_right_response_earns_everything_and_is_complete(item):
    kind, content = item

    right = kind.accept(content, kind.right_response(content))

    assert 1 - kind.score(content, right) < 1e-6
    assert kind.is_complete(content, right)
    assert kind.summary(content, right)


@given(items, st.sampled_from([[], None]))
def test_not_answered_earns_and_says_nothing(item, nothing):
    kind, content = item

    response = kind.accept(content, nothing)

    assert not response
    assert not kind.score(content, response)
    assert kind.summary(content, response) == ""
    assert kind.feedback(content, response) == []
    assert kind.is_complete(content, response) == (kind.kind == "description")


@given(
    items,
    st.dictionaries(
        names, st.lists(st.text(max_size=12) | st.sampled_from(["1", "2", "1,2", "k0", "từ0"]), max_size=3)
    ),
)
def test_a_form_is_read_or_unreadable_and_nothing_else(item, fields):
    kind, content = item

    try:
        response = kind.parse(content, fields)
    except Unreadable:
        return
    assert kind.accept(content, response) == response


@given(items, any_json)
def test_any_json_is_accepted_or_unreadable_and_nothing_else(item, response):
    kind, content = item

    try:
        accepted = kind.accept(content, response)
    except Unreadable:
        return
    kind.score(content, accepted)
    kind.summary(content, accepted)
    kind.feedback(content, accepted)
    assert kind.accept(content, accepted) == accepted


@given(answered)
def test_parts_add_up_to_the_score(case):
    (kind, content), response = case

    try:
        accepted = kind.accept(content, response)
    except Unreadable:
        return
    parts = kind.parts(content, accepted)

    assert sum(part.share * part.weight for part in parts.parts) == (kind.score(content, accepted) or 0) * parts.whole


@given(items)
def test_what_is_shown_or_read_aloud_holds_no_key(item):
    kind, content = item

    shown = repr(kind.present(content, [])) + "\n".join(aloud(kind.kind, content))

    assert "lời" not in shown
    assert not re.search("correct|share|target=|right", shown)
    assert content["stem"] in shown


def each(content, name, **changes):
    return {**content, name: [{**row, **changes} for row in content[name]]}


OTHER_KEYS = {
    "ordering": lambda content: {**content, "elements": content["elements"][::-1]},
    "matching": lambda content: each(content, "prompts", target=content["targets"][0]["key"]),
    "drag_onto_image": lambda content: each(content, "zones", drag=content["drags"][0]["key"]),
    "gap_fill": lambda content: each(content, "gaps", word="từ0", answers=[{"text": "khác"}]),
    "hotspot": lambda content: each(content, "areas", shape="circle", coords=[1, 1, 1]),
    "short_answer": lambda content: {**content, "answers": [{"text": "khác"}]},
    "numeric": lambda content: {**content, "answers": [{"value": "7"}]},
    "true_false": lambda content: {**content, "answer": not content["answer"]},
    "single_choice": lambda content: each(content, "choices", correct=True, share="1"),
    "multiple_choice": lambda content: each(content, "choices", correct=True, share="1"),
}


@given(items.filter(lambda item: item[0].kind in OTHER_KEYS))
def test_the_same_question_with_another_key_is_shown_the_same(item):
    kind, content = item

    other = OTHER_KEYS[kind.kind](content)

    assert kind.present(other, []) == kind.present(content, [])


THINGS = {"matching": "targets", "ordering": "elements", "gap_fill": "words", "drag_onto_image": "drags"}


def test_where_the_authors_order_is_the_answer_is_known():
    assert {kind.kind for kind in KINDS.values() if kind.order_is_key} == set(THINGS)


@given(items.filter(lambda item: item[0].order_is_key), st.randoms())
def test_without_a_paper_the_authors_order_can_not_be_seen(item, chance):
    kind, content = item
    name = THINGS[kind.kind]
    shuffled = list(content[name])
    chance.shuffle(shuffled)

    assert kind.present({**content, name: shuffled}, []) == kind.present(content, [])
    assert aloud(kind.kind, {**content, name: shuffled}) == aloud(kind.kind, content)


@given(items, st.randoms())
def test_choices_are_shown_in_the_order_of_the_paper(item, chance):
    kind, content = item
    order = kind.choice_keys(content)
    chance.shuffle(order)

    shown = [choice.key for choice in kind.present(content, order).choices]

    if kind.shuffles:
        assert shown == order


def test_every_problem_and_refusal_has_a_sentence():
    source = "".join(path.read_text(encoding="utf-8") for path in Path("assessments/items").glob("*.py"))
    codes = set(re.findall(r'Problem\(\s*"(\w+)"', source)) | set(re.findall(r'(?:empty|same)="(\w+)"', source))

    assert len(codes) > 40
    assert codes - set(SENTENCES) == set()


def test_a_problem_inside_a_part_is_said_whole():
    content = {"stem": "Điền", "text": "[[a]]", "parts": {"a": {"kind": "short_answer", "answers": []}}}

    [problem] = item_type("cloze").clean(content)

    assert "1" in sentence(problem)
    assert sentence(problem.params["problem"]) in sentence(problem)
