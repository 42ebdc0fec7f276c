import getpass
import sys

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from people.api import Role, User, grant


class Command(BaseCommand):
    help = "Make someone an administrator: a new user with a password, or one who is there. Repeatable, and audited."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, username: str, **options):
        with transaction.atomic():
            user = User.objects.filter(username=username).first() or self._new_user(username)
            if not user.is_active:
                raise CommandError(f"{username} is deactivated: an administrator must let them sign in again first.")
            grant(user, Role.ADMINISTRATOR, by=None, at=timezone.now())
        self.stdout.write(f"{username} is an administrator; the first sign-in asks for a second factor.")

    def _new_user(self, username: str) -> User:
        user = User(username=username)
        password = getpass.getpass(f"Password for {username}: ") if sys.stdin.isatty() else sys.stdin.readline()
        try:
            user.full_clean(exclude=["password"])
            validate_password(password.rstrip("\n"), user)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        user.set_password(password.rstrip("\n"))
        user.save()
        return user
