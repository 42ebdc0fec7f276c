"""Reasons to look at attempts: what is flagged from the database, who sees it, and what is written down."""

from datetime import timedelta

import numpy as np
import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from assessments.integrity.reasons import export_notes, find_reason, reasons
from assessments.models import Attempt, IntegrityNote
from assessments.taking.attempts import respond, submit
from people.api import AuditEntry, Role, erase
from tests.assessments import make, simulated
from tests.people.make import commune, holder

pytestmark = pytest.mark.django_db
LATER = make.TUESDAY + timedelta(hours=1)
LIST = reverse("assessments:integrity", args=[simulated.CONTEXT])


@pytest.fixture
def signed_in(client):
    def enter(*roles):
        user = holder("nguoi", *roles) if roles else make.person().user
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        return client

    return enter


def class_of(n=140, *, items=20, copies=True, place=None, apart=timedelta(0), every=timedelta(seconds=30)):
    """A quiz taken by n people in villages of 20; the second person has all answers of the first."""
    rng = np.random.default_rng(8)
    quiz = simulated.choice_quiz(items)
    right = simulated.by_ability(n, items, rng)
    right[0] = np.arange(items) % 2 == 0
    villages = place or [commune(f"{number:05}", f"Xã {number}") for number in range(1, n // 20 + 1)]
    people = simulated.crowd(n, commune=[villages[who // 20 % len(villages)] for who in range(n)])
    answers = simulated.answers_of(quiz, right, rng)
    if copies:
        answers[1] = dict(answers[0])
    simulated.take(quiz, people[:1], answers[:1], every=every)
    simulated.take(quiz, people[1:], answers[1:], begin=make.MONDAY + apart, every=every)
    return quiz, people


def test_two_attempts_alike_beyond_chance_are_a_reason_to_look():
    quiz, people = class_of()

    found = reasons(quiz, at=LATER).found

    assert [reason.kind for reason in found] == ["alike"]
    assert {one.person_id for one in found[0].attempts} == {people[0].pk, people[1].pk}
    assert found[0].facts["same"] == 20 and "same answer to 20 of 20 questions (10 of them wrong)" in found[0].words


def test_independent_answers_give_no_reason():
    assert reasons(class_of(copies=False)[0], at=LATER).found == []


def test_people_of_other_places_or_other_days_are_not_compared():
    far, near = class_of(apart=timedelta(days=3))
    assert reasons(far, at=LATER).found == []
    assert near


def test_people_without_a_place_are_not_compared():
    assert reasons(class_of(place=[None])[0], at=LATER).found == []


def test_who_works_in_the_same_office_is_compared():
    from people.api import Organisation, join

    quiz, people = class_of(place=[None])
    office = Organisation.objects.create(code="A1", name="Phòng A")
    for person in people[:2]:
        join(person, office, on=make.MONDAY.date())

    assert [reason.kind for reason in reasons(quiz, at=LATER).found] == ["alike"]


def test_too_few_attempts_are_never_alike():
    assert reasons(class_of(80)[0], at=LATER).found == []


def test_faster_than_reading_is_a_reason_and_an_attempt_recorded_afterwards_is_not():
    quiz = simulated.choice_quiz(20)
    quick, calm, paper = simulated.crowd(3)
    answers = simulated.answers_of(quiz, np.ones((1, 20), dtype=bool), np.random.default_rng(1)) * 3
    simulated.take(quiz, [quick], answers[:1], every=timedelta(seconds=0.2))
    simulated.take(quiz, [calm], answers[1:2], every=timedelta(seconds=10))
    simulated.take(quiz, [paper], answers[2:], every=timedelta(0))

    (reason,) = reasons(quiz, at=LATER).found

    assert (reason.kind, reason.attempts[0].person_id) == ("fast", quick.pk)
    assert "after 4 seconds" in reason.words


def test_the_second_attempt_may_be_fast():
    quiz = simulated.choice_quiz(20)
    person = simulated.crowd(1)
    answers = simulated.answers_of(quiz, np.ones((1, 20), dtype=bool), np.random.default_rng(1))
    simulated.take(quiz, person, answers, every=timedelta(seconds=10))
    simulated.take(quiz, person, answers, every=timedelta(seconds=0.2))

    assert reasons(quiz, at=LATER).found == []


def look_at(quiz):
    (reason,) = reasons(quiz, at=LATER).found
    return reverse("assessments:integrity_look", args=[simulated.CONTEXT, *(one.pk for one in reason.attempts)])


def test_answers_after_the_deadline_are_a_reason_once_handed_in():
    attempt = make.sitting(make.quiz(minutes=10))
    late = attempt.deadline_at + timedelta(seconds=30)
    first, second, third = make.right_answers(attempt).items()
    respond(attempt, *first, at=make.MONDAY)
    respond(attempt, second[0], [], at=late)
    respond(attempt, *second, at=late)
    respond(attempt, *third, at=late)

    assert reasons(attempt.quiz, at=LATER).found == []
    submit(attempt, at=late)
    (reason,) = reasons(attempt.quiz, at=LATER).found

    assert (reason.kind, [one.pk for one in reason.attempts]) == ("late", [attempt.pk])
    assert reason.words.startswith("2 answers came after the time was up")


def test_a_moderator_sees_reasons_without_names_and_that_they_prove_nothing(signed_in):
    class_of()

    page = signed_in(Role.MODERATOR).get(LIST).content.decode()

    assert "Very much alike" in page and "never a proof" in page and "not looked at yet" in page
    assert "Người 0" not in page and not AuditEntry.objects.filter(action="see_integrity").exists()


def test_seeing_names_is_written_down_for_each_person(signed_in):
    quiz, people = class_of()
    browser = signed_in(Role.MODERATOR)

    page = browser.get(look_at(quiz)).content.decode()

    assert people[0].name in page and people[1].name in page
    seen = AuditEntry.objects.filter(action="see_integrity")
    assert {(one.person_id, one.by.username) for one in seen} == {(people[0].pk, "nguoi"), (people[1].pk, "nguoi")}


def test_a_note_is_added_and_no_score_changes(signed_in):
    quiz, _people = class_of()
    before = list(Attempt.objects.order_by("pk").values())
    browser, address = signed_in(Role.MODERATOR), look_at(quiz)

    browser.post(address, {"finding": "talked", "text": "Hai vợ chồng học chung."})
    browser.post(address, {"finding": "fine"})

    assert list(IntegrityNote.objects.values_list("finding", "text", "by__username")) == [
        ("fine", "", "nguoi"),
        ("talked", "Hai vợ chồng học chung.", "nguoi"),
    ]
    assert list(Attempt.objects.order_by("pk").values()) == before
    assert "Looked at: fine" in browser.get(LIST).content.decode()
    assert "Hai vợ chồng học chung." in browser.get(address).content.decode()


def test_a_note_without_a_finding_is_asked_for_again(signed_in):
    quiz, _people = class_of()

    page = signed_in(Role.MODERATOR).post(look_at(quiz), {"text": "?"})

    assert page.status_code == 200 and "govuk-error-summary" in page.content.decode()
    assert not IntegrityNote.objects.exists()


@pytest.mark.parametrize("roles", [(), (Role.TRAINER,), (Role.ANALYST,)])
def test_outsiders_see_neither_reasons_nor_names(signed_in, roles):
    attempt = make.handed_in(context=simulated.CONTEXT)
    browser = signed_in(*roles)
    address = reverse("assessments:integrity_look", args=[simulated.CONTEXT, attempt.pk])

    assert browser.get(LIST).status_code == 403
    assert browser.get(address).status_code == 403
    assert browser.post(address, {"finding": "fine"}).status_code == 403
    assert not AuditEntry.objects.filter(action="see_integrity").exists() and not IntegrityNote.objects.exists()


def test_a_visitor_sees_nothing(client):
    make.handed_in(context=simulated.CONTEXT)

    assert client.get(LIST).status_code in {302, 403}


def test_attempts_without_a_reason_cannot_be_looked_at(signed_in):
    quiz, _people = class_of()
    browser = signed_in(Role.MODERATOR)
    others = Attempt.objects.filter(quiz=quiz).order_by("-pk").values_list("pk", flat=True)[:2]

    for args in ([simulated.CONTEXT, *sorted(others)], [simulated.CONTEXT, others[0]], ["nothing", others[0]]):
        assert browser.get(reverse("assessments:integrity_look", args=args)).status_code == 404
    assert not AuditEntry.objects.filter(action="see_integrity").exists()


def test_an_erased_person_is_no_reason_any_more_and_notes_lose_their_words(signed_in):
    quiz, people = class_of()
    signed_in(Role.MODERATOR).post(look_at(quiz), {"finding": "talked", "text": "Chị Bé kể."})
    assert export_notes(people[0])["notes"] == [
        {"finding": "Talked with the people concerned", "at": IntegrityNote.objects.get().at}
    ]

    erase(people[1], by=None, at=LATER)

    assert IntegrityNote.objects.get().text == ""
    assert reasons(quiz, at=LATER).found == []
    assert find_reason(quiz, *Attempt.objects.filter(quiz=quiz).values_list("pk", flat=True)[:2], at=LATER) is None


def test_lists_take_the_same_few_statements_however_many_reasons(signed_in, django_assert_max_num_queries):
    class_of(every=timedelta(seconds=0.2))
    browser = signed_in(Role.MODERATOR)
    assert len(browser.get(LIST).context["reasons"].found) > 100

    with django_assert_max_num_queries(12):
        browser.get(LIST)
