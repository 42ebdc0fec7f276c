"""The nightly calibration on the real tables: which answers count, and that it may run twice."""

from datetime import timedelta
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.urls import reverse

from assessments import api
from assessments.models import CalibrationRun, ItemParameter
from assessments.scale.calibration import calibrate_bank, last_run
from people.api import Role
from tests.assessments import make
from tests.people.make import holder

pytestmark = pytest.mark.django_db


def take(quiz, *texts, person=None, at=make.MONDAY):
    attempt = api.start_attempt(quiz, person or make.person(), at=at, seed=1)
    for position, text in enumerate(texts):
        if text:
            api.respond(attempt, position, make.keys(attempt, position, text), at=at)
    return api.submit(attempt, at=at)


def counted(item):
    return ItemParameter.objects.get(run=last_run(), version=item.versions.last())


def test_only_the_first_handed_in_response_of_a_person_counts():
    easy, hard = make.item(make.single("Câu dễ")), make.item(make.single("Câu khó"))
    quiz = make.quiz(easy, hard)
    person = make.person()
    take(quiz, "Xanh", "Đỏ", person=person)
    take(quiz, "Đỏ", "Xanh", person=person, at=make.TUESDAY)
    take(quiz, "Xanh", "")
    left_open = make.sitting(quiz)
    api.respond(left_open, 0, make.keys(left_open, 0, "Đỏ"), at=make.MONDAY)

    run = calibrate_bank(at=make.TUESDAY)

    assert (run.n_persons, run.n_responses) == (2, 4)
    assert (counted(easy).n, counted(hard).n) == (2, 2)
    assert counted(easy).b < -1 < counted(hard).b


def test_the_last_word_within_an_attempt_counts():
    item = make.item(make.single())
    quiz = make.quiz(item)
    attempt = make.sitting(quiz)
    for text in ("Xanh", "Đỏ"):
        api.respond(attempt, 0, make.keys(attempt, 0, text), at=make.MONDAY)
    api.submit(attempt, at=make.MONDAY)

    calibrate_bank(at=make.TUESDAY)

    assert counted(item).b > -1


def test_opinions_and_drafts_are_no_part_of_it_and_unanswered_questions_keep_their_level():
    make.item(make.likert())
    make.draft_item()
    hard = make.item(make.single(), level=3)

    run = calibrate_bank(at=make.MONDAY)

    assert [(one.version.item_id, one.model, one.b) for one in run.parameters.all()] == [(hard.pk, "expert", 1.0)]


def test_running_twice_changes_nothing_and_a_new_answer_makes_a_new_run():
    quiz = make.quiz()
    take(quiz, "Xanh")

    first = calibrate_bank(at=make.MONDAY)
    again = calibrate_bank(at=make.TUESDAY)
    take(quiz, "Đỏ")
    third = calibrate_bank(at=make.TUESDAY)

    assert first.pk == again.pk != third.pk
    assert CalibrationRun.objects.count() == 2


def test_what_a_demonstration_taught_is_forgotten_with_it():
    item = make.item(make.single(), level=2)
    quiz = make.quiz(item)
    people = [make.person() for _n in range(5)]
    for person in people:
        take(quiz, "Xanh", person=person)
    calibrate_bank(at=make.MONDAY)
    before = counted(item).b

    for person in people:
        person.delete()
    calibrate_bank(at=make.TUESDAY)

    assert before < 0
    assert (counted(item).b, counted(item).n) == (0.0, 0)


def test_an_edited_question_starts_anew_and_its_former_version_keeps_its_answers():
    item = make.item(make.single())
    quiz = make.quiz(item)
    take(quiz, "Xanh")
    item.content = [make.single(stem="Nút nào để gọi lại?")]
    item.save_revision().publish()

    run = calibrate_bank(at=make.TUESDAY)

    assert sorted(run.parameters.values_list("version__number", "n")) == [(1, 1), (2, 0)]


def test_queries_do_not_grow_with_the_answers(django_assert_max_num_queries):
    quiz = make.quiz()
    for _n in range(5):
        take(quiz, "Xanh")

    with django_assert_max_num_queries(9):
        calibrate_bank(at=make.TUESDAY)


def test_nightly_measures_the_questions_and_may_be_repeated():
    take(make.quiz(), "Xanh")

    call_command("nightly", stdout=StringIO())
    call_command("nightly", stdout=StringIO())

    assert CalibrationRun.objects.get().n_responses == 3


def test_command_says_what_it_did_and_that_there_is_nothing_new():
    take(make.quiz(), "Xanh")
    out = StringIO()

    call_command("calibrate_bank", stdout=out)
    call_command("calibrate_bank", stdout=out)

    said = out.getvalue().splitlines()
    assert said[0] == "3 questions, 3 of them answered; 1 people, 3 first responses; 0 anchors."
    assert said[1].startswith("Nothing has changed since")


@pytest.fixture
def signed_in(client):
    def enter(*roles):
        user = holder("nguoi", *roles) if roles else make.person().user
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        return client

    return enter


def test_trainer_reads_parameters_and_what_is_odd(signed_in):
    good, odd = make.item(make.single("Câu thường")), make.item(make.single("Câu lạ"))
    run = calibrate_bank(at=make.MONDAY)
    run.parameters.filter(version__item=good).update(n=100, infit=1.0, outfit=1.0)
    run.parameters.filter(version__item=odd).update(n=100, infit=1.5, outfit=1.9, drift=-0.9)

    every = signed_in(Role.TRAINER).get(reverse("assessments:scale")).content.decode()

    assert "Câu thường" in every
    assert "Câu lạ" in every
    assert "it may ask for something else" in every
    assert "its answer may be known by now" in every


def test_filter_shows_only_what_to_look_at(signed_in):
    good, odd = make.item(make.single("Câu thường")), make.item(make.single("Câu lạ"))
    run = calibrate_bank(at=make.MONDAY)
    run.parameters.filter(version__item=good).update(n=100, infit=1.0, outfit=1.0)
    run.parameters.filter(version__item=odd).update(n=100, infit=1.5, outfit=1.9)

    shown = signed_in(Role.TRAINER).get(reverse("assessments:scale"), {"only": "odd"}).content.decode()

    assert "Câu lạ" in shown
    assert "Câu thường" not in shown


def test_before_the_first_run_the_page_says_so_and_calls_the_limits_provisional(signed_in):
    shown = signed_in(Role.MODERATOR).get(reverse("assessments:scale")).content.decode()

    assert "have not been measured yet" in shown
    assert "These limits are provisional" in shown


def test_list_of_questions_costs_the_same_however_long(signed_in, django_assert_max_num_queries):
    for number in range(8):
        make.item(make.single(f"Câu {number}"))
    calibrate_bank(at=make.MONDAY + timedelta(days=1))
    browser = signed_in(Role.TRAINER)

    with django_assert_max_num_queries(20):
        browser.get(reverse("assessments:scale"))


@pytest.mark.parametrize("roles", [(), (Role.ANALYST,)])
def test_others_are_refused(signed_in, roles):
    assert signed_in(*roles).get(reverse("assessments:scale")).status_code == 403
