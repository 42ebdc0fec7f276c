"""The pages of those who write, mark and watch over questions: readable and usable on a phone and on a desk."""

import pytest

from assessments.models import Accommodation, Attempt, Item, PlacementSitting, QuestionImport, Regrade, Work
from cms.api import Competence
from people.api import Organisation, Person, User
from tests.databases import bring_back, keep_database

from . import make, staff
from .look import hardships, watch

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280)


@pytest.fixture(scope="session")
def full_desks(filled, django_db_blocker, tmp_path_factory):
    """A file with the founding site and full desks."""
    with django_db_blocker.unblock():
        before = keep_database(tmp_path_factory.mktemp("desks") / "before.sqlite3")
        bring_back(filled)
        staff.desks()
        file = keep_database(before.with_name("desks.sqlite3"))
        bring_back(before)
    return file


def item():
    return Item.objects.get(title="nút gọi").pk


def regrade(*, done):
    return Regrade.objects.filter(committed_at__isnull=not done).latest("pk").pk


def work(place):
    """1: marked, 2: two marks differ, 3: another's, 4: waits."""
    return Work.objects.order_by("pk")[place - 1].pk


def upload(name):
    return QuestionImport.objects.get(files__filename=name).pk


def alike():
    first, second = Attempt.objects.filter(context=staff.CONTEXT).order_by("pk").values_list("pk", flat=True)[:2]
    return f"/quiz/integrity/{staff.CONTEXT}/{first}/{second}/"


def resident():
    return Person.objects.get(user__username="resident").pk


def press(button, /, **fields):
    """Fill in the fields, press the button with this text."""

    def do(page):
        for field, value in fields.items():
            page.locator(f"main [name={field}]").first.fill(value)
        page.locator("main").get_by_role("button", name=make.words(button)).first.click()
        page.wait_for_load_state()

    return do


def open_all(page):
    for fold in page.locator("main details").all():
        fold.evaluate("fold => fold.open = true")


def placed():
    return f"/quiz/placement/{PlacementSitting.objects.exclude(finished_at=None).first().pk}/result/"


def leave_out(page):
    press("Begin")(page)
    press("Next question")(page)


# name: (who, address or function that gives it, what to do there)
PAGES = {
    "my account, trainer": ("trainer", "/people/account/", None),
    "my account, head": ("head", "/people/account/", None),
    "desk, moderator": ("moderator", "/quiz/marking/", None),
    "marked": ("moderator", "/quiz/marking/done/", None),
    "marked, none": ("newcomer", "/quiz/marking/done/", None),
    "differences": ("moderator", "/quiz/marking/differences/", None),
    "work, waits": ("trainer", lambda: f"/quiz/marking/{work(4)}/", open_all),
    "work, to decide": ("moderator", lambda: f"/quiz/marking/{work(2)}/", open_all),
    "work, another's": ("trainer", lambda: f"/quiz/marking/{work(3)}/", open_all),
    "work, errors": ("trainer", lambda: f"/quiz/marking/{work(4)}/", press("Save")),
    "whose work": (
        "moderator",
        lambda: f"/quiz/marking/{work(2)}/",
        press("Show whose work it is (this is logged)"),
    ),
    "imports": ("trainer", "/quiz/imports/", None),
    "imports, errors": ("trainer", "/quiz/imports/", press("Upload and read")),
    "import, read": ("trainer", lambda: f"/quiz/imports/{upload('an-toan.gift')}/", open_all),
    "import, nothing in it": ("trainer", lambda: f"/quiz/imports/{upload('ghi-chu.gift')}/", open_all),
    "import, working": ("trainer", lambda: f"/quiz/imports/{upload('dang-doc.gift')}/", None),
    "import, add": ("moderator", lambda: f"/quiz/imports/{upload('an-toan.gift')}/add/", None),
    "import, added": ("trainer", lambda: f"/quiz/imports/{upload('tong-dai.gift')}/", None),
    "import, undo": ("trainer", lambda: f"/quiz/imports/{upload('tong-dai.gift')}/undo/", None),
    "exports": ("trainer", "/quiz/exports/", None),
    "exports, shown": ("trainer", "/quiz/exports/?format=gift", None),
    "item": ("trainer", lambda: f"/quiz/items/{item()}/", None),
    "item, compare": ("trainer", lambda: f"/quiz/items/{item()}/compare/", None),
    "item, version": ("trainer", lambda: f"/quiz/items/{item()}/version/1/", None),
    "regrades": ("trainer", "/quiz/regrades/", None),
    "regrade, new": ("trainer", lambda: f"/quiz/items/{item()}/regrade/", None),
    "regrade, new, errors": ("trainer", lambda: f"/quiz/items/{item()}/regrade/", press("See what would change")),
    "regrade, dry run, names": ("moderator", lambda: f"/quiz/regrades/{regrade(done=False)}/?names=1", None),
    "regrade, done": ("moderator", lambda: f"/quiz/regrades/{regrade(done=True)}/", None),
    "reasons": ("moderator", f"/quiz/integrity/{staff.CONTEXT}/", None),
    "reason": ("moderator", alike, None),
    "reason, errors": ("moderator", alike, press("Keep the note")),
    "questions": ("moderator", f"/quiz/questions/{staff.CONTEXT}/", open_all),
    "scale": ("trainer", "/quiz/scale/", open_all),
    "cuts, leading": ("moderator", "/quiz/cuts/", None),
    "cuts, errors": ("moderator", "/quiz/cuts/", press("Save my judgment")),
    "more time": ("moderator", "/quiz/accommodations/", press("Find", text="Bé")),
    "more time, head": ("head", "/quiz/accommodations/", open_all),
    "more time, person": ("moderator", lambda: f"/quiz/accommodations/person/{resident()}/", None),
    "more time, errors": ("moderator", lambda: f"/quiz/accommodations/person/{resident()}/", press("Give")),
    "more time, office": (
        "moderator",
        lambda: f"/quiz/accommodations/office/{Organisation.objects.get(code='VP-2').pk}/",
        None,
    ),
    "more time, end": ("moderator", lambda: f"/quiz/accommodations/{Accommodation.objects.first().pk}/end/", None),
    "placement": (None, "/quiz/placement/", open_all),
    "placement, question": ("resident", "/quiz/placement/", press("Begin again")),
    "placement, result": ("resident", placed, open_all),
    "placement, no answer": ("trainer", "/quiz/placement/", leave_out),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_of_the_desks_can_be_read_and_used_on_phone_and_desk(name, db, full_desks, open_page, sign_in, axe):
    bring_back(full_desks)
    who, address, do = PAGES[name]
    page = open_page()
    if who:
        sign_in(page, User.objects.get(username=who))
    heard = watch(page)

    answered = page.goto(address() if callable(address) else address).status
    if do:
        do(page)

    problems = barriers(page, axe) + in_english(page) + [line for line in heard if "status of 400" not in line]
    assert answered == 200
    assert not problems, "\n".join([name, *problems])


def barriers(page, axe):
    """What keeps someone out of the page as it now is, on a phone and on a desk."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        found += [f"{width} px: {line}" for line in [*(f"axe: {line}" for line in axe(page)), *hardships(page)]]
    return found


# Texts outside what is marked as English: words that no Vietnamese text has, and names out of the program.
_IN_ENGLISH = r"""
() => {
  const words = /\b(the|and|with|you|cannot|question|version|rubric|cloze|hotspot|likert)\b|[a-z]_[a-z]/i;
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) {
    const holder = texts.currentNode.parentElement;
    if (holder.closest("[lang=en], option, script") || !words.test(texts.currentNode.data)) continue;
    found.push(`in English: ${texts.currentNode.data.trim().slice(0, 60)}`);
  }
  return found;
}
"""


def in_english(page) -> list[str]:
    return page.evaluate(_IN_ENGLISH)


LIST = "/manage/snippets/assessments/item/"


def test_the_editor_lists_questions_so_that_a_phone_shows_whole_words(full_desks, open_page, sign_in):
    bring_back(full_desks)
    page = sign_in(open_page(), User.objects.get(username="moderator"))

    page.goto(f"{LIST}usage/{item()}/")
    assert in_english(page) == []
    page.goto(LIST)

    first = page.locator("td.title").first
    assert first.bounding_box()["width"] > 150


def test_the_form_for_many_questions_fits_a_phone_and_leaves_what_is_not_chosen(full_desks, open_page, sign_in, axe):
    bring_back(full_desks)
    page = sign_in(open_page(), User.objects.get(username="moderator"))
    Item.objects.filter(pk=item()).update(audience="officer", competence=Competence.objects.first())

    page.goto(f"/manage/bulk/assessments/item/tag_items/?id={item()}&next={LIST}")
    found = [axe(page), in_english(page), page.locator("main select").evaluate_all(_BEYOND)]
    page.locator("main [name=topic]").fill("Gọi điện")
    page.get_by_role("button", name=make.words("Do it")).click()
    page.wait_for_url(f"**{LIST}*")

    assert found == [[], [], 0]
    changed = Item.objects.get(pk=item())
    assert (changed.topic, changed.audience, changed.competence) == (
        "Gọi điện",
        "officer",
        Competence.objects.first(),
    )


_BEYOND = "all => all.filter((one) => one.getBoundingClientRect().right > window.innerWidth).length"
