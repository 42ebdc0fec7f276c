"""Bringing questions in: what is uploaded is read beside the server, looked at, and only then in the bank."""

import io
import re
import zipfile
from datetime import timedelta

import openpyxl
import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from assessments.api import Item, run_imports
from assessments.bank.authoring import content_of
from assessments.models import ImportedQuestion, QuestionImport, Stage
from assessments.models.question_imports import private_files
from assessments.transfer import import_jobs
from assessments.transfer.question_imports import ask_to_add, restart, start_import, throw_away
from cms.api import Competence, SiteImage
from people.api import Role
from tests.assessments import make
from tests.assessments.exchange_texts import AIKEN, GIFT
from tests.assessments.test_import_items import PNG
from tests.assessments.test_qti_reading import item1, labels
from tests.people.make import holder

pytestmark = pytest.mark.django_db
THREE = """::OTP::Mã OTP không đưa cho ai.{TRUE}

::Cấp cứu::Số nào gọi cấp cứu? {=115 ~113}

::Gọi lại::Số nào gọi cấp cứu? {=115 ~113}
"""


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.VAR = tmp_path


@pytest.fixture
def enter(client):
    def enter(*roles):
        user = holder(f"nguoi{len(roles)}{roles}"[:30], *roles) if roles else make.person().user
        Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
        client.force_login(user)
        client.user = user
        return client

    return enter


@pytest.fixture
def trainer(enter):
    return enter(Role.TRAINER)


def upload(text, name="bài.gift"):
    return SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)


def bring(client, *files):
    """Upload through the page and let the worker read; gives the import."""
    answer = client.post(reverse("assessments:imports"), {"files": list(files)})
    assert answer.status_code == 302, answer.content.decode()
    run_imports(at=timezone.now())
    return QuestionImport.objects.latest("pk")


def page(client, one, name="import", **query):
    return client.get(reverse(f"assessments:{name}", args=[one.pk]), query)


def press(client, one, action, *, chosen=None, name="import", **fields):
    shown = [row.pk for row in one.questions.filter(refused__isnull=True)]
    ticked = shown if chosen is None else chosen
    fields = {"shown": shown, "chosen": ticked, "action": action, **fields}
    return client.post(reverse(f"assessments:{name}", args=[one.pk]), fields)


def stage(one):
    one.refresh_from_db()
    return one.stage


def add(client, one, action="draft", **fields):
    client.post(reverse("assessments:import_add", args=[one.pk]), {"action": action, **fields})
    run_imports(at=timezone.now())
    one.refresh_from_db()


def test_an_upload_is_read_beside_the_server_and_nothing_is_in_the_bank_yet(trainer):
    answer = trainer.post(reverse("assessments:imports"), {"files": [upload(THREE)]}, follow=True)

    one = QuestionImport.objects.get()
    assert 'http-equiv="refresh"' in answer.content.decode()
    assert page(trainer, one, "import_progress").json() == {"working": True, "percent": 0}
    assert run_imports(at=timezone.now()) == 1
    assert page(trainer, one, "import_progress").json() == {"working": False, "percent": 100}
    assert stage(one) == Stage.READY
    assert not Item.objects.exists()


def test_the_preview_shows_each_question_with_kind_answer_and_what_is_not_kept(trainer):
    one = bring(trainer, upload(GIFT), upload(AIKEN, "sổ.txt"))

    text = page(trainer, one).content.decode()
    assert "Số gọi công an là" in text and "Số nào gọi cấp cứu?" in text
    assert 'type="radio"' in text and "Right is:" in text
    # An essay has no editor yet: it is refused where it stands, and the way out is said.
    refused = one.questions.filter(refused__isnull=False)
    assert refused.count() == one.n_refused > 0
    assert "cannot be imported" in text and "line " in text
    # What was formatted is named beside its question.
    assert "formatting: b" in text


def test_duplicates_of_the_bank_and_of_the_upload_itself_are_marked_and_not_chosen(trainer):
    bank = make.item(make.true_false(stem="  Mã OTP  không đưa cho ai."), title="Có rồi")

    one = bring(trainer, upload(THREE))

    rows = list(one.questions.all())
    assert [(row.twin, row.is_again, row.chosen) for row in rows] == [
        (bank, False, False),
        (None, False, True),
        (None, True, False),
    ]
    text = page(trainer, one, show="twins").content.decode()
    assert "Có rồi" in text and "further up" in text


def test_a_question_with_another_answer_or_picture_is_no_duplicate(trainer):
    make.item(make.true_false(stem="Mã OTP không đưa cho ai.", answer=False))

    one = bring(trainer, upload(THREE))

    assert not one.questions.exclude(twin=None).exists()


def test_only_the_chosen_are_added_as_drafts_with_what_was_set_for_all(trainer):
    competence = Competence.objects.create(code="9.9", area=9, name="Thử", name_en="Trial")
    one = bring(trainer, upload(THREE))
    first = one.questions.first()
    press(trainer, one, "add", chosen=[first.pk])

    add(trainer, one, topic="An toàn", level="2", audience="resident", competence=competence.pk)

    item = Item.objects.get()
    assert (item.title, item.live, item.topic, item.level, item.audience) == ("OTP", False, "An toàn", 2, "resident")
    assert (item.competence, stage(one), one.n_added) == (competence, Stage.ADDED, 1)
    assert content_of(item)[1]["answer"] is True
    assert item.latest_revision.user == trainer.user


def test_the_category_of_a_question_is_its_topic_unless_one_is_set(trainer):
    one = bring(trainer, upload("$CATEGORY: $course$/top/Điện thoại/Gọi\n\n" + THREE))
    add(trainer, one)

    assert set(Item.objects.values_list("topic", flat=True)) == {"Điện thoại/Gọi"}


def test_where_a_question_stood_names_its_file_once(trainer):
    lone = item1(f'<response_lid ident="r"><render_choice>{labels("Một", "Hai")}</render_choice></response_lid>')
    one = bring(trainer, upload(THREE, "ba.gift"), upload(lone, "de.xml"))

    places = re.findall(r'import-row" aria-label="([^"]+)"', page(trainer, one).content.decode())

    assert len(places) == 4
    assert {place.count("ba.gift") + place.count("de.xml") for place in places} == {1}


def test_asking_twice_adds_once(trainer):
    one = bring(trainer, upload(THREE))

    for _time in range(2):
        trainer.post(reverse("assessments:import_add", args=[one.pk]), {"action": "draft"})
    run_imports(at=timezone.now())
    trainer.post(reverse("assessments:import_add", args=[one.pk]), {"action": "draft"})
    run_imports(at=timezone.now())

    assert Item.objects.count() == 2


def test_all_none_new_and_turning_a_page_keep_the_choice(trainer):
    one = bring(trainer, upload(THREE))

    for action, n in [("all", 3), ("none", 0), ("new", 2)]:
        press(trainer, one, action)
        assert one.questions.filter(chosen=True).count() == n
    answer = press(trainer, one, "page-2", chosen=[])
    assert answer.url.endswith("page=2")
    assert not one.questions.filter(chosen=True).exists()


def test_with_nothing_chosen_nothing_is_added(trainer):
    one = bring(trainer, upload(THREE))
    press(trainer, one, "none", chosen=[])

    answer = trainer.post(reverse("assessments:import_add", args=[one.pk]), {"action": "draft"}, follow=True)

    assert "Choose at least one question." in answer.content.decode()
    assert run_imports(at=timezone.now()) == 0
    assert stage(one) == Stage.READY


def test_a_trainer_may_not_publish_and_a_moderator_may(enter):
    trainer = enter(Role.TRAINER)
    one = bring(trainer, upload(THREE))
    assert "Add and publish" not in page(trainer, one, "import_add").content.decode()
    address = reverse("assessments:import_add", args=[one.pk])
    assert trainer.post(address, {"action": "publish"}).status_code == 403
    assert not Item.objects.exists()

    moderator = enter(Role.MODERATOR)
    add(moderator, one, "publish")

    assert [item.live for item in Item.objects.all()] == [True, True]
    assert all(item.versions.count() == 1 for item in Item.objects.all())


def test_a_question_with_something_to_mend_is_added_but_not_published(enter):
    moderator = enter(Role.MODERATOR)
    # A picture without words that stand in for it.
    one = bring(moderator, upload(h5p_true_false(alt=""), "câu.h5p"))
    assert "Say what the picture shows" in page(moderator, one).content.decode()

    add(moderator, one, "publish")

    item = Item.objects.get()
    assert (item.live, item.versions.count()) == (False, 0)
    assert content_of(item)[1]["picture"]["id"] == SiteImage.objects.get().pk


def h5p_true_false(alt="nút xanh"):
    out = io.BytesIO()
    shown = f'{{"library": "H5P.Image 1.1", "params": {{"alt": "{alt}", "file": {{"path": "images/a.png"}}}}}}'
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("h5p.json", '{"title": "Nút", "mainLibrary": "H5P.TrueFalse", "language": "vi"}')
        packed.writestr(
            "content/content.json",
            f'{{"question": "<p>Nút xanh để gọi.</p>", "correct": "true", "media": {{"type": {shown}}}}}',
        )
        packed.writestr("content/images/a.png", PNG)
    return out.getvalue()


def test_the_picture_is_seen_in_the_preview_and_kept_once(trainer, client):
    one = bring(trainer, upload(h5p_true_false(), "a.h5p"))
    row = one.questions.get()
    name = row.draft["picture"]["hash"]
    address = reverse("assessments:import_picture", args=[one.pk, name])

    assert address in page(trainer, one).content.decode()
    answer = trainer.get(address)
    assert (b"".join(answer.streaming_content), answer["Content-Type"]) == (PNG, "image/png")
    assert "sandbox" in answer["Content-Security-Policy"]
    for wrong in ("0" * 40, "..%2f..%2fsite.sqlite3", "a"):
        assert trainer.get(f"/quiz/imports/{one.pk}/pictures/{wrong}/").status_code == 404

    add(trainer, one)
    again = bring(trainer, upload(h5p_true_false(alt="nút xanh lá"), "b.h5p"))
    press(trainer, again, "all")
    add(trainer, again)
    assert SiteImage.objects.count() == 1
    assert Item.objects.count() == 2


def test_uploads_are_private_and_removed_once_added(trainer, settings):
    one = bring(trainer, upload(h5p_true_false(), "a.h5p"))
    folder = settings.VAR / "imports" / str(one.pk)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) == 2
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    assert not (settings.MEDIA_ROOT / "imports").exists()

    add(trainer, one)

    assert one.files.get().stored == ""
    assert one.questions.get().draft == {}


@pytest.mark.django_db(transaction=True)
def test_files_are_gone_after_adding_throwing_away_and_a_week(settings):
    at = timezone.now()
    ones = []
    for _time in range(3):
        one = start_import([upload(THREE)], by=None, at=at)
        run_imports(at=at)
        ones.append(one)
    folders = [settings.VAR / "imports" / str(one.pk) for one in ones]
    assert all(folder.is_dir() for folder in folders)

    ask_to_add(ones[0], by=None, at=at)
    run_imports(at=at)
    throw_away(ones[1], at=at)
    assert [folder.exists() for folder in folders] == [False, False, True]
    assert import_jobs.forget_old_uploads(at=at + timedelta(days=6)) == 0
    assert import_jobs.forget_old_uploads(at=at + timedelta(days=8)) == 1

    assert [folder.exists() for folder in folders] == [False, False, False]
    assert [stage(one) for one in ones] == [Stage.ADDED, Stage.FORGOTTEN, Stage.FORGOTTEN]
    # The history keeps its counts.
    assert ones[2].n_found == 3


def test_undo_deletes_what_nobody_has_used(enter):
    client = enter(Role.MODERATOR)
    one = bring(client, upload(THREE + "\n::Bốn::Bốn? {T}\n\n::Năm::Năm? {T}\n"))
    press(client, one, "all")
    add(client, one)
    used, published, edited, *_unused = Item.objects.order_by("pk")
    make.quiz(published)
    published.save_revision().publish()
    draft = make.api.Quiz.objects.get()
    draft.quiz_items = [*draft.quiz_items.all(), make.api.QuizItem(item=used, points=1, sort_order=5)]
    draft.save()
    edited.save_revision()

    assert "deleted from the bank" in page(client, one, "import_undo").content.decode()
    for _time in range(2):
        client.post(reverse("assessments:import_undo", args=[one.pk]))
        run_imports(at=timezone.now())

    assert set(Item.objects.all()) == {used, published, edited}
    assert (stage(one), one.n_taken_back) == (Stage.UNDONE, 2)
    text = page(client, one).content.decode()
    assert "2 were taken back" in text and "OTP" in text
    assert "What was published, stands in a quiz or was changed since stays." in text


def test_the_history_says_who_brought_what_and_how_many(trainer):
    one = bring(trainer, upload(GIFT, "ngân hàng.gift"))
    press(trainer, one, "all")
    add(trainer, one)

    text = trainer.get(reverse("assessments:imports")).content.decode()

    assert "ngân hàng.gift" in text and trainer.user.person.name in text
    assert f">{one.n_found}<" in text and f">{one.n_refused}<" in text and f">{one.n_added}<" in text


def test_an_empty_history_says_so_and_offers_the_spreadsheet(trainer):
    text = trainer.get(reverse("assessments:imports")).content.decode()

    assert "Nobody has brought questions in yet." in text
    sheet = trainer.get(reverse("assessments:import_sheet"))
    book = openpyxl.load_workbook(io.BytesIO(sheet.content))
    assert book.sheetnames == ["Câu hỏi", "Hướng dẫn"]
    one = bring(trainer, upload(sheet.content, "mẫu.xlsx"))
    assert (one.n_found, one.n_refused) == (3, 0)


ADDRESSES = ["import", "import_progress", "import_add", "import_undo"]


@pytest.mark.parametrize("who", [(), (Role.ANALYST,)])
def test_an_outsider_sees_nothing_of_it(enter, who):
    one = start_import([upload(THREE)], by=None, at=timezone.now())
    outsider = enter(*who)

    for name in ["imports", "import_sheet", "exports", "export_file"]:
        assert outsider.get(reverse(f"assessments:{name}")).status_code == 403
    for name in ADDRESSES:
        assert page(outsider, one, name).status_code == 403
    for name in ["import", "import_add", "import_undo", "import_again", "import_discard"]:
        assert outsider.post(reverse(f"assessments:{name}", args=[one.pk])).status_code == 403
    assert outsider.post(reverse("assessments:imports"), {"files": [upload(THREE)]}).status_code == 403
    assert outsider.get(reverse("assessments:import_picture", args=[one.pk, "0" * 40])).status_code == 403
    assert QuestionImport.objects.count() == 1
    assert stage(one) == Stage.READING


def test_nobody_signed_in_sees_nothing_of_it(client):
    assert client.get(reverse("assessments:imports")).status_code == 403


def test_a_page_of_two_thousand_questions_shows_fifty_in_a_few_statements(trainer, django_assert_max_num_queries):
    text = "\n\n".join(f"::Câu {n}::Số {n} là? {{={n} ~{n + 1}}}" for n in range(2000))
    one = bring(trainer, upload(text))
    assert one.n_found == 2000
    # Session, user, grants, site and menu, import, its files and person; counts, page, questions.
    with django_assert_max_num_queries(18):
        shown = page(trainer, one, page=40).content.decode()
    assert shown.count('name="chosen"') == 50
    assert "Page 40 of 40" in shown


def test_reading_two_thousand_questions_asks_the_database_little(django_assert_max_num_queries):
    text = "\n\n".join(f"::Câu {n}::Số {n} là? {{={n} ~{n + 1}}}" for n in range(2000))
    start_import([upload(text)], by=None, at=timezone.now())

    # A batch is a savepoint, a beat and an insert (SQLite divides it); 20 batches.
    with django_assert_max_num_queries(160):
        run_imports(at=timezone.now())


def test_a_dead_job_is_found_and_goes_on_where_it_was(monkeypatch):
    at = timezone.now()
    text = "\n\n".join(f"::Câu {n}::Số {n} là? {{={n} ~{n + 1}}}" for n in range(60))
    one = start_import([upload(text)], by=None, at=at)
    run_imports(at=at)
    ask_to_add(one, by=None, at=at)
    real, done = import_jobs._add_one, []

    def killed(row, job):
        # As if the process was killed: no handler of ours runs.
        if len(done) == 30:
            raise KeyboardInterrupt
        done.append(row)
        return real(row, job)

    monkeypatch.setattr(import_jobs, "_add_one", killed)
    with pytest.raises(KeyboardInterrupt):
        run_imports(at=at)
    monkeypatch.setattr(import_jobs, "_add_one", real)

    assert Item.objects.count() == 20
    assert run_imports(at=at + timedelta(minutes=1)) == 0
    assert run_imports(at=timezone.now() + timedelta(minutes=4)) == 1
    assert Item.objects.count() == 60
    assert stage(one) == Stage.ADDED


def test_a_job_that_dies_twice_stops_and_can_be_started_again(trainer, monkeypatch):
    one = start_import([upload(THREE)], by=None, at=timezone.now())
    real = import_jobs.read

    def killed(data, name):
        raise KeyboardInterrupt

    monkeypatch.setattr(import_jobs, "read", killed)
    for minutes in (0, 4):
        with pytest.raises(KeyboardInterrupt):
            run_imports(at=timezone.now() + timedelta(minutes=minutes))
    assert run_imports(at=timezone.now() + timedelta(minutes=8)) == 0
    assert stage(one) == Stage.STOPPED
    text = page(trainer, one).content.decode()
    assert "broke off twice" in text and "Try again" in text

    monkeypatch.setattr(import_jobs, "read", real)
    trainer.post(reverse("assessments:import_again", args=[one.pk]))
    run_imports(at=timezone.now())
    assert stage(one) == Stage.READY


def test_a_job_taken_over_writes_nothing_more(monkeypatch):
    at = timezone.now()
    one = start_import([upload(THREE)], by=None, at=at)
    real = import_jobs.bank_digests

    def slow():
        monkeypatch.setattr(import_jobs, "bank_digests", real)
        # Meanwhile another process, which took this one for dead, has done the work.
        QuestionImport.objects.filter(pk=one.pk).update(beat_at=at - timedelta(hours=1))
        assert run_imports(at=at) == 1
        return real()

    monkeypatch.setattr(import_jobs, "bank_digests", slow)
    run_imports(at=at)

    assert one.questions.count() == 3
    assert stage(one) == Stage.READY


def test_a_lost_file_is_said_and_a_failing_disk_does_not_end_the_worker(trainer):
    one = start_import([upload(THREE)], by=None, at=timezone.now())
    private_files().delete(one.files.get().stored)

    assert run_imports(at=timezone.now()) == 1

    assert stage(one) == Stage.STOPPED
    assert "no longer there" in page(trainer, one).content.decode()
    assert restart(one)


def test_a_reader_that_fails_does_not_hide_the_other_files(monkeypatch, trainer):
    real = import_jobs.read

    def breaks(data, name):
        if name == "hỏng.gift":
            raise ZeroDivisionError
        return real(data, name)

    monkeypatch.setattr(import_jobs, "read", breaks)
    one = bring(trainer, upload("x {T}", "hỏng.gift"), upload(THREE))

    assert (one.n_found, one.n_refused) == (4, 1)
    assert "it is our fault" in page(trainer, one).content.decode()


def test_the_clock_runs_what_is_due():
    one = start_import([upload(THREE)], by=None, at=timezone.now())

    call_command("tick", stdout=io.StringIO(), stderr=io.StringIO())

    assert stage(one) == Stage.READY


# Files that are none, or hostile ------------------------------------------------------------------------------------


def refusals(trainer, *files):
    one = bring(trainer, *files)
    assert not ImportedQuestion.objects.filter(question_import=one, refused__isnull=True).exists()
    return page(trainer, one).content.decode()


def test_an_empty_file_or_none_is_refused_at_once(trainer):
    address = reverse("assessments:imports")

    assert "Choose a file first." in trainer.post(address).content.decode()
    answer = trainer.post(address, {"files": [upload("", "trống.gift"), upload(THREE)]})
    assert answer.status_code == 400
    assert "“trống.gift” is empty" in answer.content.decode()
    assert not QuestionImport.objects.exists()


def test_a_file_of_25_megabytes_is_taken_and_one_of_31_is_not(trainer):
    question = b"::C\xc3\xa2u::" + b"x" * 900 + b" {T}\n\n"
    big = (question * (25_000_000 // len(question)))[:25_000_000]

    refused = trainer.post(reverse("assessments:imports"), {"files": [upload(b"x" * 31_000_000, "to.gift")]})
    assert refused.status_code == 400 and "Divide them" in refused.content.decode()

    one = bring(trainer, upload(big, "lớn.gift"))
    assert one.n_found > 20_000
    assert one.questions.filter(refused__isnull=True).count() == 5_000
    assert "at most 5000 questions" in page(trainer, one, show="refused").content.decode()


def test_a_zip_bomb_is_refused(trainer):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("imsmanifest.xml", b"0" * 250_000_000)

    assert "too large" in refusals(trainer, upload(out.getvalue(), "bom.zip"))


def test_what_is_no_question_file_is_said(trainer):
    assert "no format we know" in refusals(trainer, upload(b"%PDF-1.7\n\0\0\0", "bài.pdf"))


def test_text_of_an_old_encoding_names_line_and_cure(trainer):
    text = refusals(trainer, upload(b"Dong mot\n::OTP::M\xe3 kh\xf4ng \xf0\xfba.{TRUE}\n", "cũ.gift"))

    assert "line 2" in text and "Save it again as UTF-8" in text


def test_what_windows_calls_unicode_text_is_read(trainer):
    one = bring(trainer, upload("::OTP::Mã OTP không đưa cho ai.{TRUE}\n".encode("utf-16"), "cũ.txt"))

    assert (one.n_found, one.n_refused) == (1, 0)


def test_a_spreadsheet_with_merged_cells_and_formulas_is_read_or_refused_by_row(trainer):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Loại", "Câu hỏi", "Ý 1", "Ý 2", "Đáp án"])
    sheet.append(["một ý đúng", "Số nào gọi cấp cứu?", "115", "113", 1])
    sheet.append(["một ý đúng", "Hai với hai?", "=2+2", "5", 1])
    sheet.append(["đúng sai", "Mã OTP là bí mật.", "", "", "đúng"])
    sheet.append(["đúng sai", "Gộp với dòng trên", "", "", "sai"])
    sheet.merge_cells("A4:A5")
    out = io.BytesIO()
    book.save(out)

    one = bring(trainer, upload(out.getvalue(), "gộp.xlsx"))

    text = page(trainer, one).content.decode()
    assert list(one.questions.filter(refused__isnull=True).values_list("place", flat=True)) == ["row 2", "row 4"]
    assert "row 3" in text and "formula" in text
    assert "row 5" in text and "merged" in text


# In a browser -------------------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False])
def test_the_page_goes_on_by_itself_once_the_files_are_read(open_page, live_server, enter, settings, scripts):
    client = enter(Role.TRAINER)
    browser = open_page(java_script_enabled=scripts)
    name = settings.SESSION_COOKIE_NAME
    browser.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    browser.goto("/quiz/imports/")
    browser.set_input_files("#id_files", [{"name": "bài.gift", "mimeType": "text/plain", "buffer": THREE.encode()}])
    browser.get_by_role("button", name="Upload and read").click()
    browser.locator("progress").wait_for()

    run_imports(at=timezone.now())

    browser.get_by_role("button", name="Choose all but duplicates").wait_for(timeout=15_000)
    assert browser.get_by_role("checkbox", name="OTP").is_checked()
