import codecs
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from places.api import Area, BrokenFiles, Edition, Measure, Succession, load
from tests.places.conftest import SMALL


def rows() -> list:
    return [
        list(model.objects.order_by("pk").values_list())
        for model in (Area, Area.parents.rel.related_model, Succession, Measure)
    ]


def test_loading_the_province_twice_changes_nothing_and_says_so(province):
    before, token = rows(), Edition.now()
    out = StringIO()

    with translation.override("en"):
        call_command("load_places", stdout=out)

    assert rows() == before
    assert Edition.now() == token
    assert "Nothing changed." in out.getvalue()
    assert "area: 0 new, 0 changed, 0 removed, 464 as before" in out.getvalue()


def test_a_corrected_file_updates_what_it_names_and_removes_stale_successions(db, write):
    load(write())
    commune = Area.objects.get(code="10003")
    links = ["10001,2024-01-01,10002,1,legal_whole,2/NQ", SMALL["successions.csv"][2]]
    lines = [line.replace("Xã Nam", "Xã Nam Mới") for line in SMALL["areas.csv"]]

    counts = load(write(areas=lines, successions=links))

    commune.refresh_from_db()
    assert commune.name == "Xã Nam Mới"
    assert [str(link.weight) for link in Succession.objects.filter(old__code="10001")] == ["1.00000000"]
    assert [(count.created, count.updated, count.deleted) for count in counts] == [
        (0, 1, 0),
        (0, 0, 0),
        (0, 1, 1),
        (0, 0, 0),
    ]


def test_a_unit_that_ends_in_a_newer_file_gives_its_code_to_the_next(db, write):
    load(write(areas=SMALL["areas.csv"], successions=SMALL["successions.csv"]))
    lines = [
        *SMALL["areas.csv"][:4],
        "10003,2024-01-01,2026-01-01,xa,Xã Nam,0,,,",
        "10003,2026-01-01,,phuong,Phường Nam,1,,,",
    ]
    parents = [*SMALL["parents.csv"][:3], "10003,10,2024-01-01,2026-01-01", "10003,10,2026-01-01,"]
    links = [*SMALL["successions.csv"], "10003,2026-01-01,10003,1,legal_whole,"]

    load(write(areas=lines, parents=parents, successions=links))

    assert [area.name for area in Area.objects.filter(code="10003")] == ["Xã Nam", "Phường Nam"]


def broken(file: str, number: int, line: str) -> dict[str, list[str]]:
    lines = list(SMALL[file + ".csv"])
    lines[number] = line
    return {file: lines}


@pytest.mark.parametrize(
    ("file", "number", "line", "column", "cure"),
    [
        ("areas", 1, "1001,2020-01-01,2024-01-01,xa,Xã Đông,0,,,", "code", "leading zeros"),
        ("areas", 1, "10001,01/01/2020,2024-01-01,xa,Xã Đông,0,,,", "valid_from", "2025-07-01"),
        ("areas", 1, "10001,2024-02-01,2024-01-01,xa,Xã Đông,0,,,", "valid_to", "after valid_from"),
        ("areas", 1, "10001,2020-01-01,2024-01-01,làng,Xã Đông,0,,,", "kind", "phuong"),
        ("areas", 1, "10001,2020-01-01,2024-01-01,huyen,Huyện Đông,0,,,", "kind", "digits"),
        ("areas", 1, "10001,2020-01-01,2024-01-01,xa,,0,,,", "name", "empty"),
        ("areas", 1, "10001,2020-01-01,2024-01-01,xa,Xã Đông,có,,,", "is_urban", "1 for yes"),
        ("areas", 1, '10001,2020-01-01,2024-01-01,xa,Xã Đông,0,"10,1",106.1,', "lat", "point"),
        ("areas", 1, "10001,2020-01-01,2024-01-01,xa,Xã Đông,0,106.1,10.1,", "lat", "24.0"),
        ("areas", 1, "10001,2020-01-01,2024-01-01,xa,Xã Đông,0,10.1,,", "lat", "both"),
        ("areas", 1, "10001,2020-01-01,2024-01-01,xa,Xã, Đông,0,,,", "", "quotes"),
        ("areas", 1, "10002,2020-06-01,2024-01-01,xa,Xã Đông,0,,,", "valid_from", "same code"),
        ("parents", 0, "10009,10,2020-01-01,2024-01-01", "code", "no such area"),
        ("parents", 0, "10001,10002,2020-01-01,2024-01-01", "parent_code", "higher"),
        ("parents", 0, "10001,10,2020-01-01,", "valid_to", "ends earlier"),
        ("parents", 0, "10002,10,2020-01-01,2023-01-01", "valid_from", "same days"),
        ("successions", 0, "10001,2024-01-02,10002,0.25,legal_whole,", "old_code", "ends on that day"),
        ("successions", 0, "10001,2024-01-01,10009,0.25,legal_whole,", "new_code", "begins on that day"),
        ("successions", 0, "10001,2024-01-01,10002,0.35,legal_whole,", "weight", "1.10"),
        ("successions", 0, "10001,2024-01-01,10002,25%,legal_whole,", "weight", "8 decimals"),
        ("successions", 0, "10001,2024-01-01,10003,0.25,legal_whole,", "new_code", "another line"),
        ("measures", 0, "10001,2020-01-01,people,2019,400,Census,counted", "kind", "population"),
        ("measures", 0, "10001,2020-01-01,population,2019,-4,Census,counted", "value", "whole number"),
        ("measures", 0, "10001,2020-01-01,population,2019,1.234,Census,counted", "value", "digits only"),
        ("measures", 0, "10002,2020-01-01,population,2019,400,Census,counted", "year", "another line"),
        ("measures", 0, "10001,2021-01-01,population,2019,400,Census,counted", "valid_from", "begins on that day"),
    ],
)
def test_a_broken_line_is_named_with_its_cure_and_nothing_is_written(db, write, file, number, line, column, cure):
    folder = write(**broken(file, number, line))

    with translation.override("en"), pytest.raises(BrokenFiles) as caught:
        load(folder)

    found = [problem for problem in caught.value.problems if problem.column == column and cure in problem.cure]
    assert found
    assert found[0].file == file + ".csv"
    assert not Area.objects.exists()


def test_the_command_prints_file_line_column_and_cure(db, write):
    folder = write(**broken("measures", 1, "10002,2020-01-01,population,2019,viele,Census,counted"))
    err = StringIO()

    with translation.override("en"), pytest.raises(CommandError, match="Nothing was written"):
        call_command("load_places", folder, stderr=err)

    assert err.getvalue().startswith("measures.csv, line 3, column “value”: “viele”: write a whole number")


@pytest.mark.parametrize(
    ("raw", "cure"),
    [
        ("code,valid_from\n10,Tỉnh\n".encode("utf-16"), "UTF-8"),
        (b"code,valid_from\n10,2020-01-01\n", "first line must name"),
        (b"", "first line must name"),
        (None, "missing"),
    ],
)
def test_a_file_that_is_no_table_is_refused(db, write, raw, cure):
    folder = write()
    (folder / "areas.csv").unlink()
    if raw is not None:
        (folder / "areas.csv").write_bytes(raw)

    with translation.override("en"), pytest.raises(BrokenFiles, match=cure):
        load(folder)


def test_a_file_saved_by_a_spreadsheet_with_a_byte_order_mark_is_read(db, write):
    folder = write()
    file = folder / "areas.csv"
    file.write_bytes(codecs.BOM_UTF8 + file.read_bytes().replace(b"\n", b"\r\n"))

    load(folder)

    assert Area.objects.filter(code="10001").exists()


def test_files_that_contradict_an_earlier_load_are_refused(db, write):
    load(write())
    lines = [line.replace("10003,2024-01-01", "10003,2024-06-01") for line in SMALL["areas.csv"]]
    links = ["10001,2024-01-01,10002,1,legal_whole,", SMALL["successions.csv"][2]]
    parents = [*SMALL["parents.csv"][:3], "10003,10,2024-06-01,"]

    with translation.override("en"), pytest.raises(BrokenFiles, match="earlier load has Xã Nam"):
        load(write(areas=lines, parents=parents, successions=links))

    assert Area.objects.get(code="10003").valid_from.isoformat() == "2024-01-01"
