"""What a timer runs: `tick` through the day, `nightly` once a night. One failing job never keeps the others back."""

from datetime import timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone

from analytics.models import Build
from assessments.api import Attempt
from courses import api as courses
from learning.management.commands import nightly, tick
from tests.assessments import make as quizzes
from tests.courses import make


def run(command, **options):
    """What the command said, and what it complained of."""
    out, err = StringIO(), StringIO()
    call_command(command, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def breaks(*args, **kwargs):
    raise RuntimeError("phone 0912345678")


@pytest.mark.django_db
def test_the_tick_publishes_what_is_due_and_builds_the_figures_once():
    lesson = make.lesson(make.course(lessons=0), slug="hom-nay")
    lesson.live = False
    lesson.go_live_at = timezone.now() - timedelta(minutes=1)
    lesson.save()
    lesson.save_revision(approved_go_live_at=lesson.go_live_at)

    first, again = run("tick"), run("tick")

    assert courses.LessonPage.objects.get(pk=lesson.pk).live
    assert first == ("refresh_figures: built again\n", "")
    assert again == ("", "")


@pytest.mark.django_db
def test_the_tick_closes_attempts_whose_time_is_over_once():
    quizzes.sitting(quizzes.quiz(minutes=20))

    first, again = run("tick")[0], run("tick")[0]

    assert "close_attempts: 1\n" in first
    assert "close_attempts" not in again
    assert Attempt.objects.get().state == "submitted"


@pytest.mark.django_db
def test_a_failing_job_of_the_tick_is_named_without_its_text_and_the_others_run(monkeypatch):
    monkeypatch.setattr(tick, "refresh_if_stale", breaks)
    reminded = []
    monkeypatch.setattr(tick, "send_reminders", lambda *, at: reminded.append(at) or 3)

    out, err = run("tick")

    assert err == "refresh_figures failed: RuntimeError\n"
    assert out == "remind: 3\n"
    assert len(reminded) == 1


@pytest.mark.django_db
def test_a_night_builds_the_figures_and_forgets_expired_sessions():
    Session.objects.create(session_key="cu", session_data="", expire_date=timezone.now() - timedelta(days=1))
    Session.objects.create(session_key="moi", session_data="", expire_date=timezone.now() + timedelta(days=1))

    out, _ = run("nightly")

    assert "done" in out
    assert list(Session.objects.values_list("session_key", flat=True)) == ["moi"]
    assert Build.objects.exists()


@pytest.mark.django_db
def test_a_failing_night_ends_with_an_error_naming_the_job_after_the_rest_is_done(monkeypatch):
    monkeypatch.setattr(nightly, "build_figures", breaks)
    Session.objects.create(session_key="cu", session_data="", expire_date=timezone.now() - timedelta(days=1))

    with pytest.raises(CommandError) as failure:
        run("nightly")

    assert "figures (RuntimeError)" in str(failure.value)
    assert "0912345678" not in str(failure.value)
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_the_night_keeps_two_weeks_of_backups(tmp_path, monkeypatch):
    for day in range(1, 21):
        (tmp_path / f"nhipcauso-2026-01-{day:02}-0100.tar").write_bytes(b"x")
    monkeypatch.setattr(nightly, "back_up", lambda file: file.write_bytes(b"new"))

    run("nightly", backups=tmp_path)

    kept = sorted(file.name for file in tmp_path.iterdir())
    assert len(kept) == 14
    assert "nhipcauso-2026-01-07-0100.tar" not in kept
    assert (tmp_path / kept[-1]).read_bytes() == b"new"
