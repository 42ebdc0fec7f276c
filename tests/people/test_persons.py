from datetime import timedelta

import pytest
from django.dispatch import receiver

from people.api import (
    CannotMerge,
    Consent,
    Person,
    Purpose,
    User,
    add_people,
    claim,
    demo_present,
    has_consented,
    merge,
    person_merging,
    register_offline,
    set_consent,
    sign_up,
)
from people.models import PersonKind

from . import make


@pytest.fixture
def heard():
    """What the merge signal said, while the test runs."""
    said = []

    @receiver(person_merging)
    def listen(sender, keep, drop, **kwargs):
        said.append((keep.pk, drop.pk))

    yield said
    person_merging.disconnect(listen)


def test_signing_up_keeps_the_guest_and_so_all_that_was_learnt(country):
    guest = Person.objects.create(kind=PersonKind.GUEST)
    user = User.objects.create_user("lanh")

    person = sign_up(user, guest=guest, name="Bà Lành", commune=country.my_phong, consents=["learning"], at=make.NOW)

    assert person.pk == guest.pk
    assert (person.kind, person.name, person.commune) == (PersonKind.RESIDENT, "Bà Lành", country.my_phong)
    assert has_consented(person, Purpose.LEARNING)


def test_signing_up_twice_keeps_the_first_person(country):
    user = make.user("lanh")

    assert sign_up(user, name="Someone else", at=make.NOW).name == "Lanh"


def test_merging_tells_the_other_packages_and_points_to_who_stays(country, heard):
    keep = make.user("lanh").person
    drop = register_offline(name="Bà Lành", birth_year=1958, commune=country.my_phong, by=None, at=make.NOW)

    merge(keep, drop, by=None, at=make.NOW)

    drop.refresh_from_db()
    assert heard == [(keep.pk, drop.pk)]
    assert (drop.merged_into, drop.name, drop.search_name, drop.birth_year) == (keep, "", "", None)
    assert (keep.name, keep.birth_year, keep.commune) == ("Lanh", 1958, country.my_phong)


def test_a_consent_does_not_move_to_the_person_who_stays(db):
    keep = register_offline(name="A", by=None, at=make.NOW)
    drop = register_offline(name="B", consents=["reminders"], by=None, at=make.NOW)

    merge(keep, drop, by=None, at=make.NOW)

    assert not has_consented(keep, "reminders")


def test_two_persons_who_can_both_sign_in_are_not_merged(db):
    with pytest.raises(CannotMerge):
        merge(make.user("a").person, make.user("b").person, by=None, at=make.NOW)


def test_a_person_is_merged_once(db):
    keep, other = (register_offline(name=name, by=None, at=make.NOW) for name in "AB")
    drop = register_offline(name="C", by=None, at=make.NOW)
    merge(keep, drop, by=None, at=make.NOW)

    with pytest.raises(CannotMerge):
        merge(other, drop, by=None, at=make.NOW)


def test_claiming_gives_the_offline_record_to_the_user(db):
    record, user = register_offline(name="Bà Tư", by=None, at=make.NOW), User.objects.create_user("tu")

    claim(record, user, at=make.NOW)
    claim(record, user, at=make.NOW)

    assert Person.objects.get(user=user) == record


def test_claiming_with_a_person_of_ones_own_merges(db, heard):
    record, user = register_offline(name="Bà Tư", by=None, at=make.NOW), make.user("tu")

    claim(record, user, at=make.NOW)
    record.refresh_from_db()

    assert claim(record, user, at=make.NOW) == user.person
    assert heard == [(user.person.pk, record.pk)]


def test_someone_elses_record_cannot_be_claimed(db):
    with pytest.raises(CannotMerge):
        claim(make.user("a").person, User.objects.create_user("b"), at=make.NOW)


def test_silence_is_not_consent_and_the_newest_word_counts(db):
    person = register_offline(name="A", by=None, at=make.NOW)
    assert not has_consented(person, Purpose.STATISTICS)

    set_consent(person, Purpose.STATISTICS, True, at=make.NOW)
    set_consent(person, Purpose.STATISTICS, True, at=make.NOW)
    set_consent(person, Purpose.STATISTICS, False, at=make.NOW - timedelta(days=1))

    assert not has_consented(person, Purpose.STATISTICS)
    assert Consent.objects.filter(person=person).count() == 2


def test_many_at_once_are_recorded_like_one_by_one(country):
    rows = [
        {
            "name": "Bà Lành",
            "birth_year": 1958,
            "gender": "female",
            "commune": country.my_phong,
            "consents": ["learning"],
        },
        {"name": "Ông Ánh", "commune": country.dao_thanh, "kind": "officer", "language": "en"},
        {"name": ""},
    ]
    facts = ["name", "search_name", "birth_year", "gender", "commune", "kind", "language", "created_at", "is_demo"]
    facts += ["user", "erased_at", "merged_into"]

    single = [register_offline(**row, by=None, at=make.NOW) for row in rows]
    many = add_people([{**row, "at": make.NOW} for row in rows])

    for one, other in zip(single, many, strict=True):
        assert {fact: getattr(one, fact) for fact in facts} == {fact: getattr(other, fact) for fact in facts}
        words = [set(Consent.objects.filter(person=who).values_list("purpose", "given", "at")) for who in (one, other)]
        assert words[0] == words[1]
    assert len({person.pseudonym for person in single + many}) == 6


def test_two_thousand_people_take_few_queries(db, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        add_people({"name": f"Người {number}", "at": make.NOW} for number in range(2000))


def test_a_row_with_an_unknown_field_is_refused(db):
    with pytest.raises(TypeError, match="nickname"):
        add_people([{"nickname": "x", "at": make.NOW}])


def test_the_site_knows_whether_simulated_people_are_in_it(db):
    add_people([{"name": "x", "at": make.NOW, "is_demo": True}])

    assert demo_present()
