"""Time and trouble in a real browser: the clock, the queue on the device, and what is sent when the line is back."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from assessments import api
from assessments.extra_time import accommodations
from assessments.models import Attempt, Response
from assessments.taking.timing import Allowance
from tests.assessments import make
from tests.assessments.test_quiz_js import (  # noqa: F401
    given,
    kept,
    learner_page,
    nothing_kept,
    pick,
    progress,
    sign_in,
    told,
    words,
)
from tests.conftest import CHROMIUM, CHROMIUM_FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PATIENCE_MS = 30_000
# As a script of the page's own would find it: every clock but the stopwatch is a day behind.
YESTERDAY = """
  const Real = Date;
  const back = 24 * 60 * 60 * 1000;
  window.Date = class extends Real {
    constructor(...given) { given.length ? super(...given) : super(Real.now() - back); }
    static now() { return Real.now() - back; }
  };
"""
NO_DATABASE = "Object.defineProperty(window, 'indexedDB', {value: undefined});"
NO_STORAGE = NO_DATABASE + "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }});"


def begin(*, left_s=1200, person=None):
    """An attempt with so many seconds left."""
    quiz = make.quiz(minutes=20)
    begun = timezone.now() - timedelta(minutes=20) + timedelta(seconds=left_s)
    return api.start_attempt(quiz, person or make.person(), at=begun, seed=1)


def open_paper(page, attempt):
    page.goto(f"/quiz/{attempt.pk}/")
    return page


def shown_s(page):
    """What the countdown shows, in seconds."""
    minutes, seconds = page.locator("[role=timer]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def wait_until_kept(page, n):
    page.locator("[data-quiz-state]", has_text=words(page, "count").replace("{n}", str(n))).wait_for()


def test_countdown_is_readable_and_can_be_hidden(learner_page, axe):  # noqa: F811
    attempt = begin()
    page = open_paper(learner_page(attempt.person), attempt)

    before = shown_s(page)
    page.wait_for_timeout(2000)
    after = shown_s(page)
    # What this database has no site settings for is not ours.
    violations = [one for one in axe(page) if "clock" in one]
    page.locator(".clock__hide").click()

    assert 1150 <= after < before <= 1200
    assert violations == []
    assert page.locator("[role=timer]").is_hidden()
    assert page.locator(".clock__until").is_visible()


@pytest.mark.parametrize(("left_s", "mark"), [(312, "five"), (72, "one")])
def test_last_minutes_are_told_once_and_politely(learner_page, left_s, mark):  # noqa: F811
    attempt = begin(left_s=left_s)
    page = open_paper(learner_page(attempt.person), attempt)
    says = page.locator("[data-clock-says]")

    before = says.inner_text()
    text = page.locator("[data-clock]").get_attribute(f"data-text-{mark}")
    page.locator("[data-clock-says]", has_text=text).wait_for(state="attached", timeout=PATIENCE_MS)

    assert before == ""
    assert says.get_attribute("aria-live") == "polite"


def test_when_the_time_is_up_the_page_stops_and_says_so(learner_page):  # noqa: F811
    attempt = begin(left_s=8)
    page = open_paper(learner_page(attempt.person), attempt)

    pick(page, "Xanh")
    page.locator("[data-position]").first.wait_for(state="detached", timeout=PATIENCE_MS)
    page.locator("button[value=submit]").click()
    page.wait_for_url("**/result/")

    attempt.refresh_from_db()
    assert (attempt.score, attempt.submitted_at) == (1, attempt.deadline_at)


def test_answer_of_the_last_seconds_without_a_line_counts_when_it_is_back_in_time(learner_page):  # noqa: F811
    attempt = begin(left_s=14)
    page = open_paper(learner_page(attempt.person), attempt)
    page.context.set_offline(True)
    pick(page, "Xanh")
    wait_until_kept(page, 1)
    page.locator("fieldset:disabled").first.wait_for(timeout=PATIENCE_MS)
    page.wait_for_timeout(3000)
    before = given()

    page.context.set_offline(False)
    page.locator("[data-position]").first.wait_for(state="detached", timeout=PATIENCE_MS)

    assert before == {}
    assert given() == {0: make.keys(attempt, 0, "Xanh")}
    assert Response.objects.get().is_late
    assert timezone.now() > attempt.deadline_at


def test_more_time_given_meanwhile_is_there_with_the_next_answer(learner_page):  # noqa: F811
    attempt = begin(left_s=100)
    page = open_paper(learner_page(attempt.person), attempt)

    accommodations.give(attempt.person, Allowance(extra_minutes=30), by=None, at=timezone.now())
    pick(page, "Xanh")
    told(page, progress(page, 1))

    assert 1800 <= shown_s(page) <= 1900
    assert page.locator(".clock__until").inner_text() == page.locator("[data-clock]").get_attribute("data-text-more")


def test_device_whose_clock_is_a_day_behind_sees_the_same_and_loses_nothing(learner_page):  # noqa: F811
    attempt = begin(left_s=20)
    page = learner_page(attempt.person)
    page.add_init_script(YESTERDAY)
    open_paper(page, attempt)
    pick(page, "Xanh")
    told(page, progress(page, 1))
    seconds, seq = shown_s(page), Response.objects.get().client_seq
    asked = timezone.now().timestamp() * 1000

    page.context.set_offline(True)
    pick(page, "Dài")
    page.locator("fieldset:disabled").first.wait_for(timeout=PATIENCE_MS)
    page.context.set_offline(False)
    page.locator("[data-position]").first.wait_for(state="detached", timeout=PATIENCE_MS)

    assert 1 <= seconds <= 20
    assert abs(asked - seq) < 20_000
    assert set(given()) == {0, 1}


def test_two_tabs_send_each_answer_once(learner_page):  # noqa: F811
    attempt = begin()
    page = open_paper(learner_page(attempt.person), attempt)
    other = open_paper(page.context.new_page(), attempt)
    posts = []
    page.context.on("request", lambda one: one.url.endswith("/answer/") and posts.append(one.post_data))
    page.context.set_offline(True)
    pick(page, "Xanh")
    pick(page, "Dài")
    wait_until_kept(page, 2)
    posts.clear()

    page.context.set_offline(False)
    nothing_kept(page)
    told(page, progress(page, 2))
    other.wait_for_timeout(1000)

    assert len(posts) == 2
    assert set(given()) == {0, 1}


def test_of_two_devices_the_later_answer_counts_whichever_arrives_last(learner_page):  # noqa: F811
    attempt = begin()
    phone = open_paper(learner_page(attempt.person), attempt)
    tablet = open_paper(learner_page(attempt.person), attempt)
    phone.context.set_offline(True)
    pick(phone, "Đỏ")
    wait_until_kept(phone, 1)
    pick(tablet, "Xanh")
    told(tablet, progress(tablet, 1))

    phone.context.set_offline(False)
    nothing_kept(phone)

    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def kill_browser(folder):
    """As a phone that loses its battery: every process of the browser with this profile, at once."""
    for path in Path("/proc").iterdir():
        if path.name.isdecimal():
            try:
                command = (path / "cmdline").read_bytes()
            except OSError:
                continue
            if f"--user-data-dir={folder}".encode() in command:
                os.kill(int(path.name), signal.SIGKILL)


@pytest.fixture
def phone(chromium, client, live_server, tmp_path):
    """phone() → a page of a browser that keeps its profile; phone.kill() ends the browser without a word."""

    def switch_on():
        context = chromium.browser_type.launch_persistent_context(
            tmp_path, executable_path=CHROMIUM, args=CHROMIUM_FLAGS, base_url=live_server.url, locale="vi-VN"
        )
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
        switch_on.contexts.append(context)
        return context.pages[0]

    switch_on.contexts, switch_on.kill = [], lambda: kill_browser(tmp_path)
    yield switch_on
    switch_on.contexts[-1].close()


def test_answers_survive_a_browser_that_is_killed(phone, client):
    attempt = begin()
    client.force_login(attempt.person.user)
    page = open_paper(phone(), attempt)
    page.context.set_offline(True)
    pick(page, "Xanh")
    wait_until_kept(page, 1)
    phone.kill()

    page = open_paper(phone(), attempt)
    told(page, progress(page, 1))

    assert page.get_by_label("Xanh", exact=True).is_checked()
    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def test_browser_without_a_database_keeps_answers_all_the_same(learner_page):  # noqa: F811
    attempt = begin()
    page = learner_page(attempt.person)
    page.add_init_script(NO_DATABASE)
    open_paper(page, attempt)
    page.context.set_offline(True)
    pick(page, "Xanh")
    wait_until_kept(page, 1)
    page.context.set_offline(False)

    page.reload()
    told(page, progress(page, 1))

    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def test_answer_acknowledged_while_the_page_is_loaded_anew_is_on_the_new_page(learner_page):  # noqa: F811
    attempt = begin()
    page = open_paper(learner_page(attempt.person), attempt)
    held = []

    def hold(route):
        held.append(route)
        if len(held) > 1:
            route.continue_()

    def overtaken(route):
        """The paper as it stood before the answer came, arriving after it."""
        paper = route.fetch()
        held[0].continue_()
        while not given():
            time.sleep(0.05)
        time.sleep(0.5)
        route.fulfill(response=paper)

    page.route("**/answer/", hold)
    pick(page, "Xanh")
    while not held:
        page.wait_for_timeout(50)
    page.route(f"**/quiz/{attempt.pk}/", overtaken)
    page.reload()

    told(page, progress(page, 1))
    assert page.get_by_label("Xanh", exact=True).is_checked()


def test_browser_that_keeps_nothing_says_so_and_sends_from_the_open_page(learner_page):  # noqa: F811
    attempt = begin()
    page = learner_page(attempt.person)
    page.add_init_script(NO_STORAGE)
    open_paper(page, attempt)
    page.context.set_offline(True)
    pick(page, "Xanh")
    told(page, words(page, "unsafe"))
    page.context.set_offline(False)
    told(page, progress(page, 1))

    assert given() == {0: make.keys(attempt, 0, "Xanh")}


@pytest.mark.parametrize("where", ["my learning", "another quiz"])
def test_answers_of_another_quiz_are_sent_from_the_next_page(learner_page, where):  # noqa: F811
    attempt = begin()
    other = begin(person=attempt.person)
    page = open_paper(learner_page(attempt.person), attempt)
    page.context.set_offline(True)
    pick(page, "Xanh")
    wait_until_kept(page, 1)
    page.close()
    page = page.context.new_page()
    page.context.set_offline(False)

    with page.expect_response(lambda one: one.request.method == "POST" and one.status == 204, timeout=60_000):
        page.goto("/learn/" if where == "my learning" else f"/quiz/{other.pk}/")
    nothing_kept(page)

    assert given() == {0: make.keys(attempt, 0, "Xanh")}


def test_next_person_on_the_device_neither_sends_nor_loses_what_the_last_one_left(
    learner_page,  # noqa: F811
    client,
    live_server,
):
    attempt = begin()
    other = begin()
    page = open_paper(learner_page(attempt.person), attempt)
    page.context.set_offline(True)
    pick(page, "Xanh")
    wait_until_kept(page, 1)
    page.close()
    page = page.context.new_page()
    page.context.set_offline(False)

    client.force_login(other.person.user)
    sign_in(page, client, live_server)
    open_paper(page, other)
    pick(page, "Đỏ")
    told(page, progress(page, 1))
    left = [entry["attempt"] for entry in kept(page)]
    client.force_login(attempt.person.user)
    sign_in(page, client, live_server)
    with page.expect_response(f"**/quiz/{attempt.pk}/answer/"):
        page.goto("/learn/")
    nothing_kept(page)

    assert left == [str(attempt.pk)]
    assert Response.objects.get(attempt=attempt).response == make.keys(attempt, 0, "Xanh")
    assert Attempt.objects.filter(state="open").count() == 2


def test_answers_that_came_too_late_are_named_on_the_result(learner_page):  # noqa: F811
    attempt = begin()
    page = open_paper(learner_page(attempt.person), attempt)
    page.context.set_offline(True)
    pick(page, "Xanh")
    wait_until_kept(page, 1)
    page.close()
    api.submit(attempt, at=timezone.now())
    page = page.context.new_page()
    page.context.set_offline(False)

    page.goto(f"/quiz/{attempt.pk}/result/")
    page.locator("[data-lost]", has_text="1").wait_for()

    nothing_kept(page)
