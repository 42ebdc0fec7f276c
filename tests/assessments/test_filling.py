"""Questions from elsewhere in the author's form: what the form makes of them asks and scores the same."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.blocks import ItemStream
from assessments.blocks.filling import form_of
from assessments.items import KINDS
from tests.assessments import item_contents

WITH_FORM = sorted(set(ItemStream.base_blocks))


def made_of(kind, content):
    """The content that the author's form makes; None: it cannot hold this one."""
    raw = form_of(kind, content)
    block = ItemStream.base_blocks[kind]
    return raw if raw is None else block.content(block.to_python(raw))


def texts(kind, content):
    """What learners read, in an order of no meaning."""
    return sorted(item_contents.aloud(kind, content))


@pytest.mark.parametrize("kind", WITH_FORM)
@given(data=st.data())
def test_what_the_form_holds_asks_the_same_and_rewards_the_same(kind, data):
    # Its picture is stored beside the form.
    content = {**data.draw(item_contents.CONTENTS[kind]), "picture": None}

    made = made_of(kind, content)

    if made is None:
        return
    assert texts(kind, made) == texts(kind, content)
    told = [[share for _response, share in KINDS[kind].samples(one)] for one in (content, made)]
    assert told[0] == told[1]
    # The order of things to put somewhere means nothing.
    summaries = [
        sorted(KINDS[kind].summary(one, KINDS[kind].right_response(one)).split("; ")) for one in (content, made)
    ]
    assert summaries[0] == summaries[1]


def test_a_weight_no_field_can_hold_is_refused():
    choices = [
        {"key": "a", "text": "Một", "correct": True, "share": "0.5"},
        {"key": "b", "text": "Hai", "correct": True, "share": "0.5"},
        {"key": "c", "text": "Ba", "correct": False, "share": "-1"},
    ]

    assert form_of("multiple_choice", {"stem": "?", "choices": choices}) is None


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("numeric", {"stem": "?", "answers": [{"value": "*"}]}),
        ("numeric", {"stem": "?", "answers": [{"value": "1"}], "policy": "strict", "decimal_point": ","}),
        (
            "numeric",
            {
                "stem": "?",
                "answers": [{"value": "1"}],
                "units": [{"text": "m"}],
                "unit_rule": "optional",
                "unit_penalty": "0.5",
            },
        ),
        ("short_answer", {"stem": "?", "answers": [{"text": "a"}], "diacritics": "partial", "diacritics_share": "0.9"}),
    ],
)
def test_a_rule_without_a_field_is_refused(kind, content):
    assert form_of(kind, content) is None


def test_half_a_point_is_not_taken_for_a_whole_one_and_none_not_for_all():
    def with_share(share):
        return {"stem": "?", "answers": [{"text": "một", "share": "1"}, {"text": "hai", "share": share}]}

    for share in ("0", "0.5", "1"):
        made = made_of("short_answer", with_share(share))
        assert KINDS["short_answer"].score(made, "hai") * 2 == float(share) * 2


def test_words_to_drag_become_words_to_choose():
    words = [{"key": "a", "text": "xanh"}, {"key": "b", "text": "đỏ"}]
    content = {"stem": "?", "text": "Bấm [[1]].", "mode": "drag", "words": words, "gaps": [{"key": "1", "word": "a"}]}

    made = made_of("gap_fill", content)

    assert (made["mode"], made["text"]) == ("choose", "Bấm [[1]].")
    assert KINDS["gap_fill"].summary(made, KINDS["gap_fill"].right_response(made)) == "1 → xanh"


def test_who_marks_and_by_what_goes_through_the_form():
    levels = [{"key": "a", "text": "Chưa", "points": "0"}, {"key": "b", "text": "Tốt", "points": "2.5"}]
    rubric = [{"key": "r", "text": "Rõ việc", "levels": levels}]
    content = {"stem": "?", "rubric": rubric, "markers": 2, "allowed_difference": "0.125", "min_words": 5}

    made = made_of("essay", content)

    assert (made["markers"], made["allowed_difference"], made["min_words"], made["max_words"]) == (2, "0.125", 5, None)
    assert [level["points"] for level in made["rubric"][0]["levels"]] == ["0", "2.5"]


def test_a_kind_of_file_the_form_does_not_know_is_refused_and_twins_are_one():
    assert form_of("file_upload", {"stem": "?", "extensions": [".exe"], "max_files": 1}) is None
    assert made_of("file_upload", {"stem": "?", "extensions": [".png", ".jpeg"], "max_files": 1})["extensions"] == [
        ".jpg",
        ".png",
    ]
