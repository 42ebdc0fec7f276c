import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from analytics.facts.rolling import counts_of, distinct_learners, roll_up
from analytics.facts.running import run
from analytics.facts.schema import Did, Way, partitions
from analytics.facts.synthetic import DRIFT, ELDERLY_GAP, P_COMPLETED, generate, plant

ROWS, MONTHS = 60_000, 3


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("facts")
    generate(plant("province", seed=7), folder, rows=ROWS, months=MONTHS)
    return folder


def command(name, **options):
    out = StringIO()
    call_command(name, stdout=out, json=True, **options)
    return json.loads(out.getvalue())


def read(partition):
    frames = [pq.read_table(part, partitioning=None).to_pandas() for part in partition.parts()]
    return pd.concat(frames, ignore_index=True)


def counted_by_pandas(frame):
    """The same counts by other means: distinct learners of each group, one condition after the other."""
    pieces = []
    for keys, label in ((["commune", "course"], None), (["commune"], 0)):
        groups = frame.groupby(keys)
        counts = {"learners": groups["learner"].nunique()}
        for column, names in (("did", Did), ("way", Way)):
            for one in names:
                mine = frame[frame[column] == one].groupby(keys)["learner"].nunique()
                counts[one.name.lower()] = mine.reindex(counts["learners"].index, fill_value=0)
        counts["score_sum"] = groups["score"].sum()
        counts["n_scores"] = groups["score"].count()
        table = pd.DataFrame(counts).reset_index()
        if label is not None:
            table["course"] = label
        pieces.append(table)
    return pd.concat(pieces).sort_values(["commune", "course"], ignore_index=True)


def test_exactly_the_facts_asked_for_are_written_and_again_the_same(facts, tmp_path):
    again = command("generate_facts", rows=ROWS, months=MONTHS, seed=7, out=tmp_path / "again")

    assert again["rows"] == ROWS
    assert sum(len(read(one)) for one in partitions(facts)) == ROWS
    for ours, theirs in zip(partitions(facts), partitions(tmp_path / "again"), strict=True):
        pd.testing.assert_frame_equal(read(ours), read(theirs))


def test_counts_equal_those_of_pandas(facts, tmp_path):
    for one in partitions(facts):
        roll_up(one, tmp_path)
        counts = counts_of(one, tmp_path).to_pandas()

        expected = counted_by_pandas(read(one))
        pd.testing.assert_frame_equal(counts, expected[counts.columns], check_dtype=False)


def test_second_run_counts_nothing_and_says_the_same(facts, tmp_path):
    first = command("roll_up", facts=facts, out=tmp_path)
    second = command("roll_up", facts=facts, out=tmp_path)

    assert (first["facts"], first["partitions"], second["partitions"], second["unchanged"]) == (ROWS, 3, 0, 3)
    assert first["checksum"] == second["checksum"]
    assert first["rows"] == second["rows"] > 0


def test_late_fact_has_only_its_own_month_counted_anew(tmp_path):
    folder, out = tmp_path / "facts", tmp_path / "out"
    generate(plant("province", seed=1), folder, rows=3000, months=3)
    before = command("roll_up", facts=folder, out=out)
    second = list(partitions(folder))[1]

    late = pq.read_table(second.parts()[0], partitioning=None).slice(0, 1)
    pq.write_table(late.set_column(0, "learner", [[42]]).cast(late.schema), second.folder / "part-late.parquet")
    after = command("roll_up", facts=folder, out=out)

    assert (after["partitions"], after["unchanged"], after["facts"]) == (1, 2, 1001)
    assert after["checksum"] != before["checksum"]


def test_facts_written_again_are_counted_again_even_where_they_are_as_long(tmp_path):
    folder, out = tmp_path / "facts", tmp_path / "out"
    generate(plant("province", seed=1), folder, rows=3000, months=3)
    run(folder, out)
    [part] = next(partitions(folder)).parts()

    part.write_bytes(part.read_bytes())

    assert len(run(folder, out).rolled) == 1


def test_making_that_was_broken_off_can_be_begun_again(tmp_path):
    def stop(line):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(plant("province", seed=1), tmp_path, rows=3000, months=3, tell=stop)

    command("generate_facts", rows=3000, months=3, out=tmp_path)

    assert sum(len(read(one)) for one in partitions(tmp_path)) == 3000


def test_people_of_several_months_are_counted_once(facts, tmp_path):
    run(facts, tmp_path)
    months = list(partitions(facts))

    together = distinct_learners(months, tmp_path).to_pandas().set_index("commune")["learners"]

    frame = pd.concat([read(one) for one in months])
    expected = frame.groupby("commune")["learner"].nunique()
    pd.testing.assert_series_equal(together, expected, check_dtype=False, check_names=False)
    added = sum(counts_of(one, tmp_path).to_pandas().query("course == 0")["learners"].sum() for one in months)
    assert together.sum() < added


def test_file_cut_in_half_is_named_and_the_others_are_counted(tmp_path):
    folder, out = tmp_path / "facts", tmp_path / "out"
    generate(plant("province", seed=1), folder, rows=3000, months=3)
    broken = list(partitions(folder))[1].parts()[0]
    broken.write_bytes(broken.read_bytes()[: broken.stat().st_size // 2])
    text = StringIO()

    with pytest.raises(CommandError) as error:
        call_command("roll_up", facts=folder, out=out, json=True, stdout=text)

    said = json.loads(text.getvalue())
    assert said["broken"] == ["month=2024-02/province=82"]
    assert said["partitions"] == 2
    assert str(broken.parent) in str(error.value)
    assert not list(out.rglob("*2024-02*/*.parquet"))


def test_run_that_was_killed_leaves_no_half_counts_and_can_be_run_again(tmp_path):
    folder, out = tmp_path / "facts", tmp_path / "out"
    generate(plant("country", seed=1), folder, rows=40_000, months=3)
    expected = command("roll_up", facts=folder, out=tmp_path / "whole")
    killed = [sys.executable, "manage.py", "roll_up", f"--facts={folder}", f"--out={out}", "--json"]
    process = subprocess.Popen(
        killed, stdout=subprocess.DEVNULL, env={**os.environ, "DJANGO_SETTINGS_MODULE": "learning.settings.dev"}
    )
    while not list(out.glob("counts/*/*.parquet")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.wait()

    after = command("roll_up", facts=folder, out=out)

    assert after["unchanged"] > 0
    assert (after["checksum"], after["rows"]) == (expected["checksum"], expected["rows"])


def test_empty_folder_and_folder_of_other_files_are_refused(tmp_path):
    with pytest.raises(CommandError, match=str(tmp_path)):
        call_command("roll_up", facts=tmp_path)
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(CommandError, match=str(tmp_path)):
        call_command("generate_facts", rows=10, out=tmp_path)
    with pytest.raises(CommandError):
        call_command("generate_facts", rows=0, out=tmp_path / "new")


def test_planted_rates_gaps_and_drift_are_found_again(tmp_path):
    truth = plant("province", seed=3)
    generate(truth, tmp_path / "facts", rows=1_500_000, months=12)
    run(tmp_path / "facts", tmp_path / "out")
    files = sorted((tmp_path / "out" / "learner_months").rglob("*.parquet"))
    months = pd.concat(
        [pq.read_table(file, partitioning=None).to_pandas().assign(month=number) for number, file in enumerate(files)],
        ignore_index=True,
    )

    completed = months["did"].to_numpy() >> Did.COMPLETED & 1 == 1
    passed = months["did"].to_numpy() >> Did.PASSED & 1 == 1
    assert completed.mean() == pytest.approx(P_COMPLETED, abs=0.01)
    fit = months[completed].assign(passed=passed[completed], elderly=months["age_band"] == 4)
    by_age = fit.groupby("elderly")["passed"].mean()
    assert log_odds(by_age[True]) - log_odds(by_age[False]) == pytest.approx(ELDERLY_GAP, abs=0.08)
    by_month = fit.groupby("month")["passed"].mean()
    assert np.polyfit(by_month.index, log_odds(by_month), 1)[0] == pytest.approx(DRIFT, abs=0.006)
    effects = truth.communes.assign(commune=truth.communes["code"].astype(int)).set_index("commune")["effect"]
    young = fit[~fit["elderly"]]
    found = log_odds(young.groupby("commune")["passed"].mean()) - DRIFT * young["month"].mean()
    assert np.abs(found - effects).median() < 0.06


def log_odds(share):
    return np.log(share / (1 - share))
