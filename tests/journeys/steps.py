"""What a resident does, page by page, as with a finger: nothing here looks into the database but for right answers."""

import re

from assessments.models import Attempt

from . import make

PASSWORD = "ba dong song"
WANT = "Gọi 1022 báo sự cố"


def button(page, text):
    return page.locator("main").get_by_role("button", name=make.words(text), exact=True)


def press(page, text):
    with page.expect_navigation():
        button(page, text).first.click()


def follow(page, text):
    with page.expect_navigation():
        page.locator("main").get_by_role("link", name=text).first.click()


def go_on(page):
    """By the page's first link that looks like a button."""
    with page.expect_navigation():
        page.locator("main a.govuk-button").first.click()


def start_course(page):
    """From the first page, by what one wants to do."""
    page.goto("/")
    follow(page, WANT)
    press(page, "Start learning")


def read_lesson(page):
    """Open what opens, say that it was read; leads to the next lesson, or from the last one to the course."""
    for fold in page.locator("main details summary").all()[:2]:
        fold.click()
    with page.expect_navigation():
        page.locator("form[action*='/done/'] button").click()


def finish_lessons(page):
    """From any lesson to the end; leads to the course."""
    while page.locator("form[action*='/done/']").count():
        read_lesson(page)


def sign_up(page, username, commune):
    """With a user name only, the commune by any of its names."""
    page.goto("/account/signup/")
    fields = {"username": username, "password1": PASSWORD, "name": "Bà Sáu", "commune": commune, "birth_year": "1957"}
    for field, value in fields.items():
        page.locator(f"[name={field}]").fill(value)
    page.locator("[name=consent_learning]").check()
    page.locator("[name=consent_statistics]").check()
    press(page, "Sign up")


def sign_in(page, username):
    page.locator("[name=login]").fill(username)
    page.locator("[name=password]").fill(PASSWORD)
    press(page, "Sign in")


def start_quiz(page, slug=make.COURSE):
    """From the lesson with the quiz to its paper; gives back the attempt."""
    page.goto(make.lessons(slug)[-1].url)
    with page.expect_navigation():
        page.locator("form[action*='/quiz/'] button").first.click()
    page.locator("form[data-quiz]").wait_for()
    return Attempt.objects.get(pk=page.locator("form[data-quiz]").get_attribute("data-quiz"))


def right_answers(attempt):
    return list(enumerate(make.right_keys(attempt)))


def answer(page, position, keys):
    for key in keys:
        page.locator(f"input[name='answer-{position}'][value='{key}']").check()


def number_in(locator):
    """The first whole number in what an element says."""
    return int(re.sub(r"[.,\s]", "", re.search(r"\d[\d.,\s]*", locator.inner_text()).group()))
