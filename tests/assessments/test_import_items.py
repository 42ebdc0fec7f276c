import ast
import base64
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

import assessments.exchange
from assessments.api import Item
from assessments.bank.authoring import content_of, item_problems
from assessments.bank.problems import SENTENCES as OF_ITEMS
from assessments.exchange.drafts import Draft
from assessments.items import Problem, item_type
from assessments.transfer.exchange_words import SENTENCES, said
from assessments.transfer.imports import store
from cms.api import SiteImage
from tests.assessments.exchange_texts import AIKEN, GIFT, XML

# One white pixel.
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg==")
TRUE_FALSE = """::OTP::Mã OTP không đưa cho ai.{TRUE#Sai rồi#Đúng rồi}

Nhiều ý {~%50%a ~%50%b ~%-100%c}
"""


def run(path, *options):
    out = StringIO()
    try:
        call_command("import_items", str(path), "--json", *options, stdout=out)
        refused = ""
    except CommandError as error:
        refused = str(error)
    (facts,) = json.loads(out.getvalue())["files"]
    return facts, refused


def file(folder, text, name="bài.txt"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_dry_run_says_what_is_in_a_file_without_a_database(tmp_path):
    # This test has no access to a database: a query would fail.
    facts, refused = run(file(tmp_path, AIKEN), "--dry-run")

    assert refused == ""
    assert facts["format"] == "aiken"
    assert facts["found"] == 1
    assert facts["imported"] == [{"type": "single_choice", "name": "Số nào gọi cấp cứu?", "correct": ["115"]}]
    assert facts["refused"] == facts["dropped"] == []


def test_command_fails_where_anything_was_refused(tmp_path):
    facts, refused = run(file(tmp_path, XML), "--dry-run")

    assert refused
    assert len(facts["imported"]) == 6
    assert [row["where"] for row in facts["refused"]] == ["line 50"]


def test_a_named_format_wins_over_what_the_file_looks_like(tmp_path):
    facts, refused = run(file(tmp_path, AIKEN), "--dry-run", "--format", "moodle_xml")

    assert refused
    assert facts["format"] == "moodle_xml"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CommandError, match="khong-co"):
        call_command("import_items", str(tmp_path / "khong-co.gift"), "--dry-run")


def test_without_json_each_line_names_file_and_place(tmp_path):
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("import_items", str(file(tmp_path, XML)), "--dry-run", stdout=out)

    assert "bài.txt, line 50:" in out.getvalue()


@pytest.mark.django_db
def test_imported_items_are_unpublished_and_say_what_the_file_said(tmp_path):
    _facts, refused = run(file(tmp_path, AIKEN), "--bank", "Số khẩn")

    item = Item.objects.get()
    kind, content = content_of(item)
    assert (refused, item.live, item.title, kind) == ("", False, "Số khẩn: Số nào gọi cấp cứu?", "single_choice")
    assert item_problems(item) == []
    assert [choice["text"] for choice in content["choices"] if choice["correct"]] == ["115"]
    assert item.get_latest_revision_as_object().content[0].value["stem"] == "Số nào gọi cấp cứu?"


@pytest.mark.django_db
def test_what_the_editor_cannot_hold_is_refused_and_the_rest_stored(tmp_path):
    facts, refused = run(file(tmp_path, GIFT))

    stored = [item["name"] for item in facts["imported"]]
    assert "OTP" in stored
    assert sorted(Item.objects.values_list("title", flat=True)) == sorted(stored)
    assert facts["found"] == 9
    assert len(facts["refused"]) == 9 - len(stored)
    assert refused


@pytest.mark.shared
def test_what_a_qti_file_cannot_bring_is_said_in_words(settings):
    files = sorted((Path(settings.SHARED_DIR) / "samples/questions/qti3").rglob("*.xml"))

    said = [refused["why"] for path in files for refused in run(path, "--dry-run")[0]["refused"]]

    assert said
    assert [why for why in said if " " not in why] == []


@pytest.mark.django_db
def test_every_kind_that_has_a_form_is_stored_and_scores_as_the_file_says(tmp_path):
    facts, _refused = run(file(tmp_path, GIFT))

    stored = {item.title: content_of(item) for item in Item.objects.all()}
    assert len(stored) == len(facts["imported"]) > 3
    for kind, content in stored.values():
        scored = item_type(kind)
        unmarked = not scored.is_scored or scored.needs_marking
        assert unmarked or scored.score(content, scored.right_response(content)) == 1
    assert {kind for kind, _content in stored.values()} > {"true_false", "numeric", "matching"}


@pytest.mark.django_db
def test_stored_items_score_as_the_file_says(tmp_path):
    run(file(tmp_path, TRUE_FALSE))

    item = Item.objects.get(title__startswith="Nhiều")
    kind, content = content_of(item)
    keys = [choice["key"] for choice in content["choices"]]
    assert item_type(kind).score(content, keys[:1]) * 2 == 1
    assert item_type(kind).score(content, keys) == 0
    kind, content = content_of(Item.objects.get(title="OTP"))
    assert (content["answer"], content["feedback_true"], content["feedback_false"]) == (True, "Đúng rồi", "Sai rồi")


@pytest.mark.django_db
def test_a_file_is_stored_whole_or_not_at_all(tmp_path, monkeypatch):
    saves = []

    def fail_second(self, *args, **kwargs):
        saves.append(self)
        if len(saves) > 1:
            raise RuntimeError("no room left")

    monkeypatch.setattr(Item, "save_revision", fail_second)

    with pytest.raises(RuntimeError):
        call_command("import_items", str(file(tmp_path, TRUE_FALSE)), stdout=StringIO())

    assert connection.in_atomic_block
    assert not Item.objects.exists()


def test_every_reason_has_its_sentence():
    nested = Problem("part_broken", {"number": 2, "problem": Problem("not_a_number", {"text": "mười"})})

    assert "mười" in said(nested)
    assert said("đã là một câu") == "đã là một câu"


def reason_codes():
    """Every code that the readers and writers name."""
    folder = Path(assessments.exchange.__file__).parent
    for path in sorted([*folder.glob("*.py"), folder.parent / "transfer/imports.py"]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = getattr(getattr(node, "func", None), "id", getattr(getattr(node, "func", None), "attr", ""))
            if isinstance(node, ast.Call) and name in {"Problem", "Unusable", "drop", "refuse"} and node.args:
                first = node.args[1] if name == "refuse" and len(node.args) > 1 else node.args[0]
                if isinstance(first, ast.Constant):
                    yield first.value


def test_every_code_in_the_readers_has_a_sentence():
    codes = set(reason_codes())
    assert len(codes) > 40
    assert codes - SENTENCES.keys() - OF_ITEMS.keys() == set()


@pytest.mark.django_db
def test_the_picture_of_a_question_is_stored_with_it(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = {"stem": "Nút gọi?", "explanation": "", "answer": True, "picture": {"file": "nut.png", "alt": "nút xanh"}}
    good = Draft("true_false", "Nút", content, media={"nut.png": PNG})
    broken = Draft("true_false", "Hỏng", content, media={"nut.png": b"no picture"})

    kept = store([good, broken])

    first, second = (content_of(item)[1]["picture"] for _, item in kept.pairs)
    assert first["alt"] == "nút xanh"
    assert second is None
    assert [(row.where, row.what.code) for row in kept.dropped] == [("Hỏng", "picture_not_stored")]


def drawing(script=""):
    start = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 240">'
    return f'{start}<rect width="9" height="9"/>{script}</svg>'.encode()


PLACES = {
    "stem": "Kéo nút vào chỗ.",
    "picture": {"file": "nen.png", "alt": ""},
    "drags": [
        {"key": "a", "text": "", "picture": {"file": "nut-goi.png", "alt": ""}},
        {"key": "b", "text": "Tắt"},
    ],
    "zones": [{"key": "z", "label": "Ô", "x": 0.5, "y": 0, "width": 1.1, "height": 1, "drag": "a"}],
}


@pytest.mark.django_db
def test_a_question_in_a_picture_is_stored_with_all_its_pictures(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    draft = Draft("drag_onto_image", "Kéo", PLACES, media={"nen.png": PNG, "nut-goi.png": PNG})

    ((_draft, item),) = store([draft]).pairs

    kind, content = content_of(item)
    assert (content["picture"]["width"], content["picture"]["height"]) == (1, 1)
    assert [(drag["text"], bool(drag["picture"])) for drag in content["drags"]] == [("nut-goi", True), ("Tắt", False)]
    assert [content["zones"][0][side] for side in ("x", "y", "width", "height")] == [0.5, 0, 1.1, 1]
    assert item_type(kind).score(content, item_type(kind).right_response(content)) == 1
    assert {problem.code for problem in item_problems(item)} == {"picture_without_alt", "zone_outside"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("lon.png", PNG + bytes(11 * 1024 * 1024), "picture_too_large"),
        ("trang.html", b"<script>alert(1)</script>", "picture_not_stored"),
        ("ve.svg", drawing("<script>alert(1)</script>"), "picture_not_stored"),
        ("bom.svg", b'<!DOCTYPE svg [<!ENTITY a "b">]>' + drawing(), "picture_not_stored"),
        ("rong.png", b"", "picture_not_stored"),
    ],
)
def test_what_is_no_picture_of_ours_is_not_stored(settings, tmp_path, name, data, why):
    settings.MEDIA_ROOT = tmp_path
    content = {"stem": "?", "explanation": "", "answer": True, "picture": {"file": name, "alt": "hình"}}

    kept = store([Draft("true_false", "Câu", content, media={name: data})])

    assert [(row.where, row.what.code) for row in kept.dropped] == [("Câu", why)]
    assert not SiteImage.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["gia.jpg", "../../khong"])
def test_a_picture_is_stored_under_a_plain_name_that_says_what_it_is(settings, tmp_path, name):
    settings.MEDIA_ROOT = tmp_path / "media"
    content = {"stem": "?", "explanation": "", "answer": True, "picture": {"file": name, "alt": "hình"}}

    store([Draft("true_false", "Câu", content, media={name: PNG})])

    assert SiteImage.objects.get().file.name.endswith(".png")
    assert {path.relative_to(tmp_path).parts[0] for path in tmp_path.rglob("*")} == {"media"}


@pytest.mark.django_db
def test_a_drawing_is_stored_as_it_is(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    content = {"stem": "?", "explanation": "", "answer": True, "picture": {"file": "hinh/ve.svg", "alt": "hình"}}

    store([Draft("true_false", "Câu", content, media={"hinh/ve.svg": drawing()})])

    image = SiteImage.objects.get()
    assert (image.width, image.height, image.title, image.description) == (320, 240, "hinh/ve.svg", "hình")
    assert Path(image.file.path).read_bytes() == drawing()
