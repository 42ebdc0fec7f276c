"""Every kind of page: open to everyone, readable and usable on a phone and on a desk, and closed to foreign code."""

import pytest
from django.contrib.auth import get_user_model

from assessments.models import Attempt
from courses.api import HelpRequest
from people.api import Organisation, Person
from tests.databases import bring_back, keep_database

from . import make
from .look import hardships, lax_headers, watch

pytestmark = pytest.mark.browser
WIDTHS = (360, 1280)
LESSON = "/khoa-hoc/goi-1022/khi-nao-goi/"
EVERY_BLOCK = "/khoa-hoc/dien-thoai-thong-minh/du-moi-phan/"


@pytest.fixture(scope="session")
def lived_in(filled, django_db_blocker, tmp_path_factory):
    """A file with the founding site and people in it."""
    with django_db_blocker.unblock():
        before = keep_database(tmp_path_factory.mktemp("site") / "before.sqlite3")
        bring_back(filled)
        make.lived_in()
        file = keep_database(before.with_name("lived-in.sqlite3"))
        bring_back(before)
    return file


@pytest.fixture
def visit(db, lived_in, open_page, sign_in):
    """visit(username, path) → (page, what the browser complained about)."""
    bring_back(lived_in)

    def go(username, path, **options):
        page = open_page(**options)
        if username:
            # The head has a role that needs a second factor, and none yet.
            sign_in(page, get_user_model().objects.get(username=username), second_factor=username != "head")
        heard = watch(page)
        page.response = page.goto(path() if callable(path) else path)
        return page, heard

    return go


def attempt(username, **wanted):
    return Attempt.objects.filter(person__user__username=username, **wanted).latest("pk").pk


def quiz_key():
    return Attempt.objects.get(pk=attempt("resident", passed=True)).context


def desk():
    return Organisation.objects.get(code="UBND-1")


def officer():
    return Person.objects.get(user__username="officer")


def press(*names, **fields):
    """Fill in the fields, press the button with this text."""

    def do(page):
        for field, value in fields.items():
            page.locator(f"[name={field}]").first.fill(value)
        page.locator("main").get_by_role("button", name=make.words(names[0]), exact=True).first.click()
        page.wait_for_load_state()

    return do


def open_all(page):
    for fold in page.locator("main details").all():
        fold.evaluate("fold => fold.open = true")


def as_guest(page):
    page.goto("/khoa-hoc/goi-1022/")
    press("Start learning")(page)
    page.goto("/learn/")


def give_code(page):
    press("Send the code", contact="0912345678")(page)


def send_with_old_token(page):
    page.locator("main [name=csrfmiddlewaretoken]").first.evaluate("field => field.value = 'x'.repeat(64)")
    press("Sign in", login="ai", password="khong biet")(page)


SAYS_STATUS = "the server responded with a status"

# name: (who, address or function that gives it, what to do there, status where it is not 200)
PAGES = {
    "home": (None, "/", None),
    "home in English": (None, "/en/", None),
    "catalogue": (None, "/khoa-hoc/", open_all),
    "catalogue, filtered": (None, "/khoa-hoc/?need=phone", None),
    "catalogue, nothing fits": (None, "/khoa-hoc/?need=office&audience=resident", None),
    "course": (None, "/khoa-hoc/goi-1022/", None),
    "course, completed": ("resident", "/khoa-hoc/goi-1022/", None),
    "lesson": (None, LESSON, open_all),
    "lesson with every block": ("resident", EVERY_BLOCK, open_all),
    "lesson with a quiz": ("beginner", lambda: make.lessons()[-1].url, open_all),
    "quiz paper": ("resident", lambda: f"/quiz/{attempt('resident', state='open')}/", None),
    "quiz, unanswered": ("resident", lambda: f"/quiz/{attempt('resident', state='open')}/", press("Hand in")),
    "quiz, saved": ("resident", lambda: f"/quiz/{attempt('resident', state='open')}/?saved=1", None),
    "result, passed": ("resident", lambda: f"/quiz/{attempt('resident', passed=True)}/result/", None),
    "result, failed": ("beginner", lambda: f"/quiz/{attempt('beginner', passed=False)}/result/", None),
    "quiz, signed out": (None, lambda: f"/quiz/{attempt('resident', state='open')}/", None, 401),
    "my learning, empty": (None, "/learn/", None),
    "my learning, guest": (None, "/learn/", as_guest),
    "my learning, full": ("resident", "/learn/", None),
    "leave a course": ("resident", "/learn/", press("Leave this course")),
    "ask for help": (None, lambda: f"/learn/lesson/{make.lessons()[0].pk}/help/", None),
    "ask for help, errors": (None, lambda: f"/learn/lesson/{make.lessons()[0].pk}/help/", press("Send")),
    "search, blank": (None, "/search/", None),
    "search, results": (None, "/search/?q=dien+thoai", None),
    "search, nothing": (None, "/search/?q=xyzzy", None),
    "news index": (None, "/tin-tuc/", None),
    "news": (None, "/tin-tuc/tam-khoa-hoc-da-mo/", None),
    "standard page": (None, "/quyen-rieng-tu/", None),
    "sign-up": (None, "/account/signup/", None),
    "sign-up, errors": (None, "/account/signup/", press("Sign up")),
    "sign-up, which commune": (None, "/account/signup/", press("Sign up", commune="Tân Phú")),
    "sign-in": (None, "/account/login/", None),
    "sign-in, errors": (None, "/account/login/", press("Sign in", login="ai", password="khong biet")),
    "code sign-in": (None, "/account/login/code/", None),
    "code sign-in, code": (None, "/account/login/code/", give_code),
    "password reset": (None, "/account/password/reset/", None),
    "my account": ("resident", "/people/account/", None),
    "my account, administrator": ("administrator", "/people/account/", None),
    "my data": ("resident", "/people/me/", None),
    "my details": ("resident", "/people/me/correct/", None),
    "my e-mail": ("resident", "/account/email/", None),
    "my phone": ("resident", "/account/phone/change/", None),
    "my password": ("resident", "/account/password/change/", None),
    "joining, errors": ("resident", "/people/join/", press("Go on", name="")),
    "erase": ("resident", "/people/me/erase/", None),
    "people": ("administrator", "/people/", None),
    "person": ("administrator", lambda: f"/people/{Person.objects.get(user__username='facilitator').pk}/", None),
    "invite": ("administrator", "/people/invite/", None),
    "offices": ("administrator", "/people/offices/", None),
    "offices, nothing found": ("administrator", "/people/offices/?q=xyzzy", None),
    "office": ("administrator", lambda: f"/people/offices/{desk().pk}/", None),
    "office, new, errors": ("administrator", "/people/offices/new/", press("Save")),
    "office, change": ("administrator", lambda: f"/people/offices/{desk().pk}/change/", None),
    "office, close": ("administrator", lambda: f"/people/offices/{desk().pk}/close/", None),
    "office, add someone": (
        "administrator",
        lambda: f"/people/offices/{desk().pk}/add/",
        press("Add", who="Người"),
    ),
    "person, add an office": ("administrator", lambda: f"/people/{officer().pk}/offices/add/", press("Add")),
    "person, end the work": (
        "administrator",
        lambda: f"/people/memberships/{officer().memberships.get().pk}/end/",
        None,
    ),
    "outbox": ("administrator", "/people/outbox/", None),
    "second factor, told": ("head", "/people/account/", None),
    "second factor, app": ("head", "/account/2fa/totp/activate/", None),
    "second factor, passkey": ("head", "/account/2fa/webauthn/add/", None),
    "second factor": ("moderator", "/account/2fa/", None),
    "inbox": ("moderator", "/learn/help/", None),
    "inbox, closed": ("moderator", "/learn/help/?show=closed", None),
    "answer": ("moderator", lambda: f"/learn/help/{HelpRequest.objects.get(closed_at=None).pk}/", None),
    "reports": ("moderator", "/learn/report/", None),
    "report of the questions": ("moderator", lambda: f"/quiz/questions/{quiz_key()}/", open_all),
    "report": ("moderator", lambda: f"/learn/report/{make.course().pk}/", None),
    "dashboard": (None, "/data/", open_all),
    "dashboard, which commune": (None, "/data/?q=tan+phu", None),
    "dashboard, grouped": ("administrator", "/data/?group=former", None),
    "commune": (None, f"/data/{make.COMMUNE}/", open_all),
    "former code": (None, "/data/28249/?on=2024-01-01", None),
    "404": (None, "/khong-co/", None, 404),
    "403": ("outsider", "/people/", None, 403),
}


@pytest.mark.parametrize("name", PAGES)
def test_page_is_open_to_everyone_on_phone_and_desk_and_closed_to_foreign_code(name, visit, axe):
    who, address, do, *status = PAGES[name]

    page, heard = visit(who, address)
    answered, lax = page.response.status, lax_headers(page.response)
    if do:
        do(page)

    refused = [line for line in heard if not (status and SAYS_STATUS in line)]
    assert answered == (status[0] if status else 200)
    problems = [*barriers(page, axe), *lax, *refused]
    assert not problems, "\n".join([name, *problems])


def barriers(page, axe):
    """What keeps someone out of the page as it now is, on a phone and on a desk."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        found += [f"{width} px: {line}" for line in [*(f"axe: {line}" for line in axe(page)), *hardships(page)]]
    return found


def test_a_form_that_was_open_for_too_long_gets_a_page_open_to_everyone(visit, axe):
    page, _heard = visit(None, "/account/login/")

    send_with_old_token(page)

    assert page.locator("h1").inner_text() == make.words("This page had been open for too long")
    assert barriers(page, axe) == []


def test_too_many_attempts_get_a_page_open_to_everyone(visit, axe, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip"}
    page, _heard = visit(None, "/account/login/")

    for _try in range(2):
        press("Sign in", login="ai", password="khong biet")(page)

    assert page.locator("h1").inner_text() == make.words("Please wait a moment")
    assert barriers(page, axe) == []


def test_our_own_mistake_gets_a_page_open_to_everyone(visit, axe, monkeypatch, caplog):
    monkeypatch.setattr("courses.catalogue.catalogue", lambda *args, **wanted: 1 / 0)

    page, _heard = visit(None, "/khoa-hoc/")

    assert page.response.status == 500
    assert page.locator("h1").inner_text() == make.words("Something went wrong on our side")
    assert barriers(page, axe) == []
