import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from analytics.build import build_figures
from analytics.inequality import gini

from . import make

# Learners and finishers of eight communes of 1,000 adults; the last one's are too few to be shown.
LEARNERS = {
    "30011": (20, 12),
    "30012": (40, 30),
    "30013": (60, 30),
    "30014": (80, 40),
    "30015": (100, 70),
    "30016": (120, 60),
}
FEW = {"30017": (9, 2), "30018": (8, 3)}


@pytest.fixture
def built(db, course):
    finished = []
    for code, (n, n_done) in {**LEARNERS, **FEW}.items():
        area = make.commune(code, f"Xã {code}", adults=1000)
        finished += make.learners(n, area, course)[:n_done]
    make.finish(finished)
    return build_figures(at=make.NOW)


def report(**options):
    out = StringIO()
    call_command("divide_report", stdout=out, **{"period": "all", "json": True, **options})
    return json.loads(out.getvalue())


def test_means_and_inequality_come_from_what_may_be_shown(built):
    reached = report()["measures"]["reached"]

    rates = [n / 10 for n, _done in LEARNERS.values()]
    assert (reached["n_communes"], reached["n_hidden"]) == (6, 2)
    assert reached["weighted_mean"] == pytest.approx(sum(rates) / 6)
    assert reached["inequality"]["gini"] == pytest.approx(gini(rates, [1000] * 6))
    assert {line["code"] for line in reached["communes"]} == set(LEARNERS)


def test_hidden_counts_are_in_it_for_who_asks_for_the_truth(built):
    reached = report(truth=True)["measures"]["reached"]

    assert (reached["n_communes"], reached["n_hidden"]) == (8, 0)
    assert {line["people"] for line in reached["communes"]} >= {9, 8}


def test_gap_of_each_commune_is_split_into_steps_that_sum_to_it(built):
    behind = {line["code"]: line for line in report()["behind"]}

    # The finishers of the first are hidden too: with the total they would give the last two away.
    assert set(behind) == set(LEARNERS) - {"30011"}
    for line in behind.values():
        assert sum(line["parts"].values()) == pytest.approx(line["gap"])
    own, whole = 30 / 1000, sum(LEARNERS[code][1] for code in behind) / 5000
    assert behind["30013"]["gap"] == pytest.approx(100 * (own - whole))


def test_shrunk_rates_lie_between_own_and_mean_and_ranks_hold_both_ends(built):
    lines = {line["code"]: line for line in report()["measures"]["reached"]["communes"]}

    assert 2 < lines["30011"]["shrunk"] < 7
    assert lines["30016"]["rank_between"][0] == 1
    assert lines["30011"]["rank_between"][1] == 6


def test_one_commune_can_be_asked_for_and_an_unknown_one_is_named(built):
    found = report(area="30012")

    assert [line["code"] for line in found["behind"]] == ["30012"]
    with pytest.raises(CommandError, match="99999"):
        report(area="99999")


def test_period_that_is_none_and_figures_never_built_are_said(db):
    with pytest.raises(CommandError, match="nightly"):
        report()
    build_figures(at=make.NOW)
    with pytest.raises(CommandError, match="2026-03"):
        report(period="March")
    assert report()["measures"]["reached"]["weighted_mean"] is None
    assert report(period="2026-03")["behind"] == []


def test_report_can_be_read(built):
    out = StringIO()
    call_command("divide_report", period="all", stdout=out)

    assert "Gini" in out.getvalue()
    assert "7.00 per 100 adults" in out.getvalue()


def test_report_needs_few_queries(built, django_assert_max_num_queries):
    report()
    with django_assert_max_num_queries(8):
        report()
