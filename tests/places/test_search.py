from time import process_time

import pytest
from django.utils import translation

from places.api import Area, area, label, load, search


def labels(text: str) -> list[str]:
    with translation.override("en"):
        return [label(found) for found in search(text)]


def test_trap_6_an_old_commune_with_its_old_city_finds_todays_ward_and_says_so(province):
    first = search("xã Tân Mỹ Chánh Mỹ Tho")[0]

    assert first.area == area("28273")
    assert (first.matched, first.is_old, first.share) == ("Xã Tân Mỹ Chánh, TP Mỹ Tho", True, 1)
    assert labels("xã Tân Mỹ Chánh Mỹ Tho") == ["Xã Tân Mỹ Chánh, TP Mỹ Tho – now Phường Mỹ Phong"]


def test_in_vietnamese_an_old_name_is_followed_by_what_it_is_now(province, settings):
    settings.LOCALE_PATHS = [settings.ROOT / "locale"]
    with translation.override("vi"):
        assert label(search("phường 5 mỹ tho")[0]) == "Phường 5, TP Mỹ Tho – nay là Phường Đạo Thạnh"


@pytest.mark.parametrize(
    "typed",
    [
        "phường 5 mỹ tho",
        "Phường 5, TP. Mỹ Tho, tỉnh Tiền Giang",
        "P5 my tho",
        "p.05 thành phố Mỹ Tho",
        "phuong 5 thanh pho my th",
    ],
)
def test_abbreviations_prefixes_and_an_unfinished_last_word_do_not_matter(province, typed):
    assert labels(typed) == ["Phường 5, TP Mỹ Tho – now Phường Đạo Thạnh"]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Mỹ Tho", "Phường Mỹ Tho"),
        ("Mỹ Thọ", "Xã Mỹ Thọ"),
        ("Tân Thành", "Xã Tân Thành"),
        ("Tân Thạnh", "Xã Tân Thạnh"),
        ("my tho", "Phường Mỹ Tho"),
        ("xã my tho", "Xã Mỹ Thọ"),
        ("Hoà Hưng", "Xã Hòa Hưng, huyện Cái Bè – now Xã An Hữu"),
        ("Mỹ Quý", "Xã Mỹ Quí"),
        ("sơn quy", "Phường Sơn Qui"),
    ],
)
def test_trap_6_typed_accents_and_the_typed_kind_decide_between_namesakes(province, typed, first):
    assert labels(typed)[0] == first


def test_trap_6_old_namesakes_are_told_apart_by_their_district(province):
    found = labels("tan thanh")

    assert len(found) == len(set(found))
    assert "Xã Tân Thành, huyện Lai Vung – now Xã Lai Vung" in found
    assert "Xã Tân Thành, huyện Gò Công Đông – now Xã Gò Công Đông" in found


def test_namesakes_in_districts_of_one_name_are_told_apart_by_their_province(db, write):
    lines = [
        "10,2020-01-01,,tinh,Tỉnh Mẫu,,,,",
        "11,2020-01-01,,tinh,Tỉnh Khác,,,,",
        "101,2020-01-01,2024-01-01,huyen,Huyện Châu Thành,,,,",
        "111,2020-01-01,2024-01-01,huyen,Huyện Châu Thành,,,,",
        "10001,2020-01-01,2024-01-01,xa,Xã Tân Hội,0,,,",
        "11001,2020-01-01,2024-01-01,xa,Xã Tân Hội,0,,,",
        "10002,2024-01-01,,xa,Xã Đông,0,,,",
        "11002,2024-01-01,,xa,Xã Tây,0,,,",
    ]
    parents = ["101,10,2020-01-01,2024-01-01", "111,11,2020-01-01,2024-01-01"]
    parents += ["10001,101,2020-01-01,2024-01-01", "11001,111,2020-01-01,2024-01-01"]
    links = ["10001,2024-01-01,10002,1,legal_whole,", "11001,2024-01-01,11002,1,legal_whole,"]
    load(write(areas=lines, parents=parents, successions=links, measures=[]))

    assert labels("tân hội") == [
        "Xã Tân Hội, huyện Châu Thành, Khác – now Xã Tây",
        "Xã Tân Hội, huyện Châu Thành, Mẫu – now Xã Đông",
    ]


def test_a_split_unit_offers_every_part_the_larger_first(province):
    assert labels("Gáo Giồng") == [
        "Xã Gáo Giồng, huyện Cao Lãnh – part of it is now Xã Phong Mỹ",
        "Xã Gáo Giồng, huyện Cao Lãnh – part of it is now Xã Phú Cường",
    ]


def test_a_commune_that_kept_its_name_is_listed_once(province):
    assert labels("Tân Hộ Cơ") == ["Xã Tân Hộ Cơ"]


def test_every_name_there_ever_was_finds_its_commune(province):
    missed = [commune.name for commune in Area.objects.filter(level="commune") if not search(commune.name)]

    assert missed == []


def test_a_new_name_comes_before_old_ones_and_whole_names_before_beginnings(province):
    found = [(result.area.name, result.is_old) for result in search("cai lậy")]

    assert found[0] == ("Phường Cai Lậy", False)
    assert [is_old for _name, is_old in found] == sorted(is_old for _name, is_old in found)


@pytest.mark.parametrize("typed", ["", "   ", "!?", "xyz", "phường 99", "Tân Mỹ Chánh Hà Nội", "'; drop table --"])
def test_what_fits_nothing_finds_nothing(province, typed):
    assert search(typed) == []


def test_at_most_the_limit_is_found(province):
    assert len(search("t", limit=3)) == 3
    assert len(search("t")) == 10


@pytest.mark.parametrize("typed", ["xã Tân Mỹ Chánh Mỹ Tho", "t", "phường"])
def test_a_search_takes_under_20_ms_and_two_queries(province, django_assert_num_queries, typed):
    search(typed)

    with django_assert_num_queries(2):
        search(typed)
    seconds = []
    for _repeat in range(5):
        start = process_time()
        search(typed)
        seconds.append(process_time() - start)
    assert min(seconds) < 0.02


def test_the_index_follows_a_renamed_commune(province):
    commune = area("28249")
    search("Tên Hoàn Toàn Mới")

    commune.name = "Phường Tên Hoàn Toàn Mới"
    commune.save()

    assert [found.area for found in search("ten hoan toan moi")] == [commune]
