from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places.api import (
    Ambiguous,
    Area,
    DeadEnd,
    Edition,
    Kind,
    UnknownCode,
    adults,
    area,
    children,
    communes,
    denominators,
    load,
    parent,
    population,
    resolve,
    series,
    successors_by_id,
)

END_2021 = date(2021, 12, 31)
BEFORE = date(2025, 6, 30)
REFORM = date(2025, 7, 1)


def test_trap_1_province_82_is_tien_giang_before_the_reform_and_dong_thap_after(province):
    before, after = area("82", BEFORE), area("82", REFORM)

    assert (before.name, after.name) == ("Tỉnh Tiền Giang", "Tỉnh Đồng Tháp")
    assert area("87", BEFORE).name == "Tỉnh Đồng Tháp"
    assert resolve("87", BEFORE) == [(after, Decimal(1))]
    with pytest.raises(UnknownCode):
        area("87", REFORM)


def test_trap_2_every_new_code_belonged_to_a_smaller_unit_and_26_kept_its_name(province):
    old = {commune.code: commune.name for commune in communes(END_2021)}

    new = list(communes(REFORM))

    assert all(commune.code in old for commune in new)
    assert sum(commune.name == old[commune.code] for commune in new) == 26
    assert (area("28249", END_2021).name, area("28249", REFORM).name) == ("Phường 5", "Phường Đạo Thạnh")


@pytest.mark.parametrize(
    ("code", "day", "was", "became"),
    [("28300", date(2024, 5, 1), "Phường 4", "Phường 1"), ("29869", date(2025, 1, 1), "Phường 2", "Phường 1")],
)
def test_trap_3_two_codes_changed_their_meaning_before_the_reform(province, code, day, was, became):
    assert area(code, END_2021).name == was
    assert area(code, day).name == became


def test_trap_4_both_old_provinces_counts_and_the_three_splits(province):
    new = list(communes(REFORM))
    count = {
        (code, day): sum(children(district, day).count() for district in children(area(code, day), day))
        for code in ("82", "87")
        for day in (END_2021, BEFORE)
    }
    split = {commune.name for commune in communes(BEFORE) if len(resolve(commune.code, BEFORE)) > 1}

    assert count == {("82", END_2021): 172, ("82", BEFORE): 164, ("87", END_2021): 143, ("87", BEFORE): 141}
    assert len(new) == 102
    assert sum(commune.kind == Kind.PHUONG for commune in new) == 20
    assert split == {"Xã Phú Thuận B", "Xã Gáo Giồng", "Xã Tân Thạnh"}


def test_trap_7_townships_end_with_the_reform_and_the_urban_series_breaks_there(province):
    before = [commune for commune in communes(BEFORE) if commune.kind == Kind.THI_TRAN]

    after = {successor for old in before for successor, _share in resolve(old.code, BEFORE)}

    assert len(before) == 17
    assert all(old.is_urban for old in before)
    assert not communes(REFORM).filter(kind=Kind.THI_TRAN).exists()
    assert not any(successor.is_urban for successor in after)


def test_golden_communes_reach_their_successors(province, golden):
    found = [
        (row["code"], row["on"], area(row["code"], date.fromisoformat(row["on"])).name, new.code, new.name, share)
        for row in golden
        for new, share in resolve(row["code"], date.fromisoformat(row["on"]))
        if new.code == row["today_code"]
    ]

    columns = ("code", "on", "name", "today_code", "today_name")
    assert found == [(*(row[column] for column in columns), Decimal(row["share"])) for row in golden]


def test_phuong_dao_thanh_has_exactly_the_three_predecessors_of_the_resolution(province):
    dao_thanh = area("28249", REFORM)

    sources = [(old.name, share) for old, share in resolve("28249", REFORM, to=END_2021)]

    people = {"Phường 5": 21293, "Xã Đạo Thạnh": 21007, "Phường 4": 13950}
    assert [name for name, _share in sources] == list(people)
    assert sum(people.values()) == population(dao_thanh, 2019).value
    assert all(abs(share - Decimal(people[name]) / 56250) < Decimal("1e-8") for name, share in sources)


def test_every_commune_there_ever_was_resolves_with_shares_of_exactly_one(province):
    today = {commune.pk for commune in communes()}

    found = successors_by_id()

    assert len(found) == Area.objects.filter(level="commune").count()
    assert all(sum(share for _pk, share in links) == 1 for links in found.values())
    assert {pk for links in found.values() for pk, _share in links} == today


def test_the_bulk_map_agrees_with_resolving_one_by_one(province):
    found = successors_by_id()

    for old in communes(END_2021).filter(code__in=["28249", "28255", "29995", "30157"]):
        assert found[old.pk] == [(new.pk, share) for new, share in resolve(old.code, END_2021)]


def test_chained_changes_are_multiplied(province):
    [(today, share)] = resolve("28258", END_2021)

    assert (today.name, share) == ("Phường Mỹ Tho", 1)
    assert [new.name for new, _share in resolve("28258", END_2021, to=BEFORE)] == ["Phường 2"]


def test_a_code_without_meaning_today_is_taken_in_its_only_old_meaning(province):
    assert [new.name for new, _share in resolve("28255")] == ["Phường Mỹ Tho"]


def test_a_code_whose_old_meanings_became_different_units_is_ambiguous_without_a_day(db, write):
    lines = [
        "10001,2019-01-01,2021-01-01,xa,Xã Một,0,,,",
        "10001,2021-01-01,2024-01-01,xa,Xã Hai,0,,,",
        "10002,2021-01-01,,xa,Xã Ba,0,,,",
        "10003,2024-01-01,,xa,Xã Bốn,0,,,",
    ]
    links = ["10001,2021-01-01,10002,1,legal_whole,", "10001,2024-01-01,10003,1,legal_whole,"]
    load(write(areas=lines, parents=[], successions=links, measures=[]))

    with pytest.raises(Ambiguous):
        resolve("10001")
    assert [new.name for new, _share in resolve("10001", date(2020, 1, 1))] == ["Xã Ba"]


def test_a_unit_without_successor_is_a_dead_end_and_not_dropped(db, write):
    folder = write(successions=["10002,2024-01-01,10002,1,legal_whole,"])
    load(folder)

    with pytest.raises(DeadEnd, match="10001"):
        resolve("10001", date(2021, 1, 1))
    with pytest.raises(DeadEnd):
        series({"10001": 5}, on=date(2021, 1, 1))
    assert successors_by_id()[area("10001", date(2021, 1, 1)).pk] == []


def test_an_unknown_code_is_said_to_be_unknown(province):
    with pytest.raises(UnknownCode, match="99999"):
        resolve("99999", END_2021)
    with pytest.raises(UnknownCode):
        area("28255")


def test_old_districts_hold_communes_and_todays_province_holds_them_directly(province):
    my_tho = area("815", END_2021)
    dong_thap = area("82")

    assert children(my_tho, END_2021).count() == 17
    assert children(my_tho).count() == 14
    assert children(dong_thap).count() == 102
    assert parent(area("28249")) == dong_thap
    assert parent(area("28249", END_2021)) == my_tho


def test_figures_of_both_maps_sum_to_the_census_of_the_province(province):
    measures = denominators(REFORM)
    people = [population(commune, 2019).value for commune in communes(REFORM)]

    assert len(measures) == 102
    assert sum(people) == 1764185 + 1599504
    assert population(area("82", END_2021), 2019).value == 1764185
    assert adults(area("28249")) == measures[area("28249").pk]
    assert population(area("28249"), 2025).quality == "corrected"
    assert population(area("28249"), 2018) is None


def test_series_carries_whole_numbers_forward_and_backward_by_hand(db, write):
    load(write())
    old, new = date(2021, 1, 1), date(2024, 1, 1)

    forward = series({"10001": 10, "10002": 90}, on=old, to=new)
    backward = series({"10002": 100, "10003": 10}, on=new, to=old)

    # 92.5 and 7.5: of equal remainders the first code gets the whole.
    assert forward == {"10002": 93, "10003": 7}
    # 10002 is a quarter of 400 people and 900 people: one tenth and nine tenths.
    assert backward == {"10001": 20, "10002": 90}


CODES_2021 = ["28249", "28252", "28255", "28300", "29869", "29995", "30079", "30157"]
CODES_2025 = ["28249", "28261", "28306", "29992", "30025", "30088", "30130", "30154"]
KEEP_DATABASE = [HealthCheck.function_scoped_fixture]


@settings(suppress_health_check=KEEP_DATABASE)
@given(
    st.dictionaries(st.sampled_from(CODES_2021), st.integers(0, 10**6)),
    st.dictionaries(st.sampled_from(CODES_2025), st.integers(0, 10**6)),
)
def test_series_of_whole_numbers_conserves_the_total_both_ways(province, old, new):
    forward = series(old, on=END_2021, to=REFORM)
    backward = series(new, on=REFORM, to=END_2021)

    assert sum(forward.values()) == sum(old.values())
    assert sum(backward.values()) == sum(new.values())
    assert all(type(value) is int and value >= 0 for value in [*forward.values(), *backward.values()])


@settings(suppress_health_check=KEEP_DATABASE)
@given(
    st.dictionaries(
        st.sampled_from(CODES_2025), st.decimals(0, 10**6, places=12) | st.decimals(0, 10**6, places=3), min_size=1
    )
)
def test_series_of_decimals_and_fractions_conserves_the_total_exactly(province, values):
    fractions = {code: Fraction(value) / 7 for code, value in values.items()}

    decimals_then = series(values, on=REFORM, to=END_2021)
    fractions_then = series(fractions, on=REFORM, to=END_2021)

    assert sum(map(Fraction, decimals_then.values())) == sum(map(Fraction, values.values()))
    assert sum(fractions_then.values()) == sum(fractions.values())


def test_series_refuses_floats(province):
    with pytest.raises(TypeError):
        series({"28249": 1.5}, on=REFORM)


def test_lookups_keep_their_query_budgets(province, django_assert_num_queries):
    resolve("28249")

    with django_assert_num_queries(2):
        resolve("28252", END_2021)
    with django_assert_num_queries(1):
        denominators()
    Edition.renew()
    with django_assert_num_queries(3):
        successors_by_id()


def test_a_unit_changed_by_hand_is_seen_at_once(province):
    before = resolve("28249")
    area("28249")
    commune = Area.objects.create(
        code="99999", name="Xã Mới", level="commune", kind=Kind.XA, valid_from=date(2025, 7, 1)
    )

    found = resolve("99999")

    assert found == [(commune, 1)]
    assert resolve("28249") == before
