"""Questions in a picture: from the author's fields to what is refused, sent, kept secret and looked back on."""

import html
import re

import pytest
from django.contrib.auth.models import Permission
from hypothesis import given
from hypothesis import strategies as st

from assessments import api
from assessments.bank.authoring import content_of
from assessments.blocks.pictured import drawn, numbers_in
from assessments.items import item_type
from assessments.items.grid import grid_of, square_at, squares
from assessments.screens.drawings import square_choices
from cms.api import SiteImage
from tests.assessments import make

pytestmark = pytest.mark.django_db
ITEMS = "/manage/snippets/assessments/item/"
PICTURES = "/manage/assessments/picture/"


@pytest.fixture
def author(client):
    """A browser of someone who may write and publish questions."""
    user = make.user()
    about = Permission.objects.filter(content_type__app_label="assessments", content_type__model="item")
    user.user_permissions.add(Permission.objects.get(codename="access_admin"), *about)
    client.force_login(user)
    return client


def rows(name, values):
    """What the form sends for a list of rows: [{field: value}] or [text]."""
    prefix = f"content-0-value-{name}"
    fields = {f"{prefix}-count": str(len(values))}
    for place, row in enumerate(values):
        fields |= {f"{prefix}-{place}-deleted": "", f"{prefix}-{place}-order": str(place), f"{prefix}-{place}-id": ""}
        inner = {f"-{field}": value for field, value in row.items()} if isinstance(row, dict) else {"": row}
        fields |= {f"{prefix}-{place}-value{field}": value for field, value in inner.items() if value is not None}
    return fields


def form(kind, listing, areas, extra=(), image=None, **more):
    image = make.picture() if image is None else image
    fields = {"stem": "Ở đâu?", "image": str(image.pk), "alt": "Ba nút", "explanation": "", "feedback_right": ""}
    fields |= {"feedback_wrong": "", **more}
    about = {"title": "trong hình", "level": "1", "language": "vi", "content-count": "1", "content-0-deleted": ""}
    about |= {"content-0-order": "0", "content-0-type": kind, "content-0-id": "", "action-publish": "1"}
    sent = {f"content-0-value-{name}": value for name, value in fields.items()}
    return {**about, **sent, **rows(listing, areas), **rows("extra", extra), **rows("hints", ())}


def hotspot_form(*areas, extra=(), mode="click", **more):
    return form("hotspot", "areas", areas, extra, **{"mode": mode, "clicks": "", **more})


def area(coords, shape="rectangle", label="Nút", correct="on", marker=""):
    return {"label": label, "shape": shape, "coords": coords, "correct": correct, "marker": marker}


def zone(coords, text, label="Ô"):
    return {"coords": coords, "text": text, "label": label, "image": ""}


def refused(response):
    """The editor's words, where it did not publish."""
    assert not api.Item.objects.filter(live=True).exists()
    return html.unescape(response.content.decode())


def test_drawn_places_are_published_as_pixels_of_the_picture(author):
    drawings = [
        area("120, 120, 90", "circle"),
        area("400 40 620 200", label=" Góc "),
        area("20, 300, 200, 300, 200.5, 460", "polygon", correct=None),
    ]
    author.post(f"{ITEMS}add/", hotspot_form(*drawings, clicks="3"))

    content = api.Item.objects.get().versions.get().content
    assert (content["picture"]["width"], content["picture"]["height"], content["clicks"]) == (640, 480, 3)
    assert [(one["shape"], one["coords"], one["label"], one["correct"]) for one in content["areas"]] == [
        ("circle", [120, 120, 90], "Nút", True),
        ("rectangle", [400, 40, 620, 200], "Góc", True),
        ("polygon", [[20, 300], [200, 300], [200.5, 460]], "Nút", False),
    ]


def test_a_word_for_two_places_is_one_marker_to_be_used_twice(author):
    places = [
        area("0,0,200,200", marker="Gọi"),
        area("300,0,600,200", marker="Gọi"),
        area("0,300,300,460", marker="Tắt"),
    ]
    author.post(f"{ITEMS}add/", hotspot_form(*places, mode="markers", extra=["Chụp"]))

    content = api.Item.objects.get().versions.get().content
    assert [(one["text"], one["many"]) for one in content["markers"]] == [("Gọi", True), ("Tắt", True), ("Chụp", True)]
    assert [one["marker"] for one in content["areas"]] == ["m1", "m1", "m2"]
    assert [slot.key for slot in item_type("hotspot").slots(content)] == ["m1", "m1.2", "m2", "m2.2", "m3", "m3.2"]


def test_zones_are_published_with_what_belongs_there_and_what_belongs_nowhere(author):
    small = make.picture(80, 60)
    spots = [
        {**zone("20, 20, 300, 120", "Bé", "Một"), "image": str(small.pk)},
        zone("300, 360, 20, 260", "1957", "Hai"),
    ]
    author.post(f"{ITEMS}add/", form("drag_onto_image", "spots", spots, [{"text": "Ấp 3", "image": ""}]))

    content = api.Item.objects.get().versions.get().content
    boxes = [[one[side] for side in ("x", "y", "width", "height")] for one in content["zones"]]
    assert boxes == [[20, 20, 280, 100], [20, 260, 280, 100]]
    assert [(one["text"], one["picture"]) for one in content["drags"]] == [
        ("Bé", {"id": small.pk, "alt": "Bé"}),
        ("1957", None),
        ("Ấp 3", None),
    ]


@pytest.mark.parametrize(
    ("areas", "said"),
    [
        ([area("")], "Area 1 has no shape."),
        ([area("10, 20")], "Area 1 has no shape."),
        ([area("mười, 20, 30, 40")], "Area 1 has no shape."),
        ([area("0, 0, 100, 100"), area("600, 400, 700, 470")], "Area 2 reaches beyond the picture."),
        ([area("45, 45, 60, 60")], "Area 1 is too small to be hit with a finger."),
        ([area("0, 0, 100, 100", correct=None)], "Draw at least one right area in the picture."),
    ],
)
def test_places_that_cannot_be_hit_are_refused_in_plain_words(author, areas, said):
    assert said in refused(author.post(f"{ITEMS}add/", hotspot_form(*areas), HTTP_ACCEPT_LANGUAGE="en"))


@pytest.mark.parametrize(
    ("spots", "said"),
    [
        ([zone("", "Bé")], "Zone 1 has no place in the picture."),
        ([zone("600, 0, 700, 90", "Bé")], "Zone 1 reaches beyond the picture."),
        ([zone("0, 0, 100, 90", "Bé"), zone("90, 80, 200, 200", "1957")], "Zones 1 and 2 overlap."),
    ],
)
def test_zones_that_cannot_be_filled_are_refused_in_plain_words(author, spots, said):
    assert said in refused(author.post(f"{ITEMS}add/", form("drag_onto_image", "spots", spots)))


def test_an_item_whose_picture_was_deleted_says_so_and_learners_read_its_words(learner, page):
    item = make.item(make.hotspot())
    attempt = make.sitting(make.quiz(item), learner)
    SiteImage.objects.all().delete()
    item.refresh_from_db()

    text = page.get(f"/quiz/{attempt.pk}/").content.decode()

    assert api.problems(item) == ["Choose the picture."]
    assert "It showed: Một màn hình có ba nút" in text
    assert text.count("<select") == 2


def test_the_editor_gets_the_picture_to_draw_in(author):
    image = make.picture(900, 600)

    told = author.get(f"{PICTURES}{image.pk}/").json()

    assert (told["width"], told["height"]) == (900, 600)
    assert "max-800x1000" in told["src"]
    assert author.get(f"{PICTURES}{image.pk + 1}/").status_code == 404
    form_page = author.get(f"{ITEMS}add/").content.decode()
    assert 'src="/static/js/drawing.js" type="module"' in form_page
    assert "Add a polygon" in html.unescape(form_page)


def test_who_writes_no_questions_gets_no_picture_to_draw_in(client, outsider):
    image = make.picture()
    client.force_login(outsider.user)
    stranger = client.get(f"{PICTURES}{image.pk}/")
    outsider.user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(outsider.user)

    assert stranger.status_code == 403
    assert client.get(f"{PICTURES}{image.pk}/").status_code in (302, 403)
    assert client.get(f"{PICTURES}{image.pk}/", HTTP_X_REQUESTED_WITH="XMLHttpRequest").status_code == 403


def paper(page, content, learner):
    attempt = make.sitting(make.quiz(make.item(content)), learner)
    return attempt, page.get(f"/quiz/{attempt.pk}/").content.decode()


def test_where_the_right_places_are_is_not_on_the_page(page, learner):
    _attempt, clicks = paper(page, make.hotspot(), learner)
    _attempt, words = paper(page, make.markers(), learner)
    _attempt, things = paper(page, make.drag_onto_image(), learner)

    for secret in ("Nút gọi", "Nút nhắn tin", "Nút tắt", "120 120", "620", "drawn__outline"):
        assert secret not in clicks
    assert "Góc trên" not in words
    # Zones are to be seen; what belongs there is the same list for each.
    lists = re.findall(r"<select.*?</select>", things, re.DOTALL)
    assert len(lists) == 2
    assert re.findall("<option.*?</option>", lists[0]) == re.findall("<option.*?</option>", lists[1])


def test_the_grid_of_squares_is_offered_and_drawn(page, learner):
    _attempt, text = paper(page, make.hotspot(), learner)

    assert text.count('<option value="40,40">A1</option>') == 2
    assert text.count(">H6</text>") == 1


def test_a_point_between_squares_comes_back_as_it_was_given(page, learner):
    attempt = make.sitting(make.quiz(make.item(make.hotspot())), learner)
    sent = page.post(f"/quiz/{attempt.pk}/answer/", {"position": "0", "answer-0-1": "101,77", "ref": "a"})

    text = page.get(f"/quiz/{attempt.pk}/").content.decode()

    assert sent.status_code == 204
    assert '<option value="101,77" selected>B1</option>' in text
    same = {"answer-0-1": "101,77", "answer-0-2": "", "action": "save"}
    shown = html.unescape(re.search(r'name="was-0" value="(.*)">', text)[1])
    page.post(f"/quiz/{attempt.pk}/", {**same, "was-0": shown})
    assert attempt.responses.count() == 1


@pytest.mark.parametrize("value", ["ở đây", "1", "1,2,3", "99999999,1", "1e400,1"])
def test_what_is_no_place_is_refused_and_may_be_mended(page, learner, value):
    attempt = make.sitting(make.quiz(make.item(make.hotspot())), learner)

    sent = {"answer-0-1": value, "answer-0-2": ";", "was-0": "", "action": "save"}
    answer = page.post(f"/quiz/{attempt.pk}/", sent)

    assert answer.status_code == 400
    assert "Point to a place inside the picture." in answer.content.decode()
    assert attempt.responses.count() == 0


def result(page, learner, content, answer, **policy):
    attempt = make.sitting(make.quiz(make.item(content), **policy), learner)
    sent = {f"answer-0-{name}": value for name, value in answer(attempt).items()}
    text = page.post(f"/quiz/{attempt.pk}/", {**sent, "was-0": "", "action": "submit", "confirmed": "1"}, follow=True)
    return html.unescape(text.content.decode())


def lines(text):
    found = re.findall(r'<li class="marked__line.*?</li>', text, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", "", line).split()) for line in found]


def test_the_review_shows_what_was_pointed_to_and_what_was_missed(page, learner):
    text = result(page, learner, make.hotspot(), lambda _attempt: {"1": "120,120", "2": "30,450"})

    assert lines(text) == ["1. A6 – wrong", "2. Nút gọi – right", "Right is: Nút nhắn tin"]
    assert text.count("drawn__outline--right") == text.count("drawn__outline--missed") == 1
    assert text.count("drawn__sign--wrong") == text.count("drawn__sign--right") == 1


def test_the_review_shows_what_was_put_where(page, learner):
    def swapped(attempt):
        version = api.Item.objects.get(pk=attempt.paper["items"][0]["item"]).versions.last()
        first, _second = version.content["zones"]
        return {first["key"]: "d2"}

    text = result(page, learner, make.drag_onto_image(), swapped)

    assert lines(text) == [
        "1. Ô thứ nhất: 1957 – wrong – Right is: Trần Thị Bé",
        "2. Ô thứ hai: left empty – Right is: 1957",
    ]


def test_a_review_without_answers_shows_only_what_was_given(page, learner):
    answer = {"1": "120,120", "2": "30,450"}
    text = result(page, learner, make.hotspot(), lambda _attempt: answer, feedback="after_pass", pass_mark=100)

    assert lines(text) == ["1. A6", "2. B2"]
    assert "drawn__outline" not in text and "Nút" not in text


def test_author_previews_the_question_in_its_picture(author):
    item = make.item(make.drag_onto_image())

    url = f"{ITEMS}preview/{item.pk}/"
    sent = form("drag_onto_image", "spots", [zone("20, 20, 300, 120", "Bé")])
    author.post(url, sent)
    text = author.get(f"{url}?mode=").content.decode()

    assert "data-zones" in text and "zones.js" in text


@given(width=st.integers(40, 4000), height=st.integers(40, 4000))
def test_every_square_has_its_middle_in_itself(width, height):
    columns, down = grid_of(width, height)
    named = squares(width, height)

    assert len({square.name for square in named}) == len(named) == columns * down
    assert all(square_at(width, height, square.x, square.y) == square.name for square in named)


@given(x=st.integers(0, 640), y=st.integers(0, 480))
def test_any_point_of_the_picture_is_one_of_the_choices(x, y):
    choices = dict(square_choices({"width": 640, "height": 480}, f"{x},{y}"))

    assert len(choices) == 48 and f"{x},{y}" in choices


@given(st.lists(st.integers(-999, 999) | st.decimals(-99, 99, places=2).map(float), max_size=9))
def test_numbers_are_read_as_they_are_written(numbers):
    written = ", ".join(str(number) for number in numbers)

    assert numbers_in(written) == numbers
    if len(numbers) == 4:
        assert drawn("rectangle", written) == numbers


def test_content_of_a_draft_without_anything_is_no_error(author):
    sent = {**form("drag_onto_image", "spots", [zone("", "", "")]), "content-0-value-image": ""}
    del sent["action-publish"]
    author.post(f"{ITEMS}add/", sent)

    kind, content = content_of(api.Item.objects.get())
    assert (kind, content["picture"], content["zones"][0]["x"]) == ("drag_onto_image", None, None)
    assert content["drags"][0]["text"] == ""
