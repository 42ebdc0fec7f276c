from datetime import timedelta

import pytest

from analytics.api import Build, Figure, build_figures, newest_build, refresh_if_stale
from courses.api import withdraw
from people.api import Person, set_consent

from . import make


def figure(measure, area=None, *, scope="commune", month=None):
    """What the newest build says; 0: no row."""
    found = Figure.objects.filter(build=newest_build(), measure=measure, scope=scope, area=area, month=month)
    return found.values_list("people", flat=True).first() or 0


def test_figures_count_people_by_commune(learnt):
    build_figures(at=make.NOW)

    assert figure("reached", learnt.big) == 50
    assert figure("active", learnt.big) == 20
    assert figure("completed", learnt.big) == 20
    assert figure("passed", learnt.big) == 20
    assert figure("reached", scope="province") == 74


def test_small_counts_and_the_next_smallest_are_hidden_in_each_measure(learnt):
    build_figures(at=make.NOW)

    hidden = Figure.objects.filter(hidden=True, month=None).values_list("measure", "area__code")
    # Four people in one commune would follow from the total if the middle one were shown.
    assert set(hidden) == {
        (measure, code) for measure in ("reached", "active", "completed", "passed") for code in ("30002", "30003")
    }


def test_facts_before_the_reform_count_for_the_commune_of_today(country, course):
    make.learners(12, country.whole, course, at=make.BEFORE)
    make.learners(3, country.small, course)

    build_figures(at=make.NOW)

    assert figure("reached", country.small) == 15
    assert figure("reached", country.small, month=make.BEFORE.date().replace(day=1)) == 12


def test_people_of_a_divided_commune_all_arrive(country, course):
    make.learners(200, country.divided, course, at=make.BEFORE)

    build_figures(at=make.NOW)

    parts = figure("reached", country.big), figure("reached", country.middle)
    assert sum(parts) == 200
    assert parts[0] > parts[1] > 0


def test_who_withdraws_consent_is_counted_no_longer(learnt):
    person = Person.objects.filter(commune=learnt.big).first()
    build_figures(at=make.NOW)

    set_consent(person, "statistics", False, at=make.NOW)
    refresh_if_stale(at=make.NOW + timedelta(minutes=5))

    assert figure("reached", learnt.big) == 49


def test_who_was_never_asked_is_not_counted(country, course):
    make.learners(12, country.big, course, consents=["learning"])

    build_figures(at=make.NOW)

    assert figure("reached", country.big) == 0


def test_code_that_leads_nowhere_is_reported(country, course):
    lost = make.former("29009", "Xã Mất Dấu", {})
    make.learners(11, lost, course, at=make.BEFORE)

    build = build_figures(at=make.NOW)

    assert build.unplaced == {"29009 2019-04-01": 11}
    assert figure("reached", scope="unknown") == 11


def test_new_completion_changes_the_figure_after_a_refresh(learnt, course):
    build_figures(at=make.NOW)
    later = make.NOW + timedelta(minutes=2)
    make.finish(make.learners(1, learnt.big, course, at=later), at=later)

    refreshed = refresh_if_stale(at=later)

    assert refreshed
    assert figure("completed", learnt.big) == 21
    assert figure("completed", learnt.big, month=later.date().replace(day=1)) == 1


def test_nothing_new_builds_nothing(learnt):
    build_figures(at=make.NOW)

    refreshed = refresh_if_stale(at=make.NOW + timedelta(minutes=30))

    assert not refreshed
    assert Build.objects.count() == 1


def test_new_facts_wait_for_the_refresh_time(learnt, course, settings):
    settings.FIGURES_REFRESH_S = 30
    build_figures(at=make.NOW)
    make.learners(1, learnt.big, course)

    assert not refresh_if_stale(at=make.NOW + timedelta(seconds=29))
    assert refresh_if_stale(at=make.NOW + timedelta(seconds=31))


def test_slow_building_is_repeated_less_often(learnt, course):
    build = build_figures(at=make.NOW)
    Build.objects.filter(pk=build.pk).update(seconds=60)
    make.learners(1, learnt.big, course)

    assert not refresh_if_stale(at=make.NOW + timedelta(minutes=19))
    assert refresh_if_stale(at=make.NOW + timedelta(minutes=21))


def test_clock_set_back_does_not_freeze_the_figures(learnt, course):
    build_figures(at=make.NOW)
    make.learners(1, learnt.big, course)

    assert refresh_if_stale(at=make.NOW - timedelta(days=300))


def test_commune_told_later_shows_within_the_hour(country, course):
    make.learners(12, None, course)
    build_figures(at=make.NOW)
    Person.objects.update(commune=country.big)

    refreshed = refresh_if_stale(at=make.NOW + timedelta(hours=1))

    assert refreshed
    assert figure("reached", country.big) == 12


def test_who_learned_and_left_was_still_reached(country, course):
    enrolments = make.learners(12, country.big, course)
    make.finish(enrolments)
    for enrolment in enrolments[:5]:
        withdraw(enrolment, at=make.NOW)

    build_figures(at=make.NOW)

    measures = ("reached", "active", "completed", "passed")
    assert [figure(measure, country.big) for measure in measures] == [12, 12, 12, 12]


def test_other_threshold_makes_the_figures_stale(learnt, settings):
    build_figures(at=make.NOW)
    settings.SUPPRESSION_THRESHOLD = 30

    refresh_if_stale(at=make.NOW + timedelta(minutes=5))

    assert newest_build().threshold == 30


def test_changed_places_make_the_figures_stale(learnt):
    build_figures(at=make.NOW)
    make.commune("30009", "Xã Mới")

    assert refresh_if_stale(at=make.NOW + timedelta(minutes=5))


def test_building_twice_gives_the_same_figures(learnt):
    def rows(build):
        return set(build.figures.values_list("scope", "area", "measure", "month", "people", "hidden"))

    first = build_figures(at=make.NOW)
    second = build_figures(at=make.NOW)

    assert rows(first) == rows(second) != set()


def test_only_the_last_two_builds_keep_their_figures(learnt):
    builds = [build_figures(at=make.NOW) for _ in range(3)]

    assert [build.figures.exists() for build in builds] == [False, True, True]


@pytest.mark.parametrize("is_demo", [True, False])
def test_build_says_whether_simulated_people_are_in_it(country, course, is_demo):
    make.learners(2, country.big, course, is_demo=is_demo)

    assert build_figures(at=make.NOW).uses_demo is is_demo


@pytest.mark.django_db
def test_empty_site_can_be_built():
    build = build_figures(at=make.NOW)

    assert not build.figures.exists()


def test_check_for_new_facts_makes_few_queries(learnt, django_assert_max_num_queries):
    build_figures(at=make.NOW)

    with django_assert_max_num_queries(6):
        refresh_if_stale(at=make.NOW + timedelta(minutes=5))
