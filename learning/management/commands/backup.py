from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from learning.backups import BackupError, back_up


class Command(BaseCommand):
    help = "Write database and uploads to one file. The site may stay in use."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="the .tar file to write; its folder must exist")

    def handle(self, *args, file: Path, **options):
        if not file.parent.is_dir():
            raise CommandError(f"There is no folder {file.parent}.")
        try:
            manifest = back_up(file)
        except BackupError as problem:
            raise CommandError(str(problem)) from None
        rows, files = sum(manifest["rows"].values()), len(manifest["sha256"]) - 1
        self.stdout.write(f"{file}: {rows} rows, {files} uploads, {file.stat().st_size / 1e6:.1f} MB.")
