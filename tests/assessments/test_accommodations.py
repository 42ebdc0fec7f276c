"""More time and more attempts: who gives it, to whom, and what it does to a quiz that is being taken."""

from datetime import timedelta
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments import api
from assessments.extra_time import accommodations
from assessments.models import Accommodation, Attempt
from assessments.taking.timing import Allowance
from people.api import AuditEntry, Organisation, Role, erase, join, person_merging
from tests.assessments import make
from tests.people.make import holder

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
LIST = "/quiz/accommodations/"
TODAY = timezone.localdate()


@pytest.fixture
def office(db):
    return Organisation.objects.create(code="DT", name="Phòng Đào Tạo")


@pytest.fixture
def desk(office):
    return Organisation.objects.create(code="DT-1", name="Tổ Một", parent=office)


@pytest.fixture
def staff(desk):
    person = make.person(name="Lê Văn Tư")
    join(person, desk, on=make.MONDAY.date() - timedelta(days=30))
    return person


@pytest.fixture
def sign_in(client):
    def enter(user):
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        return client

    return enter


@pytest.fixture
def moderator(sign_in):
    return sign_in(holder("kiem-duyet", Role.MODERATOR))


@pytest.fixture
def head(sign_in, office):
    from people.api import grant

    user = make.user()
    grant(user, Role.HEAD, organisation=office, by=None, at=make.MONDAY)
    return sign_in(user)


def of_person(person):
    return reverse("assessments:accommodate_person", args=[person.pk])


def of_office(office):
    return reverse("assessments:accommodate_office", args=[office.pk])


def wish(**facts):
    return {"quiz": "", "factor": "1", "extra_minutes": "0", "extra_attempts": "0", **facts}


def give(whose, *, factor=1, minutes=0, attempts=0, **more):
    return accommodations.give(
        whose, Allowance(Decimal(factor), minutes, attempts), **{"by": None, "at": make.MONDAY, **more}
    )


# What it does


def test_factor_and_minutes_put_the_deadline_off(learner):
    give(learner, factor="1.5", minutes=10)

    attempt = make.sitting(make.quiz(minutes=20), learner)

    assert attempt.deadline_at == make.MONDAY + 40 * MINUTE


def test_nobody_else_has_more(learner, outsider):
    give(learner, factor=2)

    assert make.sitting(make.quiz(minutes=20), outsider).deadline_at == make.MONDAY + 20 * MINUTE


def test_of_several_the_better_of_each_counts(staff, office):
    quiz, other = make.quiz(minutes=20), make.quiz(minutes=20)
    give(staff, factor="1.5", minutes=10)
    give(office, factor=2)
    give(staff, factor=4, quiz=other)

    assert make.sitting(quiz, staff).deadline_at == make.MONDAY + 50 * MINUTE


def test_extra_minutes_go_beyond_the_close_also_to_begin(learner):
    quiz = make.quiz(closes_at=make.MONDAY)
    give(learner, minutes=30)

    attempt = api.start_attempt(quiz, learner, at=make.MONDAY + 10 * MINUTE)

    assert attempt.deadline_at == make.MONDAY + 30 * MINUTE


def test_extra_attempts_come_on_top(learner):
    quiz = make.quiz(attempts_allowed=1)
    give(learner, attempts=1)
    first = make.handed_in(quiz, learner, right=False)

    left = api.attempts_left(first)
    second = make.handed_in(quiz, learner, right=False)

    assert (left, second.number, api.attempts_left(second)) == (1, 2, 0)
    with pytest.raises(api.AttemptsUsedUp):
        make.sitting(quiz, learner)


def test_who_is_in_the_middle_has_it_at_once_and_the_page_learns_it(client, learner):
    attempt = api.start_attempt(make.quiz(minutes=20), learner, at=timezone.now())
    client.force_login(learner.user)

    give(learner, minutes=60)
    answer = {"position": 0, "answer-0": make.keys(attempt, 0, "Xanh")}
    response = client.post(f"/quiz/{attempt.pk}/answer/", answer)

    assert 4750 < int(response["X-Seconds-Left"]) <= 4800


def test_whole_office_has_it_at_once(staff, office, outsider):
    quiz = make.quiz(minutes=20)
    inside, outside = make.sitting(quiz, staff), make.sitting(quiz, outsider)

    give(office, minutes=60)

    ends = dict(Attempt.objects.values_list("pk", "deadline_at"))
    assert ends == {inside.pk: make.MONDAY + 80 * MINUTE, outside.pk: make.MONDAY + 20 * MINUTE}


def test_who_has_left_the_office_has_it_no_more(staff, office):
    give(office, factor=2)
    staff.memberships.update(valid_to=TODAY)

    at = timezone.now()
    assert api.start_attempt(make.quiz(minutes=20), staff, at=at).deadline_at == at + 20 * MINUTE


def test_ending_it_leaves_whoever_is_working_the_promised_time(learner):
    quiz = make.quiz(minutes=20)
    given = give(learner, minutes=60)
    attempt = make.sitting(quiz, learner)

    accommodations.end(given, by=None, at=make.MONDAY)
    give(learner, minutes=5)

    attempt.refresh_from_db()
    assert attempt.deadline_at == make.MONDAY + 80 * MINUTE
    assert make.sitting(make.quiz(minutes=20), learner).deadline_at == make.MONDAY + 25 * MINUTE


def test_giving_and_ending_are_written_down_once(learner):
    admin = make.user()
    for _ in range(2):
        given = give(learner, factor="1.50", by=admin)
    for _ in range(2):
        accommodations.end(given, by=admin, at=make.TUESDAY)

    entries = AuditEntry.objects.order_by("id").values_list("action", "by", "person", "detail")
    facts = {"quiz": None, "factor": "1.5", "minutes": 0, "attempts": 0}
    assert list(entries) == [(name, admin.pk, learner.pk, facts) for name in ("give_time", "end_time")]


def test_attempt_costs_no_more_without_rules(learner, quiz):
    with CaptureQueriesContext(connection) as statements:
        make.sitting(quiz, learner)

    assert not [one["sql"] for one in statements if "accommodation" in one["sql"] or "membership" in one["sql"]]


def test_person_sees_it_in_the_own_data_and_erasing_deletes_it(learner):
    give(learner, factor=2)

    shown = accommodations.export_accommodations(learner)["accommodations"]
    erase(learner, by=learner.user, at=make.TUESDAY)

    assert [row["factor"] for row in shown] == [2]
    assert not Accommodation.objects.exists()


def test_what_a_duplicate_has_moves_along(learner, outsider):
    give(outsider, factor=2)

    person_merging.send(sender=None, keep=learner, drop=outsider)

    assert Accommodation.objects.get().person == learner


# The pages


def test_moderator_finds_someone_and_gives_more(moderator, learner):
    quiz = make.quiz(minutes=20)

    found = moderator.post(LIST, {"text": "tran thi be"}).content.decode()
    sent = moderator.post(of_person(learner), wish(factor="1,5", quiz=quiz.pk))
    listed = moderator.get(LIST).content.decode()

    assert of_person(learner) in found
    assert sent["Location"] == LIST
    assert (Accommodation.objects.get().factor, Accommodation.objects.get().quiz) == (Decimal("1.5"), quiz)
    assert "Trần Thị Bé" in listed and quiz.title in listed


@pytest.mark.parametrize(
    "bad",
    [
        {"factor": "1.5a"},
        {"factor": "0,5"},
        {"factor": "4.5"},
        {"extra_minutes": "-1"},
        {"extra_minutes": "10081"},
        {"extra_attempts": "21"},
        {"quiz": "0"},
        {},
    ],
)
def test_what_cannot_be_given_is_refused_and_nothing_is_kept(moderator, learner, bad):
    response = moderator.post(of_person(learner), wish(**bad))

    assert response.status_code == 200
    assert "govuk-error-summary" in response.content.decode()
    assert not Accommodation.objects.exists()


def test_ending_asks_once_more(moderator, learner):
    given = give(learner, factor=2)
    address = reverse("assessments:end_accommodation", args=[given.pk])

    asked = moderator.get(address)
    held = Accommodation.objects.get().ended_at
    moderator.post(address)

    assert (asked.status_code, held) == (200, None)
    assert Accommodation.objects.get().ended_at
    assert moderator.post(address).status_code == 404


def test_head_gives_to_the_own_office_and_to_nobody_else(head, staff, office, desk, learner):
    other = Organisation.objects.create(code="X", name="Nơi Khác")
    give(learner, factor=2)
    foreign = give(other, factor=2)

    pages = [head.post(one, wish(factor="2")).status_code for one in (of_person(staff), of_office(desk))]
    refused = [head.post(one, wish(factor="2")).status_code for one in (of_person(learner), of_office(other))]
    found = head.post(LIST, {"text": "tran thi be"}).content.decode()
    end = head.post(reverse("assessments:end_accommodation", args=[foreign.pk])).status_code
    listed = head.get(LIST).content.decode()

    assert pages == [302, 302]
    assert refused == [403, 404]
    assert end == 403
    assert "Trần Thị Bé" not in found + listed
    assert "Nơi Khác" not in listed and "Lê Văn Tư" in listed


@pytest.mark.parametrize("role", [None, Role.TRAINER, Role.ANALYST])
def test_outsider_sees_and_gives_nothing(sign_in, learner, office, role):
    client = sign_in(holder("nguoi", role) if role else make.person().user)
    given = give(learner, factor=2)
    addresses = [LIST, of_person(learner), of_person(make.person()), of_office(office)]
    addresses += [reverse("assessments:end_accommodation", args=[given.pk]), "/quiz/accommodations/person/999999/"]

    assert {client.get(one).status_code for one in addresses} == {403}
    assert {client.post(one, wish(factor="2")).status_code for one in addresses} == {403}
    assert Accommodation.objects.count() == 1


def test_visitor_is_asked_to_sign_in(client, learner):
    assert client.get(LIST).status_code == client.get(of_person(learner)).status_code == 302


def test_list_costs_the_same_for_one_and_for_many(moderator, django_assert_max_num_queries):
    for _ in range(30):
        give(make.person(), factor=2, by=make.user())

    with django_assert_max_num_queries(25):
        moderator.get(LIST)
