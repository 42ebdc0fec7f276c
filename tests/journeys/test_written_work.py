"""Written work from the learner's phone to the marker's desk and back."""

import re

import pytest
from playwright.sync_api import expect

from assessments.models import Attempt, Mark, Response, Upload, Work
from people.api import Role
from tests.assessments import make
from tests.journeys.look import hardships
from tests.people.make import holder

pytestmark = [pytest.mark.browser, pytest.mark.slow]
TEXT = "Chào các anh chị, phòng tôi cần máy chiếu lúc hai giờ. Cảm ơn."


@pytest.fixture
def attempt(db):
    items = make.item(make.essay()), make.item(make.file_upload())
    return make.sitting(make.quiz(*items, title="Bài viết và ảnh"))


def sit_down(open_page, sign_in, attempt, **options):
    page = sign_in(open_page(**options), attempt.person.user, second_factor=False)
    page.goto(f"/quiz/{attempt.pk}/")
    return page


def photograph(name="Ảnh.jpg"):
    picture = make.photograph(name, size=(300, 400))
    return {"name": name, "mimeType": "image/jpeg", "buffer": picture.read()}


def hand_in(page):
    with page.expect_navigation():
        page.locator("button[value=submit]").click()


def test_an_essay_written_offline_and_a_photograph_are_marked_and_come_back(open_page, sign_in, attempt, axe):
    page = sit_down(open_page, sign_in, attempt)
    assert [*axe(page), *hardships(page)] == []
    page.context.set_offline(True)
    page.locator("textarea").fill(TEXT)
    page.locator("[data-quiz-state].saving--problem").wait_for()
    expect(page.locator("[data-words]")).to_contain_text("14")
    page.locator("[name='file-1']").set_input_files(photograph())
    page.locator(".files__state--problem").wait_for()
    page.context.set_offline(False)
    page.locator("[data-files-send]").click()
    page.locator("[name='answer-1']").wait_for()
    expect(page.locator("[data-files-send]")).to_be_hidden()
    expect(page.locator("[data-quiz-state]")).to_contain_text("2", timeout=60_000)
    page.locator("[data-position='0'] [data-item-state]", has_text=re.compile("Đã gửi|Sent")).wait_for(timeout=60_000)
    assert Response.objects.filter(position=0).latest("pk").response == TEXT
    hand_in(page)
    assert [*axe(page), *hardships(page)] == []

    desk = sign_in(open_page(width=1280), holder("co-giao", Role.TRAINER))
    desk.goto("/quiz/marking/")
    assert [*axe(desk), *hardships(desk)] == []
    for _question in range(2):
        desk.locator(".pile button").first.click()
        desk.wait_for_url(re.compile(r"/quiz/marking/\d+/"))
        assert [*axe(desk), *hardships(desk)] == []
        for picks in desk.locator("fieldset").all():
            picks.locator("input").last.check()
        desk.locator("textarea").fill("Viết rõ và lịch sự.")
        desk.locator("button[value=next]").click()
        desk.wait_for_url(re.compile(r"/quiz/marking/$"))

    page.reload()
    expect(page.locator("body")).to_contain_text("Viết rõ và lịch sự.")
    assert [*axe(page), *hardships(page)] == []
    attempt.refresh_from_db()
    assert (attempt.passed, attempt.score, Mark.objects.count()) == (True, 2, 2)


def test_everything_works_without_javascript_on_a_phone(open_page, sign_in, attempt):
    page = sit_down(open_page, sign_in, attempt, java_script_enabled=False)
    page.locator("textarea").fill(TEXT)
    page.locator("[name='file-1']").set_input_files(photograph())
    page.locator("[data-files-send]").click()
    page.wait_for_url(re.compile("saved=1"))
    assert page.locator("[name='answer-1']").count() == Upload.objects.count() == 1
    hand_in(page)
    assert Attempt.objects.get(pk=attempt.pk).passed is None

    desk = sign_in(open_page(java_script_enabled=False), holder("co-giao", Role.TRAINER))
    desk.goto("/quiz/marking/")
    desk.locator(".pile button").first.click()
    for picks in desk.locator("fieldset").all():
        picks.locator("input").last.check()
    desk.locator("button[value=save]").click()
    desk.wait_for_url(re.compile(r"/quiz/marking/$"))

    assert Work.objects.exclude(share=None).count() == 1


def test_a_piece_is_marked_by_keys_alone(open_page, sign_in, attempt):
    page = sit_down(open_page, sign_in, attempt, java_script_enabled=False)
    page.locator("textarea").fill(TEXT)
    hand_in(page)
    page.locator("button[value=submit]").click()
    work = Work.objects.get()
    desk = sign_in(open_page(width=1280), holder("co-giao", Role.TRAINER))
    desk.goto(f"/quiz/marking/{work.pk}/")

    for name in desk.locator("fieldset input").evaluate_all("all => [...new Set(all.map((one) => one.name))]"):
        while desk.evaluate("document.activeElement.name") != name:
            desk.keyboard.press("Tab")
        desk.keyboard.press("Space")
        desk.keyboard.press("ArrowDown")
    while desk.evaluate("document.activeElement.value") != "save":
        desk.keyboard.press("Tab")
    with desk.expect_navigation():
        desk.keyboard.press("Enter")

    assert round(float(Mark.objects.get().share), 4) == 0.6667
