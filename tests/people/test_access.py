import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from people.api import (
    RULES,
    Action,
    AuditEntry,
    LastAdministrator,
    Role,
    RoleGrant,
    WrongScope,
    authorise,
    deactivate,
    end_grant,
    grant,
    may,
    people_within,
    reachable_areas,
    roles_of,
)
from people.models import User

from . import make

EVERYONE = [
    "resident",
    "officer",
    "head",
    "trainer",
    "moderator",
    "facilitator",
    "analyst",
    "administrator",
    "outsider",
]
# Who may do something at all; where, the tests below say.
ALLOWED = {
    Action.SEE_COURSE_REPORT: {"trainer", "moderator", "administrator"},
    Action.SEE_NAMES_IN_REPORT: {"moderator", "administrator"},
    Action.SEE_INTEGRITY: {"moderator", "administrator"},
    Action.ANSWER_HELP: {"trainer", "moderator", "facilitator", "administrator"},
    Action.SEE_CONTACT: {"moderator", "facilitator", "administrator"},
    Action.MANAGE_PEOPLE: {"head", "administrator"},
    Action.CHANGE_ACCESS: {"head", "administrator"},
    Action.SEE_UNSUPPRESSED: {"analyst", "administrator"},
    Action.SEE_OUTBOX: {"administrator"},
    Action.PRINT_QUIZ: {"trainer", "moderator", "facilitator", "administrator"},
    Action.RUN_QUIZ: {"facilitator", "administrator"},
    Action.RUN_ANY_SESSION: {"administrator"},
    Action.JUDGE_CUT_SCORES: {"trainer", "moderator", "administrator"},
    Action.SET_CUT_SCORES: {"moderator", "administrator"},
    Action.MANAGE_CONTENT: {"trainer", "moderator", "administrator"},
    Action.GRANT_ACCOMMODATION: {"head", "moderator", "administrator"},
    Action.PUBLISH_ITEMS: {"moderator", "administrator"},
    Action.PREPARE_REGRADE: {"trainer", "moderator", "administrator"},
    Action.REGRADE: {"moderator", "administrator"},
    Action.MARK_WORK: {"trainer", "moderator", "administrator"},
    Action.DECIDE_MARKS: {"moderator", "administrator"},
    Action.SEE_WHOSE_WORK: {"moderator", "administrator"},
}


@pytest.mark.parametrize("action", list(Action))
@pytest.mark.parametrize("who", EVERYONE)
def test_the_table_of_rights_holds_for_the_whole_cast(cast, who, action):
    assert may(getattr(cast, who), action) == (who in ALLOWED[action])


def test_every_action_has_a_rule():
    assert set(RULES) == set(Action) == set(ALLOWED)


@pytest.mark.parametrize("action", list(Action))
def test_a_visitor_may_do_nothing(db, action):
    assert not may(AnonymousUser(), action)


def test_authorise_hands_the_thing_through_or_refuses(cast):
    assert authorise(cast.trainer, Action.SEE_COURSE_REPORT, "course") == "course"
    with pytest.raises(PermissionDenied):
        authorise(cast.outsider, Action.SEE_COURSE_REPORT, "course")


def test_a_facilitator_answers_in_the_own_commune_and_in_those_it_was_made_of(cast, country):
    assert may(cast.facilitator, Action.ANSWER_HELP, country.my_phong)
    assert may(cast.facilitator, Action.ANSWER_HELP, country.tan_my_chanh)
    assert not may(cast.facilitator, Action.ANSWER_HELP, country.dao_thanh)


def test_a_head_manages_the_own_office_and_those_below_only(cast):
    assert may(cast.head, Action.MANAGE_PEOPLE, cast.desk)
    assert may(cast.head, Action.MANAGE_PEOPLE, cast.officer)
    assert not may(cast.head, Action.MANAGE_PEOPLE, cast.elsewhere)
    assert not may(cast.head, Action.MANAGE_PEOPLE, cast.stranger.person)
    assert not may(cast.head, Action.MANAGE_PEOPLE, cast.resident.person)


def test_a_head_may_not_change_the_rights_of_a_member_who_serves_elsewhere_too(cast):
    grant(cast.officer, Role.MODERATOR, by=None, at=make.NOW)

    assert may(cast.head, Action.MANAGE_PEOPLE, cast.officer.person)
    assert not may(cast.head, Action.CHANGE_ACCESS, cast.officer.person)


def test_an_organisation_that_is_its_own_grandparent_does_not_hang_the_question(cast):
    cast.office.parent = cast.desk
    cast.office.save()

    assert may(cast.head, Action.MANAGE_PEOPLE, cast.desk)


def test_people_for_whom_one_has_a_right_are_the_own_staff_the_own_commune_or_everyone(cast):
    names = lambda user, action: set(people_within(user, action).values_list("name", flat=True))  # noqa: E731

    assert names(cast.head, Action.GRANT_ACCOMMODATION) == {"Officer"}
    assert names(cast.facilitator, Action.RUN_QUIZ) == {"Resident", "Bà Tư"}
    assert {"Stranger", "Resident", "Bà Tư", "Outsider"} <= names(cast.administrator, Action.RUN_QUIZ)
    assert names(cast.outsider, Action.RUN_QUIZ) == names(cast.head, Action.RUN_QUIZ) == set()


def test_an_analyst_sees_all_areas_or_those_of_the_grant(cast, country):
    narrow = make.holder("narrow", Role.ANALYST, area=country.dao_thanh)

    assert reachable_areas(cast.analyst, Action.SEE_UNSUPPRESSED) is None
    assert reachable_areas(cast.administrator, Action.SEE_UNSUPPRESSED) is None
    assert reachable_areas(narrow, Action.SEE_UNSUPPRESSED) == {country.dao_thanh.pk}
    assert reachable_areas(cast.outsider, Action.SEE_UNSUPPRESSED) == set()


def test_roles_cost_one_query_however_often_they_are_asked(cast, django_assert_num_queries):
    user = User.objects.get(pk=cast.moderator.pk)

    with django_assert_num_queries(1):
        assert roles_of(user) == {Role.MODERATOR}
        assert may(user, Action.MANAGE_CONTENT)


def test_giving_a_role_twice_changes_nothing(cast):
    first = grant(cast.resident, Role.TRAINER, by=cast.administrator, at=make.NOW)
    entries = AuditEntry.objects.count()

    again = grant(cast.resident, Role.TRAINER, by=cast.administrator, at=make.NOW)

    assert again == first
    assert AuditEntry.objects.count() == entries


def test_giving_and_ending_a_role_is_written_down(cast):
    held = grant(cast.resident, Role.HEAD, organisation=cast.desk, by=cast.administrator, at=make.NOW)
    end_grant(held, by=cast.administrator, at=make.NOW)

    entries = AuditEntry.objects.filter(user=cast.resident).order_by("id").values_list("action", "by", "detail")
    detail = {"role": "head", "organisation": cast.desk.code}
    assert list(entries) == [("grant", cast.administrator.pk, detail), ("end_grant", cast.administrator.pk, detail)]


def test_an_ended_role_gives_no_right_and_stays_in_the_history(cast):
    end_grant(RoleGrant.objects.get(user=cast.moderator), by=cast.administrator, at=make.NOW)

    assert roles_of(User.objects.get(pk=cast.moderator.pk)) == frozenset()
    assert RoleGrant.objects.get(user=cast.moderator).ended_by == cast.administrator


def test_content_roles_are_django_groups_as_long_as_they_hold(cast):
    assert [group.name for group in cast.trainer.groups.all()] == ["Trainers"]

    end_grant(RoleGrant.objects.get(user=cast.trainer), by=cast.administrator, at=make.NOW)

    assert not cast.trainer.groups.exists()


def test_the_last_administrator_stays(cast):
    with pytest.raises(LastAdministrator):
        end_grant(RoleGrant.objects.get(user=cast.administrator), by=cast.administrator, at=make.NOW)
    with pytest.raises(LastAdministrator):
        deactivate(cast.administrator, by=cast.administrator, at=make.NOW)


def test_a_deactivated_administrator_does_not_count_as_another(cast):
    second = make.holder("second", Role.ADMINISTRATOR)
    deactivate(second, by=cast.administrator, at=make.NOW)

    with pytest.raises(LastAdministrator):
        deactivate(cast.administrator, by=cast.administrator, at=make.NOW)


def test_an_active_superuser_counts_as_another_administrator_and_as_the_last(cast):
    root = User.objects.create_superuser("root")
    end_grant(RoleGrant.objects.get(user=cast.administrator), by=root, at=make.NOW)

    with pytest.raises(LastAdministrator):
        deactivate(root, by=root, at=make.NOW)
    grant(cast.resident, Role.ADMINISTRATOR, by=root, at=make.NOW)
    deactivate(root, by=root, at=make.NOW)
    with pytest.raises(LastAdministrator):
        deactivate(cast.resident, by=root, at=make.NOW)


@pytest.mark.parametrize("role", [Role.HEAD, Role.FACILITATOR])
def test_a_role_without_its_place_is_refused(cast, role):
    with pytest.raises(WrongScope):
        grant(cast.resident, role, by=None, at=make.NOW)


def test_a_trainer_of_one_office_is_refused(cast):
    with pytest.raises(WrongScope):
        grant(cast.resident, Role.TRAINER, organisation=cast.office, by=None, at=make.NOW)
