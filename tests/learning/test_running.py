import hashlib
import json
import shutil
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from courses import api as courses
from people.api import Purpose, set_consent
from tests.courses import make
from tests.learning.program import PRODUCTION, manage

NOON = timezone.make_aware(timezone.datetime(2026, 3, 20, 12, 0))


def test_a_public_server_passes_the_deployment_checks(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path), **PRODUCTION)

    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_a_running_server_says_that_it_is_ready(client):
    assert client.get("/health/").json() == {"alive": True}
    assert client.get("/ready/").json() == {"ready": True}


@pytest.mark.django_db
def test_a_server_that_cannot_send_text_messages_says_that_it_is_not_ready(client, settings):
    settings.SMS_BACKEND = "people.sms.Gateway"

    page = client.get("/ready/")

    assert (page.status_code, page.json()["problem"]) == (503, "SMS_BACKEND")


@pytest.mark.django_db
def test_a_server_with_migrations_to_apply_says_that_it_is_not_ready(client):
    MigrationRecorder(connection).record_unapplied("analytics", "0001_initial")

    page = client.get("/ready/")

    assert page.status_code == 503
    assert "to apply" in page.json()["problem"]


@pytest.mark.django_db
def test_a_server_without_its_database_says_so_and_nothing_of_the_error(client, monkeypatch):
    def refused(*args, **kwargs):
        raise OperationalError("password of user nhipcauso")

    monkeypatch.setattr("learning.health.MigrationExecutor", refused)

    page = client.get("/ready/")

    assert (page.status_code, page.json()) == (503, {"ready": False, "problem": "OperationalError"})


@pytest.mark.django_db
def test_setting_up_twice_changes_nothing(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    call_command("setup_site", verbosity=0)
    before = {model: model.objects.count() for model in (courses.CoursePage, courses.LessonPage, courses.Activity)}

    call_command("setup_site", verbosity=0)

    assert {model: model.objects.count() for model in before} == before
    # Eight courses, two of them in English as well; an activity a lesson and one a quiz.
    assert before[courses.CoursePage] == 10
    assert all(not courses.problems(page) for page in courses.LessonPage.objects.all())


def away_for(days, *, verified=True, **person):
    enrolment = courses.enrol(make.person(**person), make.course(lessons=1), at=NOON - timedelta(days=days))
    EmailAddress.objects.create(
        user=enrolment.person.user, email=f"hoc-vien-{enrolment.pk}@example.org", verified=verified
    )
    set_consent(enrolment.person, Purpose.REMINDERS, True, at=NOON)
    enrolment.wants_reminder = True
    enrolment.save()
    return enrolment


@pytest.mark.django_db
def test_a_learner_away_for_a_week_is_reminded_once():
    away_for(8)

    sent = [courses.send_reminders(at=NOON), courses.send_reminders(at=NOON + timedelta(days=3))]

    assert sent == [1, 0]
    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_nobody_is_reminded_at_night_too_soon_against_their_will_or_at_an_unconfirmed_address():
    away_for(3)
    away_for(9, verified=False)
    unwilling = away_for(9)
    set_consent(unwilling.person, Purpose.REMINDERS, False, at=NOON)
    night = NOON.replace(hour=22)

    assert (courses.send_reminders(at=NOON), courses.send_reminders(at=night)) == (0, 0)


def run(script, environment):
    """Run a line of Python on a site; what it printed, as JSON."""
    done = manage("shell", "-v", "0", "-c", f"import json; from django.db import connection; {script}", **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]) if done.stdout else None


def facts(environment):
    """Row counts of a site, by table."""
    return run("from learning.backups import row_counts; print(json.dumps(row_counts()))", environment)


def execute(sql, environment):
    return run(f"cursor = connection.cursor(); [cursor.execute(one) for one in {sql!r}.split(';')]", environment)


def checksums(folder):
    """Every upload's checksum and whether the web server, which is another user, may read it."""
    return {
        path.relative_to(folder).as_posix(): (
            hashlib.sha256(path.read_bytes()).hexdigest(),
            bool(path.stat().st_mode & 0o4),
        )
        for path in folder.rglob("*")
        if path.is_file()
    }


def destroy(environment, folder):
    """Nothing stays: no table, no upload."""
    if environment["DATABASE_URL"].startswith("sqlite"):
        for path in folder.glob("scratch.sqlite3*"):
            path.unlink()
    else:
        execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public", environment)
    shutil.rmtree(folder / "media")
    shutil.rmtree(folder / "private", ignore_errors=True)
    assert facts(environment) == {}


@pytest.fixture
def scratch_site(tmp_path, scratch_database):
    """The environment of an empty site beside the test; its uploads are in tmp_path / "media"."""
    return {
        "DJANGO_SETTINGS_MODULE": "learning.settings.dev",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": scratch_database,
    }


@pytest.mark.slow
def test_a_destroyed_site_comes_back_from_its_backup(tmp_path, scratch_site):
    for command in (["migrate", "-v", "0"], ["setup_site", "-v", "0"]):
        done = manage(*command, **scratch_site)
        assert done.returncode == 0, done.stderr
    media, private, backup = tmp_path / "media", tmp_path / "private", tmp_path / "backup.tar"
    (private / "uploads").mkdir(parents=True)
    (private / "uploads" / "bai").write_bytes(b"of a learner")
    before, uploads, works = facts(scratch_site), checksums(media), checksums(private)
    assert manage("backup", str(backup), **scratch_site).returncode == 0

    destroy(scratch_site, tmp_path)
    done = manage("restore", str(backup), "--yes", **scratch_site)

    assert done.returncode == 0, done.stderr
    assert facts(scratch_site) == before
    assert sum(before.values()) > 1000
    assert checksums(media) == uploads
    assert len(uploads) > 5
    assert all(is_readable for _, is_readable in uploads.values())
    restored = checksums(private)
    assert {name: told for name, (told, _) in restored.items()} == {name: told for name, (told, _) in works.items()}
    assert not any(is_readable for _, is_readable in restored.values())
    assert private.stat().st_mode & 0o777 == 0o700
    assert media.stat().st_mode & 0o777 == 0o755
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_restore_undoes_an_upgrade(tmp_path, scratch_site):
    done = manage("migrate", "-v", "0", **scratch_site)
    assert done.returncode == 0, done.stderr
    # What the upgrade brings: a table of a model of ours, and one that holds on to an old table.
    execute("DROP TABLE analytics_figure", scratch_site)
    before, backup = facts(scratch_site), tmp_path / "backup.tar"
    done = manage("backup", str(backup), **scratch_site)
    assert done.returncode == 0, done.stderr
    newer = "CREATE TABLE newer (id integer PRIMARY KEY, person_id bigint REFERENCES people_person (id))"
    execute(f"CREATE TABLE analytics_figure (id integer PRIMARY KEY); {newer}", scratch_site)

    twice = [manage("restore", str(backup), "--yes", **scratch_site) for _ in range(2)]

    assert [done.returncode for done in twice] == [0, 0], twice
    assert facts(scratch_site) == before


@pytest.mark.slow
def test_a_damaged_backup_is_refused_and_nothing_is_touched(tmp_path, scratch_site):
    assert manage("migrate", "-v", "0", **scratch_site).returncode == 0
    before = facts(scratch_site)
    backup = tmp_path / "backup.tar"
    manage("backup", str(backup), **scratch_site)
    damaged = bytearray(backup.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    backup.write_bytes(damaged)

    done = manage("restore", str(backup), "--yes", **scratch_site)

    assert done.returncode != 0
    assert "damaged" in done.stderr
    assert facts(scratch_site) == before
