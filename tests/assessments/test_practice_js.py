"""Practice in a real browser: checked in place, and with plain forms where there is no JavaScript."""

import pytest

from assessments.models import Response
from tests.assessments import make
from tests.assessments.test_practice import HINTS, practice
from tests.assessments.test_quiz_js import learner_page, pick  # noqa: F401 — a fixture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def check(page, n=0):
    page.locator(f"[value='check-{n}']").click()


@pytest.mark.parametrize("scripts", [True, False])
def test_practice_goes_from_wrong_to_right_by_a_hint(learner_page, axe, scripts):  # noqa: F811
    attempt = make.sitting(practice())
    page = learner_page(attempt.person, java_script_enabled=scripts)
    page.goto(f"/quiz/{attempt.pk}/")

    pick(page, "Đỏ")
    check(page)
    page.get_by_text(HINTS[0]).wait_for()
    if scripts:
        # What this database has no site settings for is not ours.
        assert [one for one in axe(page) if "site-header" not in one and "hotline" not in one] == []
        assert page.evaluate("document.activeElement.matches('[data-tried]')")
    pick(page, "Xanh")
    check(page)
    page.get_by_text("Vì lá xanh").wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= 360 if scripts else True
    page.reload()
    assert page.get_by_text("Vì lá xanh").is_visible()
    assert not page.locator("[name='answer-0']").count()
    assert Response.objects.filter(is_try=True).count() == 2


def test_the_enter_key_uses_up_no_try(learner_page):  # noqa: F811
    attempt = make.sitting(practice(make.short_answer(), make.single()))
    page = learner_page(attempt.person)
    page.goto(f"/quiz/{attempt.pk}/")

    page.locator("[name='answer-0']").fill("khóa")
    with page.expect_navigation():
        page.locator("[name='answer-0']").press("Enter")

    assert not Response.objects.filter(is_try=True).exists()
    assert Response.objects.get().response == "khóa"
