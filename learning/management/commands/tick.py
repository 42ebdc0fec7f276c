import time
from collections.abc import Callable
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from analytics.api import refresh_if_stale
from assessments.api import build_wanted_figures, close_overdue, forget_old_uploads, run_imports
from courses.api import send_reminders

# Someone who uploads looks at the page until the work begins.
_LOOK_EVERY_S = 1


class Command(BaseCommand):
    help = (
        "Do what is due: close attempts whose time is over, read uploaded questions, bring figures up to date, "
        "remind learners who asked for it, publish on schedule."
    )

    def add_arguments(self, parser):
        parser.add_argument("--every", type=int, metavar="SECONDS", help="repeat for ever; without it, once")

    def handle(self, *args, every=None, **options):
        while True:
            self.once()
            if every is None:
                return
            self.wait(every)

    def wait(self, seconds: int) -> None:
        """Let time pass; whoever brings questions in meanwhile need not wait for the next round."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            close_old_connections()
            time.sleep(min(left, _LOOK_EVERY_S))
            self.do(import_questions)

    def once(self) -> None:
        """Each job stands alone: one that fails is named and must not keep the others from running."""
        for job in (
            close_attempts,
            import_questions,
            forget_uploads,
            publish_scheduled,
            refresh_figures,
            refresh_question_figures,
            remind,
        ):
            self.do(job)

    def do(self, job: Callable[[], Any]) -> None:
        try:
            done = job()
        except Exception as problem:  # noqa: BLE001
            # The class only: the text of an exception may hold somebody's data.
            self.stderr.write(f"{job.__name__} failed: {type(problem).__name__}")
        else:
            if done:
                self.stdout.write(f"{job.__name__}: {done}")


def import_questions():
    return run_imports(at=timezone.now()) or None


def forget_uploads():
    return forget_old_uploads(at=timezone.now()) or None


def publish_scheduled() -> None:
    from django.core.management import call_command

    call_command("publish_scheduled", verbosity=0)


def close_attempts():
    return close_overdue(at=timezone.now()) or None


def refresh_figures():
    return "built again" if refresh_if_stale(at=timezone.now()) else None


def refresh_question_figures():
    return build_wanted_figures(at=timezone.now()) or None


def remind():
    return send_reminders(at=timezone.now()) or None
