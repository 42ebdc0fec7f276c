from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from places.api import DeadEnd, area, communes, load, resolve, search, successors_by_id

pytestmark = pytest.mark.shared
END_2021 = date(2021, 12, 31)
REFORM = date(2025, 7, 1)
# Left the lists before the reform, and no list says into which unit.
UNRESOLVED = [
    "04561",
    "10774",
    "13339",
    "17563",
    "19822",
    "19834",
    "19840",
    "19849",
    "19906",
    "19924",
    "19999",
    "20032",
    "20239",
    "27262",
    "27268",
    "27313",
    "27322",
    "28825",
]
# Stand in the list of 2021 and in no later one.
NEVER_MENTIONED = ["01651", "02482"]


@pytest.fixture
def converted(shared_data, tmp_path):
    out = StringIO()
    with translation.override("en"):
        call_command("convert_national", shared_data, tmp_path / "out", stdout=out)
    return tmp_path / "out", out.getvalue()


def test_trap_5_the_whole_country_loads_and_reports_its_dead_ends(db, converted):
    folder, report = converted
    load(folder)
    second = load(folder)

    assert not any(count.changed for count in second)
    assert communes(END_2021).count() == 10_599
    assert communes(REFORM).count() == 3_321
    found = successors_by_id()
    dead = [old.code for old in communes(END_2021) if not found[old.pk]]
    assert sorted(dead) == sorted(UNRESOLVED + NEVER_MENTIONED)
    assert "20 units of the first list reach no unit of today:" in report
    assert all(f"  {code} " in report for code in dead)
    with pytest.raises(DeadEnd):
        resolve("19822", END_2021)


def test_splits_without_published_shares_are_reported_and_marked(db, converted):
    folder, report = converted

    load(folder)

    assert "382 units were split in shares nobody published" in report
    shares = resolve("00016", date(2025, 6, 30))
    assert [share for _new, share in shares] == [pytest.approx(0.5)] * 2


def test_the_country_loads_beside_our_own_province_when_that_is_left_out(province, shared_data, tmp_path):
    call_command("convert_national", shared_data, tmp_path, "--without", "82", "87", stdout=StringIO())

    load(tmp_path)

    assert communes(REFORM).count() == 3_321
    assert area("28249").name == "Phường Đạo Thạnh"
    assert search("Ba Đình Hà Nội")[0].area.name == "Phường Ba Đình"


def test_a_missing_list_is_named(tmp_path):
    with translation.override("en"), pytest.raises(CommandError, match="national_communes_2021"):
        call_command("convert_national", tmp_path, tmp_path / "out")
