"""Files learners send: what is taken, where it lies, who gets it, and when it goes."""

import io
import os
import zipfile
from pathlib import Path

import pillow_heif
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assessments import api
from assessments.models import Response, Upload, Work
from assessments.taking.uploads import clean_name
from people.api import Person, erase, export
from tests.assessments import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def attempt(learner):
    return make.sitting(make.quiz(make.item(make.file_upload()), make.item(make.essay())), learner)


def send(page, attempt, *files, position=0):
    return page.post(f"/quiz/{attempt.pk}/file/", {f"file-{position}": list(files)})


def stored():
    folder = Path(settings.PRIVATE_ROOT)
    return [path for path in folder.rglob("*") if path.is_file()]


def answer(attempt, position=0):
    newest = Response.objects.filter(attempt=attempt, position=position).order_by("-pk").first()
    return [one["name"] for one in newest.response] if newest else []


def document(*names):
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return raw.getvalue()


def test_a_photograph_is_kept_in_the_answer_and_nowhere_public(page, attempt):
    said = send(page, attempt, make.photograph("Ảnh danh bạ.jpg")).json()

    upload = Upload.objects.get()
    assert said == {"files": [{"value": f"{upload.ref} Ảnh danh bạ.jpg", "name": "Ảnh danh bạ.jpg"}]}
    assert answer(attempt) == ["Ảnh danh bạ.jpg"]
    path = Path(upload.file.path)
    assert path.is_relative_to(settings.PRIVATE_ROOT) and not path.is_relative_to(settings.MEDIA_ROOT)
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
    assert page.get(f"/media/{upload.file.name}").status_code == 404


def test_where_a_photograph_was_taken_is_not_kept_and_which_side_is_up_is(page, attempt):
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Máy của chị Bé"
    exif.get_ifd(0x8825)[1] = "N"
    send(page, attempt, make.photograph(exif=exif.tobytes()))

    with Image.open(Upload.objects.get().file.path) as kept:
        assert dict(kept.getexif()) == {0x0112: 6}
        assert kept.size == (40, 30)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (SimpleUploadedFile("bai.exe", b"MZ"), "allowed types"),
        (SimpleUploadedFile("bai.pdf", b"MZ, not a PDF"), "something else inside"),
        (SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff and nothing more"), "something else inside"),
        (SimpleUploadedFile("anh.jpg", b""), "empty"),
        (SimpleUploadedFile("anh.heic", b"\0\0\0\x18ftypheic" + b"\0" * 40), "something else inside"),
        (SimpleUploadedFile("anh.svg", b"<svg onload='alert(1)'/>"), "allowed types"),
    ],
)
def test_what_is_not_what_it_says_is_refused_in_words_and_leaves_nothing(page, attempt, file, words):
    before = stored()

    refused = send(page, attempt, file)

    assert refused.status_code == 400 and words in refused.json()["message"]
    assert (answer(attempt), Upload.objects.filter(removed_at=None).count(), stored()) == ([], 0, before)


def test_a_picture_under_another_pictures_name_gets_its_right_ending(page, attempt):
    send(page, attempt, make.photograph("IMG_1.HEIC"), make.photograph("chụp.jpg", "PNG"))

    assert answer(attempt) == ["IMG_1.jpg", "chụp.png"]


def test_an_iphones_photograph_becomes_what_every_computer_opens(page, attempt, learner):
    pillow_heif.register_heif_opener()
    send(page, attempt, make.photograph("IMG_2.HEIC", "HEIF"), make.photograph("IMG_3.jpg", "HEIF"))

    assert answer(attempt) == ["IMG_2.jpg", "IMG_3.jpg"]
    with Image.open(Upload.objects.first().file.path) as kept:
        assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (40, 30), {})
    other = make.sitting(make.quiz(make.item(make.file_upload(extensions=[".png"]))), learner)
    assert "HEIC" in send(page, other, make.photograph("IMG_4.HEIC", "HEIF")).json()["message"]


def test_office_documents_must_be_some_and_hold_no_macros(page, learner):
    quiz = make.quiz(make.item(make.file_upload(extensions=[".docx"], max_files=1)))
    attempt = make.sitting(quiz, learner)
    good = SimpleUploadedFile("đơn.docx", document("word/document.xml"))
    bad = [
        SimpleUploadedFile("đơn.docx", document("khác.xml")),
        SimpleUploadedFile("đơn.docx", document("word/document.xml", "word/vbaProject.bin")),
    ]

    assert [send(page, attempt, one).status_code for one in [*bad, good]] == [400, 400, 200]


def test_a_file_beyond_the_questions_or_the_persons_room_is_refused(page, learner, settings):
    attempt = make.sitting(make.quiz(make.item(make.file_upload(max_mb=1))), learner)
    big = SimpleUploadedFile("to.pdf", b"%PDF-" + b"0" * 1024 * 1024)
    assert "too large" in send(page, attempt, big).json()["message"]

    settings.UPLOADS_PER_PERSON_MB = 0
    assert "as much as fits" in send(page, attempt, make.photograph()).json()["message"]
    assert answer(attempt) == []


def test_no_more_files_than_the_question_takes(page, attempt):
    send(page, attempt, make.photograph("một.jpg"), make.photograph("hai.jpg"))

    assert send(page, attempt, make.photograph("ba.jpg")).status_code == 400
    assert (answer(attempt), Upload.objects.filter(removed_at=None).count()) == (["một.jpg", "hai.jpg"], 2)


def test_where_one_file_is_asked_for_a_new_one_takes_its_place_and_the_ledger_keeps_both(page, learner):
    attempt = make.sitting(make.quiz(make.item(make.file_upload(max_files=1))), learner)

    send(page, attempt, make.photograph("một.jpg"))
    send(page, attempt, make.photograph("hai.jpg"))

    assert answer(attempt) == ["hai.jpg"]
    assert [one.response[0]["name"] for one in Response.objects.order_by("pk")] == ["một.jpg", "hai.jpg"]


def test_files_are_sent_and_taken_away_by_a_plain_form(page, attempt):
    text = page.get(f"/quiz/{attempt.pk}/").content.decode()
    assert 'enctype="multipart/form-data"' in text and 'name="file-0"' in text
    form = {"was-0": "", "was-1": "", "action": "save"}

    page.post(f"/quiz/{attempt.pk}/", {**form, "file-0": [make.photograph("một.jpg")], "answer-1": "Chào cả nhà"})
    assert (answer(attempt), Response.objects.get(position=1).response) == (["một.jpg"], "Chào cả nhà")

    shown = page.get(f"/quiz/{attempt.pk}/").context["cards"][0]
    assert shown.is_answered and "một.jpg" in page.get(f"/quiz/{attempt.pk}/").content.decode()
    page.post(f"/quiz/{attempt.pk}/", {**form, "was-0": shown.was, "file-0": [make.photograph("hai.jpg")]})
    assert answer(attempt) == ["hai.jpg"]


def test_a_refused_file_in_a_plain_form_is_named_keeps_the_rest_and_does_not_hand_in(page, attempt):
    form = {"was-0": "", "was-1": "", "action": "submit", "confirmed": "1"}
    said = page.post(
        f"/quiz/{attempt.pk}/",
        {**form, "file-0": [SimpleUploadedFile("bai.exe", b"MZ")], "answer-1": "Chào cả nhà"},
    )

    attempt.refresh_from_db()
    assert (said.status_code, attempt.state) == (400, "open")
    assert "Question 1: This file" in said.content.decode() and "Chào cả nhà" in said.content.decode()
    assert Response.objects.get(position=1).response == "Chào cả nhà"


def test_files_are_handed_in_with_the_form_and_wait_for_a_marker(page, attempt):
    form = {"was-0": "", "was-1": "", "action": "submit", "confirmed": "1"}

    page.post(f"/quiz/{attempt.pk}/", {**form, "file-0": [make.photograph("một.jpg")]})

    attempt.refresh_from_db()
    assert (attempt.state, attempt.passed, Work.objects.get().position) == ("submitted", None, 0)
    assert send(page, attempt, make.photograph("hai.jpg")).status_code == 409


def test_a_file_taken_away_is_deleted_at_the_hand_in(page, attempt, django_capture_on_commit_callbacks):
    send(page, attempt, make.photograph("một.jpg"), make.photograph("hai.jpg"))
    keep, drop = Upload.objects.order_by("pk")
    api.respond(attempt, 0, [{"ref": keep.ref, "name": keep.name}], at=make.MONDAY)

    with django_capture_on_commit_callbacks(execute=True):
        api.submit(attempt, at=make.TUESDAY)

    assert not os.path.exists(drop.file.path) and os.path.exists(keep.file.path)
    drop.refresh_from_db()
    assert (drop.name, drop.removed_at) == ("", make.TUESDAY)


def test_nobody_can_name_anothers_file_as_an_answer(page, attempt, client):
    other = make.sitting(attempt.quiz, make.person())
    send(page, attempt, make.photograph())
    theirs = Upload.objects.get()

    with pytest.raises(api.Unreadable):
        api.respond(other, 0, [{"ref": theirs.ref, "name": "anh.jpg"}], at=make.MONDAY)
    with pytest.raises(api.Unreadable):
        api.respond(attempt, 1, [{"ref": theirs.ref, "name": "anh.jpg"}], at=make.MONDAY)


def test_a_file_comes_as_an_attachment_that_runs_nothing(page, attempt):
    send(page, attempt, make.photograph("Ảnh.jpg"))

    got = page.get(f"/quiz/{attempt.pk}/file/{Upload.objects.get().ref}/")

    assert got.status_code == 200 and got["Content-Disposition"].startswith("attachment")
    assert got["X-Content-Type-Options"] == "nosniff" and "sandbox" in got["Content-Security-Policy"]
    assert "no-store" in got["Cache-Control"]
    assert b"".join(got.streaming_content).startswith(b"\xff\xd8\xff")
    got.close()


def test_to_an_outsider_a_file_does_not_exist_and_cannot_be_sent(page, attempt, outsider, client):
    send(page, attempt, make.photograph())
    ref = Upload.objects.get().ref
    client.force_login(outsider.user)

    assert client.get(f"/quiz/{attempt.pk}/file/{ref}/").status_code == 404
    assert send(client, attempt, make.photograph()).status_code == 404
    client.logout()
    assert client.get(f"/quiz/{attempt.pk}/file/{ref}/").status_code == 401
    assert send(client, attempt, make.photograph()).status_code == 401
    assert Upload.objects.count() == 1


def test_markers_get_the_files_handed_in_under_a_name_that_says_nothing(page, attempt, staff, outsider, client):
    send(page, attempt, make.photograph("Trần Thị Bé.jpg"), make.photograph("bỏ.jpg"))
    keep, drop = Upload.objects.order_by("pk")
    api.respond(attempt, 0, [{"ref": keep.ref, "name": keep.name}], at=make.MONDAY)
    api.submit(attempt, at=make.TUESDAY)
    work, trainer = Work.objects.get(), staff()

    text = trainer.get(f"/quiz/marking/{work.pk}/").content.decode()
    got = trainer.get(f"/quiz/marking/{work.pk}/file/{keep.ref}/")

    assert "Trần Thị Bé" not in text and keep.ref in text and "<img" in text
    assert got["Content-Disposition"] == f'attachment; filename="bai-{work.pk}-1.jpg"'
    assert trainer.get(f"/quiz/marking/{work.pk}/file/{drop.ref}/").status_code == 404
    assert trainer.get(f"/quiz/{attempt.pk}/file/{keep.ref}/").status_code == 404
    for user in (outsider.user, attempt.person.user):
        client.force_login(user)
        assert client.get(f"/quiz/marking/{work.pk}/file/{keep.ref}/").status_code == 403
    got.close()


def test_my_data_lists_files_and_erasing_removes_them(page, attempt, django_capture_on_commit_callbacks):
    send(page, attempt, make.photograph("một.jpg"))
    upload = Upload.objects.get()
    assert export(attempt.person)["assessments"]["files"][0]["file"] == "một.jpg"

    with django_capture_on_commit_callbacks(execute=True):
        erase(Person.objects.get(pk=attempt.person_id), by=None, at=make.TUESDAY)

    upload.refresh_from_db()
    assert not os.path.exists(upload.file.path)
    assert (upload.name, answer(attempt)) == ("", [])


def test_deleting_a_person_takes_the_files_along(page, attempt, django_capture_on_commit_callbacks):
    send(page, attempt, make.photograph("một.jpg"))
    path = Upload.objects.get().file.path

    with django_capture_on_commit_callbacks(execute=True):
        Person.objects.get(pk=attempt.person_id).delete()

    assert not os.path.exists(path)


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_harms_nothing(name):
    cleaned = clean_name(name)

    assert cleaned and len(cleaned) <= 200
    assert not set(cleaned) & set('/\\:*?"<>|\r\n\0')
    assert not cleaned.startswith(".") and clean_name(cleaned) == cleaned
