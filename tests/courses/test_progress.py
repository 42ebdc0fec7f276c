from decimal import Decimal

import pytest
from django.utils import timezone

from assessments import api as assessments
from courses import api
from people.api import merge
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def course():
    return make.course(lessons=2)


@pytest.fixture
def enrolment(course):
    return api.enrol(make.person(), course, at=make.MONDAY)


def test_pressing_start_twice_makes_one_enrolment(course):
    person = make.person()

    first, second = (api.enrol(person, course, at=make.MONDAY) for _click in range(2))

    assert first == second


def test_a_read_lesson_is_progress(course, enrolment):
    state = api.record_activity(enrolment, make.keys(course)[0], make.read(), at=make.MONDAY)

    assert (state.n_lessons_done, state.n_lessons, state.percent, state.complete) == (1, 2, 50, False)


def test_the_same_report_twice_changes_nothing(course, enrolment):
    for _arrival in range(2):
        api.record_activity(enrolment, make.keys(course)[0], make.read(), at=make.MONDAY)

    assert enrolment.results.count() == 1


def test_the_last_needed_activity_completes_the_course_at_its_moment(course, enrolment):
    first, second = make.keys(course)

    api.record_activity(enrolment, first, make.read(1), at=make.MONDAY)
    state = api.record_activity(enrolment, second, make.read(2), at=make.TUESDAY)

    enrolment.refresh_from_db()
    assert state.complete
    assert enrolment.completed_at == make.TUESDAY


def test_a_completion_is_not_taken_back_when_the_course_grows(course, enrolment):
    for number, key in enumerate(make.keys(course)):
        api.record_activity(enrolment, key, make.read(number), at=make.MONDAY)

    make.lesson(course)

    enrolment.refresh_from_db()
    assert enrolment.completed_at == make.MONDAY
    assert not api.progress(enrolment).complete


def test_an_activity_of_another_course_is_refused(enrolment):
    other = make.course(lessons=1)

    with pytest.raises(api.UnknownActivity):
        api.record_activity(enrolment, make.keys(other)[0], make.read(), at=make.MONDAY)


def test_a_failed_quiz_does_not_complete_and_a_passed_one_does():
    quiz = items.quiz(items.item(items.true_false(answer=True)))
    course = make.course(lessons=1, quiz=quiz)
    person = make.person()
    enrolment = api.enrol(person, course, at=make.MONDAY)
    api.record_activity(enrolment, make.keys(course)[0], make.read(), at=make.MONDAY)

    items.handed_in(quiz, person, right=False, context=make.quiz_key(course))
    after_failing = api.progress(enrolment).complete
    items.handed_in(quiz, person, right=True, context=make.quiz_key(course))

    assert (after_failing, api.progress(enrolment).complete) == (False, True)


def test_a_scored_attempt_enrols_its_person_where_needed():
    quiz = items.quiz()
    course = make.course(lessons=1, quiz=quiz)
    person = make.person()

    items.handed_in(quiz, person, context=make.quiz_key(course))

    assert api.open_enrolment(person, course).results.get().passed


def test_an_attempt_outside_a_course_leaves_no_progress():
    attempt = items.handed_in(items.quiz(), make.person())

    assert attempt.passed
    assert not api.ResultLog.objects.exists()


@pytest.mark.parametrize(
    ("rule", "done"),
    [("lessons", {"lesson"}), ("quizzes", {"quiz"}), ("lessons_and_quizzes", {"lesson", "quiz"})],
)
def test_each_completion_rule_asks_for_its_own_activities(rule, done):
    quiz = items.quiz()
    course = make.course(lessons=1, quiz=quiz, completion_rule=rule)
    enrolment = api.enrol(make.person(), course, at=make.MONDAY)

    for activity in api.Activity.objects.filter(course=course, kind__in=done):
        state = api.record_activity(enrolment, activity.key, make.read(activity.key, passed=True), at=make.MONDAY)

    assert state.complete


def test_the_bulk_door_does_what_the_single_one_does():
    quiz = items.quiz()
    course = make.course(lessons=2, quiz=quiz)
    single, bulk = (api.enrol(make.person(), course, at=make.MONDAY) for _one in range(2))
    scored = {"score": Decimal(7), "max_score": Decimal(10)}
    lessons, quizzes = make.keys(course)[:2], make.keys(course)[2:]
    reports = [
        (quizzes[0], make.read(1, passed=False, **scored), make.MONDAY),
        (lessons[0], make.read(2), make.MONDAY),
        (lessons[0], make.read(2), make.TUESDAY),
        (lessons[1], make.read(3), make.MONDAY),
        (quizzes[0], make.read(4, passed=True, **scored), make.TUESDAY),
    ]

    for key, result, at in reports:
        api.record_activity(single, key, result, at=at)
    api.record_activities((bulk, key, result, at) for key, result, at in reports)

    def facts(enrolment):
        enrolment.refresh_from_db()
        rows = enrolment.results.order_by("ref").values_list("activity__key", "ref", "passed", "score", "at")
        return enrolment.completed_at, enrolment.last_activity_at, list(rows)

    assert facts(single) == facts(bulk)


def test_enrolling_many_at_once_ends_as_one_by_one(course, two_communes):
    other = make.course(lessons=1)
    again = [(course, "online", make.MONDAY), (other, "in_person", make.TUESDAY), (course, "online", make.TUESDAY)]
    single, bulk = (make.person(commune=two_communes[0]) for _way in range(2))
    api.enrol(bulk, other, at=make.MONDAY)
    api.enrol(single, other, at=make.MONDAY)
    withdrawn = [api.enrol(person, course, at=make.MONDAY) for person in (single, bulk)]
    for enrolment in withdrawn:
        api.withdraw(enrolment, at=make.MONDAY)

    one_by_one = [api.enrol(single, page, mode=mode, at=at) for page, mode, at in again]
    at_once = api.enrol_many((bulk, page, mode, at) for page, mode, at in again)

    def facts(person):
        rows = api.Enrolment.objects.filter(person=person).order_by("course", "pk")
        return list(rows.values_list("course", "mode", "area", "enrolled_at", "last_activity_at", "withdrawn_at"))

    assert facts(bulk) == facts(single)
    assert [one.course_id for one in at_once] == [one.course_id for one in one_by_one]
    assert at_once[0] == at_once[2]


def test_enrolling_many_asks_little(course, django_assert_max_num_queries):
    people = [make.person() for _one in range(20)]

    with django_assert_max_num_queries(6):
        api.enrol_many((person, course, "online", make.MONDAY) for person in people)


def test_merging_two_persons_keeps_what_both_learnt(course):
    first, second = make.keys(course)
    keep, drop = make.person(), make.person(user=None)
    api.record_activity(api.enrol(keep, course, at=make.MONDAY), first, make.read(1), at=make.MONDAY)
    api.record_activity(api.enrol(drop, course, at=make.MONDAY), second, make.read(2), at=make.MONDAY)

    merge(keep, drop, by=None, at=make.TUESDAY)

    enrolment = api.open_enrolment(keep, course)
    assert api.progress(enrolment).n_lessons_done == 2
    assert not api.Enrolment.objects.filter(person=drop).exists()


def test_progress_of_many_enrolments_takes_two_queries(django_assert_num_queries):
    course = make.course(lessons=2)
    for _one in range(5):
        enrolment = api.enrol(make.person(), course, at=make.MONDAY)
        api.record_activity(enrolment, make.keys(course)[0], make.read(), at=make.MONDAY)
    enrolments = list(api.Enrolment.objects.select_related("course"))

    with django_assert_num_queries(2):
        states = api.progress_of(enrolments)

    assert {state.n_lessons_done for state in states.values()} == {1}


def test_who_leaves_and_comes_back_goes_on_where_they_stopped(course, enrolment):
    api.record_activity(enrolment, make.keys(course)[0], make.read(), at=make.MONDAY)

    api.withdraw(enrolment, at=make.TUESDAY)
    again = api.enrol(enrolment.person, course, at=timezone.now())

    assert again == enrolment
    assert api.progress(again).n_lessons_done == 1


def test_attempts_and_progress_agree_on_the_quiz_of_a_lesson():
    quiz = items.quiz()
    course = make.course(lessons=1, quiz=quiz)
    person = make.person()

    items.handed_in(quiz, person, context=make.quiz_key(course))

    assert assessments.best_attempt(person, quiz, context=make.quiz_key(course)).passed


def test_a_merge_notices_that_together_they_had_done_everything(course):
    first, second = make.keys(course)
    keep, drop = make.person(), make.person(user=None)
    api.record_activity(api.enrol(keep, course, at=make.MONDAY), first, make.read(1), at=make.MONDAY)
    api.record_activity(api.enrol(drop, course, at=make.MONDAY), second, make.read(2), at=make.TUESDAY)

    merge(keep, drop, by=None, at=make.TUESDAY)

    assert api.open_enrolment(keep, course).completed_at == make.TUESDAY
