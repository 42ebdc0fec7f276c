"""The script that saves each answer at once, in a real browser."""

import pytest
from django.conf import settings

from assessments.models import Attempt, Response
from tests.assessments import make

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def learner_page(open_page, client, live_server):
    """learner_page(person, **options) → a page of a browser in which the person is signed in."""

    def open_one(person, **options):
        client.force_login(person.user)
        page = open_page(**options)
        sign_in(page, client, live_server)
        return page

    return open_one


def sign_in(page, client, live_server):
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])


def pick(page, text):
    page.get_by_label(text, exact=True).check()


def told(page, words):
    page.locator("[data-quiz-state]", has_text=words).wait_for()


def words(page, name):
    return page.locator("form[data-quiz]").get_attribute(f"data-text-{name}")


def progress(page, n):
    total = page.locator("form[data-quiz]").get_attribute("data-total")
    return words(page, "saved-all").replace("{saved}", str(n)).replace("{total}", total)


KEPT = """new Promise((done) => {
  const opened = indexedDB.open("quiz-outbox", 1);
  opened.onsuccess = () => {
    const asked = opened.result.transaction("answers").objectStore("answers").getAll();
    asked.onsuccess = () => { opened.result.close(); done(asked.result); };
  };
})"""


def kept(page):
    """What lies on the device, not acknowledged."""
    return page.evaluate(KEPT)


def nothing_kept(page):
    page.wait_for_function(f"{KEPT}.then((all) => all.length === 0)")


def given():
    return {one.position: one.response for one in Response.objects.order_by("pk")}


def test_answer_is_sent_when_it_is_picked(learner_page):
    attempt = make.sitting()
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/")

    pick(page, "Xanh")
    told(page, progress(page, 1))

    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def test_answer_given_offline_is_sent_when_the_line_is_back(learner_page):
    attempt = make.sitting()
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/")

    page.context.set_offline(True)
    pick(page, "Xanh")
    told(page, words(page, "waiting"))
    assert given() == {}
    page.context.set_offline(False)
    told(page, progress(page, 1))

    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def test_answer_given_offline_survives_closing_the_page(learner_page):
    attempt = make.sitting()
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/")
    page.context.set_offline(True)
    pick(page, "Xanh")
    told(page, words(page, "waiting"))
    page.close(run_before_unload=False)

    other = page.context.new_page()
    page.context.set_offline(False)
    other.goto(f"/quiz/{attempt.pk}/")
    told(other, progress(other, 1))

    assert other.get_by_label("Xanh", exact=True).is_checked()
    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def test_expired_session_keeps_answers_until_signed_in_again(learner_page, client, live_server):
    attempt = make.sitting()
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/")
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    pick(page, "Xanh")
    told(page, words(page, "signed-out"))
    assert given() == {}
    sign_in(page, client, live_server)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    told(page, progress(page, 1))

    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def test_tab_of_a_quiz_handed_in_elsewhere_leads_to_the_result(learner_page):
    attempt = make.sitting()
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/")
    make.api.submit(attempt, at=make.TUESDAY)

    pick(page, "Xanh")
    told(page, words(page, "closed"))

    assert page.locator("[data-quiz-state] a").get_attribute("href").endswith(f"/quiz/{attempt.pk}/result/")


def test_handing_in_leaves_nothing_on_the_device(learner_page):
    attempt = make.sitting()
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/")
    page.context.set_offline(True)
    pick(page, "Xanh")
    told(page, words(page, "waiting"))
    page.context.set_offline(False)

    page.locator("button[value=submit]").click()
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/result/")

    nothing_kept(page)
    assert Attempt.objects.get().score == 1


def test_another_attempt_gets_its_own_address(learner_page):
    attempt = make.handed_in(right=False)
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/result/")

    page.locator("main form button").click()
    page.wait_for_url(f"**/quiz/{Attempt.objects.get(number=2).pk}/")


def test_quiz_is_taken_in_a_browser_without_javascript(learner_page):
    attempt = make.sitting()
    page = learner_page(attempt.person, java_script_enabled=False)
    page.goto(f"/quiz/{attempt.pk}/")

    for text in ("Xanh", "Dài", "Lạ"):
        pick(page, text)
    page.locator("input[value=true]").check()
    page.locator("button[value=submit]").click()

    assert page.url.endswith("/result/")
    assert Attempt.objects.get().passed
