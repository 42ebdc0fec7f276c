"""Signing up and in, through the pages."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import caches
from django.urls import reverse

from people.api import Consent, OutboxMessage, Person, User, has_consented
from people.persons import _SESSION_KEY as GUEST_KEY

from . import make

SIGN_UP, SIGN_IN = "/account/signup/", "/account/login/"


def form(**changes) -> dict:
    """A sign-up form filled in as far as it must be."""
    filled = {
        "username": "",
        "email": "",
        "phone": "",
        "password1": make.PASSWORD,
        "name": "Bà Lành",
        "commune": "Phường Đạo Thạnh",
        "consent_learning": "on",
    }
    return {**filled, **changes}


def code_in(text: str) -> str:
    return re.search(r"\b\d{6}\b", text)[0]


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_someone_with_neither_phone_nor_email_signs_up_by_a_user_name(browser, country):
    response = browser.post(SIGN_UP, form(username="balanh", birth_year="1958", gender="female"))

    person = Person.objects.get(user__username="balanh")
    assert response.status_code == 302 and is_signed_in(browser)
    assert (person.name, person.birth_year, person.gender) == ("Bà Lành", 1958, "female")
    assert (person.commune, person.kind) == (country.dao_thanh, "resident")


@pytest.mark.parametrize("typed", ["0912 345 678", "+84 912 345 678", "84912345678", "0912.345.678"])
def test_someone_signs_up_by_phone_however_the_number_is_typed(browser, country, typed):
    browser.post(SIGN_UP, form(phone=typed))
    message = OutboxMessage.objects.get()
    assert not is_signed_in(browser)

    browser.post("/account/phone/verify/", {"code": code_in(message.text)})

    user = User.objects.get()
    assert (message.to, user.phone, user.phone_verified) == ("+84912345678", "+84912345678", True)
    assert is_signed_in(browser) and "912345678" not in user.username


def test_someone_signs_up_by_email_and_is_in_after_pressing_the_link(browser, country):
    response = browser.post(SIGN_UP, form(email="Lanh@example.org"))
    assert response.url == "/account/confirm-email/" and not is_signed_in(browser)

    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    page = browser.get(link)
    browser.post(link)

    assert page.status_code == 200 and is_signed_in(browser)
    assert EmailAddress.objects.get().verified


def test_an_office_worker_says_so(browser, country):
    browser.post(SIGN_UP, form(username="balanh", is_officer="on"))

    assert Person.objects.get().kind == "officer"


def test_nothing_is_agreed_to_but_what_was_ticked(browser, country):
    page = browser.get(SIGN_UP).content.decode()
    browser.post(SIGN_UP, form(username="balanh", consent_reminders="on"))

    person = Person.objects.get()
    assert " checked" not in page.split("consent_learning")[1]
    assert has_consented(person, "learning") and has_consented(person, "reminders")
    assert not has_consented(person, "statistics")


def test_without_consent_to_keep_learning_there_is_no_account(browser, country):
    filled = form(username="balanh")
    del filled["consent_learning"]

    response = browser.post(SIGN_UP, filled)

    assert "Tick it, or learn on as a guest" in response.content.decode()
    assert not User.objects.exists() and not Consent.objects.exists()


def test_an_ambiguous_commune_comes_back_as_a_choice_with_everything_typed(browser, country):
    response = browser.post(SIGN_UP, form(username="balanh", commune="mỹ", birth_year="1958"))
    page = response.content.decode()

    assert "Choose yours below" in page and 'value="balanh"' in page and 'value="1958"' in page
    assert f'name="commune_area" type="radio" value="{country.my_phong.pk}"' in page
    assert 'class="govuk-error-summary"' in page and 'href="#id_commune"' in page

    browser.post(SIGN_UP, form(username="balanh", commune="mỹ", commune_area=str(country.my_phong.pk)))
    assert Person.objects.get().commune == country.my_phong


def test_a_forged_commune_is_not_taken(browser, country):
    browser.post(SIGN_UP, form(username="balanh", commune="mỹ", commune_area=str(country.dao_thanh.pk)))

    assert not User.objects.exists()


def test_a_former_name_finds_the_commune_of_today(browser, country):
    browser.post(SIGN_UP, form(username="balanh", commune="tan my chanh"))

    assert Person.objects.get().commune == country.my_phong


def test_an_unknown_commune_is_said_in_plain_words(browser, country):
    response = browser.post(SIGN_UP, form(username="balanh", commune="Hogwarts"))

    assert "We do not know this commune or ward" in response.content.decode()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Fill in one of these three"),
        ({"phone": "12"}, "This is not a mobile number"),
        ({"phone": "02733872345"}, "This is not a mobile number"),
        ({"username": "0912345678"}, "in its own box"),
        ({"username": "lanh@example.org"}, "in its own box"),
        ({"username": "ba lanh"}, "without spaces"),
        ({"username": "balanh", "birth_year": "58"}, "with four digits"),
        ({"username": "balanh", "birth_year": "1899"}, "with four digits"),
        ({"username": "balanh", "birth_year": "2999"}, "with four digits"),
        ({"username": "balanh", "birth_year": "१९५८"}, "with four digits"),
        ({"username": "balanh", "password1": "1234"}, "too short"),
    ],
)
def test_what_cannot_be_right_is_said_in_plain_words_and_makes_nothing(browser, country, changes, sentence):
    response = browser.post(SIGN_UP, form(**changes))

    assert sentence in response.content.decode()
    assert not User.objects.exists() and not Person.objects.exists()


def test_a_child_needs_a_guardian_who_agrees(browser, country):
    response = browser.post(SIGN_UP, form(username="beba", birth_year="2015"))
    assert 'name="guardian_agrees"' in response.content.decode() and not User.objects.exists()

    browser.post(SIGN_UP, form(username="beba", birth_year="2015", guardian_agrees="on"))
    assert has_consented(Person.objects.get(), "guardian")


def test_a_pasted_script_is_shown_as_text(browser, country):
    response = browser.post(SIGN_UP, form(name="<script>alert(1)</script>"))

    page = response.content.decode()
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_what_a_guest_learnt_stays_when_signing_up(browser, country):
    guest = guest_in(browser)

    browser.post(SIGN_UP, form(username="balanh"))

    assert Person.objects.get(user__username="balanh").pk == guest.pk
    assert GUEST_KEY not in browser.session


def guest_in(client) -> Person:
    guest = Person.objects.create(kind="guest")
    session = client.session
    session[GUEST_KEY] = guest.pk
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return guest


def test_what_a_guest_learnt_follows_at_sign_in(browser, cast):
    guest = guest_in(browser)

    browser.post(SIGN_IN, {"login": "resident", "password": make.PASSWORD})

    guest.refresh_from_db()
    assert guest.merged_into == cast.resident.person


def test_a_guest_is_not_taken_twice(cast, browser, signed_in):
    guest = guest_in(browser)
    cast.resident.person.delete()
    guest.user = cast.resident
    guest.save()

    browser.post(SIGN_IN, {"login": "outsider", "password": make.PASSWORD})

    guest.refresh_from_db()
    assert guest.merged_into is None and guest.user == cast.resident


def test_a_second_click_lands_signed_in(browser, country):
    browser.post(SIGN_UP, form(username="balanh"))
    browser.cookies.clear()

    second = browser.post(SIGN_UP, form(username="balanh"))

    assert second.status_code == 302 and is_signed_in(browser)
    assert User.objects.count() == Person.objects.count() == 1


def test_a_second_click_by_phone_asks_for_the_code_again(browser, country):
    browser.post(SIGN_UP, form(phone="0912345678"))
    browser.cookies.clear()

    second = browser.post(SIGN_UP, form(phone="0912345678"))

    assert second.url == "/account/phone/verify/"
    assert User.objects.count() == 1


def test_another_password_is_no_second_click(browser, country):
    browser.post(SIGN_UP, form(username="balanh"))
    browser.cookies.clear()

    second = browser.post(SIGN_UP, form(username="balanh", password1="another password"))

    assert "Someone already uses this user name" in second.content.decode()
    assert not is_signed_in(browser)


def test_signing_up_does_not_tell_that_a_phone_has_an_account(browser, country):
    make.user("owner", phone="+84912345678", phone_verified=True)

    known = browser.post(SIGN_UP, form(phone="0912345678"))
    known_page = browser.get(known.url).content.decode()
    browser.cookies.clear()
    unknown = browser.post(SIGN_UP, form(phone="0912345679"))
    unknown_page = browser.get(unknown.url).content.decode()

    assert known.url == unknown.url
    assert without_tokens(known_page).replace("5678", "5679") == without_tokens(unknown_page).replace("5678", "5679")
    assert "already has an account" in OutboxMessage.objects.get(to="+84912345678").text


def test_signing_up_does_not_tell_that_an_address_has_an_account(browser, country):
    owner = make.user("owner", email="owner@example.org")
    EmailAddress.objects.create(user=owner, email=owner.email, verified=True, primary=True)

    known = browser.post(SIGN_UP, form(email="owner@example.org"))
    browser.cookies.clear()
    unknown = browser.post(SIGN_UP, form(email="new@example.org"))

    assert known.status_code == unknown.status_code == 302 and known.url == unknown.url
    assert "has an account already" in mail.outbox[0].body
    assert User.objects.filter(email="owner@example.org").count() == 1


def without_tokens(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def test_a_number_that_was_never_proven_does_not_keep_its_owner_out(browser, country):
    squatter = make.user("squatter", phone="+84912345678")

    browser.post(SIGN_UP, form(phone="0912345678"))
    browser.post("/account/phone/verify/", {"code": code_in(OutboxMessage.objects.get().text)})

    squatter.refresh_from_db()
    assert squatter.phone is None
    assert User.objects.get(phone="+84912345678").phone_verified


@pytest.mark.parametrize("login", ["lanh", "LANH", "0912 345 678", "lanh@example.org"])
def test_signing_in_by_name_phone_or_address(browser, db, login):
    user = make.user("lanh", phone="+84912345678", phone_verified=True, email="lanh@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    browser.post(SIGN_IN, {"login": login, "password": make.PASSWORD})

    assert browser.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(browser, cast):
    pages = [
        browser.post(SIGN_IN, {"login": login, "password": "wrong-password"}).content.decode()
        for login in ("resident", "nobodyyy")
    ]

    assert without_tokens(pages[0]).replace("resident", "") == without_tokens(pages[1]).replace("nobodyyy", "")
    assert "is not right" in pages[0]


def test_signing_in_by_a_code_to_the_phone(browser, db):
    user = make.user("lanh", phone="+84912345678", phone_verified=True)

    browser.post("/account/login/code/", {"contact": "0912 345 678"})
    browser.post("/account/login/code/confirm/", {"code": code_in(OutboxMessage.objects.get().text)})

    assert browser.session["_auth_user_id"] == str(user.pk)


def test_signing_in_by_a_code_to_the_address(browser, db):
    user = make.user("lanh", email="lanh@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    browser.post("/account/login/code/", {"contact": "lanh@example.org"})
    browser.post("/account/login/code/confirm/", {"code": code_in(mail.outbox[0].body)})

    assert browser.session["_auth_user_id"] == str(user.pk)


def test_a_password_set_before_the_number_was_proven_stops_working(browser, db):
    user = make.user("squatter", phone="+84912345678")

    browser.post("/account/login/code/", {"contact": "0912345678"})
    browser.post("/account/login/code/confirm/", {"code": code_in(OutboxMessage.objects.get().text)})

    user.refresh_from_db()
    assert user.phone_verified and not user.has_usable_password()


def test_five_wrong_codes_end_the_attempt(browser, db):
    make.user("lanh", phone="+84912345678", phone_verified=True)
    browser.post("/account/login/code/", {"contact": "0912345678"})
    right = code_in(OutboxMessage.objects.get().text)
    wrong = "000000" if right != "000000" else "111111"

    for _number in range(5):
        browser.post("/account/login/code/confirm/", {"code": wrong})
    browser.post("/account/login/code/confirm/", {"code": right})

    assert not is_signed_in(browser)


def test_asking_for_a_code_does_not_tell_whether_there_is_an_account(browser, db):
    make.user("lanh", phone="+84912345678", phone_verified=True)

    known = browser.post("/account/login/code/", {"contact": "0912345678"})
    browser.cookies.clear()
    unknown = browser.post("/account/login/code/", {"contact": "0912345679"})

    assert known.url == unknown.url
    assert browser.get(unknown.url).status_code == 200
    assert "has no account" in OutboxMessage.objects.get(to="+84912345679").text


@pytest.mark.parametrize("contact", ["0912 345 678", "lanh@example.org"])
def test_a_forgotten_password_is_replaced_by_a_code(browser, db, contact):
    user = make.user("lanh", phone="+84912345678", phone_verified=True, email="lanh@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)

    browser.post("/account/password/reset/", {"email": contact})
    text = mail.outbox[0].body if mail.outbox else OutboxMessage.objects.get().text
    browser.post("/account/password/reset/confirm/", {"code": code_in(text)})
    new = {"password1": "mot mat khau moi", "password2": "mot mat khau moi"}
    page = browser.post("/account/password/reset/complete/", new, follow=True)

    user.refresh_from_db()
    assert page.status_code == 200 and user.check_password("mot mat khau moi")


def test_five_wrong_passwords_close_the_account_for_a_while_in_every_process(browser, cast, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "60/m/ip,5/300s/key"}
    for _number in range(5):
        browser.post(SIGN_IN, {"login": "resident", "password": "wrong-password"})
    caches["default"].clear()  # another process remembers nothing of its own

    response = browser.post(SIGN_IN, {"login": "resident", "password": make.PASSWORD})

    assert "Too many attempts" in response.content.decode() and not is_signed_in(browser)


def test_one_number_in_two_spellings_counts_as_one(browser, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "2/300s/key"}
    make.user("lanh", phone="+84912345678", phone_verified=True)
    for typed in ("0912345678", "84912345678"):
        browser.post(SIGN_IN, {"login": typed, "password": "wrong-password"})

    browser.post(SIGN_IN, {"login": "+84 912 345 678", "password": make.PASSWORD})

    assert not is_signed_in(browser)


def test_sign_ups_and_codes_have_limits(browser, country, settings):
    settings.ACCOUNT_RATE_LIMITS = {"signup": "1/m/ip", "verify_phone": "1/m/key"}
    browser.post(SIGN_UP, form(phone="0912345678"))
    browser.cookies.clear()
    assert browser.post(SIGN_UP, form(username="balanh")).status_code == 429

    caches["shared"].clear()
    settings.ACCOUNT_RATE_LIMITS = {"verify_phone": "1/m/key"}
    browser.post(SIGN_UP, form(phone="0912345679"))
    browser.cookies.clear()
    assert browser.post(SIGN_UP, form(phone="0912345679")).status_code == 429


def test_codes_have_a_limit_per_number(browser, db, settings):
    settings.ACCOUNT_RATE_LIMITS = {"request_login_code": "1/m/key"}
    browser.post("/account/login/code/", {"contact": "0912345678"})
    browser.cookies.clear()

    response = browser.post("/account/login/code/", {"contact": "0912 345 678"})

    assert "Too many attempts" in response.content.decode()
    assert OutboxMessage.objects.count() == 1


def test_a_deactivated_account_is_told_so_after_the_right_password_only(browser, cast):
    User.objects.filter(pk=cast.resident.pk).update(is_active=False)

    right = browser.post(SIGN_IN, {"login": "resident", "password": make.PASSWORD})
    wrong = browser.post(SIGN_IN, {"login": "resident", "password": "wrong-password"})

    assert right.url == "/account/inactive/"
    assert "is not right" in wrong.content.decode()


def test_a_phone_is_changed_after_its_code(signed_in, db):
    user = make.user("lanh")
    browser = signed_in(user, second_factor=False)

    browser.post("/account/phone/change/", {"phone": "0912345678"})
    assert User.objects.get(pk=user.pk).phone is None
    browser.post("/account/phone/verify/", {"code": code_in(OutboxMessage.objects.get().text)})

    assert User.objects.get(pk=user.pk).phone == "+84912345678"


@pytest.mark.parametrize(
    "name",
    ["login", "signup", "request_login_code", "reset_password", "inactive", "email_verification_sent"],
)
def test_every_page_of_the_entrance_is_ours(browser, db, name):
    page = browser.get(reverse(f"account_{name}"))

    assert page.status_code == 200 and "govuk-heading-l" in page.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "account_change_password",
        "account_email",
        "account_change_phone",
        "account_logout",
        "account_reauthenticate",
        "mfa_index",
        "mfa_list_webauthn",
        "socialaccount_connections",
    ],
)
def test_every_page_behind_the_entrance_is_ours(signed_in, cast, address):
    page = signed_in(cast.resident, second_factor=False).get(reverse(address))

    assert page.status_code == 200 and "govuk-heading-l" in page.content.decode()


def test_signing_out_takes_a_press_of_the_button(signed_in, cast):
    browser = signed_in(cast.resident, second_factor=False)

    browser.get("/account/logout/")
    assert is_signed_in(browser)
    browser.post("/account/logout/")

    assert not is_signed_in(browser)


def test_the_greeting_uses_the_name(browser, cast):
    response = browser.post(SIGN_IN, {"login": "resident", "password": make.PASSWORD})

    assert [str(one) for one in get_messages(response.wsgi_request)] == ["Welcome, Resident."]
