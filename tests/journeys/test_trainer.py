"""A trainer and a moderator: write, preview, submit, approve; what is not finished is not published."""

import json

import pytest

from assessments.api import Item, Quiz, problems
from courses.api import Enrolment, LessonPage
from people.api import Role
from tests.people.make import holder

from . import make, steps

pytestmark = pytest.mark.browser
DESK, PHONE = {"width": 1280, "height": 1000}, {"width": 360, "height": 740}
PATIENCE_MS = 60_000
SENTENCE = "Bà con nhớ số này nghen."


@pytest.fixture
def trainer(open_page, sign_in, request):
    """The trainer's browser, at a desk unless asked otherwise; the second factor is set up."""
    size = getattr(request, "param", DESK)
    page = sign_in(open_page(**size), holder("trainer", Role.TRAINER))
    page.set_default_timeout(PATIENCE_MS)
    return page


@pytest.fixture
def moderator(open_page, sign_in):
    """The moderator's browser; the second factor is set up."""
    page = sign_in(open_page(**DESK), holder("moderator", Role.MODERATOR))
    page.set_default_timeout(PATIENCE_MS)
    return page


def edit(page, thing):
    """Open the editor of a page, an item or a quiz."""
    if isinstance(thing, LessonPage):
        page.goto(f"/manage/pages/{thing.pk}/edit/")
    else:
        page.goto(f"/manage/snippets/assessments/{thing._meta.model_name}/edit/{thing.pk}/")
    page.wait_for_load_state("networkidle")


def submit(page):
    """To moderation: the second button, behind the arrow."""
    page.locator(
        "footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle, footer [aria-expanded]"
    ).last.click()
    with page.expect_navigation():
        page.locator("[name=action-submit]").click()


def approve(page, thing):
    edit(page, thing)
    page.locator(
        "footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle, footer [aria-expanded]"
    ).last.click()
    with page.expect_navigation():
        page.locator("[data-workflow-action-name=approve]").first.click()


@pytest.mark.parametrize("trainer", [DESK, PHONE], ids=["desk", "phone"], indirect=True)
def test_trainer_changes_a_lesson_and_learners_see_it_once_a_moderator_approves(trainer, moderator, open_page):
    lesson, public = make.lessons()[0], open_page()

    edit(trainer, lesson)
    trainer.locator(".public-DraftEditor-content").first.click()
    trainer.keyboard.press("Control+End")
    trainer.keyboard.type(f" {SENTENCE}")
    # The editor hands what is typed to its form with a pause; a person's hand takes longer than that.
    typed = "words => [...document.querySelectorAll('input[type=hidden]')].some(one => one.value.includes(words))"
    trainer.wait_for_function(typed, arg=SENTENCE)
    trainer.locator("[data-side-panel-toggle=preview]").click()
    with trainer.context.expect_page() as preview:
        trainer.locator("[data-w-preview-target=newTab]").click()
    preview.value.get_by_text(SENTENCE).wait_for(timeout=PATIENCE_MS)
    trainer.locator("[data-form-side-close-button]").click()
    submit(trainer)
    public.goto(lesson.url)
    before = public.get_by_text(SENTENCE).count()
    approve(moderator, lesson)
    public.reload()
    after = public.get_by_text(SENTENCE).count()

    assert (before, after) == (0, 1)
    assert Enrolment.objects.count() == 0


@pytest.mark.parametrize("trainer", [DESK, PHONE], ids=["desk", "phone"], indirect=True)
def test_trainer_writes_a_question_and_a_quiz_that_a_moderator_approves(trainer, moderator):
    trainer.goto("/manage/snippets/assessments/item/add/")
    trainer.wait_for_load_state("networkidle")
    trainer.locator("[name=title]").fill("Số 1022")
    trainer.locator("[data-streamfield-stream-container] button, button.c-sf-add-button").first.click()
    trainer.locator("[role=option]").nth(2).click()
    trainer.locator("[name=content-0-value-stem]").fill("1022 là tổng đài của tỉnh.")
    trainer.locator("[name=content-0-value-answer]").first.select_option("true")
    submit(trainer)
    item = Item.objects.get(title="Số 1022")
    waiting = item.live
    approve(moderator, item)

    trainer.goto("/manage/snippets/assessments/quiz/add/")
    trainer.wait_for_load_state("networkidle")
    trainer.locator("[name=title]").fill("Bài thử")
    trainer.locator("#id_quiz_items-ADD").click()
    trainer.locator("[data-chooser-action-choose]:visible").first.click()
    trainer.locator(".modal-body [name=q]").fill("Số 1022")
    trainer.locator(".modal-body [data-chooser-modal-choice]", has_text="Số 1022").first.click()
    trainer.locator(".modal-body").wait_for(state="hidden")
    submit(trainer)
    quiz = Quiz.objects.get(title="Bài thử")
    approve(moderator, quiz)

    item.refresh_from_db()
    quiz.refresh_from_db()
    assert not waiting
    assert item.live
    assert item.versions.count() == 1
    assert quiz.live
    assert problems(quiz) == []


def test_lesson_with_problems_is_refused_and_says_what_is_missing(trainer):
    quiz = Quiz.objects.create(title="Chưa xong", live=False)
    answers = [{"text": text, "correct": False, "feedback": "Chưa phải."} for text in ("Xanh", "Đỏ")]
    blocks = [
        {"type": "quick_check", "value": {"question": "Nút nào?", "choices": answers}},
        {"type": "quiz", "value": {"quiz": quiz.pk, "required": True}},
    ]
    lesson = LessonPage(title="Nháp", slug="nhap", introduction="Để thử.", minutes=5, live=False)
    lesson.body = LessonPage.body.field.to_python(json.dumps(blocks))
    make.course().add_child(instance=lesson)
    lesson.save_revision()

    edit(trainer, lesson)
    submit(trainer)
    said = trainer.locator("body").inner_text()

    lesson.refresh_from_db()
    assert make.words("the quick check has no right answer.") in said
    assert make.words("the quiz “%(quiz)s” is not published yet.") % {"quiz": "Chưa xong"} in said
    assert not lesson.live
    assert lesson.current_workflow_state is None


def test_course_with_learners_cannot_be_deleted_in_the_editor(open_page, sign_in):
    course = make.course()
    make.learners(1)
    page = sign_in(open_page(**DESK), holder("administrator", Role.ADMINISTRATOR))

    page.goto(f"/manage/pages/{course.pk}/delete/")

    assert page.url.rstrip("/").endswith("unpublish")
    assert course.title in page.locator(".messages").first.inner_text()


def test_resident_is_told_that_the_editor_is_not_for_everyone(open_page):
    page = open_page()
    steps.sign_up(page, "basau1957", make.OLD_NAME)

    response = page.goto("/manage/")

    assert response.status == 403 or "/manage/" not in page.url
