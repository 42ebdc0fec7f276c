"""My data: see it, correct it, take consent back, have it erased."""

import json
from decimal import Decimal

import pytest
from allauth.account.models import EmailAddress

from people import privacy
from people.api import (
    AuditEntry,
    LastAdministrator,
    Organisation,
    OutboxMessage,
    Person,
    Purpose,
    Role,
    User,
    correct,
    end_grant,
    erase,
    export,
    grant,
    has_consented,
    join,
    merge,
    readable,
    register_offline,
    register_personal_data,
    set_consent,
)

from . import make
from .test_accounts import guest_in

OTHERS = ("pk", "user", "person", "detail")


@pytest.fixture
def lanh(country) -> User:
    """Someone of whom we hold everything there is."""
    user = make.user("lanh", name="Bà Lành", commune=country.my_phong, phone="+84912345678", email="lanh@example.org")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    Person.objects.filter(user=user).update(birth_year=1958, gender="female")
    user.person.refresh_from_db()
    set_consent(user.person, Purpose.STATISTICS, True, at=make.NOW)
    join(user.person, Organisation.objects.create(code="X", name="Văn phòng X"), position="thư ký", on=make.TODAY)
    OutboxMessage.objects.create(to="+84912345678", text="123456", at=make.NOW)
    return user


@pytest.fixture
def notes():
    """Another package that holds something, registered for one test."""
    held = {}
    register_personal_data(
        "notes",
        lambda person: {"written": [{"text": text} for text in held.get(person.pk, [])]},
        lambda person: held.pop(person.pk, None),
        words={"notes": "Notes", "written": "Written", "text": "Text"},
    )
    yield held
    privacy._holdings.pop("notes")


def test_the_export_holds_everything_of_every_package(lanh, notes):
    notes[lanh.person.pk] = ["hello"]

    exported = export(lanh.person)

    assert exported["person"]["name"] == "Bà Lành" and exported["person"]["birth_year"] == 1958
    assert exported["account"]["phone"] == "+84912345678"
    assert exported["account"]["emails"] == [{"email": "lanh@example.org", "verified": True}]
    assert exported["memberships"][0]["organisation"] == "Văn phòng X"
    assert exported["consents"][0]["given"] is True
    assert exported["notes"] == {"written": [{"text": "hello"}]}


def test_the_export_holds_what_was_done_and_which_messages_were_kept(lanh, cast):
    grant(lanh, Role.HEAD, organisation=cast.office, by=cast.administrator, at=make.NOW)
    correct(lanh.person, birth_year=1959, by=lanh, at=make.NOW)
    User.objects.filter(pk=lanh.pk).update(phone_verified=True)

    exported = export(Person.objects.get(pk=lanh.person.pk))

    assert exported["log"] == [
        {"at": make.NOW, "action": "role given", "role": "head of an office", "organisation": "UBND-1"},
        {"at": make.NOW, "action": "details corrected", "fields": "Year of birth"},
    ]
    assert exported["messages"] == [{"at": make.NOW, "text": "123456"}]
    assert "administrator" not in json.dumps(exported["log"], default=str)


def test_messages_to_a_number_that_is_only_typed_are_not_handed_out(lanh):
    assert export(lanh.person)["messages"] == []


def test_words_of_one_package_do_not_change_another_part(lanh, notes):
    register_personal_data(
        "notes",
        lambda person: {"at": "noon"},
        lambda person: None,
        words={"notes": "Notes", "at": "hour", "name": "pen name"},
    )

    by_title = {section.title: section for section in readable(export(lanh.person))}

    assert ("Name", "Bà Lành") in by_title["About you"].lines
    assert by_title["Notes"].lines == [("hour", "noon")]
    assert "When" in dict(by_title["What you agreed to"].parts[0].lines)


def test_a_long_list_is_folded_each_entry_under_what_it_is_about(lanh, signed_in, notes):
    register_personal_data(
        "notes",
        lambda person: {"notes": [{"quiz": "Gọi 1022", "score": Decimal("7.5000"), "passed": True}]},
        lambda person: None,
        words={"notes": "Notes", "quiz": "Quiz", "score": "Points", "passed": "Passed"},
    )

    entry = next(one for one in readable(export(lanh.person)) if one.title == "Notes").parts[0].parts[0]
    page = signed_in(lanh, second_factor=False).get("/people/me/").content.decode()

    assert (entry.title, entry.lines) == ("1. Gọi 1022", [("Quiz", "Gọi 1022"), ("Points", "7.5"), ("Passed", "Yes")])
    assert '<span class="govuk-details__summary-text">1. Gọi 1022</span>' in page


def test_the_page_shows_it_in_words(lanh, signed_in, notes):
    notes[lanh.person.pk] = ["<b>hello</b>"]

    page = signed_in(lanh, second_factor=False).get("/people/me/").content.decode()

    for word in ("Bà Lành", "1958", "Phường Mỹ Phong", "lanh@example.org", "Văn phòng X", "Year of birth", "Notes"):
        assert word in page
    assert "<b>hello" not in page


def test_the_file_is_json_with_vietnamese_letters(lanh, signed_in):
    response = signed_in(lanh, second_factor=False).get("/people/me/data.json")

    assert "attachment" in response["Content-Disposition"]
    assert json.loads(response.content)["person"]["name"] == "Bà Lành" and "Bà Lành" in response.content.decode()


def test_a_visitor_has_no_data_to_see(browser, db):
    for address in ("/people/me/", "/people/me/data.json", "/people/me/erase/", "/people/me/correct/"):
        assert browser.get(address).url.startswith("/account/login/")


def test_nobody_can_ask_for_someone_elses_data(lanh, cast, signed_in):
    page = signed_in(cast.outsider).get(f"/people/me/?person={lanh.person.pk}").content.decode()

    assert "Bà Lành" not in page


def test_consent_is_taken_back_as_easily_as_given(lanh, signed_in):
    browser = signed_in(lanh, second_factor=False)

    browser.post("/people/me/consents/", {"purpose": ["reminders"]})

    assert has_consented(lanh.person, "reminders") and not has_consented(lanh.person, "statistics")


def test_details_are_corrected_and_the_log_names_the_fields_only(lanh, signed_in):
    filled = {"name": "Bà Lành Nguyễn", "commune": "Phường Đạo Thạnh", "birth_year": "1959", "gender": "female"}

    response = signed_in(lanh, second_factor=False).post("/people/me/correct/", filled)

    person = Person.objects.get(user=lanh)
    entry = AuditEntry.objects.get(action="correct")
    assert response.url == "/people/me/" and (person.name, person.birth_year) == ("Bà Lành Nguyễn", 1959)
    assert entry.detail == {"fields": ["birth_year", "commune", "name"]}


def test_erasing_needs_the_password(lanh, signed_in):
    response = signed_in(lanh, second_factor=False).post("/people/me/erase/", {"proof": "wrong"})

    assert "This password is not right" in response.content.decode()
    assert User.objects.filter(pk=lanh.pk).exists()


def test_erasing_removes_all_that_names_and_keeps_what_counts(lanh, signed_in, notes, country):
    person = lanh.person
    notes[person.pk] = ["hello"]
    browser = signed_in(lanh, second_factor=False)

    browser.post("/people/me/erase/", {"proof": make.PASSWORD})

    person.refresh_from_db()
    assert (person.name, person.search_name, person.user) == ("", "", None)
    assert (person.birth_year, person.gender, person.commune) == (1950, "female", country.my_phong)
    assert person.erased_at and not person.memberships.exists() and not notes
    assert not User.objects.exists() and not EmailAddress.objects.exists() and not OutboxMessage.objects.exists()
    assert "_auth_user_id" not in browser.session


def test_the_log_of_an_erasure_holds_no_personal_value(lanh):
    erase(lanh.person, by=lanh, at=make.NOW)

    entry = AuditEntry.objects.get(action="erase")
    assert (entry.detail, entry.by, entry.user) == ({}, None, None)


def test_older_log_entries_no_longer_point_at_who_was_erased(lanh, cast):
    others = list(AuditEntry.objects.values_list(*OTHERS))
    held = grant(lanh, Role.HEAD, organisation=cast.office, by=cast.administrator, at=make.NOW)
    merge(lanh.person, register_offline(name="Lành", by=lanh, at=make.NOW), by=cast.administrator, at=make.NOW)
    end_grant(held, by=cast.administrator, at=make.NOW)

    erase(lanh.person, by=None, at=make.NOW)

    about = AuditEntry.objects.exclude(pk__in=[pk for pk, *_rest in others]).exclude(action="erase").order_by("id")
    assert list(about.values_list("action", "user", "person", "detail")) == [
        ("grant", None, None, {"role": "head"}),
        ("register_offline", None, None, {}),
        ("merge", None, None, {}),
        ("end_grant", None, None, {"role": "head"}),
    ]
    assert list(AuditEntry.objects.filter(pk__in=[one[0] for one in others]).values_list(*OTHERS)) == others


def test_erasing_twice_changes_nothing(db):
    person = register_offline(name="A", birth_year=1958, by=None, at=make.NOW)

    erase(person, by=None, at=make.NOW)
    erase(person, by=None, at=make.NOW)

    assert AuditEntry.objects.filter(action="erase").count() == 1


def test_an_account_without_a_password_is_erased_by_a_word(lanh, signed_in):
    lanh.set_unusable_password()
    lanh.save()
    browser = signed_in(lanh, second_factor=False)

    assert "exactly the word" in browser.post("/people/me/erase/", {"proof": "yes"}).content.decode()
    browser.post("/people/me/erase/", {"proof": "erase"})

    assert not User.objects.exists()


def test_a_guest_sees_and_erases_what_is_held(browser, db):
    guest = guest_in(browser)

    assert browser.get("/people/me/").status_code == 200
    browser.post("/people/me/erase/", {"proof": "ERASE"})

    guest.refresh_from_db()
    assert guest.erased_at
    assert browser.get("/people/me/").status_code == 302


def test_the_only_administrator_cannot_be_erased(cast, signed_in):
    with pytest.raises(LastAdministrator):
        erase(cast.administrator.person, by=cast.administrator, at=make.NOW)

    response = signed_in(cast.administrator).post("/people/me/erase/", {"proof": make.PASSWORD})

    assert "only administrator" in response.content.decode()
    assert User.objects.filter(pk=cast.administrator.pk).exists()
