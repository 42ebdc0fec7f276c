"""Every kind of question from its author's form to its learner's result, by plain forms and by single answers."""

import html
import re

import pytest
from django.http import QueryDict

from assessments import api
from assessments.items import KINDS
from assessments.screens.forms import changed_answers, filled, was
from tests.assessments import make

pytestmark = pytest.mark.django_db

SCORED = {
    "single_choice": make.single,
    "multiple_choice": make.multiple,
    "true_false": make.true_false,
    "matching": make.matching,
    "ordering": make.ordering,
    "short_answer": make.short_answer,
    "numeric": make.numeric,
    "gaps to choose": make.gap_fill,
    "gaps to type": lambda: make.gap_fill("type"),
    "cloze": make.cloze,
    "places to point to": make.hotspot,
    "words to put in places": make.markers,
    "things to put into a picture": make.drag_onto_image,
}


def version_of(attempt):
    return api.Item.objects.get(pk=attempt.paper["items"][0]["item"]).versions.last()


def fields_of(attempt, response):
    """The form's fields for a response, as the page names them."""
    version = version_of(attempt)
    shown = KINDS[version.kind].present(version.content, attempt.paper["items"][0]["order"])
    return {f"answer-0-{name}" if name else "answer-0": values for name, values in filled(shown, response).items()}


def right(attempt):
    return make.right_response(version_of(attempt))


@pytest.fixture(params=SCORED)
def attempt(request, learner):
    return make.sitting(make.quiz(make.item(SCORED[request.param]())), learner)


def test_the_form_of_each_kind_offers_every_field_its_answer_needs(page, attempt):
    text = page.get(f"/quiz/{attempt.pk}/").content.decode()

    for name, values in fields_of(attempt, right(attempt)).items():
        assert f'name="{name}"' in text
        if f'<select class="govuk-select" id="a-0-1" name="{name}"' in text:
            assert all(f'<option value="{value}"' in text for value in values)


def test_each_kind_is_answered_and_handed_in_by_a_plain_form(page, attempt):
    sent = {**fields_of(attempt, right(attempt)), "was-0": "", "action": "submit"}

    result = page.post(f"/quiz/{attempt.pk}/", sent, follow=True).content.decode()

    attempt.refresh_from_db()
    assert (attempt.score, attempt.passed) == (attempt.max_score, True)
    assert "quiz-item--right" in result


def test_each_kind_is_saved_at_once_and_shown_again(page, attempt):
    sent = {**fields_of(attempt, right(attempt)), "position": "0", "ref": "r1"}

    saved = page.post(f"/quiz/{attempt.pk}/answer/", sent)
    text = html.unescape(page.get(f"/quiz/{attempt.pk}/").content.decode())

    assert saved.status_code == 204
    shown = re.search(r'name="was-0" value="(.*)">', text)[1]
    fields = {
        name.removeprefix("answer-0").removeprefix("-"): values
        for name, values in fields_of(attempt, right(attempt)).items()
    }
    assert shown == was(fields) != ""


def test_what_each_kind_shows_as_answered_is_not_taken_for_a_change(attempt):
    fields = fields_of(attempt, right(attempt))
    plain = {name.removeprefix("answer-0").removeprefix("-"): values for name, values in fields.items()}
    post = QueryDict(mutable=True)
    for name, values in fields.items():
        post.setlist(name, values)
    post["was-0"] = was(plain)

    same = changed_answers(post)
    post["was-0"] = ""

    assert (same, changed_answers(post)) == ({}, {0: plain})


def test_right_answers_of_each_kind_are_told_in_words_after_handing_in(page, attempt):
    wrong = page.post(f"/quiz/{attempt.pk}/", {"was-0": "", "action": "submit", "confirmed": "1"}, follow=True)

    version = version_of(attempt)
    said = KINDS[version.kind].summary(version.content, right(attempt))
    text = html.unescape(wrong.content.decode())
    # In a picture, each place is a line of its own.
    told = re.split("; | → ", said) if version.kind in ("hotspot", "drag_onto_image") else said.splitlines()
    assert version.kind == "true_false" or all(line in text for line in told)


@pytest.mark.parametrize("opinion", [make.likert, make.description])
def test_what_is_not_scored_costs_nothing(page, learner, opinion):
    quiz = make.quiz(make.item(opinion()), make.item(make.single()))
    attempt = make.sitting(quiz, learner)
    first = {"answer-0": "3"} if opinion is make.likert else {}

    page.post(f"/quiz/{attempt.pk}/", {**first, "was-0": "", "action": "save"})
    page.post(f"/quiz/{attempt.pk}/answer/", {"position": "1", "answer-1": make.keys(attempt, 1, "Xanh")})
    result = page.post(f"/quiz/{attempt.pk}/", {"was-0": "", "action": "submit", "confirmed": "1"}, follow=True)

    attempt.refresh_from_db()
    assert (attempt.score, attempt.max_score, attempt.passed) == (1, 1, True)
    assert "quiz-item--noted" in result.content.decode()


def test_words_without_accents_are_right_where_the_author_says_they_do_not_matter(learner):
    attempt = make.sitting(make.quiz(make.item(make.short_answer())), learner)
    strict = make.sitting(make.quiz(make.item(make.short_answer(spelling={"diacritics": "exact"}))), learner)
    for one in (attempt, strict):
        api.respond(one, 0, "Mat khau", at=make.MONDAY)

    assert [api.submit(one, at=make.TUESDAY).score for one in (attempt, strict)] == [1, 0]


def test_an_order_that_is_not_complete_comes_back_as_it_was_sent_to_be_completed(page, learner):
    attempt = make.sitting(make.quiz(make.item(make.ordering())), learner)
    first, second, *_rest = attempt.paper["items"][0]["order"]

    sent = {f"answer-0-{first}": "1", f"answer-0-{second}": "1", "was-0": "", "action": "save"}
    answer = page.post(f"/quiz/{attempt.pk}/", sent)

    text = answer.content.decode()
    cure = "Give every step its own number, each number once."
    assert answer.status_code == 400
    assert f"Question 1: {cure}" in text
    assert f'<p class="govuk-error-message" id="problem-0">{cure}</p>' in text
    assert text.count('<option value="1" selected>') == 2
    # Nothing of it is saved, so that sending it mended is a change.
    assert 'name="was-0" value=""' in text


WRONG = {
    make.matching: lambda right: dict(zip(right, reversed(right.values()), strict=True)),
    make.ordering: lambda right: right[::-1],
    make.gap_fill: lambda right: {"1": right["2"]},
    make.cloze: lambda right: {"2": "113"},
    make.short_answer: lambda right: "tên",
    make.numeric: lambda right: "7",
    make.hotspot: lambda right: [[320, 240]],
    make.drag_onto_image: lambda right: dict(zip(right, reversed(right.values()), strict=True)),
}


@pytest.mark.parametrize("kind", WRONG)
def test_the_author_speaks_to_a_wrong_answer(learner, kind):
    attempt = make.sitting(make.quiz(make.item(kind(feedback_wrong="Coi lại bài 2."))), learner)
    api.respond(attempt, 0, WRONG[kind](right(attempt)), at=make.MONDAY)

    assert api.review(api.submit(attempt, at=make.TUESDAY)).items[0].feedback == ["Coi lại bài 2."]


@pytest.mark.parametrize("kind", [make.matching, make.ordering, make.gap_fill, make.cloze, make.markers])
def test_the_author_speaks_to_a_right_answer(learner, kind):
    attempt = make.sitting(make.quiz(make.item(kind(feedback_right="Giỏi lắm."))), learner)
    api.respond(attempt, 0, right(attempt), at=make.MONDAY)

    assert api.review(api.submit(attempt, at=make.TUESDAY)).items[0].feedback == ["Giỏi lắm."]
