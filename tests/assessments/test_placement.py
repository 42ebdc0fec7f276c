"""A placement as people take it: by HTTP, on two phones, pressed twice, without scripts, and by others."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.urls import reverse

from assessments.models import Occasion, PlacementResponse, PlacementSitting, PlacementStep
from assessments.placing.placement import NothingToAsk, answer, open_sitting, question, start_placement
from assessments.placing.results import placement_result
from assessments.scale.calibration import calibrate_bank
from people.api import Person, PersonKind, export, merge
from tests.assessments import make

pytestmark = pytest.mark.django_db
START, BEGIN = "/quiz/placement/", "/quiz/placement/start/"


@pytest.fixture
def bank(db):
    return make.bank()


def address(sitting):
    return reverse("assessments:placement_question", args=[sitting.pk])


def fields(sitting, *, right=True):
    """What the page sends when the right answer is picked (or nothing is known)."""
    here = question(sitting)
    position = here.step.position
    if not right:
        return {"position": position, "action": "unknown"}
    picked = here.version.type.right_response(here.version.content)[0]
    return {"position": position, f"answer-{position}": picked, "action": "answer"}


def test_from_the_start_page_to_the_result_by_plain_forms(page, learner, bank):
    shown = page.get(START).content.decode()
    assert f'action="{BEGIN}"' in shown

    first = page.post(BEGIN, follow=True)
    sitting = open_sitting(learner)
    assert "Question 1" in first.content.decode()
    assert "about 24 questions to go" in first.content.decode()
    while open_sitting(learner):
        done = page.post(address(sitting), fields(sitting), follow=True)

    sitting.refresh_from_db()
    assert done.redirect_chain[-1][0] == reverse("assessments:placement_result", args=[sitting.pk])
    assert sitting.theta > 1
    assert "<svg" in done.content.decode()
    assert "The same in words" in done.content.decode()


def test_fixed_form_asks_24_different_questions_four_of_each_area(bank):
    sitting = make.placed(right=lambda number: number % 2)

    steps = list(sitting.steps.all())
    assert len({step.version_id for step in steps}) == 24
    assert Counter(step.area for step in steps) == dict.fromkeys(range(1, 7), 4)
    assert sitting.run is None
    assert all(step.b_sd == 0.8 for step in steps)


def test_a_page_never_shows_what_is_right_nor_how_it_goes(page, learner, bank):
    page.post(BEGIN)
    sitting = open_sitting(learner)
    for _n in range(5):
        page.post(address(sitting), fields(sitting))

    shown = page.get(address(sitting)).content.decode()

    assert "theta" not in shown
    assert "correct" not in shown


def test_not_knowing_is_an_answer_and_counts_as_wrong(page, learner, bank):
    page.post(BEGIN)
    sitting = open_sitting(learner)

    page.post(address(sitting), fields(sitting, right=False))

    given = PlacementResponse.objects.get()
    assert (given.is_right, given.response) == (False, [])
    assert given.theta < 0


def test_pressing_next_without_an_answer_says_what_to_do_and_keeps_the_question(page, learner, bank):
    page.post(BEGIN)
    sitting = open_sitting(learner)

    refused = page.post(address(sitting), {"position": 0, "action": "answer"})

    assert refused.status_code == 400
    assert "Answer the question, or press “I do not know”." in refused.content.decode()
    assert not PlacementResponse.objects.exists()


def test_double_click_answers_once(page, learner, bank):
    page.post(BEGIN)
    page.post(BEGIN)
    sitting = open_sitting(learner)
    sent = fields(sitting)

    page.post(address(sitting), sent)
    page.post(address(sitting), {**sent, "action": "unknown"})

    assert PlacementSitting.objects.count() == 1
    assert PlacementResponse.objects.get().is_right
    assert PlacementStep.objects.count() == 2


def test_goes_on_at_the_same_question_on_another_phone(client_class, learner, bank):
    one, other = client_class(), client_class()
    one.force_login(learner.user)
    other.force_login(learner.user)
    one.post(BEGIN)
    sitting = open_sitting(learner)
    one.post(address(sitting), fields(sitting))

    assert address(sitting) in other.get(START).content.decode()
    shown = other.post(BEGIN, follow=True).content.decode()

    assert "Question 2" in shown
    assert question(sitting).version.content["stem"] in shown


@pytest.fixture
def client_class():
    from django.test import Client

    return Client


def test_nobody_else_sees_a_sitting_or_its_result(client_class, learner, outsider, bank):
    unfinished, done = start_placement(learner, "vi", at=make.MONDAY), make.placed(outsider)
    stranger = client_class()
    stranger.force_login(make.person().user)

    for sitting in (unfinished, done):
        result = reverse("assessments:placement_result", args=[sitting.pk])
        assert stranger.get(address(sitting)).status_code == 404
        assert stranger.get(result).status_code == 404
        assert stranger.post(address(sitting), {"position": 0, "action": "unknown"}).status_code == 404
        assert client_class().get(result).status_code == 401
    assert not PlacementResponse.objects.filter(step__sitting=unfinished).exists()


def test_a_visitor_takes_it_as_a_guest(client, bank):
    client.post(BEGIN)
    guest = Person.objects.get(kind=PersonKind.GUEST)
    sitting = open_sitting(guest)

    client.post(address(sitting), fields(sitting))

    assert PlacementResponse.objects.count() == 1


def test_looking_at_the_start_page_writes_nothing(client, bank):
    client.get(START)

    assert not Person.objects.exists()


def test_without_a_bank_it_says_so(client, db):
    make.bank(areas=(1, 2, 3))

    assert "The questions are being prepared" in client.get(START).content.decode()
    assert client.post(BEGIN).headers["Location"] == START
    with pytest.raises(NothingToAsk):
        start_placement(make.person(), "vi", at=make.MONDAY)


def test_questions_in_another_language_of_no_competence_or_for_officers_are_not_asked(bank):
    make.item(make.single("Lạc"), level=1)
    make.bank(language="en", each=2)
    for_officers = [item for item in bank if item.pk % 3 == 0]
    for item in for_officers:
        item.audience = "officer"
        item.save()

    sitting = make.placed()

    asked = set(sitting.steps.values_list("version__item", flat=True))
    assert asked <= {item.pk for item in bank} - {item.pk for item in for_officers}


def test_a_question_taken_back_meanwhile_disturbs_nothing(bank):
    person = make.person()
    sitting = make.placed(person, until=5)
    first = sitting.steps.first()
    first.version.item.unpublish()

    sitting = make.placed(person)

    assert sitting.finished_at
    assert sitting.steps.count() == 24


def test_one_left_for_a_month_is_closed_as_cut_short_and_names_no_band(bank):
    person = make.person()
    old = make.placed(person, until=20)

    fresh = start_placement(person, "vi", at=make.MONDAY + timedelta(days=31))

    old.refresh_from_db()
    assert fresh.pk != old.pk
    assert (old.is_whole, old.band) == (False, None)
    assert old.theta > 0


def test_result_is_that_of_the_scale_it_was_taken_on(bank):
    sitting = make.placed()
    scale = sitting.scale

    made = placement_result(PlacementSitting.objects.select_related("scale").get(pk=sitting.pk))

    assert scale.cuts == [-1.0, 0.0, 1.0]
    assert made.headline == "Your level: Expert" or made.headline.startswith("Between")
    assert made.n == 24
    assert [line.n for line in made.areas] == [4] * 6
    assert all(line.low < line.middle < line.high for line in made.areas)


def test_weakest_areas_come_first(bank):
    person = make.person()
    sitting = start_placement(person, "vi", at=make.MONDAY, seed="2")
    while (here := question(sitting)) is not None:
        right = here.version.type.right_response(here.version.content) if here.step.area != 4 else None
        sitting = answer(sitting.pk, here.step.position, right, at=make.MONDAY)

    result = placement_result(sitting)

    assert result.weakest[0].area == 4
    assert result.weakest[0].n_right == 0


def test_second_time_asks_what_was_not_asked_before_where_there_is_enough():
    make.bank(each=16)
    person = make.person()
    first, second = make.placed(person), make.placed(person, at=make.TUESDAY, seed="9")

    asked = [set(one.steps.values_list("version__item", flat=True)) for one in (first, second)]
    assert not asked[0] & asked[1]


def test_exposure_stays_below_a_quarter_where_the_bank_allows():
    from django.core.cache import cache

    make.bank(each=20)
    for number in range(20):
        cache.clear()
        make.placed(seed=str(number), right=lambda n: n % 2)

    worst = Counter(PlacementStep.objects.values_list("version", flat=True)).most_common(1)[0][1]
    assert worst <= 0.25 * 20 + 1


def test_calibrated_bank_stops_by_the_standard_error():
    make.bank(each=12)
    make.placed()
    run = calibrate_bank(at=make.MONDAY)
    run.parameters.update(model="2pl", a=2.0, se=0.1)

    sitting = make.placed(right=lambda number: number % 2, at=make.TUESDAY)

    assert sitting.run == run
    assert 12 <= sitting.steps.count() < 24
    assert sitting.se <= 0.35


def test_placements_count_for_the_next_calibration(bank):
    make.placed()

    run = calibrate_bank(at=make.TUESDAY)

    assert (run.n_persons, run.n_responses) == (1, 24)


def test_merging_persons_keeps_placements_and_leaves_one_open(bank):
    keep, drop = make.person(), make.person(user=None)
    done = make.placed(drop)
    make.placed(drop, until=3, at=make.TUESDAY)
    mine = start_placement(keep, "vi", at=make.MONDAY)

    merge(keep, drop, by=None, at=make.TUESDAY)

    done.refresh_from_db()
    mine.refresh_from_db()
    assert done.person == keep
    assert (mine.is_whole, PlacementSitting.objects.filter(person=keep, finished_at=None).count()) == (False, 1)


def test_my_data_has_placements_and_no_key_of_an_open_one(bank):
    person = make.person()
    make.placed(person)
    make.placed(person, until=2, at=make.TUESDAY)

    told = export(person)["assessments"]["placements"]

    assert [len(one["answers"]) for one in told] == [24, 0]


def test_an_answer_costs_few_queries(page, learner, bank, django_assert_max_num_queries):
    page.post(BEGIN)
    sitting = open_sitting(learner)
    page.post(address(sitting), fields(sitting))
    sent = fields(sitting)

    with django_assert_max_num_queries(18):
        page.post(address(sitting), sent)


def test_occasion_and_course_are_kept(bank):
    sitting = make.placed(occasion=Occasion.BEFORE, context="k")

    assert (sitting.occasion, sitting.context) == ("before", "k")


def test_page_has_one_heading_a_label_for_each_answer_and_two_buttons(page, learner, bank):
    page.post(BEGIN)

    shown = page.get(address(open_sitting(learner))).content.decode()

    main = shown[shown.index("<main") : shown.index("</main>")]
    assert len(re.findall("<h1", main)) == 1
    assert main.count('type="radio"') == main.count("govuk-radios__label") == 3
    assert "I do not know" in main
