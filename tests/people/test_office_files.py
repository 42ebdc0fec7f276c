"""Loading offices from a file."""

from datetime import date
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from people.api import AuditEntry, Organisation

HEAD = "code,name_vi,parent_code,area_code,valid_from,valid_to,successor_code\n"
GOOD = HEAD + (
    'TG-S,Sở cũ,,,,2025-06-30,DT-S\nDT-S,"Sở Văn hóa, Thể thao",DT,,2025-07-01,,\nDT,UBND tỉnh,,28273,2025-07-01,,\n'
)


@pytest.fixture
def load(tmp_path):
    """load(text) → what the command says; a refusal is raised with what went to stderr."""

    def run(text, encoding="utf-8"):
        file = tmp_path / "offices.csv"
        file.write_bytes(text.encode(encoding))
        said, wrong = StringIO(), StringIO()
        try:
            call_command("load_organisations", file, stdout=said, stderr=wrong)
        except CommandError as refusal:
            raise CommandError(wrong.getvalue() + str(refusal)) from None
        return said.getvalue()

    return run


def test_offices_come_in_with_parents_days_successors_and_commune(load, country):
    assert "3 new, 0 changed" in load(GOOD)

    new, old = Organisation.objects.get(code="DT-S"), Organisation.objects.get(code="TG-S")
    assert (new.name, new.parent.code, new.valid_from) == ("Sở Văn hóa, Thể thao", "DT", date(2025, 7, 1))
    assert new.parent.area == country.my_phong
    assert (old.successor, old.valid_to) == (new, date(2025, 7, 1))  # the first day without
    assert AuditEntry.objects.filter(action="open_office", by=None).count() == 3


def test_loading_again_changes_nothing_and_a_correction_only_what_it_says(load, country):
    load(GOOD)
    assert "0 new, 0 changed, 3 as before" in load("\ufeff" + GOOD)
    assert "0 new, 1 changed, 0 as before" in load("code,name_vi\nDT,UBND tỉnh Đồng Tháp\n")

    office = Organisation.objects.get(code="DT")
    assert (office.name, office.area) == ("UBND tỉnh Đồng Tháp", country.my_phong)
    assert AuditEntry.objects.get(action="change_office").detail == {"organisation": "DT", "fields": ["name"]}


def test_two_offices_may_swap_places(load, country):
    load("code,name_vi,parent_code\nA,A,\nB,B,A\n")
    load("code,name_vi,parent_code\nA,A,B\nB,B,\n")

    assert Organisation.objects.get(code="A").parent.code == "B"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name_vi\nA\n", "line 1, column “code”: add this column"),
        (HEAD + ",Tên,,,,,\n", "line 2, column “code”: this cell must not be empty"),
        (HEAD + "A,,,,,,\n", "line 2, column “name_vi”: this cell must not be empty"),
        (HEAD + "A,A,,,,,\nA,B,,,,,\n", "line 3, column “code”: this code stands in line 2"),
        (HEAD + "A,A,X,,,,\n", "line 2, column “parent_code”: no office has this code"),
        (HEAD + "A,A,,,,,X\n", "line 2, column “successor_code”: no office has this code"),
        (HEAD + "A,A,,,,,A\n", "line 2, column “successor_code”: an office does not succeed itself"),
        (HEAD + "A,A,B,,,,\nB,B,A,,,,\n", "line 2, column “parent_code”: the office would stand below itself"),
        (HEAD + "A,A,,99999,,,\n", "line 2, column “area_code”: no area has this code"),
        (HEAD + "A,A,,,1/7/2025,,\n", "line 2, column “valid_from”: write the day as year-month-day"),
        (HEAD + "A,A,,,2025-07-01,2025-06-01,\n", "line 2, column “valid_to”: the last day must not lie before"),
        (HEAD + "A,A,,,,9999-12-31,\n", "line 2, column “valid_to”: leave the cell empty"),
        (HEAD + "A,A\n", "line 2, column “code”: this line has more or fewer cells"),
        (HEAD + 'A,"A,,,,,\n', "a quotation mark is open here"),
    ],
)
def test_a_broken_file_says_line_column_and_cure_and_writes_nothing(load, country, text, said):
    with pytest.raises(CommandError) as refusal:
        load(text + "GOOD,Tốt,,,,,\n" if "name_vi,parent" in text else text)

    assert said in str(refusal.value) and "Nothing was written" in str(refusal.value)
    assert not Organisation.objects.exists() and not AuditEntry.objects.exists()


def test_a_file_of_another_alphabet_is_refused_in_words(load, db):
    with pytest.raises(CommandError, match="UTF-8"):
        load(GOOD, encoding="utf-16")


def test_a_missing_file_is_said(db):
    with pytest.raises(CommandError, match="There is no file"):
        call_command("load_organisations", "khong-co.csv")


@pytest.mark.shared
def test_the_provinces_list_comes_in_whole_and_twice_makes_no_difference(db):
    said = StringIO()

    for _time in range(2):
        call_command("load_organisations", settings.SHARED_DIR / "data/organisations.csv", stdout=said)

    assert "0 new, 0 changed, 170 as before, 11 patterns skipped" in said.getvalue()
    assert Organisation.objects.get(code="TG-STTTT").successor.code == "DT-SKHCN"
