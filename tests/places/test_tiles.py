from datetime import date
from math import cos, hypot, radians

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from places.api import Area, communes, drawing
from places.tiles import centre, kept_neighbours, tile_map


def plane(areas: list[Area]) -> list[tuple[float, float]]:
    return [(area.lon * cos(radians(10.4)), -area.lat) for area in areas]


@pytest.mark.parametrize(("day", "n", "floor"), [("2025-07-01", 102, 0.94), ("2021-12-31", 315, 0.91)])
def test_hexagons_keep_their_neighbours_and_the_outline(province, day, n, floor):
    points = plane(list(communes(date.fromisoformat(day))))

    cells = tile_map(points)

    assert len(set(cells)) == len(cells) == n
    assert kept_neighbours(points, cells) >= floor
    centres = [centre(cell) for cell in cells]
    aspect = [
        (max(x for x, _y in spots) - min(x for x, _y in spots))
        / (max(y for _x, y in spots) - min(y for _x, y in spots))
        for spots in (points, centres)
    ]
    assert aspect[1] == pytest.approx(aspect[0], rel=0.3)


@example([(0.0, 0.0), (0.0, 4.469711458235991e-180)])
@example([(0.0, 0.0), (1.0, 0.0), (2.0, 1e-200)])
@given(st.lists(st.tuples(st.floats(-10, 10), st.floats(-10, 10)), max_size=25))
def test_any_points_get_a_cell_each_the_same_every_time(points):
    cells = tile_map(points)

    assert len(cells) == len(points)
    assert len(set(cells)) == len(cells)
    assert all(column >= 0 and row >= 0 for column, row in cells)
    assert tile_map(points) == cells


def test_hexagons_are_equally_far_from_their_six_neighbours():
    middle = centre((3, 3))

    around = [(2, 3), (4, 3), (3, 2), (4, 2), (3, 4), (4, 4)]

    distances = [hypot(centre(cell)[0] - middle[0], centre(cell)[1] - middle[1]) for cell in around]
    assert distances == pytest.approx([1.0] * 6)


def test_without_outlines_the_map_is_light_equal_hexagons(province):
    drawn = drawing(communes())

    assert drawn.is_tile_map
    assert drawn.view_box == f"0 0 {drawn.width} {drawn.height}"
    assert sum(len(shape.d) for shape in drawn.shapes) <= 8_000
    assert len({shape.d.split("l")[1] for shape in drawn.shapes}) == 1
    assert all(0 < shape.x < drawn.width and 0 < shape.y < drawn.height for shape in drawn.shapes)
    assert len({(shape.x, shape.y) for shape in drawn.shapes}) == 102


def test_a_drawing_is_kept_until_the_places_change(province, django_assert_num_queries):
    areas = list(communes())
    first = drawing(areas)

    with django_assert_num_queries(1):
        again = drawing(areas)
    areas[0].save()
    fresh = drawing(areas)

    assert again is first
    assert fresh is not first
    assert fresh == first


def test_areas_without_centre_points_are_drawn_all_the_same(province):
    Area.objects.filter(code__startswith="28").update(lat=None, lon=None)

    drawn = drawing(communes())

    assert len({shape.d for shape in drawn.shapes}) == 102
    assert drawing([]).shapes == ()
