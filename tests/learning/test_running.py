import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.management import call_command
from django.utils import timezone

from courses import api as courses
from learning.settings import env
from people.api import Purpose, set_consent
from tests.courses import make

ROOT = Path(__file__).resolve().parents[2]
NOON = timezone.make_aware(timezone.datetime(2026, 3, 20, 12, 0))
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "learning.settings.production",
    "SECRET_KEY": "a-secret-of-more-than-fifty-letters-with-many-different-0123456789-ones",
    "ALLOWED_HOSTS": "nhipcauso.example",
    "SITE_URL": "https://nhipcauso.example",
    "SMS_BACKEND": "people.sms.Gateway",
}


def manage(*arguments, **environment):
    command = [sys.executable, "manage.py", *arguments]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        command, cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, check=False, timeout=120
    )


def test_a_public_server_passes_the_deployment_checks(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", VAR_DIR=str(tmp_path), **PRODUCTION)

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("name", "value"),
    [("SECRET_KEY", ""), ("SECRET_KEY", "short"), ("ALLOWED_HOSTS", ""), ("SECURE_SSL_REDIRECT", "maybe")],
)
def test_a_wrong_setting_stops_the_start_and_names_itself(tmp_path, name, value):
    done = manage("check", VAR_DIR=str(tmp_path), **{**PRODUCTION, name: value})

    assert done.returncode != 0
    assert name in done.stderr


@pytest.mark.parametrize(("value", "meaning"), [("true", True), ("0", False), ("Yes", True), ("off", False)])
def test_a_yes_or_no_is_read_as_one(monkeypatch, value, meaning):
    monkeypatch.setenv("ANSWER", value)

    assert env.env_bool("ANSWER", not meaning) is meaning


@pytest.mark.django_db
def test_a_running_server_says_that_it_is_ready(client):
    assert client.get("/health/").json() == {"alive": True}
    assert client.get("/ready/").json() == {"ready": True}


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


def facts(environment):
    """Row counts of a site, by table."""
    script = "from learning.backups import row_counts; import json; print(json.dumps(row_counts()))"
    done = manage("shell", "-v", "0", "-c", script, **environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.slow
def test_a_destroyed_site_comes_back_from_its_backup(tmp_path, scratch_database):
    site = {
        "DJANGO_SETTINGS_MODULE": "learning.settings.dev",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": scratch_database,
    }
    for command in (["migrate", "-v", "0"], ["setup_site", "-v", "0"]):
        done = manage(*command, **site)
        assert done.returncode == 0, done.stderr
    before, uploads = facts(site), sorted(path.name for path in (tmp_path / "media").rglob("*.svg"))
    backup = tmp_path / "backup.tar"
    assert manage("backup", str(backup), **site).returncode == 0

    manage("flush", "--noinput", **site)
    for path in (tmp_path / "media").rglob("*.svg"):
        path.unlink()
    done = manage("restore", str(backup), "--yes", **site)

    assert done.returncode == 0, done.stderr
    assert facts(site) == before
    assert sorted(path.name for path in (tmp_path / "media").rglob("*.svg")) == uploads
    assert backup.stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_a_damaged_backup_is_refused_and_nothing_is_touched(tmp_path, scratch_database):
    site = {
        "DJANGO_SETTINGS_MODULE": "learning.settings.dev",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": scratch_database,
    }
    assert manage("migrate", "-v", "0", **site).returncode == 0
    backup = tmp_path / "backup.tar"
    manage("backup", str(backup), **site)
    damaged = bytearray(backup.read_bytes())
    damaged[len(damaged) // 2] ^= 0xFF
    backup.write_bytes(damaged)

    done = manage("restore", str(backup), "--yes", **site)

    assert done.returncode != 0
    assert "damaged" in done.stderr
    assert facts(site)
