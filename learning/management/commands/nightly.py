from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from analytics.api import build_figures
from assessments.api import build_all_figures, calibrate_bank
from learning.backups import BackupError, back_up
from people.api import forget_expired_limits

# Two weeks of nights; longer keeping is the operator's own decision, elsewhere.
_KEEP = 14


class Command(BaseCommand):
    help = (
        "Once a night: write a backup where a folder is given, measure the questions and build all figures anew, "
        "clear what has expired."
    )

    def add_arguments(self, parser):
        parser.add_argument("--backups", type=Path, metavar="FOLDER", help=f"write a backup here and keep {_KEEP}")

    def handle(self, *args, backups: Path | None = None, **options):
        jobs = {
            "calibration": lambda: calibrate_bank(at=timezone.now()),
            "figures": lambda: build_figures(at=timezone.now()),
            "question figures": lambda: build_all_figures(at=timezone.now()),
            "sessions": lambda: call_command("clearsessions"),
            "rate limits": forget_expired_limits,
        }
        if backups is not None:
            # First: whatever else fails, the night leaves a backup.
            jobs = {"backup": lambda: self._back_up(backups), **jobs}
        failed = []
        for name, job in jobs.items():
            try:
                job()
            except Exception as problem:  # noqa: BLE001
                failed.append(f"{name} ({problem if isinstance(problem, BackupError) else type(problem).__name__})")
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}. The rest is done.")
        self.stdout.write("The night's work is done.")

    def _back_up(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        back_up(folder / f"nhipcauso-{timezone.localtime():%Y-%m-%d-%H%M}.tar")
        for old in sorted(folder.glob("nhipcauso-*.tar"))[:-_KEEP]:
            old.unlink()
