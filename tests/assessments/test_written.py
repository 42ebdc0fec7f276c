"""A long answer: its author's form, its learner's page, its limits."""

import pytest

from assessments import api
from assessments.bank.authoring import content_of, item_problems
from assessments.items import item_type
from assessments.models import Response
from assessments.screens.forms import changed_answers, was
from tests.assessments import make

pytestmark = pytest.mark.django_db
PARAGRAPH = "Từ khi có điện thoại, bà con gọi cho nhau mỗi ngày. " * 300


def attempt_of(learner, **fields):
    return make.sitting(make.quiz(make.item(make.essay(**fields))), learner)


def codes(**fields):
    return [problem.code for problem in item_problems(make.draft_item(make.essay(**fields)))]


def test_a_rubric_goes_through_its_authors_form():
    kind, content = content_of(make.draft_item(make.essay(markers="2", difference=10)))

    assert (kind, content["markers"], content["allowed_difference"]) == ("essay", 2, "0.1")
    first = content["rubric"][0]
    assert first["text"] == "Rõ việc"
    assert [(level["text"], level["points"]) for level in first["levels"]] == [
        ("Chưa", "0"),
        ("Được", "1"),
        ("Tốt", "2"),
    ]
    assert item_type(kind).clean(content) == []


@pytest.mark.parametrize(
    ("levels", "code"),
    [
        ([("Tốt", 1)], "too_few_levels"),
        ([("Chưa", 0), ("Tốt", 0)], "criterion_without_points"),
        ([("Chưa", 1), ("Tốt", 1)], "levels_all_alike"),
        ([("Chưa", 0), ("Chưa", 1)], "same_level"),
        ([("Chưa", 0), (" ", 1)], "level_without_words"),
        ([("Chưa", 0), ("Tốt", None)], "level_without_points"),
    ],
)
def test_a_rubric_nobody_can_mark_by_is_refused(levels, code):
    rows = [{"text": text, "points": points} for text, points in levels]

    assert codes(rubric=[{"text": "Rõ việc", "levels": rows}]) == [code]
    assert api.problems(make.draft_item(make.essay(rubric=[{"text": "Rõ việc", "levels": rows}])))[0]


def test_word_limits_the_wrong_way_round_are_refused():
    assert codes(min_words=50, max_words=20) == ["bad_word_limits"]


def test_the_page_says_the_limits_and_counts_without_a_script(page, learner):
    attempt = attempt_of(learner)
    api.respond(attempt, 0, "Chào các anh chị", at=make.MONDAY)

    text = page.get(f"/quiz/{attempt.pk}/").content.decode()

    assert "Write 3 to 200 words." in text and "4 words written" in text
    assert "<textarea" in text and "js/words.js" in text


def test_a_script_in_an_essay_is_text(page, learner, staff):
    attempt = attempt_of(learner)
    api.respond(attempt, 0, "</textarea><script>alert(1)</script> xin chào", at=make.MONDAY)
    assert "<script>alert" not in page.get(f"/quiz/{attempt.pk}/").content.decode()
    api.submit(attempt, at=make.TUESDAY)

    assert "<script>alert" not in page.get(f"/quiz/{attempt.pk}/result/").content.decode()
    assert "<script>alert" not in staff().get(f"/quiz/marking/{attempt.works.get().pk}/").content.decode()


def test_a_text_too_short_is_warned_of_and_handed_in_if_meant(page, learner):
    attempt = attempt_of(learner)
    form = {"was-0": "", "answer-0": "Chào anh", "action": "submit"}

    asked = page.post(f"/quiz/{attempt.pk}/", form).content.decode()
    attempt.refresh_from_db()
    assert attempt.state == "open"
    assert "2 words so far, at least 3 are asked for" in asked and "not finished" in asked
    page.post(f"/quiz/{attempt.pk}/", {"confirmed": "1", "action": "submit"})

    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed, attempt.works.count()) == ("submitted", None, 1)


def test_a_long_text_is_saved_at_once_and_by_form_and_stands_in_the_page_once(page, learner):
    attempt = attempt_of(learner, max_words=4000)
    saved = page.post(f"/quiz/{attempt.pk}/answer/", {"position": "0", "answer-0": PARAGRAPH, "ref": "a"})
    assert saved.status_code == 204

    text = page.get(f"/quiz/{attempt.pk}/").content.decode()
    assert text.count("bà con gọi cho nhau") == 300
    shown = page.get(f"/quiz/{attempt.pk}/").context["cards"][0].was
    page.post(f"/quiz/{attempt.pk}/", {"was-0": shown, "answer-0": PARAGRAPH.replace("\n", "\r\n"), "action": "save"})
    assert Response.objects.count() == 1
    page.post(f"/quiz/{attempt.pk}/", {"was-0": shown, "answer-0": PARAGRAPH + "Hết.", "action": "save"})

    assert Response.objects.last().response.endswith("Hết.")


def test_what_the_page_showed_is_told_short_however_long_it_is():
    class Post(dict):
        def getlist(self, name):
            return [self[name]]

    fields = {"": [PARAGRAPH]}

    assert len(was(fields)) == 64
    assert changed_answers(Post({"was-0": was(fields), "answer-0": PARAGRAPH})) == {}
    assert changed_answers(Post({"was-0": was(fields), "answer-0": PARAGRAPH + "!"})) != {}
