"""“Learn next”: lessons for what a placement found hardest."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.placing import placement
from cms.api import Competence
from courses import api
from courses.recommendations import recommended
from tests.assessments import make as assessments
from tests.courses import make

pytestmark = pytest.mark.django_db
NOW = make.TUESDAY


def course_for(area, **fields):
    made = make.course(**fields)
    made.competences.set([Competence.objects.filter(area=area).last()])
    made.save_revision().publish()
    return made


def weak_in(person, *areas, at=make.MONDAY):
    sitting = placement.start_placement(person, "vi", at=at, seed="3")
    while (here := placement.question(sitting)) is not None:
        knows = here.step.area not in areas
        right = here.version.type.right_response(here.version.content) if knows else None
        sitting = placement.answer(sitting.pk, here.step.position, right, at=at)


@pytest.fixture
def person(db):
    assessments.bank()
    return make.person()


def titles(person, at=NOW):
    return [one.course.title for one in recommended(person, language="vi", at=at)]


def test_courses_for_the_weakest_area_come_first_with_their_first_lesson(person):
    strong, weak = course_for(1), course_for(4)
    weak_in(person, 4)

    found = recommended(person, language="vi", at=NOW)

    assert [one.course.title for one in found] == [weak.title, strong.title]
    assert found[0].lesson.title == api.lessons_of(weak)[0].title


def test_completed_courses_drafts_and_those_for_others_are_left_out(person):
    done, draft, officers = course_for(4), course_for(4), course_for(4, audience="officer")
    draft.unpublish()
    api.Enrolment.objects.create(person=person, course=done, enrolled_at=NOW, last_activity_at=NOW, completed_at=NOW)
    weak_in(person, 4)

    assert titles(person) == []
    assert officers.live


def test_at_most_three_and_the_lesson_one_is_at(person):
    courses = [course_for(area) for area in (1, 2, 3, 4)]
    weak_in(person, 2)
    enrolment = api.enrol(person, courses[1], at=NOW)
    enrolment.last_lesson_key = api.lessons_of(courses[1])[1].translation_key
    enrolment.save()

    found = recommended(person, language="vi", at=NOW)

    assert len(found) == 3
    assert found[0].lesson.title == api.lessons_of(courses[1])[1].title


def test_nothing_is_recommended_without_a_placement_or_a_year_after_it(person):
    course_for(4)
    assert titles(person) == []

    weak_in(person, 4)

    assert len(titles(person)) == 1
    assert titles(person, at=NOW + timedelta(days=400)) == []


def test_my_learning_shows_it_and_leads_to_a_placement_before(client, person):
    course = course_for(4)
    client.force_login(person.user)
    before = client.get("/learn/").content.decode()
    weak_in(person, 4, at=make.MONDAY.replace(year=2026))
    person.placements.update(finished_at=timezone.now())

    after = client.get("/learn/").content.decode()

    assert 'href="/quiz/placement/"' in before
    assert course.title not in before
    assert api.lessons_of(course)[0].url in after


def test_list_costs_few_queries(person, django_assert_max_num_queries):
    for area in (1, 2, 3):
        course_for(area)
    weak_in(person, 4)

    with django_assert_max_num_queries(12):
        recommended(person, language="vi", at=NOW)


def test_ninety_days_after_a_course_a_check_is_offered_and_kept_as_one(client, person):
    now = timezone.now()
    course = course_for(4)
    weak_in(person, 4, at=now - timedelta(days=120))
    api.Enrolment.objects.create(
        person=person,
        course=course,
        enrolled_at=now - timedelta(days=110),
        last_activity_at=now,
        completed_at=now - timedelta(days=91),
    )
    client.force_login(person.user)

    shown = client.get("/learn/").content.decode()
    client.post(reverse("courses:place", args=[course.pk]))

    assert "It is three months since you completed" in shown
    sitting = placement.open_sitting(person)
    assert (sitting.occasion, sitting.context) == ("check", course.translation_key.hex)


def test_before_a_course_one_may_see_where_one_is(client, person):
    course = course_for(4)
    client.force_login(person.user)

    assert reverse("courses:place", args=[course.pk]) in client.get(course.url).content.decode()
    client.post(reverse("courses:place", args=[course.pk]))

    assert placement.open_sitting(person).occasion == "before"
