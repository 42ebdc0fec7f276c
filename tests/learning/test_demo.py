import hashlib
from collections import Counter
from datetime import date, timedelta

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Count, Q
from django.utils import timezone

from analytics.api import newest_build, refresh_if_stale
from assessments.api import Attempt
from cms.api import load_competences
from courses.api import Activity, CoursePage, Enrolment, HelpRequest, ResultLog, ask, enrol, lessons_of
from learning.content.pages import load_course
from learning.content.reader import course_folders
from learning.content.site import load_site, set_up_roles
from learning.demo import study, truth
from learning.demo.cast import LOGINS, PASSWORD
from learning.demo.country import read_places
from learning.demo.load import REFORM, load
from learning.demo.removal import remove
from people.api import (
    AuditEntry,
    Consent,
    Organisation,
    Person,
    PersonKind,
    Role,
    RoleGrant,
    User,
    grant,
    join,
    lacks_second_factor,
    merge,
    register_offline,
    roles_of,
)
from places.api import Area, communes, denominators, successors_by_id
from places.api import load as load_places
from tests.analytics import make as figures

UNTIL = date(2026, 11, 23)
SIZE = 600
COURSES = ("dien-thoai-thong-minh", "thanh-toan-khong-tien-mat", "quan-ly-van-ban")
# Everything that has to do with a person.
TABLES = (Person, User, Consent, Enrolment, ResultLog, Attempt, HelpRequest, RoleGrant, AuditEntry, Organisation)


def load_here(size=SIZE, seed=8, with_logins=True):
    return load(size=size, seed=seed, until=UNTIL, with_logins=with_logins)


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """The province and three courses, for all tests of this file; rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_places()
        load_competences()
        indexes = load_site()
        set_up_roles()
        for folder in course_folders():
            if folder.name in COURSES:
                load_course(folder, {"vi": indexes["vi"]})
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def demo(site, django_db_blocker):
    """600 simulated people, loaded once."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_here()
        transaction.set_rollback(True)


@pytest.fixture
def empty_site(site, db):
    """The same without the simulated people, whichever test ran before."""
    remove()


@pytest.fixture
def places(site, db):
    return read_places(UNTIL)


def counts():
    return {model._meta.label: model.objects.count() for model in TABLES}


def fingerprint():
    """What the first rows say, ids and pseudonyms left out."""
    people = (
        Person.objects.filter(is_demo=True)
        .order_by("pk")
        .values_list("name", "kind", "gender", "birth_year", "commune__code", "commune__valid_from", "created_at")
    )
    results = ResultLog.objects.order_by("pk").values_list(
        "enrolment__person__created_at", "activity__key", "passed", "score", "at"
    )
    given = Attempt.objects.order_by("pk", "responses__pk").values_list("paper", "score", "responses__response")
    # Ids of items and versions differ where the courses were made anew; their order does not.
    text = repr([list(people[:100]), list(results[:300]), [row[1:] for row in given[:200]]])
    return hashlib.sha256(text.encode()).hexdigest()


def people_of_today_by_commune():
    """Distinct enrolled people by today's commune, old communes counted in their largest successor."""
    successors = successors_by_id()
    rows = Enrolment.objects.filter(person__is_demo=True, person__user=None).values_list("area", "person").distinct()
    return Counter(successors[area][0][0] for area, _person in rows)


def reach(places, people, *, urban):
    chosen = [place for place in places if place.is_urban == urban]
    return sum(people[place.area_id] for place in chosen) / sum(place.adults for place in chosen)


def planted_reach(places, *, urban):
    chosen = [place for place in places if place.is_urban == urban]
    return sum(place.adults * truth.reach_of(place) for place in chosen) / sum(place.adults for place in chosen)


def test_the_same_seed_gives_the_same_rows(demo, db):
    before, first = counts(), fingerprint()
    remove()

    load_here()

    assert counts() == before
    assert fingerprint() == first


def test_another_seed_gives_other_people(demo, db):
    first = fingerprint()
    remove()

    load_here(seed=9)

    assert fingerprint() != first


def test_every_commune_of_today_has_people(demo, db):
    people = people_of_today_by_commune()

    assert {area.pk for area in communes(UNTIL)} == set(people)
    assert len(people) == 102


def test_what_was_recorded_before_the_reform_carries_the_commune_of_that_day(demo, db):
    wrong = Enrolment.objects.filter(person__user=None).exclude(
        Q(area__valid_from__lte=UNTIL) & (Q(area__valid_to=None) | Q(area__valid_to__gt=UNTIL))
    )
    old = wrong.select_related("area", "person")

    assert old.count() > SIZE / 20
    for enrolment in old:
        joined_on = timezone.localdate(enrolment.person.created_at)
        assert joined_on < REFORM
        assert enrolment.area.valid_from <= joined_on < enrolment.area.valid_to
    assert not Enrolment.objects.filter(person__created_at__date__lt=REFORM, area__valid_from__gte=REFORM).exists()


def test_everyone_is_marked_as_simulated_and_agreed(demo, db):
    assert not Person.objects.filter(is_demo=False).exists()
    assert not Person.objects.annotate(n=Count("consents", filter=Q(consents__given=True))).exclude(n=2).exists()


def test_everything_lies_within_the_simulated_time(demo, db):
    start = timezone.make_aware(timezone.datetime(2024, 12, 1))
    end = timezone.make_aware(timezone.datetime(2026, 11, 23))

    assert truth.first_day(UNTIL) == date(2024, 12, 1)
    assert not ResultLog.objects.exclude(at__gte=start, at__lt=end).exists()
    assert not Enrolment.objects.exclude(enrolled_at__gte=start, enrolled_at__lt=end).exists()


def test_completions_follow_the_rule_of_the_course(demo, db):
    finished = Enrolment.objects.exclude(completed_at=None)

    assert finished.exists()
    for enrolment in finished.select_related("course")[:50]:
        done = set(enrolment.results.exclude(passed=False).values_list("activity", flat=True))
        assert done == set(enrolment.course.activities.values_list("pk", flat=True))
        assert enrolment.completed_at == max(enrolment.results.filter(passed=True).values_list("at", flat=True))


def test_full_attempts_tell_the_same_as_their_results(demo, db):
    attempts = Attempt.objects.all()

    assert len(attempts) > SIZE / 50
    for attempt in attempts:
        result = ResultLog.objects.get(enrolment__person=attempt.person, ref=f"{attempt.pk}:{attempt.score}")
        facts = (result.score, result.max_score, result.passed, result.at)
        assert facts == (attempt.score, attempt.max_score, attempt.passed, attempt.submitted_at)
        assert attempt.responses.count() == len(attempt.paper["items"])


def test_officers_take_officers_courses_and_residents_do_not(demo, db):
    officers = Enrolment.objects.filter(course__audience="officer").values_list("person__kind", flat=True)

    assert set(officers) == {PersonKind.OFFICER}


def test_urban_reach_against_rural_is_what_was_planted(demo, places):
    people = people_of_today_by_commune()
    found = reach(places, people, urban=True) / reach(places, people, urban=False)
    planted = planted_reach(places, urban=True) / planted_reach(places, urban=False)

    # Each commune's people are planted without chance; only rounding to whole people remains, and the old communes
    # that were split.
    assert found == pytest.approx(planted, rel=0.05)
    assert 1.5 < planted < 2.2


def age_reach(places, groups):
    """Reach of 60 and over against 15–29, by the ages planted in each commune."""
    adults = sum(place.adults * truth.age_shares(place) for place in places)
    return (groups[3] / adults[3]) / (groups[0] / adults[0])


def test_reach_of_the_elderly_is_what_was_planted(places):
    people = truth.draw_people(places, size=40_000, until=UNTIL, rng=np.random.default_rng(8))
    groups = np.bincount(people.age_group, minlength=4)

    # 2,300 people of 60 and over: chance alone moves the ratio by 2 % (standard deviation).
    assert age_reach(places, groups) == pytest.approx(truth.AGE_REACH[3] / truth.AGE_REACH[0], rel=0.08)


def test_abilities_are_what_was_planted(places):
    people = truth.draw_people(places, size=40_000, until=UNTIL, rng=np.random.default_rng(8))
    rest = people.ability - truth.mean_ability(people, places)
    elderly, young = people.ability[people.age_group == 3].mean(), people.ability[people.age_group == 0].mean()

    assert abs(rest.mean()) < 0.02
    assert rest.std() == pytest.approx(1, abs=0.02)
    assert young - elderly == pytest.approx(truth.AGE_ABILITY[0] - truth.AGE_ABILITY[3], abs=0.12)


def test_far_behind_communes_are_far_behind(demo, places):
    people, levels = people_of_today_by_commune(), {place.code: place for place in places}
    rural = planted_reach(places, urban=False)

    for code in truth.FAR_BEHIND:
        assert people[levels[code].area_id] <= 3
        assert truth.reach_of(levels[code]) < 0.55 * rural


def test_few_begin_at_tet_and_many_after_the_campaign(places):
    people = truth.draw_people(places, size=40_000, until=UNTIL, rng=np.random.default_rng(8))
    days = [truth.first_day(UNTIL) + timedelta(days=int(day)) for day in people.joined_s // truth.DAY_S]
    by_day = Counter(days)

    def a_day(first, n=14):
        return sum(by_day[first + timedelta(days=k)] for k in range(n)) / n

    assert a_day(date(2026, 2, 12)) < 0.4 * a_day(date(2026, 1, 20))
    assert a_day(date(2025, 10, 11)) > 1.7 * a_day(date(2025, 9, 20))
    assert max(days) < UNTIL


def test_simulated_answers_follow_the_rasch_model():
    levels = [1] * 4 + [2] * 4 + [3] * 4
    quiz = study.QuizShape(
        difficulty=np.array([study.DIFFICULTY[level] for level in levels]),
        points=np.ones(12),
        earns=tuple(np.array([0.0, 1.0, 0.5]) for _level in levels),
        pass_mark=70,
    )
    given, score = study._draw_responses(quiz, np.full(20_000, 0.5), np.random.default_rng(8))
    facility = (given == 1).mean(axis=0)

    assert facility == pytest.approx(1 / (1 + np.exp(quiz.difficulty - 0.5)), abs=0.02)
    assert score.max() == 12


def test_loading_twice_changes_nothing(demo, db, settings, capsys):
    settings.SHOW_DEMO_LOGINS = True
    before, first = counts(), fingerprint()

    call_command("load_demo", size=SIZE)
    call_command("load_demo", size=SIZE, if_absent=True)

    assert (counts(), fingerprint()) == (before, first)
    assert capsys.readouterr().out.count("already there") == 1


def test_a_server_without_demo_logins_refuses(empty_site, settings):
    settings.SHOW_DEMO_LOGINS = False

    with pytest.raises(CommandError, match="yes-i-mean-it"):
        call_command("load_demo", size=SIZE)

    assert not Person.objects.exists()


def test_a_server_that_insists_gets_people_without_sign_ins(empty_site, settings, capsys):
    settings.SHOW_DEMO_LOGINS = False

    call_command("load_demo", size=60, until=UNTIL, yes_i_mean_it=True)

    assert Person.objects.count() == 60
    assert not User.objects.exists()
    assert PASSWORD not in capsys.readouterr().out


def test_a_taken_user_name_stops_the_load_before_anything_is_written(empty_site, settings):
    settings.SHOW_DEMO_LOGINS = True
    User.objects.create_user("canbo")

    with pytest.raises(CommandError, match="canbo"):
        call_command("load_demo", size=60, until=UNTIL)

    assert not Person.objects.exists()


def test_a_site_without_courses_says_what_is_missing(empty_site, settings):
    settings.SHOW_DEMO_LOGINS = True
    Activity.objects.update(retired_at=timezone.now())

    with pytest.raises(CommandError, match="setup_site"):
        call_command("load_demo", size=60, until=UNTIL)


def test_each_role_has_a_sign_in(demo, db, client):
    roles = {login.username: login.role for login in LOGINS}
    users = {user.username: user for user in User.objects.all()}

    assert set(users) == set(roles)
    assert {role for role in roles.values() if role} == set(Role)
    for username, role in roles.items():
        assert client.login(username=username, password=PASSWORD)
        assert roles_of(users[username]) == ({role} if role else set())
    assert lacks_second_factor(users["quantri"])
    assert users["canbo"].person.kind == PersonKind.OFFICER


def test_the_inbox_has_open_and_answered_questions(demo, db):
    # Only the courses loaded for these tests have questions.
    answered = HelpRequest.objects.exclude(closed_at=None)

    assert {question.replies.get().by.username for question in answered} == {"huongdan"}
    assert answered.count() == 2
    assert HelpRequest.objects.filter(closed_at=None).exists()
    assert answered.filter(person__user__username="nguoidan").exists()


def real_things(course):
    """A real learner and a real officer's account, among the simulated ones."""
    commune = Area.objects.get(code="28261", valid_to=None)
    at = timezone.now()
    learner = register_offline(by=None, at=at, name="Thật", commune=commune, consents=("learning",))
    enrol(learner, course, at=at)
    lesson = lessons_of(course)[0]
    ask(lesson, person=learner, topic="help", text="Thật", contact="", ref="that", at=at)
    user = User.objects.create_user("that")
    grant(user, Role.TRAINER, by=User.objects.filter(username="quantri").first(), at=at)
    return user


def test_removing_leaves_no_trace_and_nothing_real_changes(empty_site):
    course = CoursePage.objects.first()
    real_things(course)
    before = counts()
    load_here()

    remove()

    assert counts() == before
    assert not Person.objects.filter(is_demo=True).exists()
    assert Enrolment.objects.get().person.name == "Thật"
    connection.check_constraints()


def test_loading_publishes_figures_that_say_they_are_simulated(empty_site):
    load_here(size=60, with_logins=False)

    assert newest_build().uses_demo
    assert newest_build().figures.get(measure="reached", scope="province", month=None).people > 0


def test_removing_takes_the_simulated_figures_out_though_a_real_person_acted_last(empty_site):
    load_here(size=60, with_logins=False)
    real_things(CoursePage.objects.first())
    figures.finish(Enrolment.objects.filter(person__is_demo=False), at=timezone.now())
    refresh_if_stale(at=timezone.now() + timedelta(minutes=10))
    assert newest_build().uses_demo

    remove()
    refresh_if_stale(at=timezone.now() + timedelta(minutes=20))

    assert not newest_build().uses_demo
    # The only real learner agreed to learning, not to statistics.
    assert not newest_build().figures.exists()


def test_rights_that_a_demo_administrator_gave_stay_written_down(demo, db):
    course = CoursePage.objects.first()
    user = real_things(course)

    remove()

    assert roles_of(User.objects.get(pk=user.pk)) == {Role.TRAINER}
    assert AuditEntry.objects.filter(user=user, action="grant", by=None).exists()


def test_a_guest_who_signed_in_as_a_demo_person_does_not_block_removing(demo, db):
    guest = register_offline(by=None, at=timezone.now())
    merge(Person.objects.get(user__username="nguoidan"), guest, by=None, at=timezone.now())

    remove()

    assert not Person.objects.exists()


def test_an_office_with_a_real_person_stays(demo, db):
    real = register_offline(by=None, at=timezone.now(), name="Thật")
    join(real, Organisation.objects.get(code="DEMO-MT"), on=UNTIL)

    remove()

    assert [office.code for office in Organisation.objects.all()] == ["DEMO-MT"]


def test_removing_asks_first(demo, db, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "no")

    with pytest.raises(CommandError, match="Nothing was removed"):
        call_command("remove_demo")

    assert Person.objects.filter(is_demo=True).count() == SIZE + len(LOGINS)


def test_removing_nothing_says_so(empty_site, capsys):
    call_command("remove_demo", yes=True)

    assert "no demonstration" in capsys.readouterr().out


@pytest.mark.slow
def test_planted_differences_are_recovered_from_the_recorded_facts(empty_site, places):
    load_here(size=8000, with_logins=False)
    people = people_of_today_by_commune()
    adults = denominators(UNTIL)

    found = reach(places, people, urban=True) / reach(places, people, urban=False)
    planted = planted_reach(places, urban=True) / planted_reach(places, urban=False)
    assert found == pytest.approx(planted, rel=0.03)
    overall = sum(people.values()) / sum(measure.value for measure in adults.values())
    mean = sum(place.adults * truth.reach_of(place) for place in places) / sum(place.adults for place in places)
    for place in places:
        # Rounding to whole people, and people of a split old commune counted in its largest successor.
        expected = place.adults * overall * truth.reach_of(place) / mean
        assert people[place.area_id] == pytest.approx(expected, abs=1 + 0.15 * expected)

    born = Person.objects.exclude(birth_year=None).values_list("birth_year", "created_at__year")
    ages = np.array([year - birth_year for birth_year, year in born])
    groups = np.bincount(np.digitize(ages, truth.AGE_FROM[1:4]), minlength=4)
    # 450 people of 60 and over: a standard deviation of 5 %; birthdays move few over a border.
    assert age_reach(places, groups) == pytest.approx(truth.AGE_REACH[3] / truth.AGE_REACH[0], rel=0.15)
