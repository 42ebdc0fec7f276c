import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from assessments import api
from assessments.models import Attempt, Response
from assessments.screens.forms import was as as_shown
from tests.assessments import make


def url(attempt, tail=""):
    return f"/quiz/{attempt.pk}/{tail}"


def form(attempt, answers, was=None, **more):
    """The plain form as a browser sends it: every item, changed or not."""
    was = was or {}
    places = range(len(attempt.paper["items"]))
    fields = {f"was-{position}": as_shown({"": was.get(position, [])}) for position in places}
    return {**fields, **{f"answer-{position}": values for position, values in answers.items()}, **more}


def tap(page, attempt, position, values, **more):
    return page.post(url(attempt, "answer/"), {"position": position, f"answer-{position}": values, **more})


def counting(attempt):
    return {one.position: one.response for one in Response.objects.filter(attempt=attempt).order_by("pk")}


def test_whole_quiz_stands_on_one_page(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    response = page.get(url(attempt))

    assert response.status_code == 200
    assert response.content.decode().count("<fieldset") == 3


def test_key_is_not_in_the_page_before_its_time(page, learner):
    choices = make.choices("Xanh", "Đỏ", feedback=("Lời cho đúng", "Lời cho sai"))
    attempt = make.sitting(make.quiz(make.item(make.single(options=choices, explanation="Vì sao"))), learner)

    text = page.get(url(attempt)).content.decode()

    assert "correct" not in text
    assert not re.search("Lời cho|Vì sao", text)


def test_answer_is_saved_at_once(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    response = tap(page, attempt, 0, make.keys(attempt, 0, "Xanh"))

    assert response.status_code == 204
    assert counting(attempt) == {0: make.keys(attempt, 0, "Xanh")}


def test_answers_are_there_on_another_device(learner, quiz):
    attempt = make.sitting(quiz, learner)
    api.respond(attempt, 0, make.keys(attempt, 0, "Đỏ"), at=make.MONDAY)
    tablet = Client()
    tablet.force_login(learner.user)

    text = tablet.get(url(attempt)).content.decode()

    assert f'value="{make.keys(attempt, 0, "Đỏ")[0]}" checked' in text


def test_quiz_is_taken_without_javascript(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    sent = page.post(url(attempt), form(attempt, make.right_answers(attempt), action="submit"))
    seen = page.get(sent["Location"])

    assert (sent.status_code, sent["Location"]) == (303, url(attempt, "result/"))
    assert seen.status_code == 200
    attempt.refresh_from_db()
    assert attempt.passed


def test_plain_save_keeps_answers_and_does_not_hand_in(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    sent = page.post(url(attempt), form(attempt, {0: make.keys(attempt, 0, "Xanh")}, action="save"))
    seen = page.get(sent["Location"])

    assert sent["Location"] == url(attempt, "?saved=1")
    assert 'role="status"' in seen.content.decode()
    attempt.refresh_from_db()
    assert attempt.state == "open"


def test_handing_in_with_gaps_asks_first(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    asked = page.post(url(attempt), form(attempt, {1: make.keys(attempt, 1, "Dài", "Lạ")}, action="submit"))

    attempt.refresh_from_db()
    assert attempt.state == "open"
    assert [number for number, _place, _lack in asked.context["lines"]] == [1, 3]
    assert counting(attempt) == {1: make.keys(attempt, 1, "Dài", "Lạ")}


def test_handing_in_with_gaps_goes_through_when_confirmed(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    sent = page.post(url(attempt), {"confirmed": "1", "action": "submit"})

    assert sent.status_code == 303
    attempt.refresh_from_db()
    assert attempt.state == "submitted"


def test_old_tab_does_not_undo_what_it_did_not_touch(page, learner, quiz):
    attempt = make.sitting(quiz, learner)
    red, green = make.keys(attempt, 0, "Đỏ"), make.keys(attempt, 0, "Xanh")
    api.respond(attempt, 0, red, at=make.MONDAY)
    old_tab = form(attempt, {0: red}, was={0: red}, action="save")
    tap(page, attempt, 0, green)

    page.post(url(attempt), old_tab)

    assert counting(attempt)[0] == green


def test_answer_sent_again_after_a_newer_one_changes_nothing(page, learner, quiz):
    attempt = make.sitting(quiz, learner)
    red, green = make.keys(attempt, 0, "Đỏ"), make.keys(attempt, 0, "Xanh")
    tap(page, attempt, 0, red, ref="first")
    tap(page, attempt, 0, green, ref="second")

    response = tap(page, attempt, 0, red, ref="first")

    assert response.status_code == 204
    assert counting(attempt)[0] == green


def test_answer_after_handing_in_is_refused_with_the_way_to_the_result(page, learner, quiz):
    attempt = make.handed_in(quiz, learner)

    response = tap(page, attempt, 0, make.keys(attempt, 0, "Đỏ"))

    assert response.status_code == 409
    assert response.json()["result"] == url(attempt, "result/")


def test_back_button_after_handing_in_leads_to_the_result(page, learner, quiz):
    attempt = make.handed_in(quiz, learner)

    shown = page.get(url(attempt))
    sent = page.post(url(attempt), form(attempt, {}, action="submit"))

    assert shown["Location"] == sent["Location"] == url(attempt, "result/")


def test_paper_is_not_kept_in_the_browsers_cache(page, learner, quiz):
    response = page.get(url(make.sitting(quiz, learner)))

    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("tail", ["", "result/", "again/"])
def test_outsider_does_not_learn_that_an_attempt_exists(client, outsider, quiz, tail):
    attempt = make.sitting(quiz)
    client.force_login(outsider.user)

    assert client.get(url(attempt, tail)).status_code == 404
    assert client.get(f"/quiz/{attempt.pk + 1000}/{tail}").status_code == 404


def test_outsider_cannot_answer_or_hand_in(client, outsider, quiz):
    attempt = make.sitting(quiz)
    client.force_login(outsider.user)

    answered = tap(client, attempt, 0, make.keys(attempt, 0, "Xanh"))
    sent = client.post(url(attempt), {"confirmed": "1", "action": "submit"})

    assert (answered.status_code, sent.status_code) == (404, 404)
    assert not counting(attempt)


def test_signed_out_answer_is_refused_so_that_the_page_keeps_it(client, quiz):
    attempt = make.sitting(quiz)

    response = tap(client, attempt, 0, make.keys(attempt, 0, "Xanh"))

    assert response.status_code == 401
    assert response.json()["error"] == "signed_out"


def test_form_of_an_expired_session_is_saved_after_signing_in(client, learner, quiz):
    attempt = make.sitting(quiz, learner)
    sent = client.post(url(attempt), form(attempt, {0: make.keys(attempt, 0, "Xanh")}, action="submit"))

    client.force_login(learner.user)
    client.get(url(attempt))

    assert sent.status_code == 401
    assert counting(attempt) == {0: make.keys(attempt, 0, "Xanh")}


def test_kept_answers_never_reach_someone_elses_attempt(client, learner, outsider, quiz):
    attempt = make.sitting(quiz, learner)
    client.post(url(attempt), form(attempt, {0: make.keys(attempt, 0, "Xanh")}, action="submit"))

    client.force_login(outsider.user)
    response = client.get(url(attempt))

    assert response.status_code == 404
    assert not counting(attempt)


def test_forged_choice_is_refused(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    assert tap(page, attempt, 0, "forged").status_code == 400
    assert tap(page, attempt, 99, "forged").status_code == 400
    assert tap(page, attempt, "x", "forged").status_code == 400


def test_forged_choice_in_the_form_is_named_and_the_rest_is_saved(page, learner, quiz):
    attempt = make.sitting(quiz, learner)
    answers = {0: ["forged"], 1: make.keys(attempt, 1, "Lạ")}

    response = page.post(url(attempt), form(attempt, answers, action="submit"))

    assert response.status_code == 400
    assert "govuk-error-summary" in response.content.decode()
    assert counting(attempt) == {1: make.keys(attempt, 1, "Lạ")}


def test_megabyte_of_answer_is_refused_politely(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    at_once = tap(page, attempt, 0, "x" * 1_000_000)
    as_form = page.post(url(attempt), form(attempt, {0: ["x" * 1_000_000]}, action="save"))

    assert (at_once.status_code, as_form.status_code) == (413, 413)
    assert at_once.json()["message"]
    assert "<h1" in as_form.content.decode()


def test_pasted_script_is_shown_as_text(page, learner):
    evil = "<script>alert(1)</script>"
    quiz = make.quiz(make.item(make.single(stem=evil, options=make.choices(evil, "Đỏ"), explanation=evil)))
    attempt = make.sitting(quiz, learner)
    open_page = page.get(url(attempt)).content.decode()
    api.submit(attempt, at=make.TUESDAY)

    result = page.get(url(attempt, "result/")).content.decode()

    assert "alert(1)" in open_page and "alert(1)" in result
    assert evil not in open_page + result


def test_another_attempt_starts_from_the_result(page, learner, quiz):
    attempt = make.handed_in(quiz, learner, right=False, context="abc")

    response = page.post(url(attempt, "again/"))

    fresh = Attempt.objects.get(number=2)
    assert response.status_code == 200
    assert f'data-quiz="{fresh.pk}"' in response.content.decode()
    assert (fresh.context, fresh.person) == ("abc", learner)


def test_no_further_attempt_when_all_are_used(page, learner):
    attempt = make.handed_in(make.quiz(attempts_allowed=1), learner, right=False)

    response = page.post(url(attempt, "again/"))

    assert response.status_code == 303
    assert Attempt.objects.count() == 1


def test_result_leads_on_to_the_activity_it_was_taken_for(page, learner, quiz):
    attempt = make.handed_in(quiz, learner, context="a:b/c")

    assert "/learn/activity/a%3Ab%2Fc/next/" in page.get(url(attempt, "result/")).content.decode()


def test_result_of_an_open_attempt_leads_to_its_paper(page, learner, quiz):
    attempt = make.sitting(quiz, learner)

    assert page.get(url(attempt, "result/"))["Location"] == url(attempt)


def test_saved_answers_are_json_a_script_can_read(page, learner, quiz):
    attempt = make.handed_in(quiz, learner)

    assert json.loads(tap(page, attempt, 0, "x").content)["error"] in {"closed", "unreadable"}


@pytest.mark.django_db(transaction=True)
def test_ten_item_attempt_stays_within_its_statements(client):
    learner = make.person()
    quiz = make.quiz(*[make.item(make.single(stem=f"Câu {n}")) for n in range(10)])
    client.force_login(learner.user)
    first = make.handed_in(quiz, learner, right=False)
    answers = make.right_answers(first)

    with CaptureQueriesContext(connection) as statements:
        started = client.post(url(first, "again/"))
        attempt = started.context["attempt"]
        for position, values in answers.items():
            tap(client, attempt, position, values, ref=f"r{position}")
        sent = client.post(url(attempt), form(attempt, answers, was={}, action="submit"))
        client.get(sent["Location"])

    attempt.refresh_from_db()
    assert attempt.passed
    ours = [one for one in statements if re.match('BEGIN|COMMIT|.*"assessments_', one["sql"].strip(), re.DOTALL)]
    # Two for an answer: the attempt and the insert. Session, user, roles and progress come on top, from others.
    assert len(ours) <= 33
    assert len(statements) <= 80
