"""The buttons that read a quiz aloud, on a phone and a large screen: seen, hit and understood by everyone."""

import pytest

from tests.assessments import make
from tests.assessments.test_listen_js import VOICE, said

from .look import hardships, watch

pytestmark = pytest.mark.browser
ALL = (make.single, make.matching, make.cloze, make.ordering, make.true_false, make.markers, make.drag_onto_image)


@pytest.mark.parametrize("width", [360, 1280])
def test_every_question_can_be_heard_and_the_page_stays_fit_for_everyone(open_page, sign_in, server_url, axe, width):
    attempt = make.sitting(make.quiz(*(make.item(kind()) for kind in ALL), title="Nghe câu hỏi"))
    page = sign_in(open_page(width=width), attempt.person.user, second_factor=False)
    page.add_init_script(VOICE % '["vi-VN"]')
    complaints = watch(page)
    page.goto(f"/quiz/{attempt.pk}/", wait_until="load")

    page.locator(".listen").nth(2).click()

    assert page.locator(".listen").count() == len(ALL)
    assert [*axe(page), *hardships(page), *complaints] == []
    # Spoken words for what stands as a blank on the screen.
    assert "chỗ trống 1" in " ".join(one[0] for one in said(page))
