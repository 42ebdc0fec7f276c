import csv
import io

import pytest

from analytics.api import build_figures

from . import make


@pytest.fixture
def download(client):
    def get(path="/en/data/export.csv"):
        """(definitions, rows by commune)"""
        text = client.get(path).content.decode("utf-8-sig")
        lines = list(csv.reader(io.StringIO(text)))
        empty = lines.index([])
        names = lines[empty + 1]
        table = [dict(zip(names, line, strict=True)) for line in lines[empty + 2 :]]
        return dict(lines[:empty]), {row["commune"]: row for row in table}

    return get


def test_file_begins_with_a_byte_order_mark(client, learnt):
    build_figures(at=make.NOW)

    answer = client.get("/en/data/export.csv")

    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"]


def test_file_says_what_its_figures_mean(learnt, download):
    build_figures(at=make.NOW)

    definitions, _table = download()

    assert definitions["Period"] == "2025-08 – 2026-03-02"
    assert definitions["Built at"] == "2026-03-02T15:00:00+07:00"
    assert "fewer than 10 people" in definitions["Hidden"]
    assert definitions["Source of the adults"] == "Tổng điều tra 1/4/2019"
    assert definitions["Completed"] == "completed: People who completed at least one course."
    assert "Note" not in definitions


def test_suppressed_zero_and_no_data_are_kept_apart(learnt, course, download):
    make.learners(30, learnt.uncounted, course)
    build_figures(at=make.NOW)

    _definitions, table = download()

    assert table["Xã Nhỏ"]["reached_people"] == table["Xã Nhỏ"]["reached_per_100"] == "suppressed"
    assert table["Xã Chưa Đếm"]["active_people"] == "0"
    assert table["Xã Chưa Đếm"]["adults"] == table["Xã Chưa Đếm"]["reached_per_100"] == "no data"


def test_file_and_page_hide_the_same(learnt, download):
    build = build_figures(at=make.NOW)

    _definitions, table = download()

    for figure in build.figures.filter(scope="commune", month=None).select_related("area"):
        shown = table[figure.area.name][f"{figure.measure}_people"]
        assert shown == ("suppressed" if figure.hidden else str(figure.people))


def test_rates_come_with_their_interval(learnt, download):
    build_figures(at=make.NOW)

    _definitions, table = download()

    row = table["Xã Lớn"]
    assert (row["reached_per_100"], row["reached_per_100_low"], row["reached_per_100_high"]) == (
        "0.5",
        "0.3795",
        "0.6585",
    )


def test_simulated_figures_are_called_illustrative(country, course, download):
    make.learners(12, country.big, course, is_demo=True)
    build_figures(at=make.NOW)

    definitions, _table = download()

    assert definitions["Note"] == "Illustrative figures: the learners are simulated."


def test_name_that_looks_like_a_formula_stays_text(country, course, client):
    make.commune("30007", "=HYPERLINK(1)")
    make.learners(12, country.big, course)
    build_figures(at=make.NOW)

    text = client.get("/en/data/export.csv").content.decode()

    assert ",'=HYPERLINK(1)," in text


def test_analyst_gets_all_counts_in_a_file_that_says_so(learnt, client, download):
    build_figures(at=make.NOW)
    client.force_login(make.reader("analyst", "analyst"))

    definitions, table = download()

    assert table["Xã Nhỏ"]["reached_people"] == "4"
    assert "Not for publication" in definitions["Note"]
    for address in ("/en/data/export.csv", "/en/data/", f"/en/data/{learnt.small.code}/"):
        assert "no-store" in client.get(address).headers["Cache-Control"]


def test_nothing_built_yet_is_no_file(client, country):
    assert client.get("/en/data/export.csv").status_code == 404
