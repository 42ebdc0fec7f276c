"""Drawing a question in a picture as its author, by mouse and by keys; answering it by finger, and looking back."""

import re

import pytest

from tests.assessments import make
from tests.assessments.test_quiz_js import nothing_kept
from tests.people.make import user

from .look import hardships

pytestmark = pytest.mark.browser
EDIT = "/manage/snippets/assessments/item/edit/{}/"


@pytest.fixture
def editing(open_page, sign_in):
    """editing(item) → the author's page with its form."""

    def open_form(item):
        author = user("author", is_superuser=True, is_staff=True)
        page = sign_in(open_page(width=1280, height=1100), author)
        page.goto(EDIT.format(item.pk))
        page.locator(".drawing__frame img").wait_for()
        return page

    return open_form


def shapes(page):
    return page.locator(".drawing__shape")


def press_tool(page, place):
    """Add a shape; the form unfolds a row first and then gives the focus back."""
    before = shapes(page).count()
    page.locator(".drawing__tools button").nth(place).click()
    shapes(page).nth(before).wait_for()
    page.locator(f".drawing__shape:focus[data-part*='-{before} ']").wait_for()


def coords(page):
    """{number of the row: what its field says}"""
    fields = page.locator("[name$='-value-coords']").evaluate_all("all => all.map((one) => [one.name, one.value])")
    return {int(re.search(r"-(\d+)-value-coords$", name)[1]): value for name, value in fields}


def drag(page, target, across, down):
    box = target.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + across, y + down, steps=4)
    page.mouse.up()


def numbers(text):
    return [int(part) for part in text.split(", ")]


def save(page):
    with page.expect_navigation():
        page.locator("button.action-save").first.click()


def test_a_zone_is_added_moved_resized_and_saved(editing):
    item = make.item(make.hotspot())
    page = editing(item)

    press_tool(page, 1)
    added = numbers(coords(page)[3])
    page.locator(".drawing__shape--chosen").scroll_into_view_if_needed()
    drag(page, page.locator(".drawing__shape--chosen"), -100, 80)
    moved = numbers(coords(page)[3])
    drag(page, page.locator(".drawing__dot").nth(2), 40, 30)
    resized = numbers(coords(page)[3])
    page.locator("[name$='areas-3-value-label']").fill("Góc giữa")
    save(page)

    assert moved == [
        pytest.approx(value, abs=3) for value in (added[0] - 100, added[1] + 80, added[2] - 100, added[3] + 80)
    ]
    assert resized == [*moved[:2], pytest.approx(moved[2] + 40, abs=3), pytest.approx(moved[3] + 30, abs=3)]
    item.refresh_from_db()
    kept = item.get_latest_revision_as_object().content[0].value["areas"][3]
    assert (kept["label"], kept["shape"], numbers(kept["coords"])) == ("Góc giữa", "rectangle", resized)


def test_zones_are_drawn_by_keys_alone(editing):
    page = editing(make.item(make.hotspot()))
    before = coords(page)

    shapes(page).first.focus()
    for key in ("ArrowRight", "ArrowDown", "Shift+ArrowDown"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.locator(".drawing__dot").first.focus()
    page.keyboard.press("ArrowRight")
    circle = coords(page)[0]
    shapes(page).nth(2).focus()
    page.keyboard.press("Delete")
    page.wait_for_function("document.querySelectorAll('.drawing__shape').length === 2")

    # One hundredth of the picture at a step, one pixel with Shift.
    assert (before[0], circle) == ("120, 120, 90", "126, 127, 96")
    assert page.locator("[name$='areas-2-deleted']").get_attribute("value") == "1"


def test_a_polygon_gets_and_loses_corners(editing):
    page = editing(make.item(make.hotspot()))

    shapes(page).nth(2).focus()
    page.keyboard.press("Enter")
    page.locator(".drawing__tools button").nth(3).click()
    more = coords(page)[2]
    page.locator(".drawing__dot").first.focus()
    page.keyboard.press("Delete")

    # The longest edge leads back to the first corner.
    assert more == "20, 300, 200, 300, 200, 460, 110, 380"
    assert coords(page)[2] == "200, 300, 200, 460, 110, 380"


def test_a_shape_stays_in_the_picture_and_a_typed_one_is_drawn(editing):
    page = editing(make.item(make.drag_onto_image()))

    page.locator("[name$='spots-1-value-coords']").fill("300, 300, 400, 400")
    shapes(page).nth(1).focus()
    for _step in range(60):
        page.keyboard.press("ArrowRight")

    assert coords(page)[1] == "540, 300, 640, 400"
    assert page.locator(".drawing__tools button:visible").count() == 1


def test_the_drawing_surface_is_for_everyone(editing, axe):
    page = editing(make.item(make.hotspot()))
    shapes(page).first.focus()
    page.keyboard.press("Enter")

    # Of the editor only what is ours.
    assert [found for found in axe(page) if "drawing" in found] == []
    assert page.locator(".drawing").get_attribute("aria-label")


@pytest.fixture
def attempt(server_url):
    kinds = (make.hotspot, make.markers, make.drag_onto_image)
    return make.sitting(make.quiz(*(make.item(kind()) for kind in kinds), pass_mark=100))


@pytest.fixture
def taking(open_page, sign_in, attempt):
    def open_paper(**options):
        page = sign_in(open_page(**options), attempt.person.user, second_factor=False)
        page.goto(f"/quiz/{attempt.pk}/")
        return page

    return open_paper


def touch(page, place, x, y):
    surface = page.locator("[data-points] .drawn").nth(place)
    box = surface.bounding_box()
    surface.tap(position={"x": box["width"] * x / 640, "y": box["height"] * y / 480})


def told(attempt):
    return {one.position: one.response for one in attempt.responses.order_by("pk")}


def saved(page, place):
    page.locator(f"[data-position='{place}'] [data-item-state]", has_text="Đã gửi").wait_for(timeout=60_000)


def test_a_picture_is_answered_by_finger_and_looked_back_on(taking, attempt, axe):
    page = taking(has_touch=True)

    touch(page, 0, 125, 130)
    touch(page, 0, 500, 100)
    touch(page, 1, 150, 100)
    touch(page, 1, 500, 400)
    first, second = page.locator(".picked__zone").all()
    for text, zone in (("1957", first), ("1957", second), ("Trần Thị Bé", first)):
        page.locator(".picked__thing", has_text=text).tap()
        zone.tap()
    for place in range(3):
        saved(page, place)
    page.locator("button[value=submit]").tap()
    page.locator(".marked").first.wait_for()

    attempt.refresh_from_db()
    assert (attempt.score, attempt.max_score) == (3, 3)
    assert [*axe(page), *hardships(page)] == []


def test_a_second_tap_takes_a_point_away_and_an_empty_zone_is_empty_again(taking, attempt):
    page = taking(has_touch=True)

    touch(page, 0, 125, 130)
    touch(page, 0, 126, 131)
    zone = page.locator(".picked__zone").first
    page.locator(".picked__thing", has_text="1957").tap()
    zone.tap()
    zone.tap()
    saved(page, 0)
    saved(page, 2)
    nothing_kept(page)

    assert {place: told(attempt)[place] for place in (0, 2)} == {0: [], 2: {}}


def test_points_of_a_page_that_was_lost_come_back_as_they_were(taking, attempt):
    page = taking(has_touch=True)
    page.context.set_offline(True)
    touch(page, 0, 125, 130)
    page.locator("[data-quiz-state].saving--problem").wait_for()
    given = page.locator("[name='answer-0-1']").input_value()

    other = page.context.new_page()
    # Before the line is back: else the page itself may still send it.
    page.close()
    other.context.set_offline(False)
    other.goto(f"/quiz/{attempt.pk}/")
    saved(other, 0)

    assert told(attempt)[0] == [[int(number) for number in given.split(",")]]
    assert other.locator("[name='answer-0-1']").input_value() == given
    assert other.locator("[name='answer-0-1'] option:checked").text_content() == "B2"
    assert other.locator("[name='answer-0-1'] option").count() == 49


def test_a_picture_that_does_not_come_leaves_the_lists_open(taking):
    page = taking()
    page.route("**/media/**", lambda route: route.abort())
    page.reload()

    page.locator(".picked__lists[open] select").first.wait_for()
    assert page.locator(".picked__lists[open]").count() == 3
