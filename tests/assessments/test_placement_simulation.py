"""Simulated people placed by the bank in use or by a file: honest figures, the same for the same seed."""

import json
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from assessments.psychometrics.placement_simulation import BankTooSmall, SimItem, simulate
from tests.assessments import make

CUTS = [-1.0, 0.0, 1.0]


def bank(n=180, model="2pl", a=1.3, b_sd=0.1):
    rng = np.random.default_rng(2)
    return [SimItem(str(k), str(1 + k % 6), model, a, float(b), b_sd) for k, b in enumerate(rng.normal(0, 1.1, n))]


def run(*options):
    out = StringIO()
    call_command("simulate_placement", *options, stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(("model", "a", "b_sd"), [("expert", 1.0, 0.8), ("rasch", 1.0, 0.2), ("2pl", 1.3, 0.1)])
def test_error_told_is_the_error_made(model, a, b_sd):
    report = simulate(bank(model=model, a=a, b_sd=b_sd), CUTS, n=120, seed=1)

    assert report.told == pytest.approx(report.rmse, rel=0.2)
    assert abs(report.bias) < 0.12
    assert report.covered > 0.85
    assert report.within_one > 0.97


def test_better_known_questions_need_fewer_and_err_less():
    guessed = simulate(bank(model="expert", a=1.0, b_sd=0.8), CUTS, n=80, seed=1)
    known = simulate(bank(), CUTS, n=80, seed=1)

    assert guessed.mean_length == 24
    assert known.mean_length < 23
    assert known.rmse < guessed.rmse
    assert known.awarded > guessed.awarded


def test_no_question_wears_out():
    report = simulate(bank(), CUTS, n=120, seed=1)

    assert report.exposure <= 0.27
    assert report.used > 0.6


def test_small_bank_is_refused():
    with pytest.raises(BankTooSmall):
        simulate(bank(11), CUTS, n=5, seed=1)


@pytest.mark.django_db
def test_command_reports_on_the_bank_in_use_and_repeats_itself():
    make.bank(each=8)

    one, again, other = (json.loads(run("--json", "--n", "10", "--seed", seed)) for seed in ("1", "1", "2"))

    assert one == again != other
    assert (one["n"], one["n_items"], one["mean_length"], one["cuts"]) == (10, 48, 24, CUTS)


@pytest.mark.django_db
def test_command_reads_a_file_where_there_is_no_bank(tmp_path):
    file = tmp_path / "bank.csv"
    lines = ["area,level", *(f"{1 + k % 6},{1 + k % 3}" for k in range(60))]
    file.write_text("\n".join(lines), encoding="utf-8")

    said = run("--file", str(file), "--n", "5")

    assert said.startswith("5 people, 60 questions, ends at 24 questions")
    with pytest.raises(CommandError, match="too few"):
        run()


@pytest.mark.django_db
def test_broken_line_of_a_file_is_named(tmp_path):
    file = tmp_path / "bank.csv"
    file.write_text("area,b\n1,0.5\n2,khó\n", encoding="utf-8")

    with pytest.raises(CommandError, match="line 3"):
        run("--file", str(file))
