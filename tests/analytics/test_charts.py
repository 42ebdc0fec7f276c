from itertools import pairwise
from types import SimpleNamespace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from analytics.charts import GAP, HIDDEN, NO_DATA, Point, Tile, commune_map, curve, ticks_for

SVG = "{http://www.w3.org/2000/svg}"


def parse(svg):
    return ET.fromstring(svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1))


def draw(*values, **more):
    points = [Point(f"{n:02}/2025", value) for n, value in enumerate(values, start=1)]
    return parse(curve(points, write=str, title="Theo tháng", desc="Số người", **more))


def test_map_links_every_commune_with_its_number_in_words():
    shapes = [SimpleNamespace(area_id=1, d="M0 0z")]

    svg = parse(commune_map("0 0 9 9", shapes, {1: Tile("shade-3", "Xã A: 12 người", "/data/1/")}, title="T", desc="D"))

    link = svg.find(f"{SVG}a")
    assert link.get("href") == "/data/1/"
    assert link.find(f"{SVG}title").text == "Xã A: 12 người"
    assert link.find(f"{SVG}path").get("class") == "shade-3"


def test_name_with_markup_stays_text():
    tile = Tile("shade-1", "<script>alert(1)</script>", "/data/1/")

    svg = commune_map("0 0 9 9", [SimpleNamespace(area_id=1, d="M0 0z")], {1: tile}, title="T", desc="D")

    assert "<script>" not in svg


def test_hidden_and_unknown_have_patterns_of_their_own():
    shapes = [SimpleNamespace(area_id=n, d="M0 0z") for n in (1, 2)]
    tiles = {1: Tile(HIDDEN, "", ""), 2: Tile(NO_DATA, "", "")}

    svg = parse(commune_map("0 0 9 9", shapes, tiles, title="T", desc="D"))

    fills = [path.get("fill") for path in svg.findall(f"{SVG}a/{SVG}path")]
    assert fills == ["url(#hidden)", "url(#nodata)"]
    assert {pattern.get("id") for pattern in svg.iter(f"{SVG}pattern")} == {"hidden", "nodata"}


def test_curve_stops_at_a_hidden_month():
    svg = draw(12, 15, None, 20, 25)

    assert [len(line.get("points").split()) for line in svg.findall(f"{SVG}polyline")] == [2, 2]
    assert len([box for box in svg.findall(f"{SVG}rect") if box.get("fill") == f"url(#{GAP})"]) == 1


def test_month_that_is_not_over_is_not_part_of_the_curve():
    points = [Point("1", 10), Point("2", 12), Point("3", 2, unfinished=True)]

    svg = parse(curve(points, write=str, title="T", desc="D"))

    assert len(svg.find(f"{SVG}polyline").get("points").split()) == 2
    assert svg.find(f"{SVG}circle").get("class") == "ring"


def test_merger_is_marked_between_its_month_and_the_one_before():
    svg = draw(12, 15, 20, 25, mark=(2, "sáp nhập"))

    mark = next(line for line in svg.findall(f"{SVG}line") if line.get("class") == "mark")
    before, after = (point.split(",")[0] for point in svg.find(f"{SVG}polyline").get("points").split()[1:3])
    assert float(before) < float(mark.get("x1")) < float(after)
    assert "sáp nhập" in [text.text for text in svg.findall(f"{SVG}text")]


def test_pictures_have_no_inline_style():
    svg = curve([Point("1", 10)], write=str, title="T", desc="D")

    assert "style=" not in svg


@given(st.integers(0, 10**7))
def test_axis_reaches_the_highest_value_in_few_round_steps(highest):
    ticks = ticks_for(highest)

    assert ticks[-1] >= highest
    assert 3 <= len(ticks) <= 6
    assert len({b - a for a, b in pairwise(ticks)}) == 1
