"""A resident: from the first page to a completed course, and one more in the figures of the commune."""

import pytest
from django.utils import timezone

from analytics.api import build_figures, refresh_if_stale
from courses.api import Enrolment
from people.api import Person, PersonKind

from . import make, steps

pytestmark = pytest.mark.browser
PHONE, DESK, NO_SCRIPT = {"width": 360}, {"width": 1280}, {"width": 360, "java_script_enabled": False}
VISITORS = pytest.mark.parametrize("options", [PHONE, DESK, NO_SCRIPT], ids=["phone", "desk", "without JavaScript"])


def reached(page):
    """How many people of the commune the public page counts."""
    page.goto(f"/data/{make.COMMUNE}/")
    return steps.number_in(page.locator(".totals .number").first)


@VISITORS
def test_resident_learns_passes_completes_and_is_counted(options, open_page):
    make.learners(30)
    build_figures(at=make.LATER)
    page = open_page(**options)
    before = reached(page)

    steps.start_course(page)
    steps.read_lesson(page)
    guest = Person.objects.get(kind=PersonKind.GUEST)
    steps.sign_up(page, "basau1957", make.OLD_NAME)
    steps.go_on(page)  # from the list to the course
    steps.go_on(page)  # and to the next lesson
    steps.finish_lessons(page)
    attempt = steps.start_quiz(page)
    for position, keys in steps.right_answers(attempt):
        steps.answer(page, position, keys)
    steps.press(page, "Hand in")
    result = page.locator("main").inner_text()
    steps.go_on(page)
    course = page.locator("main").inner_text()
    page.goto("/learn/")
    mine = page.locator("main").inner_text()
    refresh_if_stale(at=timezone.now())
    after = reached(page)

    person = Person.objects.get(user__username="basau1957")
    attempt.refresh_from_db()
    assert person.pk == guest.pk
    assert person.commune.code == make.COMMUNE
    assert attempt.passed
    assert attempt.score == attempt.max_score
    assert make.words("Congratulations, you have passed") in result
    assert "100%" in course
    assert make.words("completed").lower() in mine.lower()
    assert Enrolment.objects.get(person=person).completed_at is not None
    assert (before, after) == (30, 31)


def test_failed_quiz_can_be_taken_again_and_completes_the_course(open_page):
    page = open_page()
    steps.start_course(page)
    steps.finish_lessons(page)

    attempt = steps.start_quiz(page)
    steps.answer(page, 0, make.wrong_keys(attempt)[0])
    steps.press(page, "Hand in")
    asked = page.locator("main h1").inner_text()
    steps.press(page, "Hand in anyway")
    failed = page.locator("main h1").inner_text()
    with page.expect_navigation():
        steps.button(page, "Try again").click()
    again = steps.Attempt.objects.latest("pk")
    for position, keys in steps.right_answers(again):
        steps.answer(page, position, keys)
    steps.press(page, "Hand in")
    passed = page.locator("main h1").inner_text()

    assert str(len(attempt.paper["items"]) - 1) in asked
    assert failed == make.words("Not passed yet")
    assert again.pk != attempt.pk
    assert passed == make.words("Congratulations, you have passed")
    assert Enrolment.objects.get().completed_at is not None


def test_commune_is_shown_by_its_name_of_today_after_its_old_name_was_typed(open_page):
    page = open_page()

    steps.sign_up(page, "basau1957", make.OLD_NAME)
    page.goto("/people/me/correct/")

    assert page.locator("[name=commune]").input_value() == "Phường Mỹ Phong"


def test_language_is_switched_in_mid_course_and_progress_stays(open_page):
    page = open_page()
    page.goto("/khoa-hoc/an-toan-tren-mang/")
    steps.press(page, "Start learning")
    steps.read_lesson(page)

    page.locator("header [hreflang=en]").click()
    page.wait_for_url("**/en/**")
    page.locator("nav.site-nav [href='/en/learn/']").click()
    page.wait_for_url("**/en/learn/")
    page.locator("main .my-courses h2 a").click()
    page.wait_for_url("**/en/courses/**")

    assert page.locator(".lesson-list li.done").count() == 1
