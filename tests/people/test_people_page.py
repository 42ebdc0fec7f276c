"""The people page, seen by administrators, heads and those who must not see it."""

import re

import pytest
from django.core import mail

from people.api import (
    AuditEntry,
    OutboxMessage,
    Person,
    Role,
    RoleGrant,
    User,
    WrongScope,
    add_people,
    grant,
    join,
    roles_of,
)

from . import make

PAGES = [
    "/people/",
    "/people/{person}/",
    "/people/{person}/sign-in/",
    "/people/{person}/new-link/",
    "/people/roles/{grant}/end/",
    "/people/invite/",
]
PAGES += ["/people/outbox/"]


def address(page: str, user: User) -> str:
    held = RoleGrant.objects.filter(user=user).first()
    return page.format(person=user.person.pk, grant=held.pk if held else 0)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["outsider", "resident", "trainer", "moderator", "facilitator", "analyst"])
def test_the_outsider_and_other_roles_see_no_people_page(cast, signed_in, who, page):
    browser = signed_in(getattr(cast, who))
    target = address(page, cast.administrator)

    assert browser.get(target).status_code == 403
    assert browser.post(target, {"role": "administrator"}).status_code == 403


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in(cast, browser, page):
    assert browser.get(address(page, cast.administrator)).url.startswith("/account/login/")


@pytest.mark.parametrize("page", PAGES)
def test_an_administrator_sees_every_people_page_in_few_queries(cast, signed_in, page, django_assert_max_num_queries):
    browser = signed_in(cast.administrator)
    browser.get("/people/account/")  # the site's name and footer are kept from here on

    with django_assert_max_num_queries(14):
        assert browser.get(address(page, cast.moderator)).status_code == 200


def test_a_head_sees_the_own_staff_only(cast, signed_in):
    browser = signed_in(cast.head)

    page = browser.get("/people/").content.decode()

    assert "Officer" in page and "Stranger" not in page and "Resident" not in page
    assert browser.get(f"/people/{cast.officer.person.pk}/").status_code == 200


@pytest.mark.parametrize("page", ["/people/{person}/", "/people/{person}/sign-in/"])
def test_a_head_who_forges_an_id_is_refused(cast, signed_in, page):
    browser = signed_in(cast.head)

    assert browser.get(address(page, cast.stranger)).status_code == 403
    assert (
        browser.post(address(page, cast.stranger), {"role": "head", "organisation": cast.office.pk}).status_code == 403
    )


def test_a_head_cannot_end_a_role_outside(cast, signed_in):
    held = RoleGrant.objects.get(user=cast.moderator)

    assert signed_in(cast.head).post(f"/people/roles/{held.pk}/end/").status_code == 403
    held.refresh_from_db()
    assert held.ended_at is None


@pytest.mark.parametrize("role", ["administrator", "moderator", "facilitator"])
def test_a_head_cannot_give_more_than_heads_of_own_offices(cast, signed_in, role):
    browser, target = signed_in(cast.head), f"/people/{cast.officer.person.pk}/"

    browser.post(target, {"role": role})
    browser.post(target, {"role": "head", "organisation": cast.elsewhere.pk})

    assert roles_of(User.objects.get(pk=cast.officer.pk)) == frozenset()


def test_a_role_of_a_user_without_a_person_can_be_ended(cast, signed_in):
    bare = User.objects.create_user("bare")
    held = RoleGrant.objects.create(user=bare, role="trainer", granted_at=make.NOW)
    browser = signed_in(cast.administrator)

    assert "bare will no longer be trainer" in browser.get(f"/people/roles/{held.pk}/end/").content.decode()
    response = browser.post(f"/people/roles/{held.pk}/end/")

    held.refresh_from_db()
    assert response.url == "/people/" and held.ended_at


@pytest.mark.parametrize("role", list(Role))
def test_the_form_asks_for_the_place_of_a_role_exactly_where_the_domain_does(cast, signed_in, role):
    try:
        grant(cast.resident, role, by=None, at=make.NOW)
        wants_place = False
    except WrongScope:
        wants_place = True

    page = signed_in(cast.administrator).post(f"/people/{cast.stranger.person.pk}/", {"role": role.value})

    assert (page.status_code == 200) == wants_place
    assert RoleGrant.objects.filter(user=cast.stranger).exists() == (not wants_place)


def test_a_head_makes_a_deputy(cast, signed_in):
    signed_in(cast.head).post(f"/people/{cast.officer.person.pk}/", {"role": "head", "organisation": cast.desk.pk})

    assert RoleGrant.objects.get(user=cast.officer).organisation == cast.desk


def test_an_unknown_person_is_not_found(cast, signed_in):
    assert signed_in(cast.administrator).get("/people/999999/").status_code == 404


def test_searching_leaves_no_name_in_an_address(cast, signed_in):
    browser = signed_in(cast.administrator)

    response = browser.post("/people/", {"text": "ba tu"})
    page = browser.get(response.url).content.decode()

    assert response.url == "/people/"
    assert "Bà Tư" in page and "Outsider" not in page


@pytest.mark.parametrize("text", ["bà lành", "BA LANH", "lanh1958", "0912 345 678", "lanh@example.org"])
def test_people_are_found_by_name_user_name_phone_and_address(cast, signed_in, text):
    make.user("lanh1958", name="Bà Lành", phone="+84912345678", email="lanh@example.org")
    browser = signed_in(cast.administrator)

    page = browser.post("/people/", {"text": text}, follow=True).content.decode()

    assert "Bà Lành" in page and "Outsider" not in page


def test_the_list_is_narrowed_by_role_and_office(cast, signed_in):
    browser = signed_in(cast.administrator)

    by_role = browser.post("/people/", {"role": "trainer"}, follow=True).content.decode()
    by_office = browser.post("/people/", {"organisation": cast.office.pk}, follow=True).content.decode()

    assert "Trainer" in by_role and "Outsider" not in by_role
    assert "Officer" in by_office and "Stranger" not in by_office


def test_the_list_begins_with_those_who_have_a_name(cast, signed_in):
    add_people({"name": "", "at": make.NOW} for _ in range(60))

    page = signed_in(cast.administrator).get("/people/").content.decode()

    assert "Bà Tư" in page and "Outsider" in page


def test_the_list_has_pages_of_fifty(cast, signed_in):
    add_people({"name": f"Người {number:03}", "at": make.NOW} for number in range(80))
    browser = signed_in(cast.administrator)

    first = browser.get("/people/").content.decode()
    last = browser.get("/people/?page=99").content.decode()

    assert first.count("govuk-table__row") == 51 and "Next page" in first
    assert "Next page" not in last


def test_an_administrator_gives_and_ends_a_role(cast, signed_in):
    browser, page = signed_in(cast.administrator), f"/people/{cast.resident.person.pk}/"

    browser.post(page, {"role": "trainer"})
    held = RoleGrant.objects.get(user=cast.resident)
    assert "will no longer be trainer" in browser.get(f"/people/roles/{held.pk}/end/").content.decode()
    browser.post(f"/people/roles/{held.pk}/end/")

    held.refresh_from_db()
    assert held.ended_by == cast.administrator
    assert browser.get(page).content.decode().count("trainer") >= 2


def test_a_facilitator_is_given_a_commune(cast, signed_in, country):
    browser, page = signed_in(cast.administrator), f"/people/{cast.resident.person.pk}/"

    without = browser.post(page, {"role": "facilitator"}).content.decode()
    browser.post(page, {"role": "facilitator", "area": "Phường Đạo Thạnh"})

    assert "where this person helps" in without
    assert RoleGrant.objects.get(user=cast.resident).area == country.dao_thanh


def test_the_last_administrator_is_kept_on_the_page_too(cast, signed_in):
    browser = signed_in(cast.administrator)
    held = RoleGrant.objects.get(user=cast.administrator)

    browser.post(f"/people/roles/{held.pk}/end/")
    browser.post(f"/people/{cast.administrator.person.pk}/sign-in/")

    assert "This is the only administrator" in browser.get("/people/account/").content.decode()
    assert roles_of(User.objects.get(pk=cast.administrator.pk)) == {Role.ADMINISTRATOR}


def test_a_closed_account_is_out_at_the_next_page_and_can_be_opened_again(cast, signed_in):
    theirs, browser = signed_in(cast.officer), signed_in(cast.administrator)
    switch = f"/people/{cast.officer.person.pk}/sign-in/"

    browser.post(switch)
    assert theirs.get("/people/account/").url.startswith("/account/login/")
    browser.post(switch)

    assert theirs.get("/people/account/").status_code == 200
    actions = AuditEntry.objects.filter(user=cast.officer).order_by("id").values_list("action", flat=True)
    assert list(actions) == ["deactivate", "reactivate"]


def set_password(client, link: str) -> User:
    path = re.search(r"(/account/invitation/\S+/)", link)[1]
    page = client.get(path, follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": make.PASSWORD, "password2": make.PASSWORD})
    return User.objects.latest("pk")


@pytest.mark.django_db(transaction=True)
def test_an_invitation_by_letter_opens_the_account_once(cast, signed_in, browser):
    signed_in(cast.administrator).post("/people/invite/", {"name": "Cô Hoa", "email": "hoa@example.org"})
    link = mail.outbox[0].body

    user = set_password(browser, link)
    browser.post("/account/login/", {"login": "hoa@example.org", "password": make.PASSWORD})

    assert browser.session["_auth_user_id"] == str(user.pk) and user.person.name == "Cô Hoa"
    path = re.search(r"(/account/invitation/\S+/)", link)[1]
    assert "does not work any more" in browser.get(path).content.decode()


@pytest.mark.django_db(transaction=True)
def test_an_invitation_by_text_proves_the_number(cast, signed_in, browser):
    signed_in(cast.administrator).post("/people/invite/", {"name": "Cô Hoa", "phone": "0912 345 678"})

    user = set_password(browser, OutboxMessage.objects.get().text)

    assert (user.phone, user.phone_verified) == ("+84912345678", True)


def test_an_invitation_to_someone_without_both_is_shown_once(cast, signed_in, browser):
    page = signed_in(cast.administrator).post("/people/invite/", {"name": "Cô Hoa"}).content.decode()

    user = set_password(browser, re.search(r"<code>(.*?)</code>", page)[1])

    assert user.check_password(make.PASSWORD)


def test_who_has_neither_phone_nor_mail_gets_a_new_link_in_person(cast, signed_in, browser):
    resident = make.user("ba-tu")
    page = signed_in(cast.administrator).post(f"/people/{resident.person.pk}/new-link/").content.decode()

    path = re.search(r"<code>.*?(/account/invitation/\S+/)</code>", page)[1]
    form = browser.get(path, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "sau dong song", "password2": "sau dong song"})

    resident.refresh_from_db()
    assert resident.check_password("sau dong song")
    entry = AuditEntry.objects.get(action="new_link")
    assert (entry.by, entry.person) == (cast.administrator, resident.person)


@pytest.mark.parametrize("contact", [{"phone": "+84912345678"}, {"email": "tu@example.org"}])
def test_who_has_a_contact_gets_the_code_there_and_no_link(cast, signed_in, contact):
    resident = make.user("ba-tu", **contact)

    assert signed_in(cast.administrator).post(f"/people/{resident.person.pk}/new-link/").status_code == 404
    assert not AuditEntry.objects.filter(action="new_link").exists()


def test_a_head_invites_into_the_own_office_only(cast, signed_in):
    browser = signed_in(cast.head)

    browser.post("/people/invite/", {"name": "Cô Hoa"})
    browser.post("/people/invite/", {"name": "Cô Hoa", "organisation": cast.elsewhere.pk})
    assert not Person.objects.filter(name="Cô Hoa").exists()
    browser.post("/people/invite/", {"name": "Cô Hoa", "organisation": cast.desk.pk})

    assert Person.objects.get(name="Cô Hoa").memberships.get().organisation == cast.desk


def test_nobody_is_invited_twice(cast, signed_in):
    make.user("hoa", email="hoa@example.org")

    page = signed_in(cast.administrator).post("/people/invite/", {"name": "Hoa", "email": "Hoa@example.org"})

    assert "There is an account with this already" in page.content.decode()


def test_the_outbox_shows_what_was_not_sent(cast, signed_in):
    OutboxMessage.objects.create(to="+84912345678", text="xin chào", at=make.NOW)

    assert "xin chào" in signed_in(cast.administrator).get("/people/outbox/").content.decode()
    assert signed_in(cast.head).get("/people/outbox/").status_code == 403


def test_a_member_who_left_is_no_longer_seen(cast, signed_in):
    membership = cast.officer.person.memberships.get()
    membership.valid_to = make.date(2025, 1, 1)
    membership.save()
    join(cast.officer.person, cast.elsewhere, on=make.date(2025, 1, 1))

    assert "Officer" not in signed_in(cast.head).get("/people/").content.decode()


def test_superusers_are_shown_as_administrators(cast, signed_in):
    User.objects.create_superuser("root", password=make.PASSWORD)
    known = make.user("known", name="Bà Gốc", is_superuser=True)
    browser = signed_in(cast.administrator)

    page = browser.post("/people/", {"role": "administrator"}, follow=True).content.decode()

    assert "<strong>root</strong>" in page and "Bà Gốc" in page and "administrator (made on the server)" in page
    assert "made by a command" in browser.get(f"/people/{known.person.pk}/").content.decode()
    assert "root" not in signed_in(cast.head).get("/people/").content.decode()
