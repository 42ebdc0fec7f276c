from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from learning.backups import BackupError, restore


class Command(BaseCommand):
    help = "Replace database and uploads by those of a backup. Stop the site first."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *args, file: Path, yes: bool, **options):
        if not yes and input("Everything on this site now will be lost. Go on? Write yes: ").strip() != "yes":
            raise CommandError("Nothing was changed.")
        try:
            manifest = restore(file)
        except BackupError as problem:
            raise CommandError(str(problem)) from None
        self.stdout.write(f"Restored as of {manifest['made_at']}; all row counts and checksums agree.")
