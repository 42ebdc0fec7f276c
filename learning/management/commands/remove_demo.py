"""Take the simulated people out again (docs/demo.md)."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from learning.demo.removal import demo_people, remove


class Command(BaseCommand):
    help = "Remove every simulated person with all that hangs on them; real people stay as they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, yes: bool = False, **options: Any) -> None:
        n = demo_people().count()
        if not n:
            self.stdout.write("There is no demonstration here.")
            return
        if not yes and not self._is_confirmed(n):
            raise CommandError("Nothing was removed.")
        for name, number in remove().items():
            self.stdout.write(f"  {number:>9,} {name}")
        self.stdout.write("The demonstration is gone.")

    def _is_confirmed(self, n: int) -> bool:
        try:
            return input(f"Remove {n:,} simulated people and everything they did? [yes/no] ").strip() == "yes"
        except EOFError:  # nobody there to ask
            return False
