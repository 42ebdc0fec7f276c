"""Before, after and three months later on one scale: gains of people, courses and communes, as analytics gets them."""

from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import frames
from assessments.models import Occasion, PlacementSitting
from assessments.placing.checks import checks_due
from assessments.psychometrics.gains import gain, mean_gain, undrawn
from assessments.psychometrics.irt import ability
from assessments.scale.versions import current_scale
from tests.assessments import make
from tests.people.make import commune

KEY = "k" * 32
AFTER, CHECK, BEFORE = Occasion.AFTER, Occasion.CHECK, Occasion.BEFORE


def sitting(person, theta, *, days=0, occasion=Occasion.PLACEMENT, context="", se=0.4, **fields):
    at = make.MONDAY + timedelta(days=days)
    return PlacementSitting.objects.create(
        **{
            "person": person,
            "occasion": occasion,
            "context": context,
            "language": "vi",
            "scale": current_scale(),
            "rules": {},
            "seed": "1",
            "started_at": at,
            "finished_at": at,
            "theta": theta,
            "se": se,
            **fields,
        }
    )


def test_gain_is_undrawn_and_its_errors_add_up():
    # 1 − 0.4²/1.2² = 8/9: 0.6 / (8/9) = 0.675; 0.4 / √(8/9) · √2 = 0.6.
    told = gain((0.0, 0.4), (0.6, 0.4))

    assert (told.by, told.se) == (pytest.approx(0.675), pytest.approx(0.6))


def test_undrawn_estimates_are_unbiased_where_posterior_means_are_not():
    rng = np.random.default_rng(1)
    b = np.linspace(-1, 3, 25)
    drawn, freed = [], []
    for _n in range(300):
        found = ability(np.ones(25), b, (rng.random(25) < 1 / (1 + np.exp(-(1.5 - b)))).astype(float))
        drawn.append(found.theta)
        freed.append(undrawn(found.theta, found.sd)[0])

    assert abs(np.mean(freed) - 1.5) < abs(np.mean(drawn) - 1.5)
    assert np.mean(freed) == pytest.approx(1.5, abs=0.1)


@given(st.lists(st.floats(-3, 3), min_size=2, max_size=30))
def test_mean_gain_is_the_mean_with_the_error_of_its_spread(gains):
    told = mean_gain(gains)

    assert told.n == len(gains)
    assert told.mean == pytest.approx(np.mean(gains))
    assert told.se == pytest.approx(np.std(gains, ddof=1) / np.sqrt(len(gains)))


def test_gain_of_nobody_and_of_one():
    assert mean_gain([]) is None
    assert mean_gain([0.5]).se is None


@pytest.mark.django_db
def test_frame_pairs_the_placement_after_a_course_with_the_one_before():
    here = commune("28273", "Xã Cái Bè")
    person = make.person()
    sitting(person, -0.5, days=0)
    sitting(person, 0.0, days=5, occasion=BEFORE, context=KEY)
    sitting(person, 0.6, days=30, occasion=AFTER, context=KEY, area=here)
    sitting(person, 2.0, days=31, occasion=AFTER, context=KEY)
    sitting(person, 0.3, days=130, occasion=CHECK, context=KEY)

    told = frames.gains()

    assert list(told["until"]) == ["after", "check"]
    assert told["gain"].round(3).to_list() == [0.675, 0.338]
    assert told["se"].round(3).to_list() == [0.6, 0.6]
    assert told["person"].to_list() == [person.pseudonym] * 2
    assert told["area"][0] == here.pk


@pytest.mark.django_db
def test_without_one_before_the_course_any_earlier_placement_serves_and_none_gives_no_gain():
    served, none = make.person(), make.person()
    sitting(served, 0.0)
    sitting(served, 0.6, days=30, occasion=AFTER, context=KEY)
    sitting(none, 0.6, days=30, occasion=AFTER, context=KEY)
    sitting(none, 0.6, days=120, occasion=CHECK, context=KEY)

    assert frames.gains()["person"].to_list() == [served.pseudonym]


@pytest.mark.django_db
def test_cut_short_open_and_foreign_language_placements_make_no_gain():
    person = make.person()
    sitting(person, 0.0, is_whole=False)
    sitting(person, 0.0, language="en")
    sitting(person, 0.6, days=30, occasion=AFTER, context=KEY)
    sitting(person, None, days=31, finished_at=None, se=None)

    assert frames.gains().empty
    assert len(frames.placements()) == 2


@pytest.mark.django_db
def test_means_of_courses_and_communes_have_standard_errors_and_no_names():
    here = commune("28273", "Xã Cái Bè")
    for last in (0.4, 0.6, 0.8):
        person = make.person()
        sitting(person, 0.0)
        sitting(person, last, days=30, occasion=AFTER, context=KEY, area=here)

    by_course, by_commune = frames.mean_gains("context"), frames.mean_gains("area")

    row = by_course.iloc[0]
    assert (row["context"], row["until"], row["n"]) == (KEY, "after", 3)
    assert (round(row["gain"], 3), round(row["se"], 3)) == (0.675, round(0.225 / np.sqrt(3), 3))
    assert by_commune.iloc[0]["area"] == here.pk
    columns = {*frames.placements().columns, *frames.gains().columns, *by_course.columns}
    assert not columns & {"name", "user", "phone", "email", "person_id"}


@pytest.mark.django_db
def test_empty_frames_have_their_columns():
    assert frames.gains().empty
    assert frames.mean_gains("area").empty
    assert "theta" in frames.placements().columns


@pytest.mark.django_db
def test_watermark_changes_with_each_placement_finished():
    before = frames.watermark()

    sitting(make.person(), 0.0)

    assert frames.watermark() != before


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("days", "due"), [(40, ["after"]), (119, ["after"]), (120, ["check"]), (299, ["check"]), (301, [])]
)
def test_after_a_course_a_placement_is_due_and_another_ninety_days_later(days, due):
    person = make.person()
    sitting(person, 0.0)
    completed = {KEY: make.MONDAY + timedelta(days=30)}

    found = checks_due(person, completed, at=make.MONDAY + timedelta(days=days))

    assert [occasion for _key, occasion in found] == due


@pytest.mark.django_db
def test_nothing_is_due_twice_nor_for_someone_who_was_never_placed_before():
    person, other = make.person(), make.person()
    sitting(person, 0.0)
    sitting(person, 0.5, days=31, occasion=AFTER, context=KEY)
    sitting(other, 0.5, days=31)
    completed = {KEY: make.MONDAY + timedelta(days=30)}

    assert checks_due(person, completed, at=make.MONDAY + timedelta(days=40)) == []
    assert checks_due(other, completed, at=make.MONDAY + timedelta(days=40)) == []
