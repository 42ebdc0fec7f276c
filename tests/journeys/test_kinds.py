"""One quiz with every kind of question on a phone: by finger, by keys, without JavaScript, on a line that is gone."""

import pytest

from assessments.items import KINDS
from assessments.models import Attempt, ItemVersion
from assessments.screens.forms import filled
from tests.assessments import make

from .look import hardships
from .test_keyboard import Keyboard

pytestmark = pytest.mark.browser
ALL = (make.matching, make.ordering, make.short_answer, make.numeric, make.gap_fill, lambda: make.gap_fill("type"))
ALL += (make.cloze, make.likert, make.description, make.single, make.multiple, make.true_false)
ALL += (make.hotspot, make.markers, make.drag_onto_image)
N_ANSWERABLE = 14


@pytest.fixture
def attempt(server_url):
    """A sitting of someone who has begun and answered nothing."""
    return make.sitting(make.quiz(*(make.item(kind()) for kind in ALL), title="Đủ các kiểu câu hỏi", pass_mark=100))


@pytest.fixture
def sit_down(open_page, sign_in, attempt):
    """sit_down(**options) → the learner's page with the paper."""

    def open_paper(**options):
        page = sign_in(open_page(**options), attempt.person.user, second_factor=False)
        page.goto(f"/quiz/{attempt.pk}/")
        return page

    return open_paper


def right_fields(attempt):
    """[(name, value)] of every field of a wholly right form; an opinion is the second of its steps."""
    fields = []
    for position, entry in enumerate(attempt.paper["items"]):
        version = ItemVersion.objects.get(pk=entry["version"])
        kind = KINDS[version.kind]
        response = make.right_response(version) if kind.is_scored else ["2"] * (version.kind == "likert")
        shown = kind.present(version.content, entry["order"])
        for name, values in filled(shown, response).items():
            fields += [(f"answer-{position}-{name}" if name else f"answer-{position}", value) for value in values]
    return fields


def tap(page, name, value):
    """In a picture: a thing and its zone, or a place; `value` is a thing's key, or “x,y”."""
    root = page.locator(".picked--live", has=page.locator(f"[name='{name}']"))
    if root.get_attribute("data-zones") is not None:
        number = int(page.locator(f"[name='{name}']").get_attribute("data-number"))
        root.locator(f"[data-thing='{value}']").click()
        root.locator(".picked__zone").nth(number - 1).click()
        return
    things = root.locator(f"[data-thing='{name.split('-', 2)[2]}']")
    if things.count():
        things.click()
    surface = root.locator(".drawn")
    box, (x, y) = surface.bounding_box(), map(int, value.split(","))
    surface.click(position={"x": box["width"] * x / 640, "y": box["height"] * y / 480})


def fill(page, name, value):
    """As with a finger: tap, pick, choose, or type and go on."""
    if page.locator(f".picked--live [name='{name}']").count():
        return tap(page, name, value)
    field = page.locator(f"[name='{name}']")
    kind = field.first.evaluate("one => one.type || one.tagName")
    if kind in ("radio", "checkbox"):
        page.locator(f"[name='{name}'][value='{value}']").check()
    elif kind.startswith("select"):
        field.select_option(value)
    else:
        field.fill(value)
        field.blur()
    return None


def answer_by_keys(keys, name, value):
    """In a picture: Enter on a thing and on its zone; or the cross by its arrows, and Enter."""
    root = f".picked--live:has([name='{name}'])"
    if keys.page.locator(root).get_attribute("data-zones") is not None:
        number = int(keys.page.locator(f"[name='{name}']").get_attribute("data-number"))
        # The things stand before the picture: after the first they are behind.
        keys.to(f"{root} [data-thing='{value}']", by="Shift+Tab" if number > 1 else "Tab").press("Enter")
        keys.to(f"{root} .picked__zone:nth-of-type({number})").press("Enter")
        return
    thing = f"{root} [data-thing='{name.split('-', 2)[2]}']"
    # The next word is picked by itself.
    if keys.page.locator(f"{thing}[aria-pressed=false]").count():
        keys.to(thing).press("Enter")
    keys.to(f"{root} .drawn")
    column, row = (int(number) // 16 for number in value.split(","))
    # The cross stays where it was: first to the upper left corner.
    for key, times in {"ArrowLeft": 40, "ArrowUp": 30, "ArrowRight": column, "ArrowDown": row}.items():
        for _step in range(times):
            keys.press(key)
    keys.press("Enter")


def sent(page):
    """What the page says of an answer that the server has."""
    return page.locator("form[data-quiz]").get_attribute("data-text-saved")


def all_sent(page):
    form = page.locator("form[data-quiz]")
    words = form.get_attribute("data-text-saved-all")
    words = words.replace("{saved}", str(N_ANSWERABLE)).replace("{total}", form.get_attribute("data-total"))
    page.locator("[data-quiz-state]", has_text=words).wait_for()


def hand_in(page):
    with page.expect_navigation():
        page.locator("button[value=submit]").click()


def score(attempt):
    attempt.refresh_from_db()
    return attempt.score, attempt.max_score, attempt.passed


@pytest.mark.parametrize("width", [360, 1280])
def test_every_kind_fits_the_screen_and_everyone(sit_down, axe, width):
    page = sit_down(width=width)

    assert [*axe(page), *hardships(page)] == []


def test_every_kind_is_answered_by_finger_saved_at_once_and_kept(sit_down, attempt):
    page = sit_down()

    for name, value in right_fields(attempt):
        fill(page, name, value)
    all_sent(page)
    page.reload()
    all_sent(page)
    hand_in(page)

    assert score(attempt) == (13, 13, True)


def test_every_kind_works_without_javascript(sit_down, attempt):
    page = sit_down(java_script_enabled=False)

    for name, value in right_fields(attempt):
        fill(page, name, value)
    hand_in(page)

    assert score(attempt) == (13, 13, True)


def test_every_kind_is_answered_by_keys_alone(sit_down, attempt):
    page = sit_down()
    keys = Keyboard(page)
    # A gap in the middle of a text may be its author's third.
    names = page.locator("[name^='answer-']").evaluate_all("all => all.map((one) => one.name)")

    fields = [field for field in right_fields(attempt) if not field[0].startswith("answer-1-")]
    order = [field for field in right_fields(attempt) if field[0].startswith("answer-1-")]
    # The lines of the order move as they get their places; first to last, the next one is always further down.
    before = sum(name.startswith("answer-0-") for name, _value in fields)
    fields.sort(key=lambda field: names.index(field[0]))

    for name, value in [*fields[:before], *order, *fields[before:]]:
        if page.locator(f".picked--live [name='{name}']").count():
            answer_by_keys(keys, name, value)
            continue
        selector = f"[name='{name}']"
        kind = page.locator(selector).first.evaluate("one => one.type || one.tagName")
        if kind == "radio":
            keys.to(selector)
            while (
                page.locator(f"{selector}:checked").count() == 0
                or page.locator(f"{selector}:checked").get_attribute("value") != value
            ):
                keys.press("Space" if page.locator(f"{selector}:checked").count() == 0 else "ArrowDown")
        elif kind == "checkbox":
            keys.to(f"{selector}[value='{value}']").press("Space")
        elif kind.startswith("select"):
            keys.to(selector)
            # A place in an order by its digit; the arrows go through every other list.
            while page.locator(selector).input_value() != value:
                keys.press(value if name.startswith("answer-1-") else "ArrowDown")
        else:
            keys.to(selector).write(value)
    keys.to("button[value=submit]").leave_by("Enter")

    assert score(attempt) == (13, 13, True)


def test_an_order_is_made_by_moving_lines(sit_down, attempt):
    page = sit_down()
    order = page.locator("[data-order]")
    version = ItemVersion.objects.get(pk=attempt.paper["items"][1]["version"])
    texts = [element["text"] for element in version.content["elements"]]

    for place, text in enumerate(texts):
        for _step in range(len(texts)):
            if order.locator("li").nth(place).locator("label").inner_text() == text:
                break
            order.locator("li", has_text=text).locator("button").first.click()
    # A line that stood right from the start was not moved; the last press says the whole order.
    order.locator("li").last.locator("button:enabled").click()
    order.locator("li").nth(len(texts) - 2).locator("button").last.click()
    page.locator("[data-position='1'] [data-item-state]", has_text=sent(page)).wait_for()
    page.reload()

    assert order.locator("label").all_inner_texts() == texts
    assert order.locator("select").evaluate_all("all => all.map(one => one.value)") == ["1", "2", "3", "4"]


def test_words_typed_while_the_line_is_gone_are_sent_when_it_is_back(sit_down, attempt):
    page = sit_down()
    page.context.set_offline(True)
    page.locator("[name='answer-2']").fill("mật khẩu")
    page.locator("[data-quiz-state].saving--problem").wait_for()
    page.context.set_offline(False)
    page.locator("[data-position='2'] [data-item-state]", has_text=sent(page)).wait_for(timeout=60_000)

    assert Attempt.objects.get(pk=attempt.pk).responses.get(position=2).response == "mật khẩu"
