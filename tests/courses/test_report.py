"""How a course fares: the report's figures, by hand."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.cache import cache
from django.utils.translation import gettext as _

from courses import api
from courses.report import course_report, state_of
from courses.report_csv import report_csv
from tests.assessments import make as items

from . import make

pytestmark = pytest.mark.django_db
NOW = make.MONDAY + timedelta(days=100)


@pytest.fixture
def course():
    return make.course(lessons=2, quiz=items.quiz(title="Kiểm tra cuối khóa"))


def learner(course, *, n_done=0, days_away=0, **fields):
    """Someone who did the first `n_done` steps and was last here `days_away` ago."""
    enrolment = api.enrol(make.person(**fields), course, at=make.MONDAY)
    for key in make.keys(course)[:n_done]:
        api.record_activity(enrolment, key, make.read(key, passed=True), at=NOW - timedelta(days=days_away))
    enrolment.last_activity_at = NOW - timedelta(days=days_away)
    enrolment.save()
    return enrolment


def score(enrolment, points, *, passed, days_away=0):
    """A sitting of the course's quiz for 10 points."""
    result = api.ActivityResult("quiz", f"{points}", True, passed, Decimal(points), Decimal(10))
    at = NOW - timedelta(days=days_away)
    api.record_activity(enrolment, make.quiz_key(enrolment.course), result, at=at)


@pytest.mark.parametrize(
    ("days_away", "state"), [(0, "active"), (13, "active"), (14, "stuck"), (59, "stuck"), (60, "dropped")]
)
def test_the_state_follows_from_the_days_away(course, days_away, state):
    assert state_of(learner(course, days_away=days_away), at=NOW) == state


def test_who_finished_or_left_is_not_away(course):
    finished, left = learner(course, n_done=3, days_away=80), learner(course, days_away=80)
    api.withdraw(left, at=NOW)
    for one in (finished, left):
        one.refresh_from_db()

    assert [state_of(one, at=NOW) for one in (finished, left)] == ["finished", "left"]


def test_everyone_who_started_is_counted_once(course):
    learner(course)
    learner(course, days_away=20)
    learner(course, days_away=21)
    learner(course, days_away=70)
    learner(course, n_done=3, days_away=70)
    api.withdraw(learner(course), at=NOW)

    report = course_report(course, at=NOW)

    counts = (report.n_active, report.n_stuck, report.n_dropped, report.n_finished, report.n_left)
    assert counts == (1, 2, 1, 1, 1)
    assert report.n_started == sum(counts)


def test_each_lesson_and_quiz_says_how_many_stopped_before_it(course):
    learner(course, n_done=0, days_away=70)
    learner(course, n_done=1, days_away=20)
    learner(course, n_done=2, days_away=20)
    learner(course, n_done=2, days_away=70)
    learner(course, n_done=3)

    steps = course_report(course, at=NOW).steps

    assert [step.kind for step in steps] == ["lesson", "lesson", "quiz"]
    assert [(step.n_done, step.n_stuck, step.n_dropped) for step in steps] == [(4, 0, 1), (3, 1, 0), (1, 1, 1)]


def test_who_failed_the_quiz_and_went_away_stopped_at_the_quiz(course):
    enrolment = learner(course, n_done=2)
    score(enrolment, 3, passed=False, days_away=20)

    quiz = course_report(course, at=NOW).steps[-1]

    assert (quiz.n_done, quiz.n_stuck) == (0, 1)


def test_a_quiz_says_who_took_and_passed_it_and_the_mean_over_all_attempts(course):
    first, second = learner(course), learner(course)
    score(first, 2, passed=False)
    score(first, 9, passed=True)
    score(second, 4, passed=False)

    (quiz,) = course_report(course, at=NOW).quizzes

    assert (quiz.n_taken, quiz.n_passed) == (2, 1)
    assert quiz.mean_scaled == pytest.approx(0.5)


def test_a_report_takes_a_fixed_number_of_queries(course, django_assert_max_num_queries):
    for _one in range(5):
        learner(course, n_done=1)

    with django_assert_max_num_queries(6):
        course_report(course, at=NOW)


def rows_of(course):
    text = report_csv(course, course_report(course, at=NOW))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_csv_holds_the_totals_the_steps_and_the_quizzes(course):
    score(learner(course, n_done=2, days_away=20), 5, passed=False, days_away=20)
    first, second = api.lessons_of(course)

    rows = rows_of(course)

    assert rows[0][1] == course.title
    assert [int(row[1]) for row in rows[1:7]] == [1, 0, 1, 0, 0, 0]
    assert rows[7] == rows[12] == []
    assert [len(row) for row in (rows[8], rows[13])] == [4, 4]
    assert rows[9:12] == [
        [first.title, "1", "0", "0"],
        [second.title, "1", "0", "0"],
        ["Kiểm tra cuối khóa", "0", "1", "0"],
    ]
    assert rows[14:] == [["Kiểm tra cuối khóa", "1", "0", "50"]]


def test_the_csv_says_that_its_learners_are_simulated(course):
    learner(course, is_demo=True)
    cache.delete("people.demo")

    note = rows_of(course)[1]
    cache.delete("people.demo")

    assert note == [_("Note"), _("Illustrative figures: the learners are simulated.")]


def test_a_title_in_the_csv_is_never_a_formula():
    course = make.course(title='=HYPERLINK("https://example.org")', lessons=1)

    assert rows_of(course)[0][1].startswith("'=")
