"""Offices and dated memberships, seen by administrators, heads and those who must not see them."""

from datetime import date

import pytest

from people.api import AuditEntry, Membership, Organisation, join, staff_of

from . import make

PAGES = [
    "/people/offices/",
    "/people/offices/new/",
    "/people/offices/{office}/",
    "/people/offices/{office}/change/",
    "/people/offices/{office}/close/",
    "/people/offices/{office}/add/",
    "/people/{person}/offices/add/",
    "/people/memberships/{membership}/end/",
]
START = "2026-03-01"


def address(page, cast, *, office=None, who=None):
    who = who or cast.officer
    membership = who.person.memberships.get()
    return page.format(office=(office or cast.desk).pk, person=who.person.pk, membership=membership.pk)


def filled(**changes):
    return {"name": "Phòng Văn hóa", "code": "UBND-1-B", "parent": "", "area": "", "valid_from": "", **changes}


def logged(action):
    return [(one.by, one.person, one.detail) for one in AuditEntry.objects.filter(action=action)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["outsider", "resident", "officer", "trainer", "moderator", "facilitator", "analyst"])
def test_the_outsider_and_other_roles_see_no_page_of_offices(cast, signed_in, who, page):
    browser = signed_in(getattr(cast, who))
    target = address(page, cast)

    assert browser.get(target).status_code == 403
    assert browser.post(target, {}).status_code in {403, 405}


@pytest.mark.parametrize("page", PAGES)
def test_a_visitor_is_asked_to_sign_in_before_seeing_offices(cast, browser, page):
    assert browser.get(address(page, cast)).url.startswith("/account/login/")


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("who", ["administrator", "head"])
def test_administrators_and_heads_see_their_offices_in_few_queries(
    cast, signed_in, page, who, django_assert_max_num_queries
):
    browser = signed_in(getattr(cast, who))
    browser.get("/people/account/")  # the site's name and footer are kept from here on

    with django_assert_max_num_queries(16):
        response = browser.get(address(page, cast))

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("page", PAGES[2:])
def test_a_head_who_forges_the_id_of_another_office_is_refused(cast, signed_in, page):
    target = address(page, cast, office=cast.elsewhere, who=cast.stranger)

    assert signed_in(cast.head).get(target).status_code == 403
    assert signed_in(cast.head).post(target, {"on": START}).status_code in {403, 405}


def test_the_list_is_a_tree_and_a_head_sees_the_own_branch(cast, signed_in):
    everything = signed_in(cast.administrator).get("/people/offices/").content.decode()
    branch = signed_in(cast.head).get("/people/offices/").content.decode()

    assert everything.index("Phòng UBND-1<") < everything.index("Phòng UBND-1-A<") < everything.index("Phòng UBND-2<")
    assert "depth-1" in everything
    assert "Phòng UBND-1-A" in branch and "UBND-2" not in branch


def test_an_office_is_found_without_marks_and_by_its_code(cast, signed_in):
    browser = signed_in(cast.administrator)

    for text in ("phong ubnd-2", "UBND-2", "ubnd-2"):
        page = browser.get("/people/offices/", {"q": text}).content.decode()
        assert "Phòng UBND-2" in page and "Phòng UBND-1" not in page
    assert "No office has this name" in browser.get("/people/offices/", {"q": "xyz"}).content.decode()


def test_a_site_without_offices_says_what_to_do(db, signed_in):
    from people.api import Role

    page = signed_in(make.holder("root", Role.ADMINISTRATOR)).get("/people/offices/").content.decode()

    assert "There is no office yet" in page


def test_the_list_of_offices_has_pages_of_fifty(cast, signed_in):
    Organisation.objects.bulk_create(Organisation(code=f"N{n:03}", name=f"Tổ {n:03}") for n in range(80))
    browser = signed_in(cast.administrator)

    assert browser.get("/people/offices/").content.decode().count("govuk-table__row") == 51
    assert "Next page" not in browser.get("/people/offices/?page=99").content.decode()


def test_an_administrator_adds_an_office(cast, country, signed_in):
    facts = filled(parent=cast.office.pk, area="Phường Mỹ Phong", valid_from="01/07/2025")

    response = signed_in(cast.administrator).post("/people/offices/new/", facts)

    office = Organisation.objects.get(code="UBND-1-B")
    assert response.url == f"/people/offices/{office.pk}/"
    assert (office.parent, office.area, office.valid_from) == (cast.office, country.my_phong, date(2025, 7, 1))
    assert logged("open_office") == [(cast.administrator, None, {"organisation": "UBND-1-B"})]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "required"),
        ({"code": "ubnd-2"}, "Another office has this code"),
        ({"area": "Hogwarts"}, "the full name of one commune"),
        ({"valid_from": "soon"}, "Enter a day like"),
    ],
)
def test_an_office_that_cannot_be_right_is_not_added(cast, signed_in, changes, sentence):
    n = Organisation.objects.count()

    page = signed_in(cast.administrator).post("/people/offices/new/", filled(**changes)).content.decode()

    assert sentence in page and Organisation.objects.count() == n


def test_a_head_adds_parts_to_the_own_office_only(cast, signed_in):
    browser = signed_in(cast.head)

    for parent in ("", cast.elsewhere.pk):
        browser.post("/people/offices/new/", filled(parent=parent))
        assert not Organisation.objects.filter(code="UBND-1-B").exists()
    browser.post("/people/offices/new/", filled(parent=cast.office.pk))

    assert Organisation.objects.get(code="UBND-1-B").parent == cast.office


def test_renaming_an_office_writes_down_which_fields_changed(cast, signed_in):
    page = f"/people/offices/{cast.desk.pk}/change/"

    signed_in(cast.administrator).post(page, filled(name="Văn phòng", parent=cast.office.pk))

    cast.desk.refresh_from_db()
    assert (cast.desk.name, cast.desk.code) == ("Văn phòng", "UBND-1-A")
    assert logged("change_office") == [(cast.administrator, None, {"organisation": "UBND-1-A", "fields": ["name"]})]


def test_an_office_never_stands_below_itself(cast, signed_in):
    page = f"/people/offices/{cast.office.pk}/change/"

    for parent in (cast.office.pk, cast.desk.pk):
        signed_in(cast.administrator).post(page, filled(parent=parent))

    cast.office.refresh_from_db()
    assert cast.office.parent is None


def test_a_head_renames_the_own_office_but_does_not_move_it(cast, signed_in):
    cast.office.parent = cast.elsewhere
    cast.office.save()

    signed_in(cast.head).post(f"/people/offices/{cast.office.pk}/change/", filled(name="UBND mới", parent=""))

    cast.office.refresh_from_db()
    assert (cast.office.name, cast.office.parent) == ("UBND mới", cast.elsewhere)


def test_closing_an_office_moves_its_people_to_the_successor(cast, signed_in):
    facts = {"on": START, "successor": cast.elsewhere.pk}

    signed_in(cast.administrator).post(f"/people/offices/{cast.desk.pk}/close/", facts)

    cast.desk.refresh_from_db()
    assert (cast.desk.valid_to, cast.desk.successor) == (date(2026, 3, 1), cast.elsewhere)
    assert cast.officer.person in staff_of(cast.desk, on=date(2026, 2, 28))
    assert cast.officer.person in staff_of(cast.elsewhere, on=date(2026, 3, 1))
    assert not staff_of(cast.desk, on=date(2026, 3, 1)).exists()
    assert len(logged("close_office")) == len(logged("leave_office")) == len(logged("join_office")) == 1


def test_an_office_with_open_parts_or_not_yet_begun_is_not_closed(cast, signed_in):
    browser = signed_in(cast.administrator)

    above = browser.post(f"/people/offices/{cast.office.pk}/close/", {"on": START}).content.decode()
    early = browser.post(f"/people/offices/{cast.desk.pk}/close/", {"on": "2020-01-01"}).content.decode()

    assert "still open" in above and "had not begun" in early
    assert not Organisation.objects.exclude(valid_to=None).exists() and not logged("close_office")


def test_a_closed_office_leaves_the_list_and_can_be_opened_again(cast, signed_in):
    browser = signed_in(cast.administrator)
    browser.post(f"/people/offices/{cast.desk.pk}/close/", {"on": START})

    assert "UBND-1-A" not in browser.get("/people/offices/").content.decode()
    assert "UBND-1-A" in browser.get("/people/offices/?closed=on").content.decode()
    browser.post(f"/people/offices/{cast.desk.pk}/change/", filled(parent=cast.office.pk, valid_to=""))

    assert "UBND-1-A" in browser.get("/people/offices/").content.decode()


def test_someone_is_added_to_an_office_from_a_day_on(cast, signed_in):
    facts = {"who": "resident", "position": "Văn thư", "on": START}

    response = signed_in(cast.administrator).post(f"/people/offices/{cast.desk.pk}/add/", facts)

    person = cast.resident.person
    membership = person.memberships.get()
    assert response.url == f"/people/offices/{cast.desk.pk}/"
    assert (membership.organisation, membership.position) == (cast.desk, "Văn thư")
    assert membership.valid_from == date(2026, 3, 1)
    assert logged("join_office") == [(cast.administrator, person, {"organisation": "UBND-1-A"})]


def test_where_a_name_fits_several_one_is_chosen(cast, signed_in):
    first, second = make.user("lanh1", name="Bà Lành").person, make.user("lanh2", name="Bà Lành").person
    browser, target = signed_in(cast.administrator), f"/people/offices/{cast.desk.pk}/add/"

    page = browser.post(target, {"who": "ba lanh", "on": START}).content.decode()
    assert "Choose one below" in page and "lanh1" in page and "lanh2" in page
    browser.post(target, {"who": "ba lanh", "person": second.pk, "on": START})

    assert second.memberships.exists() and not first.memberships.exists()


def test_a_head_adds_own_staff_only_and_learns_of_nobody_else(cast, signed_in):
    browser, target = signed_in(cast.head), f"/people/offices/{cast.office.pk}/add/"

    page = browser.post(target, {"who": "stranger", "on": START}).content.decode()
    browser.post(target, {"who": "officer", "on": START})

    assert "Nobody found" in page and not cast.stranger.person.memberships.filter(organisation=cast.office).exists()
    assert cast.officer.person.memberships.filter(organisation=cast.office).exists()


def test_an_office_is_added_on_the_page_of_a_person(cast, signed_in):
    person = cast.resident.person
    browser = signed_in(cast.administrator)

    browser.post(f"/people/{person.pk}/offices/add/", {"office": cast.desk.pk, "position": "", "on": START})
    page = browser.get(f"/people/{person.pk}/").content.decode()

    assert "Phòng UBND-1-A" in page and f"/people/memberships/{person.memberships.get().pk}/end/" in page


def test_a_head_cannot_put_own_staff_into_an_office_elsewhere(cast, signed_in):
    target = f"/people/{cast.officer.person.pk}/offices/add/"

    signed_in(cast.head).post(target, {"office": cast.elsewhere.pk, "on": START})

    assert cast.officer.person.memberships.count() == 1


def test_joining_twice_changes_nothing(cast, signed_in):
    signed_in(cast.administrator).post(f"/people/offices/{cast.desk.pk}/add/", {"who": "officer", "on": START})

    assert Membership.objects.get(person=cast.officer.person).valid_from == date(2024, 1, 1)
    assert not logged("join_office")


def test_someone_leaves_an_office_on_a_day_and_its_head_sees_the_person_no_longer(cast, signed_in):
    membership = cast.officer.person.memberships.get()
    browser = signed_in(cast.head)

    browser.post(f"/people/memberships/{membership.pk}/end/", {"on": START})

    membership.refresh_from_db()
    assert membership.valid_to == date(2026, 3, 1)
    assert logged("leave_office") == [(cast.head, cast.officer.person, {"organisation": "UBND-1-A"})]
    assert "Officer" not in browser.get(f"/people/offices/{cast.desk.pk}/").content.decode()
    assert browser.get(f"/people/memberships/{membership.pk}/end/").status_code == 404


def test_nobody_leaves_before_having_come(cast, signed_in):
    membership = cast.officer.person.memberships.get()

    page = signed_in(cast.administrator).post(f"/people/memberships/{membership.pk}/end/", {"on": "2020-01-01"})

    assert "before the first day" in page.content.decode()
    membership.refresh_from_db()
    assert membership.valid_to is None


def test_an_administrator_sees_former_members_with_their_dates(cast, signed_in):
    join(cast.resident.person, cast.desk, on=date(2024, 2, 3))
    cast.resident.person.memberships.update(valid_to=date(2025, 4, 5))

    page = signed_in(cast.administrator).get(f"/people/offices/{cast.desk.pk}/").content.decode()

    assert "03/02/2024" in page and "05/04/2025" in page
