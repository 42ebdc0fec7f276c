"""Fill the site with simulated people: “số liệu minh họa” (docs/demo.md)."""

import time
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from learning.demo.cast import LOGINS, PASSWORD, NameTaken
from learning.demo.load import AlreadyThere, NotReady, load


class Command(BaseCommand):
    help = "Add simulated learners with known abilities and planted differences, over 24 months; once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--size", type=int, default=20_000, help="how many people (20000)")
        parser.add_argument("--seed", type=int, default=8, help="the same seed gives the same people (8)")
        parser.add_argument("--until", type=date.fromisoformat, help="the day on whose eve everything ends (today)")
        parser.add_argument("--if-absent", action="store_true", help="say nothing where it is there already")
        parser.add_argument("--yes-i-mean-it", action="store_true", help="also on a server without demo sign-ins")

    def handle(
        self,
        *,
        size: int,
        seed: int,
        until: date | None = None,
        if_absent: bool = False,
        yes_i_mean_it: bool = False,
        **options: Any,
    ) -> None:
        with_logins = settings.SHOW_DEMO_LOGINS
        if not with_logins and not yes_i_mean_it:
            raise CommandError(
                "This looks like a real site (SHOW_DEMO_LOGINS is off): simulated people do not belong here. "
                "--yes-i-mean-it adds them all the same, without the demo sign-ins."
            )
        if size < 1:
            raise CommandError("--size is at least 1.")
        started = time.monotonic()
        try:
            written = load(
                size=size,
                seed=seed,
                until=until or timezone.localdate(),
                with_logins=with_logins,
                tell=self.stdout.write,
            )
        except AlreadyThere as there:
            if not if_absent:
                self.stdout.write(f"{there} Nothing was changed; manage.py remove_demo takes it out.")
            return
        except (NotReady, NameTaken) as problem:
            raise CommandError(str(problem)) from None
        for name, number in written.items():
            self.stdout.write(f"  {number:>9,} {name}")
        self.stdout.write(f"The demonstration is there ({time.monotonic() - started:.0f} s): số liệu minh họa.")
        if with_logins:
            self._show_logins()

    def _show_logins(self) -> None:
        self.stdout.write(f"Sign-ins, all with the password {PASSWORD}:")
        for login in LOGINS:
            self.stdout.write(f"  {login.username:<10} {login.title}")
