"""A bad line, a session that ended, two tabs, the back button: nobody loses an answer or gets a second sitting."""

import pytest
from django.conf import settings

from assessments.models import Attempt, Response, State
from tests.assessments.test_quiz_js import nothing_kept

from . import make, steps

pytestmark = pytest.mark.browser
PATIENCE_MS = 60_000


def told(page, name):
    """Wait until the quiz says this, in the words it carries."""
    text = page.locator("form[data-quiz]").get_attribute(f"data-text-{name}")
    page.locator("[data-quiz-state]", has_text=text).wait_for(timeout=PATIENCE_MS)


def all_saved(page, n):
    form = page.locator("form[data-quiz]")
    text = form.get_attribute("data-text-saved-all")
    text = text.replace("{saved}", str(n)).replace("{total}", form.get_attribute("data-total"))
    page.locator("[data-quiz-state]", has_text=text).wait_for(timeout=PATIENCE_MS)


def stored(attempt):
    return {one.position: one.response for one in Response.objects.filter(attempt=attempt).order_by("pk")}


def test_answers_given_without_a_network_are_sent_when_it_is_back(open_page):
    page = open_page()
    attempt = steps.start_quiz(page)
    right = steps.right_answers(attempt)
    steps.answer(page, *right[0])
    all_saved(page, 1)

    page.context.set_offline(True)
    for position, keys in right[1:]:
        steps.answer(page, position, keys)
    told(page, "waiting")
    before = stored(attempt)
    page.context.set_offline(False)
    all_saved(page, len(right))

    assert before == dict(right[:1])
    assert {position: sorted(keys) for position, keys in stored(attempt).items()} == {
        position: sorted(keys) for position, keys in right
    }


def test_paper_read_before_the_line_broke_can_be_handed_in_after(open_page):
    page = open_page()
    attempt = steps.start_quiz(page)
    page.context.set_offline(True)
    for position, keys in steps.right_answers(attempt):
        steps.answer(page, position, keys)
    told(page, "waiting")
    page.context.set_offline(False)

    steps.press(page, "Hand in")

    attempt.refresh_from_db()
    assert attempt.passed
    assert attempt.score == attempt.max_score


def test_session_that_ended_in_mid_quiz_keeps_the_answer_until_signed_in_again(open_page):
    page = open_page()
    steps.sign_up(page, "basau1957", make.OLD_NAME)
    attempt = steps.start_quiz(page)
    right = steps.right_answers(attempt)
    steps.answer(page, *right[0])
    all_saved(page, 1)

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    steps.answer(page, *right[1])
    told(page, "signed-out")
    with page.context.expect_page() as opened:
        page.locator("[data-quiz-state] a").click()
    steps.sign_in(opened.value, "basau1957")
    page.bring_to_front()
    all_saved(page, 2)

    assert stored(attempt) == dict(right[:2])


def test_session_that_ended_in_mid_quiz_keeps_the_answers_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    steps.sign_up(page, "basau1957", make.OLD_NAME)
    attempt = steps.start_quiz(page)
    right = steps.right_answers(attempt)
    steps.answer(page, *right[0])
    steps.press(page, "Save and go on later")

    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    steps.answer(page, *right[1])
    steps.press(page, "Save and go on later")
    steps.go_on(page)
    steps.sign_in(page, "basau1957")

    assert f"/quiz/{attempt.pk}/" in page.url
    assert stored(attempt) == dict(right[:2])
    assert page.locator(f"input[name='answer-1'][value='{right[1][1][0]}']").is_checked()


def test_two_tabs_share_one_sitting(open_page):
    page = open_page()
    attempt = steps.start_quiz(page)
    right = steps.right_answers(attempt)
    other = page.context.new_page()

    same = steps.start_quiz(other)
    steps.answer(page, *right[0])
    all_saved(page, 1)
    steps.answer(other, *right[1])
    other.locator("[data-position='1'] [data-item-state]", has_text=make.words("Sent")).wait_for(timeout=PATIENCE_MS)
    nothing_kept(other)

    assert same == attempt
    assert Attempt.objects.count() == 1
    assert stored(attempt) == dict(right[:2])


def test_hand_in_from_a_second_tab_counts_what_the_first_one_answered(open_page):
    page = open_page()
    attempt = steps.start_quiz(page)
    other = page.context.new_page()
    other.goto(f"/quiz/{attempt.pk}/")
    for position, keys in steps.right_answers(attempt):
        steps.answer(page, position, keys)
    all_saved(page, len(attempt.paper["items"]))

    steps.press(other, "Hand in")

    attempt.refresh_from_db()
    assert attempt.passed


def test_back_button_after_handing_in_changes_nothing(open_page):
    page = open_page()
    attempt = steps.start_quiz(page)
    right = steps.right_answers(attempt)
    for position, keys in right:
        steps.answer(page, position, keys)
    steps.press(page, "Hand in")
    attempt.refresh_from_db()
    score, count = attempt.score, Response.objects.count()

    page.go_back(wait_until="load")
    if page.locator("form[data-quiz]").count():  # from the browser's own memory
        wrong = make.wrong_keys(attempt)[0]
        steps.answer(page, 0, wrong)
        steps.press(page, "Hand in")

    attempt.refresh_from_db()
    assert f"/quiz/{attempt.pk}/result/" in page.url
    assert (attempt.state, attempt.score) == (State.SUBMITTED, score)
    assert (Attempt.objects.count(), Response.objects.count()) == (1, count)
