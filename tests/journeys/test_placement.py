"""“Where am I?” on a phone: from the first page to the lessons recommended, readable by everyone."""

import pytest

from assessments.models import PlacementSitting

from . import make, steps

pytestmark = pytest.mark.browser


def test_visitor_finds_out_where_to_begin(open_page, axe):
    page = open_page()
    page.goto("/")

    page.locator("main a[href='/quiz/placement/']").click()
    problems = [axe(page)]
    page.locator("main form button").click()
    problems.append(axe(page))
    narrow = page.evaluate("document.documentElement.scrollWidth")
    for number in range(30):
        if "/result/" in page.url:
            break
        if number == 3:  # the phone went dark
            page.goto("/quiz/placement/")
            page.locator("main a.govuk-button").click()
        choice = page.locator("main input[type=radio]")
        if choice.count() and number % 2:
            choice.first.check()
            page.locator("button[value=answer]").click()
        else:
            page.locator("button[value=unknown]").click()
    problems.append(axe(page))
    wide = page.evaluate("document.documentElement.scrollWidth")
    steps.go_on(page)

    assert PlacementSitting.objects.get().finished_at
    assert problems == [[], [], []]
    assert (narrow, wide) == (360, 360)
    assert page.locator("section[aria-labelledby=next] li").count() == 3
    assert make.course().live
