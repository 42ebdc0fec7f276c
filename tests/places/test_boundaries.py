import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from places.api import BrokenOutlines, Outline, area, communes, drawing, load_boundaries

SQUARE = [[106.3, 10.3], [106.4, 10.3], [106.4, 10.4], [106.3, 10.4], [106.3, 10.3]]


def feature(code="28249", kind="Polygon", coordinates=None) -> dict:
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": [SQUARE] if coordinates is None else coordinates},
    }


@pytest.fixture
def file(tmp_path):
    def write(*features, **members):
        path = tmp_path / "outlines.geojson"
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features, **members}), encoding="utf-8")
        return path

    return write


def test_outlines_are_loaded_once_with_their_source(province, file):
    path = file(feature(), feature("28261", "MultiPolygon", [[SQUARE]]), license="Measured by hand")

    first, second = load_boundaries(path), load_boundaries(path)

    assert (first.created, first.updated, first.unchanged) == (2, 0, 0)
    assert (second.created, second.updated, second.unchanged) == (0, 0, 2)
    assert area("28249").outline.source == "Measured by hand"


@pytest.mark.parametrize(
    ("wrong", "cure"),
    [
        (feature("28255"), "no area has this code"),
        (feature(28249), "as text"),
        ({"type": "Feature"}, "as text"),
        ("feature", "as text"),
        (feature(kind="Point", coordinates=[106.3, 10.3]), "Polygon"),
        (feature(coordinates=[]), "no rings"),
        (feature(coordinates=[SQUARE[:3]]), "last one equal to the first"),
        (feature(coordinates=[[[106.3, 10.3]] * 5]), "enclose some ground"),
        (feature(coordinates=[[["106.3", "10.3"]] * 5]), "two numbers"),
        (feature(coordinates=[[[float("nan"), 10.3]] * 5]), "two numbers"),
        (feature(coordinates=[[[lat, lon] for lon, lat in SQUARE]]), "longitude first"),
        (
            feature(coordinates=[[[700000, 1150000], [700100, 1150000], [700000, 1150100], [700000, 1150000]]]),
            "outside",
        ),
        (feature(coordinates=[SQUARE * 5000]), "over 20000 points"),
        (feature("28261"), "twice"),
    ],
)
def test_a_wrong_feature_is_named_and_nothing_is_written(province, file, wrong, cure):
    path = file(feature("28261"), wrong)

    with translation.override("en"), pytest.raises(BrokenOutlines, match=cure) as caught:
        load_boundaries(path)

    assert caught.value.problems[0].startswith("feature 2 (")
    assert not Outline.objects.exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"features": []}', '{"features": 3}', "[" * 100_000])
def test_what_is_no_feature_collection_is_refused(db, tmp_path, content):
    path = tmp_path / "file.geojson"
    path.write_text(content, encoding="utf-8")

    with pytest.raises(BrokenOutlines):
        load_boundaries(path)


def test_a_file_over_20_mb_is_refused_unread(db, tmp_path):
    path = tmp_path / "file.geojson"
    with path.open("wb") as file:
        file.truncate(20 * 1024 * 1024 + 1)

    with translation.override("en"), pytest.raises(BrokenOutlines, match="20 MB"):
        load_boundaries(path)


def test_the_command_says_what_is_wrong(province, tmp_path):
    with translation.override("en"), pytest.raises(CommandError, match="Nothing was written"):
        call_command("load_boundaries", tmp_path / "none.geojson", stderr=StringIO())


@pytest.mark.shared
def test_the_collected_outlines_of_both_maps_load_and_are_drawn(province, shared_data):
    old, out = date(2021, 12, 31), StringIO()
    call_command("load_boundaries", shared_data / "boundaries_2025_dong_thap.geojson", stdout=out)
    call_command(
        "load_boundaries",
        shared_data / "boundaries_2021_tien_giang_dong_thap.geojson",
        "--on",
        "2021-12-31",
        stdout=out,
    )

    today, before = drawing(communes()), drawing(communes(old))

    assert Outline.objects.count() == 102 + 315
    assert not today.is_tile_map and not before.is_tile_map
    assert len(today.shapes) == 102
    assert all(shape.d.startswith("M") and shape.d.endswith("z") for shape in [*today.shapes, *before.shapes])
    assert sum(len(shape.d) for shape in today.shapes) < 30_000
