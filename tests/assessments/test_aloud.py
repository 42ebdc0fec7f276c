"""What is read aloud of a question: what a learner sees, in that order, and nothing else."""

import html
import re

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.items import KINDS
from tests.assessments import make
from tests.assessments.item_contents import CONTENTS, aloud

POOLED = ("single_choice", "multiple_choice", "likert", "matching", "ordering", "drag_onto_image")
questions = st.sampled_from(sorted(CONTENTS)).flatmap(lambda kind: st.tuples(st.just(kind), CONTENTS[kind]))
WORDS = [{"key": "d", "text": "dài"}, {"key": "l", "text": "lạ"}, {"key": "n", "text": "ngắn", "group": "2"}]
GAPS = {
    "stem": "Điền",
    "text": "Mật khẩu nên [[1]] và [[2]].\nĐừng quên.",
    "mode": "choose",
    "gaps": [{"key": "1", "word": "d"}, {"key": "2", "word": "l"}],
    "words": WORDS[:2],
}


@given(questions, st.randoms())
def test_things_to_pick_are_read_in_the_order_of_the_paper(question, chance):
    kind, content = question
    order = KINDS[kind].choice_keys(content)
    chance.shuffle(order)

    shown = KINDS[kind].present(content, order)
    lines = aloud(kind, content, order)

    assert lines[0] == content["stem"]
    if kind in POOLED:
        texts = [choice.text for choice in shown.choices]
        assert lines[-len(texts) :] == texts


@given(questions)
def test_whatever_stands_beside_a_place_is_read(question):
    kind, content = question

    lines = aloud(kind, content)

    for place in KINDS[kind].present(content, []).places:
        assert place.control == "point" or any(line.endswith(place.label) for line in lines)
    assert not re.search(r"\[\[|\]\]", "\n".join(lines))


def test_gaps_are_read_as_words_and_their_list_once():
    lines = aloud("gap_fill", GAPS, ["l", "d"])

    assert lines == ["Điền", "Mật khẩu nên chỗ trống 1 và chỗ trống 2.", "Đừng quên.", "lạ", "dài"]


def test_gaps_with_lists_of_their_own_are_read_with_them():
    lines = aloud("gap_fill", {**GAPS, "words": WORDS, "gaps": [*GAPS["gaps"][:1], {"key": "2", "word": "n"}]}, "dln")

    assert lines[3:] == ["chỗ trống 1:", "dài", "lạ", "chỗ trống 2:", "ngắn"]


def test_parts_of_a_cloze_that_are_picked_are_read_and_those_that_are_typed_are_not_told():
    parts = {
        "n": {"kind": "numeric", "answers": [{"value": "100"}]},
        "c": {"kind": "single_choice", "choices": [{"key": "x", "text": "xanh"}, {"key": "đ", "text": "đỏ"}]},
    }

    lines = aloud("cloze", {"stem": "Điền", "text": "Sôi ở [[n]] độ, màu [[c]].", "parts": parts})

    assert lines == ["Điền", "Sôi ở chỗ trống 1 độ, màu chỗ trống 2.", "chỗ trống 2:", "xanh", "đỏ"]


def test_right_and_wrong_are_read_though_no_author_wrote_them():
    assert aloud("true_false", {"stem": "Mã OTP không cho ai biết.", "answer": True})[1:] == ["Đúng", "Sai"]


def test_a_picture_is_read_by_its_words_and_its_places_by_their_numbers():
    picture = {"id": 1, "alt": "Tờ đơn"}
    box = {"x": 0, "y": 0, "width": 9, "height": 9}
    zones = [{"key": "z", "label": "Ô trên", "drag": "t", **box}]
    drags = [{"key": "t", "text": "Tên"}, {"key": "p", "text": "", "picture": {"id": 2, "alt": "Con dấu"}}]

    lines = aloud("drag_onto_image", {"stem": "Điền", "picture": picture, "zones": zones, "drags": drags}, "tp")

    assert lines[:4] == ["Điền", "Tờ đơn", "1. Ô trên", "Tên"]


def test_words_to_put_into_a_picture_are_read_once_and_areas_are_not():
    areas = [{"key": "v", "label": "Góc trên", "shape": "circle", "coords": [9, 9, 9], "marker": "g"}]
    markers = [{"key": "g", "text": "Gọi"}, {"key": "t", "text": "Tắt"}]

    lines = aloud("hotspot", {"stem": "Đặt", "picture": None, "mode": "markers", "areas": areas, "markers": markers})

    assert lines == ["Đặt", "Gọi", "Tắt"]


def listens(page):
    return [html.unescape(text).split("\n") for text in re.findall(r'data-listen="([^"]*)"', page)]


@pytest.fixture
def _translated(settings):
    settings.LOCALE_PATHS = [settings.ROOT / "locale"]


@pytest.mark.django_db
def test_every_question_of_a_paper_comes_with_what_is_read(page, learner):
    quiz = make.quiz(make.item(make.single('Bấm nút "<Gọi>"?')), make.item(make.description()), shuffle=True)
    attempt = make.sitting(quiz, learner)

    text = page.get(f"/quiz/{attempt.pk}/").content.decode()

    by_stem = {lines[0]: lines[1:] for lines in listens(text)}
    shown = re.findall(r'<label class="govuk-label govuk-radios__label"[^>]*>([^<]*)</label>', text)
    assert by_stem['Bấm nút "<Gọi>"?'] == shown
    assert sorted(shown) == ["Vàng", "Xanh", "Đỏ"]
    assert len(by_stem) == 2
    assert "js/listen.js" in text


@pytest.mark.django_db
@pytest.mark.usefixtures("_translated")
def test_our_words_are_read_in_the_language_of_the_quiz(page, learner):
    attempt = make.sitting(make.quiz(make.item(make.true_false())), learner)

    text = page.get(f"/quiz/{attempt.pk}/", headers={"accept-language": "en"}).content.decode()

    (lines,) = listens(text)
    assert lines[1:] == ["Đúng", "Sai"]
    assert 'data-listen-lang="vi"' in text


@pytest.mark.django_db
def test_a_question_of_a_placement_can_be_heard(client):
    make.bank()

    begun = client.post(reverse("assessments:placement_start"), follow=True).content.decode()

    (lines,) = listens(begun)
    assert lines[0].startswith("Câu ")
    assert sorted(lines[1:]) == ["Vàng", "Xanh", "Đỏ"]
    assert "js/listen.js" in begun
