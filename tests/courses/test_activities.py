import json

import pytest
from wagtail.models import Locale

from courses import api
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db


def test_publishing_makes_one_activity_a_lesson_and_quiz():
    course = make.course(lessons=2, quiz=items.quiz())

    assert list(api.Activity.objects.filter(course=course).values_list("kind", flat=True)) == [
        "lesson",
        "lesson",
        "quiz",
    ]


def test_publishing_again_changes_nothing():
    course = make.course(lessons=2)
    before = list(api.Activity.objects.values())

    course.save_revision().publish()

    assert list(api.Activity.objects.values()) == before


def test_an_unpublished_lesson_retires_its_activity_and_keeps_the_results():
    course = make.course(lessons=2)
    enrolment = api.enrol(make.person(), course, at=make.MONDAY)
    api.record_activity(enrolment, make.keys(course)[0], make.read(), at=make.MONDAY)

    api.lessons_of(course).first().unpublish()

    assert api.Activity.objects.filter(course=course, retired_at=None).count() == 1
    assert enrolment.results.count() == 1


def test_a_lesson_published_again_takes_its_activity_back():
    course = make.course(lessons=1)
    lesson = api.lessons_of(course).first()

    lesson.unpublish()
    lesson.save_revision().publish()

    assert make.keys(course) == [lesson.translation_key.hex]


def test_a_translation_shares_the_activities_of_its_original():
    course = make.course(lessons=1, quiz=items.quiz())
    before = make.keys(course)
    english = Locale.objects.get_or_create(language_code="en")[0]
    lesson = api.lessons_of(course).first()

    translated = course.copy_for_translation(english, copy_parents=True)
    translated.save_revision().publish()
    lesson.copy_for_translation(english).save_revision().publish()

    assert make.keys(course) == before
    assert api.source_of(translated) == course


def test_progress_in_english_is_progress_in_vietnamese():
    course = make.course(lessons=1)
    english = Locale.objects.get_or_create(language_code="en")[0]
    translated = course.copy_for_translation(english, copy_parents=True)
    translated.save_revision().publish()
    person = make.person()

    enrolment = api.enrol(person, translated, at=make.MONDAY)

    assert api.open_enrolment(person, course) == enrolment


def test_a_copied_course_has_activities_of_its_own():
    course = make.course(lessons=1, quiz=items.quiz())

    copy = course.copy(recursive=True, update_attrs={"slug": "ban-sao", "title": "Bản sao"}, keep_live=True)
    copy = api.CoursePage.objects.get(pk=copy.pk)
    api.sync(copy, at=make.MONDAY)

    assert len(make.keys(copy)) == 2
    assert not set(make.keys(copy)) & set(make.keys(course))


def _lesson(course, *blocks):
    page = api.LessonPage(title="Bài", slug="bai-moi", minutes=5)
    page.body = api.LessonPage.body.field.to_python(json.dumps(blocks))
    return course.add_child(instance=page)


def test_an_empty_lesson_is_a_problem():
    course = make.course(lessons=0)

    assert [problem.where for problem in api.problems(_lesson(course))] == ["body"]


def test_a_quick_check_without_a_right_answer_is_named_with_its_place():
    wrong = {"text": "A", "correct": False, "feedback": "Không."}
    choices = [{"type": "item", "value": wrong}, {"type": "item", "value": wrong}]
    text = {"type": "text", "value": "<p>Chữ</p>"}
    check = {"type": "quick_check", "value": {"question": "Gì?", "choices": choices}}

    (problem,) = api.problems(_lesson(make.course(lessons=0), text, check))

    assert "2" in problem.what


def test_an_unpublished_quiz_keeps_its_lesson_from_being_published():
    quiz = items.quiz()
    quiz.unpublish()
    block = {"type": "quiz", "value": {"quiz": quiz.pk, "required": True}}

    problems = api.problems(_lesson(make.course(lessons=0), block))

    assert [str(quiz) in problem.what for problem in problems] == [True]


def test_a_good_lesson_has_no_problems():
    course = make.course(lessons=1, quiz=items.quiz())

    assert api.problems(api.lessons_of(course).first()) == []
    assert api.problems(course) == []


def test_a_deleted_lesson_is_no_longer_something_to_do():
    course = make.course(lessons=2)

    api.lessons_of(course).last().delete()

    assert len(make.keys(course)) == 1


def test_lessons_in_another_order_are_counted_in_that_order():
    course = make.course(lessons=2)
    first, second = make.keys(course)
    one, two = api.lessons_of(course)

    from wagtail.actions.move_page import MovePageAction

    MovePageAction(two, one, pos="left").execute(skip_permission_checks=True)

    assert make.keys(course) == [second, first]
