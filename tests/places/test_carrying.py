import json
from datetime import date
from fractions import Fraction
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from places.atlas import Atlas, Link, Unit
from places.carrying import carry, read_series

REFORM = "2025-07-01"


def convert(tmp_path, text, to=REFORM, *, lineage=None):
    """What the command writes, and the line it ends with where it is not content."""
    file = tmp_path / "series.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    out, said = StringIO(), ""
    more = {"lineage": lineage} if lineage else {}
    try:
        call_command("convert_series", file, to_map=date.fromisoformat(to), json=True, stdout=out, **more)
    except CommandError as error:
        said = str(error)
    return (json.loads(out.getvalue()) if out.getvalue() else None), said


def values(series):
    return {row["code"]: row["value"] for row in series["rows"]}


def test_code_is_read_on_the_map_of_its_period(tmp_path):
    # 28300 was Phường 4 until the end of April 2024 and Phường 1 since; both are in Phường Gò Công today.
    series, said = convert(tmp_path, "code,period,value\n28300,2021,10\n28300,2024-05,7\n28249,2026,3\n")

    assert not said
    assert [(row["code"], row["period"], row["value"]) for row in series["rows"]] == [
        ("28306", "2021", 10),
        ("28306", "2024-05", 7),
        ("28249", "2026", 3),
    ]


def test_merged_units_add_up_and_whole_units_are_exact(tmp_path):
    series, _ = convert(tmp_path, "code,period,value\n28249,2021-12,1\n28252,2021-12,2\n28282,2021-12,4\n")

    assert series["rows"] == [{"code": "28249", "period": "2021-12", "value": 7, "share": 1, "quality": "exact"}]


def test_split_unit_is_an_estimate_and_not_a_failure(tmp_path):
    series, said = convert(tmp_path, "code,period,value\n29995,2021-12,1000\n")

    assert not said
    assert values(series) == {"29992": 752, "30154": 248}
    assert {row["quality"] for row in series["rows"]} == {"estimated"}
    assert series["total_in"] == series["total_out"] == 1000


def test_line_that_reaches_no_unit_is_named_with_its_value(tmp_path):
    series, said = convert(tmp_path, "code,period,value\n99999,2021-12,5\n28249,2021-12,1\n")

    assert [(one["line"], one["code"], one["value"]) for one in series["unplaced"]] == [(2, "99999", 5)]
    assert series["total_in"] - series["total_out"] == 5
    assert "5" in said


def test_way_back_goes_by_census_population(tmp_path):
    series, said = convert(tmp_path, "code,period,value\n28249,2026,56250\n", to="2021-12-31")

    assert not said
    assert round(values(series)["28249"]) == 21293
    assert {row["quality"] for row in series["rows"]} == {"estimated"}


def test_spreadsheet_with_semicolons_and_decimal_commas_is_read(tmp_path):
    series, _ = convert(tmp_path, "Code;Period;Value\n28249;2021-Q4;1234,5\n".encode("utf-8-sig"))

    assert values(series) == {"28249": 1234.5}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("code,value\n28249,1\n", "period"),
        ("code,period,value\n2824,2021,1\n", "code"),
        ("code,period,value\n28249,2021-13,1\n", "period"),
        ("code,period,value\n28249,2021,a few\n", "value"),
        ("code,period,value\n28249,2021,1.234.567\n", "value"),
        ("code,period,value\n28249,2021,1\n28249,2021,2\n", "value"),
        ("", "code"),
        ('code,period,value\n28249,2021,"' + "1" * 200_000 + '"\n', ""),
    ],
)
def test_line_that_cannot_be_read_is_named_with_its_column(tmp_path, text, named):
    series, said = convert(tmp_path, text)

    assert series is None
    assert f"“{named}”" in said


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("28249,28249,1 July 2025,1", "effective_date"),
        ("28249,28249,2025-07-01,most", "share_pop"),
        ("28249,28249,2025-07-01,1.5", "share_pop"),
        ("28249,2824,2025-07-01,1", "successor_code"),
    ],
)
def test_line_of_a_lineage_that_cannot_be_read_is_named_with_its_column(tmp_path, line, named):
    lineage = tmp_path / "who.csv"
    lineage.write_text(f"predecessor_code,successor_code,effective_date,share_pop\n{line}\n")

    series, said = convert(tmp_path, "code,period,value\n28249,2021,1\n", lineage=lineage)

    assert series is None
    assert f"“{named}”" in said


def test_ground_without_people_takes_none_along_and_unpublished_shares_are_equal(tmp_path):
    lineage = tmp_path / "who.csv"
    lines = ["10001,10001,1", "10001,10002,0", "10003,10001,0", "10003,10002,0"]
    body = "".join(f"{old},{new},2025-07-01,{share}\n" for old, new, share in (one.split(",") for one in lines))
    lineage.write_text(f"predecessor_code,successor_code,effective_date,share_pop\n{body}")

    series, said = convert(tmp_path, "code,period,value\n10001,2021,10\n10003,2021,4\n", lineage=lineage)

    assert not said
    assert values(series) == {"10001": 12, "10002": 2}


def test_same_line_twice_counts_once(tmp_path):
    series, _ = convert(tmp_path, "code,period,value\n28249,2021,1\n28249,2021,1\n")

    assert series["total_in"] == 1


@pytest.mark.shared
@pytest.mark.parametrize("file", ["lineage.csv", "lineage_2021_to_2025.csv"])
def test_every_form_of_the_lineage_gives_the_same_figures(tmp_path, shared_data, file):
    text = (shared_data / "communes_2021.csv").read_text(encoding="utf-8").splitlines()[1:]
    lines = [f"{line[:5]},2021-12,{number}" for number, line in enumerate(text, start=1)]
    series = "\n".join(["code,period,value", *lines])

    ours, _ = convert(tmp_path, series)
    theirs, said = convert(tmp_path, series, lineage=shared_data / file)

    assert not said
    assert len(ours["rows"]) == 102
    assert values(theirs) == pytest.approx(values(ours))


@pytest.mark.shared
def test_whole_country_is_carried_and_the_twenty_units_without_successor_are_named(tmp_path, shared_data):
    text = (shared_data / "national_communes_2021.csv").read_text(encoding="utf-8").splitlines()[1:]
    series = "\n".join(["code,period,value", *(f"{line[:5]},2021,1" for line in text)])

    carried, said = convert(tmp_path, series, lineage=shared_data / "national_lineage.csv")

    assert said
    assert len(carried["unplaced"]) == 20
    assert carried["total_out"] == 10_599 - 20


units = st.integers(0, 5)


@given(
    passed=st.dictionaries(units, st.dictionaries(units, st.integers(1, 9), min_size=1), min_size=6, max_size=6),
    counts=st.dictionaries(units, st.integers(-1000, 10**9), min_size=1),
)
def test_nobody_is_lost_or_invented_whatever_the_lineage(passed, counts):
    day = date(2025, 7, 1)
    old = {key: Unit(key, f"{key:05}", "commune", date(2020, 1, 1), day) for key in range(6)}
    new = {key + 6: Unit(key + 6, f"{key:05}", "commune", day, None) for key in range(6)}
    links = [
        Link(key, to + 6, Fraction(weight, sum(shares.values())), "")
        for key, shares in passed.items()
        for to, weight in shares.items()
    ]
    atlas = Atlas({**old, **new}, links, dict)
    lines = "".join(f"{key:05},2021,{value}\n" for key, value in counts.items())

    series = carry(read_series(f"code,period,value\n{lines}".encode(), "f"), atlas, day)

    assert not series.unplaced
    assert series.total_out == series.total_in == sum(counts.values())
