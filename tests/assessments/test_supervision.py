"""Supervised quizzes: nobody begins without the PIN that is read out in the room."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments import api
from assessments.extra_time import accommodations
from assessments.in_class import supervision
from assessments.models import Attempt, Mode, SupervisedSession
from assessments.taking.sweeper import close_overdue
from assessments.taking.timing import Allowance
from people.api import AuditEntry, Role, grant
from tests.assessments import make
from tests.courses import make as courses
from tests.people.make import commune

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def quiz(db):
    return make.quiz(title="Thi cuối khóa", supervised=True)


@pytest.fixture
def start(quiz):
    """start(browser, **data) → what the lesson's start button leads to."""
    course = courses.course(quiz=quiz)
    lesson = course.get_children().specific().last()
    block = next(one for one in lesson.body if one.block_type == "quiz")
    return lambda browser, **data: browser.post(reverse("courses:start_quiz", args=[lesson.pk, block.id]), data)


@pytest.fixture
def facilitator(staff):
    return enter(staff, "huong-dan", "28021")


def enter(staff, name, code):
    browser = staff(Role.TRAINER, name)
    grant(browser.user, Role.FACILITATOR, area=commune(code, f"Xã {code}"), by=None, at=make.MONDAY)
    return browser


def session(quiz, *, by=None, minutes=60, at=None):
    at = at or timezone.now()
    until = at + timedelta(minutes=minutes)
    return supervision.open_session(quiz, place="Nhà văn hóa ấp 3", until=until, by=by, at=at)


def test_without_the_pin_nobody_begins(page, start, quiz):
    session(quiz)

    answer = start(page)

    assert answer.status_code == 200
    assert answer.templates[0].name == "assessments/pin.html"
    assert not Attempt.objects.exists()


def test_with_the_pin_the_attempt_says_where_and_who_opened_it(page, start, quiz, facilitator):
    held = session(quiz, by=facilitator.user)

    start(page, pin=supervision.pin_of(held))

    attempt = Attempt.objects.select_related("session").get()
    assert (attempt.mode, attempt.session, attempt.session.opened_by) == (Mode.SUPERVISED, held, facilitator.user)
    assert attempt.session.place == "Nhà văn hóa ấp 3"
    assert attempt.deadline_at == held.closes_at


def test_blanks_in_the_pin_do_no_harm(page, start, quiz):
    pin = supervision.pin_of(session(quiz))

    start(page, pin=f" {pin[:3]} {pin[3:]} ")

    assert Attempt.objects.exists()


def test_the_pin_of_another_quiz_or_of_a_session_that_is_over_opens_nothing(page, start, quiz):
    other = session(make.quiz(title="Khác", supervised=True))
    over = session(quiz, at=timezone.now() - 2 * HOUR)

    answers = [start(page, pin=supervision.pin_of(one)) for one in (other, over)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert not Attempt.objects.exists()


def test_a_phone_that_died_goes_on_without_the_pin(page, start, quiz):
    start(page, pin=supervision.pin_of(session(quiz)))

    answer = start(page)

    assert answer.templates[0].name == "assessments/paper.html"
    assert Attempt.objects.count() == 1


def test_a_second_attempt_needs_the_pin_again(page, start, quiz):
    held = session(quiz)
    start(page, pin=supervision.pin_of(held))
    attempt = api.submit(Attempt.objects.get(), at=timezone.now())

    without = page.post(f"/quiz/{attempt.pk}/again/")
    page.post(f"/quiz/{attempt.pk}/again/", {"pin": supervision.pin_of(held)})

    assert without.templates[0].name == "assessments/pin.html"
    assert Attempt.objects.count() == 2


def test_five_wrong_pins_are_enough_and_another_person_is_not_held_up(client, start, quiz, learner, outsider, settings):
    settings.ACCOUNT_RATE_LIMITS = {"quiz_pin": "60/m/ip,5/300s/key"}
    caches["shared"].clear()
    held = session(quiz)
    client.force_login(learner.user)
    tries = [start(client, pin="000000" if supervision.pin_of(held) != "000000" else "1").status_code for _ in range(6)]
    right = start(client, pin=supervision.pin_of(held))
    other = Client()
    other.force_login(outsider.user)

    start(other, pin=supervision.pin_of(held))

    assert tries == [400] * 5 + [429]
    assert right.status_code == 429
    assert [one.person for one in Attempt.objects.all()] == [outsider]


def test_the_limit_stands_in_the_settings_of_the_site():
    from learning.settings import base

    assert base.ACCOUNT_RATE_LIMITS["quiz_pin"].endswith("5/300s/key")
    assert configured.SETTINGS_MODULE.endswith("test")


def test_pins_of_sessions_differ_and_stand_in_no_table(quiz):
    pins = {supervision.pin_of(session(quiz)) for _ in range(20)}

    assert len(pins) > 15
    assert not {str(value) for row in SupervisedSession.objects.values() for value in row.values()} & pins


def test_a_facilitator_opens_a_session_and_sees_who_has_begun(facilitator, page, start, quiz):
    opened = facilitator.post(f"/quiz/sessions/quiz/{quiz.pk}/", {"place": "Nhà văn hóa ấp 3", "minutes": "90"})
    shown = facilitator.get(opened["Location"])
    start(page, pin=shown.context["pin"])

    again = facilitator.get(opened["Location"])

    assert opened.status_code == 302
    assert (shown.context["begun"], [one.person.name for one in again.context["begun"]]) == ([], ["Trần Thị Bé"])
    assert AuditEntry.objects.get(action="open_session").by == facilitator.user
    assert shown.context["pin"].replace(" ", "") not in str(list(AuditEntry.objects.values("detail")))


@pytest.mark.parametrize(("place", "minutes"), [("", "60"), ("Ấp 3", "0"), ("Ấp 3", "9999"), ("Ấp 3", "một giờ")])
def test_a_session_without_a_place_or_of_an_odd_length_is_not_opened(facilitator, quiz, place, minutes):
    answer = facilitator.post(f"/quiz/sessions/quiz/{quiz.pk}/", {"place": place, "minutes": minutes})

    assert answer.context["form"].errors
    assert not SupervisedSession.objects.exists()


def test_ending_a_session_stops_those_who_work_and_counts_what_they_answered(facilitator, page, start, quiz):
    held = session(quiz, by=facilitator.user)
    start(page, pin=supervision.pin_of(held))
    attempt = Attempt.objects.get()
    api.respond(attempt, 0, make.right_answers(attempt)[0], at=timezone.now())

    facilitator.post(f"/quiz/sessions/{held.pk}/", {"end": "1"})
    close_overdue(at=timezone.now() + HOUR)

    attempt.refresh_from_db()
    held.refresh_from_db()
    assert (attempt.state, attempt.score, attempt.submitted_at) == ("submitted", 1, held.closes_at)
    assert start(page, pin=supervision.pin_of(held)).status_code == 400


def test_a_later_end_gives_everyone_more_time(facilitator, page, start, quiz):
    held = session(quiz, by=facilitator.user, minutes=10)
    start(page, pin=supervision.pin_of(held))
    before = Attempt.objects.get().deadline_at

    facilitator.post(f"/quiz/sessions/{held.pk}/", {"move": "1", "minutes": "120"})

    assert Attempt.objects.get().deadline_at > before + HOUR
    assert AuditEntry.objects.filter(action="move_session", by=facilitator.user).count() == 1


def test_a_session_that_is_over_is_not_opened_again(facilitator, quiz):
    held = session(quiz, by=facilitator.user, at=timezone.now() - 2 * HOUR)

    facilitator.post(f"/quiz/sessions/{held.pk}/", {"move": "1", "minutes": "120"})

    held.refresh_from_db()
    assert held.closes_at < timezone.now()


def test_the_quizs_own_limit_holds_within_a_session_and_extra_minutes_go_beyond(learner):
    quiz = make.quiz(supervised=True, minutes=20)
    held = session(quiz, at=make.MONDAY)
    accommodations.give(learner, Allowance(extra_minutes=5), by=None, at=make.MONDAY)

    attempt = api.start_attempt(quiz, learner, at=make.MONDAY, session=held)
    supervision.move_end(held, make.MONDAY + 10 * MINUTE, by=None, at=make.MONDAY)

    assert attempt.deadline_at == make.MONDAY + 25 * MINUTE
    attempt.refresh_from_db()
    assert attempt.deadline_at == make.MONDAY + 15 * MINUTE


def test_another_facilitator_does_not_see_the_session_and_an_administrator_does(facilitator, staff, quiz):
    held = session(quiz, by=facilitator.user)
    other, administrator = enter(staff, "noi-khac", "28099"), staff(Role.ADMINISTRATOR, "quan-tri")

    codes = [browser.get(f"/quiz/sessions/{held.pk}/").status_code for browser in (facilitator, other, administrator)]

    assert codes == [200, 404, 200]
    assert supervision.pin_of(held) not in other.get(f"/quiz/sessions/quiz/{quiz.pk}/").content.decode()


def test_sessions_are_for_facilitators(page, staff, quiz):
    held = session(quiz)
    browsers = [page, staff(), staff(Role.MODERATOR, "kiem-duyet")]

    for path in (f"/quiz/sessions/{held.pk}/", f"/quiz/sessions/quiz/{quiz.pk}/"):
        assert [browser.get(path).status_code for browser in browsers] == [403, 403, 403]


def test_a_quiz_that_is_not_supervised_has_no_sessions_and_asks_for_no_pin(facilitator, learner):
    quiz = make.quiz()

    attempt = api.start_attempt(quiz, learner, at=make.MONDAY)

    assert attempt.mode == Mode.ONLINE
    assert facilitator.get(f"/quiz/sessions/quiz/{quiz.pk}/").status_code == 404


def test_the_result_says_that_it_was_supervised(page, start, quiz):
    start(page, pin=supervision.pin_of(session(quiz)))
    attempt = api.submit(Attempt.objects.get(), at=timezone.now())

    assert "Nhà văn hóa ấp 3" in page.get(f"/quiz/{attempt.pk}/result/").content.decode()
    assert api.export_attempts(attempt.person)["attempts"][0]["place"] == "Nhà văn hóa ấp 3"
