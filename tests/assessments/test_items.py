from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.items import KINDS, Unreadable, item_type

COMMON = {"stem": "Câu hỏi?", "picture": None, "explanation": ""}


def choice_content(rights, rule="partial"):
    choices = [
        {"key": f"k{place}", "text": f"ý {place}", "correct": right, "feedback": f"lời {place}"}
        for place, right in enumerate(rights)
    ]
    return {**COMMON, "choices": choices, "rule": rule}


true_false_contents = st.booleans().map(
    lambda answer: {**COMMON, "answer": answer, "feedback_true": "lời đúng", "feedback_false": "lời sai"}
)
single_contents = st.integers(2, 8).flatmap(
    lambda n: st.integers(0, n - 1).map(lambda right: choice_content([place == right for place in range(n)]))
)
multiple_contents = st.builds(
    choice_content,
    st.lists(st.booleans(), min_size=2, max_size=8).filter(lambda rights: any(rights) and not all(rights)),
    st.sampled_from(["partial", "all_or_nothing"]),
)
CONTENTS = {"single_choice": single_contents, "multiple_choice": multiple_contents, "true_false": true_false_contents}
items = st.sampled_from(sorted(CONTENTS)).flatmap(
    lambda kind: CONTENTS[kind].map(lambda content: (KINDS[kind], content))
)


def responses(kind, content):
    keys = kind.choice_keys(content)
    size = len(keys) if kind.control == "checkbox" else 1
    return st.lists(st.sampled_from(keys), unique=True, max_size=size)


def answered(draw_from):
    return draw_from.flatmap(lambda item: st.tuples(st.just(item), responses(*item)))


@given(items)
def test_every_type_scores_its_own_samples_as_it_says(item):
    kind, content = item

    samples = kind.samples(content)

    assert samples
    assert [kind.score(content, kind.accept(content, response)) for response, _ in samples] == [
        scaled for _, scaled in samples
    ]


@given(answered(items))
def test_score_lies_between_nothing_and_everything(case):
    (kind, content), response = case

    assert 0 <= kind.score(content, kind.accept(content, response)) <= 1


@given(answered(items), st.randoms())
def test_order_of_choices_does_not_matter(case, chance):
    (kind, content), response = case
    shuffled = list(content.get("choices", []))
    chance.shuffle(shuffled)
    other = {**content, "choices": shuffled} if shuffled else content

    assert kind.score(content, kind.accept(content, response)) == kind.score(other, kind.accept(other, response))


@given(items)
def test_not_answered_earns_nothing(item):
    kind, content = item

    assert kind.score(content, []) == 0
    assert kind.summary(content, []) == ""
    assert kind.feedback(content, []) == []


@given(items)
def test_right_response_earns_everything(item):
    kind, content = item

    assert kind.score(content, kind.right_response(content)) == 1


@given(multiple_contents)
def test_ticking_everything_does_not_pay(content):
    kind = item_type("multiple_choice")

    assert kind.score(content, kind.choice_keys(content)) == 0


@given(items)
def test_what_is_shown_holds_no_key(item):
    kind, content = item

    shown = repr(kind.present(content, []))

    assert "correct" not in shown and "lời" not in shown and "answer" not in shown


@given(items, st.randoms())
def test_choices_are_shown_in_the_order_of_the_paper(item, chance):
    kind, content = item
    order = kind.choice_keys(content)
    chance.shuffle(order)

    shown = [choice.key for choice in kind.present(content, order).choices]

    assert shown == (order if kind.shuffles else kind.choice_keys(content))


@given(items)
def test_content_without_problems_has_none(item):
    kind, content = item

    assert kind.clean(content) == []


def test_partial_credit_as_worked_in_the_docstring():
    kind, content = item_type("multiple_choice"), choice_content([True, True, False, False, False])

    assert kind.score(content, ["k0"]) == Fraction(1, 2)
    assert kind.score(content, ["k0", "k1", "k2"]) == Fraction(2, 3)


def codes(kind, **changes):
    content = {**choice_content([True, False, False]), **changes}
    return {problem.code for problem in item_type(kind).clean(content)}


def test_problems_are_named():
    none_right = choice_content([False, False])["choices"]
    two_right = choice_content([True, True])["choices"]
    empty = [*none_right, {"key": "x", "text": " ", "correct": True}]
    twins = [{"key": "a", "text": "Một", "correct": True}, {"key": "b", "text": " một ", "correct": False}]

    assert codes("single_choice", stem=" ") == {"no_stem"}
    assert codes("single_choice", picture={"id": 1, "alt": ""}) == {"picture_without_alt"}
    assert codes("single_choice", choices=none_right) == {"no_right_choice"}
    assert codes("single_choice", choices=two_right) == {"several_right_choices"}
    assert codes("single_choice", choices=two_right[:1]) == {"too_few_choices"}
    assert codes("single_choice", choices=empty) == {"empty_choice"}
    assert codes("single_choice", choices=twins) == {"same_choice"}
    assert codes("multiple_choice", choices=two_right) == {"no_wrong_choice"}
    assert codes("true_false", answer=None) == {"no_right_choice"}


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("single_choice", ["k9"]),
        ("single_choice", ["k0", "k1"]),
        ("multiple_choice", ["k0"] * 1000),
        ("true_false", ["maybe"]),
    ],
)
def test_forged_values_are_unreadable(kind, values):
    content = {**choice_content([True, False, False]), "answer": True}

    with pytest.raises(Unreadable):
        item_type(kind).parse(content, {"": values})


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_any_json_is_accepted_or_unreadable_and_nothing_else(response):
    content = {**choice_content([True, False, True]), "answer": True}

    for kind in map(item_type, CONTENTS):
        try:
            accepted = kind.accept(content, response)
        except Unreadable:
            continue
        assert set(accepted) <= set(kind.choice_keys(content))
