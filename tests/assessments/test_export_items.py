from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from assessments.api import Item
from assessments.bank.authoring import content_of
from assessments.exchange import formats
from assessments.exchange.drafts import Draft
from assessments.exchange.sheet_writing import without_keys
from assessments.transfer.exports import draft_of, export
from assessments.transfer.imports import store
from tests.assessments import make
from tests.assessments.test_import_items import PNG


def bank():
    right = make.choices("Xanh", "Đỏ = {tắt}", feedback=("Đúng", "Chưa đúng"))
    return [make.item(make.single(options=right)), make.item(make.multiple()), make.item(make.true_false())]


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", ["gift", "moodle_xml", "qti3"])
def test_the_bank_comes_back_from_its_file_as_it_was(wanted):
    before = [content_of(item) for item in bank()]

    data, left_out = export(Item.objects.order_by("pk"), wanted)
    kept = store(formats.read(data, "a").drafts)

    assert left_out == kept.refused == []
    after = [content_of(item) for _, item in kept.pairs]
    assert [(kind, without_keys(content)) for kind, content in after] == [
        (kind, without_keys(content)) for kind, content in before
    ]


@pytest.mark.django_db
def test_a_picture_goes_along(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = {"stem": "Nút?", "answer": True, "picture": {"file": "nut.png", "alt": "nút xanh"}}
    draft = Draft("true_false", "Nút", content, media={"nut.png": PNG})

    ((_, item),) = store([draft]).pairs

    assert list(draft_of(item).media.values()) == [PNG]
    assert formats.read(export([item], "moodle_xml")[0], "a").drafts[0].content["picture"]["alt"] == "nút xanh"


@pytest.mark.django_db
def test_command_names_what_the_format_cannot_hold_and_fails(tmp_path):
    make.item(make.multiple(rule="all_or_nothing"), title="Mật khẩu")
    make.item(make.true_false(), title="OTP")
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("export_items", str(tmp_path / "a.gift"), "--format", "gift", stderr=said)

    assert "Mật khẩu: " in said.getvalue()
    assert [draft.name for draft in formats.read((tmp_path / "a.gift").read_bytes(), "a.gift").drafts] == ["OTP"]


@pytest.mark.django_db
def test_what_qti_would_score_otherwise_is_not_written_and_named(tmp_path):
    make.item(make.short_answer(), title="Mật khẩu")
    make.item(make.ordering(), title="Các bước")
    make.item(make.matching(), title="Gọi số nào")
    said = StringIO()

    with pytest.raises(CommandError):
        call_command("export_items", str(tmp_path / "a.zip"), "--format", "qti3", stderr=said)

    assert "Mật khẩu: " in said.getvalue() and "Các bước: " in said.getvalue()
    (draft,) = formats.read((tmp_path / "a.zip").read_bytes(), "a.zip").drafts
    assert (draft.kind, draft.correct) == ("matching", [["Cấp cứu", "115"], ["Cháy nhà", "114"]])


@pytest.mark.django_db
def test_one_bank_is_written_by_its_name_and_a_wrong_name_is_said(tmp_path):
    make.item(make.true_false(), title="An toàn: OTP")
    make.item(make.true_false(), title="Khác: OTP")
    out = tmp_path / "a.xml"

    call_command("export_items", str(out), "--bank", "An toàn")

    assert [draft.name for draft in formats.read(out.read_bytes(), "a.xml").drafts] == ["An toàn: OTP"]
    with pytest.raises(CommandError, match="no item of the bank"):
        call_command("export_items", str(out), "--bank", "An toan")


def test_the_template_needs_no_database(tmp_path):
    call_command("export_items", str(tmp_path / "mau.xlsx"), "--template")

    assert len(formats.read((tmp_path / "mau.xlsx").read_bytes(), "mau.xlsx").drafts) == 3
