"""What each type makes of a plain form, of forged values, and of its own special cases."""

from fractions import Fraction

import pytest

from assessments.items import Unreadable, item_type, mark_by_rubric
from assessments.items.hotspot import is_inside
from assessments.items.ordering import RULES
from tests.assessments.item_contents import PICTURE, RUBRIC

MATCHING = {
    "stem": "Nối việc với nút",
    "prompts": [{"key": "gọi", "text": "Gọi điện", "target": "x"}, {"key": "tắt", "text": "Tắt máy", "target": "đ"}],
    "targets": [{"key": "x", "text": "Nút xanh"}, {"key": "đ", "text": "Nút đỏ"}, {"key": "v", "text": "Nút vàng"}],
}
ORDERING = {
    "stem": "Xếp",
    "elements": [{"key": key, "text": f"Bước {key}"} for key in "abc"],
    "rule": "absolute_position",
}
GAPS = {
    "stem": "Điền",
    "text": "Mật khẩu nên [[1]] và [[2]].",
    "mode": "choose",
    "gaps": [{"key": "1", "word": "d"}, {"key": "2", "word": "l"}],
    "words": [{"key": "d", "text": "dài"}, {"key": "l", "text": "lạ"}, {"key": "n", "text": "ngắn", "group": "2"}],
}
TYPED_GAPS = {
    "stem": "Điền",
    "text": "Thủ đô là [[1]], có [[2]].",
    "mode": "type",
    "gaps": [
        {"key": "1", "answers": [{"text": "Hà Nội"}], "diacritics": "partial"},
        {"key": "2", "answers": [{"text": "Hồ Gươm"}]},
    ],
}
CLOZE = {
    "stem": "Điền",
    "text": "Nước sôi ở [[n]] độ; nút gọi màu [[c]].",
    "parts": {
        "n": {"kind": "numeric", "points": "3", "answers": [{"value": "100"}]},
        "c": {
            "kind": "single_choice",
            "points": "1",
            "choices": [{"key": "x", "text": "xanh", "correct": True}, {"key": "đ", "text": "đỏ", "correct": False}],
        },
    },
}
MAP = {
    "stem": "Chỉ nút gọi",
    "picture": PICTURE,
    "mode": "click",
    "areas": [
        {"key": "gọi", "label": "Nút gọi", "shape": "circle", "coords": [50, 50, 10]},
        {"key": "tắt", "label": "Nút tắt", "shape": "rectangle", "coords": [0, 0, 10, 10], "correct": False},
    ],
}
FLAGS = {
    **MAP,
    "mode": "markers",
    "areas": [{**area, "marker": "m", "correct": True} for area in MAP["areas"]],
    "markers": [{"key": "m", "text": "Cờ"}, {"key": "k", "text": "Cờ thừa"}],
}
UPLOAD = {"stem": "Gửi ảnh", "extensions": [".jpg"], "max_files": 1}
ESSAY = {"stem": "Viết", "min_words": 2, "max_words": 3}


@pytest.mark.parametrize(
    ("kind", "content", "fields", "response"),
    [
        ("matching", MATCHING, {"gọi": ["x"], "tắt": [""]}, {"gọi": "x"}),
        ("ordering", ORDERING, {"a": ["2"], "b": ["1"], "c": ["3"]}, ["b", "a", "c"]),
        ("ordering", ORDERING, {"": ["c", "b", "a"]}, ["c", "b", "a"]),
        ("ordering", ORDERING, {"a": [""], "b": [""]}, []),
        ("gap_fill", GAPS, {"1": ["d"], "2": ["l"]}, {"1": "d", "2": "l"}),
        ("gap_fill", TYPED_GAPS, {"1": [" Hà Nội "], "2": [" "]}, {"1": "Hà Nội"}),
        ("cloze", CLOZE, {"n": ["100"], "c": ["x"]}, {"n": "100", "c": ["x"]}),
        ("cloze", CLOZE, {}, {}),
        ("hotspot", MAP, {"": ["50.4,49.5"]}, [[50, 50]]),
        ("hotspot", FLAGS, {"m": ["50,50;5,5"], "k": [""]}, {"m": [[5, 5], [50, 50]]}),
        ("essay", ESSAY, {"": ["Dòng một\r\nDòng hai "]}, "Dòng một\nDòng hai"),
        ("file_upload", UPLOAD, {"": ["a1 Ảnh nhà.JPG"]}, [{"ref": "a1", "name": "Ảnh nhà.JPG"}]),
        ("description", {"stem": "Đọc"}, {"": ["gì đó"]}, None),
    ],
)
def test_a_plain_form_is_enough(kind, content, fields, response):
    assert item_type(kind).parse(content, fields) == response


@pytest.mark.parametrize(
    ("kind", "content", "response", "code"),
    [
        ("matching", MATCHING, {"gọi": "z"}, "not_a_choice"),
        ("matching", MATCHING, {"khác": "x"}, "not_a_place"),
        ("matching", MATCHING, {str(n): "x" for n in range(9)}, "too_many"),
        ("matching", MATCHING, {"gọi": 1}, "wrong_shape"),
        ("ordering", ORDERING, ["a", "b"], "not_an_order"),
        ("ordering", ORDERING, ["a", "a", "b"], "not_an_order"),
        ("ordering", ORDERING, list("abcd"), "too_many"),
        ("gap_fill", GAPS, {"1": "n"}, "not_a_choice"),
        ("short_answer", {"answers": []}, "x" * 501, "too_long"),
        ("short_answer", {"answers": []}, "a\0b", "not_text"),
        ("short_answer", {"answers": []}, "\ud83d", "not_text"),
        ("numeric", {"answers": []}, "1" * 101, "too_long"),
        ("hotspot", MAP, [[1, 1], [2, 2]], "too_many"),
        ("hotspot", MAP, [[1, float("nan")]], "not_a_point"),
        ("hotspot", MAP, [[1, 10**9]], "not_a_point"),
        ("hotspot", MAP, [[True, 1]], "not_a_point"),
        ("hotspot", FLAGS, {"m": [[1, 1]] * 101}, "too_many"),
        ("essay", ESSAY, "x" * 20_001, "too_long"),
        ("file_upload", UPLOAD, [{"ref": "a1", "name": "vi-rút.exe"}], "not_a_file"),
        ("file_upload", UPLOAD, [{"ref": "../a", "name": "a.jpg"}], "not_a_file"),
        ("file_upload", UPLOAD, [{"ref": "a", "name": "a.jpg"}] * 2, "too_many"),
        ("description", {}, ["a"], "wrong_shape"),
    ],
)
def test_forged_responses_are_unreadable(kind, content, response, code):
    with pytest.raises(Unreadable) as refused:
        item_type(kind).accept(content, response)

    assert refused.value.code == code


@pytest.mark.parametrize("fields", [{"a": ["1"], "b": ["1"], "c": ["2"]}, {"a": ["1"]}, {"a": ["²"]}, {"a": ["9999"]}])
def test_two_steps_can_not_have_the_same_number(fields):
    with pytest.raises(Unreadable):
        item_type("ordering").parse(ORDERING, fields)


def test_share_of_a_choice_may_be_negative():
    kind = item_type("single_choice")
    choices = [
        {"key": "a", "text": "Đúng", "correct": True},
        {"key": "b", "text": "Sai", "correct": False, "share": "-0.3333333"},
    ]

    assert kind.score({"choices": choices}, ["b"]) == Fraction("-0.3333333")
    assert kind.score({"choices": choices}, ["a"]) == 1


def test_shares_of_a_multiple_choice_stay_between_nothing_and_everything():
    kind = item_type("multiple_choice")
    shares = {"a": "0.5", "b": "0.5", "c": "0.5", "d": "-1"}
    choices = [{"key": key, "text": key, "correct": key in "ab", "share": share} for key, share in shares.items()]

    scores = [kind.score({"choices": choices}, list(keys)) for keys in ("a", "ac", "abc", "abd", "d")]
    assert scores == [Fraction(1, 2), 1, 1, 0, 0]


def test_right_answers_that_do_not_add_up_to_one_are_a_problem():
    choices = [{"key": "a", "text": "x", "correct": True, "share": "0.4"}, {"key": "b", "text": "y", "correct": False}]

    for kind in ("single_choice", "multiple_choice"):
        assert [problem.code for problem in item_type(kind).clean({"stem": "?", "choices": choices})] == [
            "shares_below_one"
        ]


# Published example: response 2 1 3 4.
def test_ordering_rules_as_worked_in_the_docstring():
    expected = ["0", "1/2", "1/3", "1/2", "3/8", "5/6", "3/4", "3/4", "5/6"]

    assert [rule([1, 0, 2, 3]) for rule in RULES.values()] == [Fraction(share) for share in expected]


def test_typed_gaps_follow_their_own_policy():
    kind = item_type("gap_fill")

    assert kind.score(TYPED_GAPS, {"1": "Ha Noi", "2": "hồ gươm."}) == Fraction(3, 4)
    assert kind.score(TYPED_GAPS, {"2": "Ho Guom"}) == 0
    assert kind.is_complete(TYPED_GAPS, {"1": "a", "2": "b"})
    assert not kind.is_complete(TYPED_GAPS, {"1": "Hà Nội"})


def test_parts_of_a_cloze_weigh_what_the_author_says():
    kind = item_type("cloze")

    assert kind.score(CLOZE, {"n": "100"}) == Fraction(3, 4)
    assert kind.score(CLOZE, {"c": ["x"]}) == Fraction(1, 4)
    assert kind.summary(CLOZE, {"n": "99", "c": ["x"]}) == "1 → 99; 2 → xanh"
    weightless = {**CLOZE, "parts": {key: {**part, "points": "0"} for key, part in CLOZE["parts"].items()}}
    assert kind.score(weightless, {"n": "100"}) is None


def test_clicks_beside_the_area_and_extra_markers_dilute():
    kind = item_type("hotspot")

    assert kind.score({**MAP, "clicks": 2}, [[50, 50]]) == 1
    assert kind.score({**MAP, "clicks": 2}, [[50, 50], [5, 5]]) == Fraction(1, 2)
    assert kind.score(FLAGS, {"m": [[50, 50], [5, 5]]}) == 1
    assert kind.score(FLAGS, {"m": [[50, 50]], "k": [[5, 5]]}) == Fraction(1, 2)
    assert kind.score(FLAGS, {"m": [[50, 50], [50, 51], [5, 5]]}) == Fraction(2, 3)
    assert kind.summary(FLAGS, {"m": [[50, 50], [99, 99]]}) == "Cờ → Nút gọi; Cờ → 99, 99"


def test_where_areas_overlap_most_of_them_are_hit():
    circle = {"shape": "circle", "marker": "m"}
    areas = [{**circle, "key": "a", "coords": [0, 0, 10]}, {**circle, "key": "b", "coords": [0, 0, 2]}]
    content = {**FLAGS, "areas": areas}

    assert item_type("hotspot").score(content, {"m": [[0, 0], [5, 5]]}) == 1


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((5, 5), True),
        ((0, 0), True),
        ((5, 0), True),
        ((10, 5), True),
        ((11, 5), False),
        ((5, -1), False),
        ((2, 8), True),
        ((1, 8), False),
        ((8, 8), True),
    ],
)
def test_a_polygon_holds_its_edges(point, inside):
    # A square with its upper left corner cut off at (0, 6) and (4, 10).
    assert is_inside("polygon", [[0, 0], [10, 0], [10, 10], [4, 10], [0, 6]], *point) == inside


def test_word_limits_make_an_essay_incomplete_not_wrong():
    kind = item_type("essay")

    assert [kind.is_complete(ESSAY, text) for text in ("một", "một hai", "một hai ba", "một hai ba bốn")] == [
        False,
        True,
        True,
        False,
    ]
    assert kind.score(ESSAY, "một") is None
    assert kind.score(ESSAY, "") == 0


def test_a_rubric_adds_up_the_points_of_the_levels_picked():
    content = {"rubric": RUBRIC}

    assert mark_by_rubric(content, {"ý": "4", "lời": "2"}) == 1
    assert mark_by_rubric(content, {"ý": "4", "lời": "0"}) == Fraction(4, 6)
    assert mark_by_rubric(content, {"ý": "0", "lời": "0"}) == 0


@pytest.mark.parametrize("levels", [{}, {"ý": "4"}, {"ý": "4", "lời": "9"}, {"ý": "4", "lời": "2", "khác": "1"}])
def test_a_rubric_wants_one_level_of_every_criterion(levels):
    with pytest.raises(Unreadable):
        mark_by_rubric({"rubric": RUBRIC}, levels)


def test_a_likert_item_gives_a_value_and_never_a_score():
    kind, scale = (
        item_type("likert"),
        [{"key": "a", "text": "Ít", "value": "1"}, {"key": "b", "text": "Nhiều", "value": "5"}],
    )

    assert kind.value({"scale": scale}, ["b"]) == 5
    assert kind.value({"scale": scale}, []) is None
    assert kind.score({"scale": scale}, ["b"]) is None


def codes(kind, content, **changes):
    return {problem.code for problem in item_type(kind).clean({**content, **changes})}


def test_problems_are_named():
    lone = MATCHING["prompts"][:1]

    assert codes("matching", MATCHING, prompts=lone) == {"too_few_pairs"}
    assert codes("matching", MATCHING, prompts=[*lone, {**lone[0], "text": "Khác", "target": "?"}]) == {
        "place_without_answer"
    }
    assert codes("ordering", ORDERING, rule="tuỳ") == {"unknown_rule"}
    assert codes("gap_fill", GAPS, text="[[1]] [[1]] [[3]]") == {"gap_without_marker", "marker_without_gap"}
    assert codes("gap_fill", GAPS, mode="khác") == {"unknown_mode"}
    assert codes("gap_fill", GAPS, gaps=[{"key": "1", "word": "d", "group": "2"}, GAPS["gaps"][1]]) == {
        "place_of_another_group"
    }
    assert codes("cloze", CLOZE, text="[[n]]") == {"gap_without_marker"}
    assert codes("cloze", CLOZE, text="[[a]]", parts={"a": {"kind": "essay"}}) == {"unknown_part_kind"}
    assert codes("hotspot", MAP, picture=None) == {"no_picture"}
    assert codes("hotspot", MAP, areas=[{**MAP["areas"][0], "coords": [1, 2]}]) == {"bad_shape"}
    assert codes("hotspot", FLAGS, markers=FLAGS["markers"][1:]) == {"area_without_marker"}
    assert codes("numeric", {"stem": "?"}, answers=[{"value": "1,5"}]) == {"not_a_number"}
    assert codes("numeric", {"stem": "?"}, answers=[{"value": "1", "share": "0.5"}]) == {"no_full_answer"}
    assert codes("numeric", {"stem": "?"}, answers=[{"value": "1"}], unit_rule="required") == {"no_units"}
    assert codes("short_answer", {"stem": "?"}, answers=[{"text": "a", "share": "2"}]) == {
        "share_out_of_range",
        "no_full_answer",
    }
    assert codes("essay", ESSAY, min_words=5) == {"bad_word_limits"}
    assert codes("essay", ESSAY, rubric=[{"key": "a", "text": "Ý", "levels": []}]) == {"too_few_levels"}
    assert codes("file_upload", UPLOAD, extensions=["jpg"]) == {"bad_extensions"}
    assert codes("drag_onto_image", {"stem": "?", "picture": PICTURE}, drags=[], zones=[]) == {"no_zones"}
