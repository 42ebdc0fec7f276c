"""Judges set where the levels begin: the formulas, and the rounds as they are led on the page."""

import math

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import CutJudgment, CutStudy, PlacementSitting, ScaleVersion
from assessments.psychometrics.cut_scores import (
    angoff_cut,
    booklet,
    bookmark_cut,
    impact,
    is_rising,
    location,
    panel_cuts,
)
from assessments.psychometrics.irt import probability
from assessments.scale.calibration import calibrate_bank
from assessments.scale.versions import current_scale
from people.api import Role
from tests.assessments import make
from tests.people.make import holder

PAGE, GIVE, LEAD = "/quiz/cuts/", "/quiz/cuts/give/", "/quiz/cuts/lead/"


def test_two_of_three_are_right_at_the_location():
    assert location(1.0, 0.0) == pytest.approx(math.log(2))
    assert probability(location(1.7, -0.4), 1.7, -0.4)[0][0] == pytest.approx(2 / 3)


def test_bookmark_lies_at_the_last_question_mastered():
    items = [(1.0, -1.0), (1.0, 0.0), (2.0, 1.0)]

    assert bookmark_cut(items, 2) == pytest.approx(0.6931, abs=1e-4)
    assert bookmark_cut(items, 3) == pytest.approx(1.3466, abs=1e-4)


@given(
    st.lists(st.tuples(st.floats(0.5, 2), st.floats(-2, 2)), min_size=1, max_size=20),
    st.floats(-3, 3),
)
def test_angoff_gives_back_the_ability_its_percentages_come_from(items, theta):
    percents = [100 * float(probability(theta, a, b)[0][0]) for a, b in items]

    assert angoff_cut(items, percents) == pytest.approx(theta, abs=1e-4)


def test_angoff_by_hand():
    # Two questions at 0 and 1: at theta 0.5 they are 62.25 and 37.75 percent.
    assert angoff_cut([(1.0, 0.0), (1.0, 1.0)], [62, 38]) == pytest.approx(0.5, abs=1e-5)


def test_median_of_the_judges_counts_and_impact_is_a_share():
    cuts = panel_cuts([[-1.0, 0.0, 1.0], [-0.8, 0.1, 1.4], [-2.0, 0.2, 9.0]])

    assert cuts == [-1.0, 0.1, 1.4]
    assert is_rising(cuts)
    assert impact([-2, -1, 0, 1, 2], cuts) == [0.2, 0.4, 0.2, 0.2]
    assert (panel_cuts([]), impact([], cuts)) == ([], [])


def test_booklet_spreads_over_each_area_in_order_of_location():
    items = [(f"{area}-{n}", str(area), 1.0, n / 10) for area in (1, 2) for n in range(11)]

    assert booklet(items, 3) == ["1-0", "2-0", "1-5", "2-5", "1-10", "2-10"]


@pytest.fixture
def calibrated(db):
    make.bank(each=4)
    make.placed()
    run = calibrate_bank(at=make.MONDAY)
    for place, one in enumerate(run.parameters.order_by("pk")):
        one.model, one.n, one.se, one.b = "rasch", 300, 0.15, -2 + place / 6
        one.save()
    return run


def browser(name, role):
    user = holder(name, role)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def moderator(db):
    return browser("duyet", Role.MODERATOR)


def bookmarks(round_, *numbers):
    return {"round": round_, **{f"cut-{cut}": number for cut, number in enumerate(numbers, start=1)}}


@pytest.mark.django_db
def test_five_judges_in_two_rounds_set_the_limits_of_the_next_placements(calibrated, moderator):
    before = current_scale()
    moderator.post(LEAD, {"action": "begin", "method": "bookmark"})
    judges = [browser(f"gv{n}", Role.TRAINER) for n in range(5)]
    for judge in judges[:2]:
        judge.post(GIVE, bookmarks(1, 5, 10, 20))
    moderator.post(LEAD, {"action": "next", "round": 1})
    shown = judges[0].get(PAGE).content.decode()
    for n, judge in enumerate(judges):
        judge.post(GIVE, bookmarks(2, 5, 10 + n, 20))
        if n < 4:
            moderator.post(LEAD, {"action": "adopt"})
            assert ScaleVersion.objects.count() == 1

    moderator.post(LEAD, {"action": "adopt"})

    study, scale = CutStudy.objects.get(), current_scale()
    assert "What all judges said in the round before" in shown
    assert "Fewer than ten people have been placed" in shown
    items = [(one["a"], one["b"]) for one in study.items]
    assert scale.cuts == [round(location(*items[last - 1]), 4) for last in (5, 12, 20)]
    assert (scale.number, scale.method, study.result) == (2, "bookmark", scale)
    assert scale.adopted_by.username == "duyet"
    assert make.placed().scale == scale
    assert before.cuts == [-1.0, 0.0, 1.0]


@pytest.mark.django_db
def test_a_judge_may_change_the_word_within_a_round_and_counts_once(calibrated, moderator):
    moderator.post(LEAD, {"action": "begin", "method": "bookmark"})
    judge = browser("gv", Role.TRAINER)

    judge.post(GIVE, bookmarks(1, 5, 10, 20))
    judge.post(GIVE, bookmarks(1, 6, 10, 20))

    assert CutJudgment.objects.count() == 2
    assert "1 judge so far" in judge.get(PAGE).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((5, "", 20), "Something is not filled in"),
        ((5, 10, 99), "A number is too large"),
        ((5, 5, 20), "A higher level must begin later"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_on_the_page(calibrated, moderator, numbers, said):
    moderator.post(LEAD, {"action": "begin", "method": "bookmark"})

    refused = browser("gv", Role.TRAINER).post(GIVE, bookmarks(1, *numbers))

    assert refused.status_code == 400
    assert said in refused.content.decode()
    assert '<option value="5" selected>' in refused.content.decode()
    assert not CutJudgment.objects.exists()


@pytest.mark.django_db
def test_how_many_would_be_at_each_level_is_told_from_ten_people_on(calibrated, moderator):
    sitting = PlacementSitting.objects.get()
    for _number in range(9):
        sitting.pk, sitting.person = None, make.person()
        sitting.save()
    moderator.post(LEAD, {"action": "begin", "method": "bookmark"})
    moderator.post(GIVE, bookmarks(1, 5, 10, 20))
    moderator.post(LEAD, {"action": "next", "round": 1})

    assert "of 100 people placed so far" in moderator.get(PAGE).content.decode()
    sitting.delete()
    assert "of 100 people placed so far" not in moderator.get(PAGE).content.decode()


@pytest.mark.django_db
def test_the_level_without_a_number_is_marked_also_for_who_has_judged_before(calibrated, moderator):
    moderator.post(LEAD, {"action": "begin", "method": "bookmark"})
    judge = browser("gv", Role.TRAINER)
    judge.post(GIVE, bookmarks(1, 5, 10, 20))

    page = judge.post(GIVE, bookmarks(1, 5, "", 20)).content.decode()

    assert 'id="problem-2"' in page
    assert 'id="problem-1"' not in page and 'id="problem-3"' not in page
    assert page.count("selected>") == 2


@pytest.mark.django_db
def test_angoff_takes_a_number_for_each_question(calibrated, moderator):
    moderator.post(LEAD, {"action": "begin", "method": "angoff"})
    judge = browser("gv", Role.TRAINER)
    n = len(CutStudy.objects.get().items)
    sent = {f"p-{cut}-{number}": 20 * cut + 10 for cut in (1, 2, 3) for number in range(1, n + 1)}

    judge.post(GIVE, {"round": 1, **sent})

    cuts = CutJudgment.objects.get().cuts
    assert n == 12
    assert is_rising(cuts)
    assert judge.post(GIVE, {"round": 1, **sent, "p-1-1": 101}).status_code == 400


@pytest.mark.django_db
def test_word_from_a_page_of_the_round_before_is_not_taken(calibrated, moderator):
    moderator.post(LEAD, {"action": "begin", "method": "bookmark"})
    judge = browser("gv", Role.TRAINER)
    judge.post(GIVE, bookmarks(1, 5, 10, 20))
    moderator.post(LEAD, {"action": "next", "round": 1})
    moderator.post(LEAD, {"action": "next", "round": 1})

    judge.post(GIVE, bookmarks(1, 6, 11, 21))

    assert CutStudy.objects.get().round == 2
    assert CutJudgment.objects.count() == 1


@pytest.mark.django_db
def test_ending_without_a_result_changes_no_limit(calibrated, moderator):
    moderator.post(LEAD, {"action": "begin", "method": "bookmark"})

    moderator.post(LEAD, {"action": "end"})

    assert CutStudy.objects.get().closed_at
    assert current_scale().cuts == [-1.0, 0.0, 1.0]


@pytest.mark.django_db
def test_judges_are_not_called_before_the_questions_are_measured(moderator):
    make.bank()

    shown = moderator.post(LEAD, {"action": "begin", "method": "bookmark"}, follow=True)

    assert not CutStudy.objects.exists()
    assert "must have been measured first" in shown.content.decode()


@pytest.mark.django_db
def test_trainers_judge_but_do_not_lead_and_others_see_nothing(calibrated):
    trainer, analyst = browser("gv", Role.TRAINER), browser("pt", Role.ANALYST)
    visitor = Client()

    assert trainer.get(PAGE).status_code == 200
    assert trainer.post(LEAD, {"action": "begin", "method": "bookmark"}).status_code == 403
    assert analyst.get(PAGE).status_code == analyst.post(GIVE).status_code == 403
    assert visitor.get(PAGE).status_code == visitor.post(LEAD).status_code == 403
    assert reverse("assessments:cuts") in trainer.get("/learn/").content.decode()
