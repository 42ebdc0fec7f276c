"""Text messages. A gateway is one class with one method, named in settings.SMS_BACKEND."""

import sys
from typing import Protocol

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from .models import OutboxMessage


class Backend(Protocol):
    def send(self, to: str, text: str) -> None:
        """Send `text` to the E.164 number `to`."""


class OutboxBackend:
    """Keeps messages in the database; administrators read them at /people/outbox/."""

    def send(self, to: str, text: str) -> None:
        OutboxMessage.objects.create(to=to, text=text, at=timezone.now())


class ConsoleBackend:
    """Writes messages to standard error: for a developer's machine only, codes can be read there."""

    def send(self, to: str, text: str) -> None:
        # Not by logging: the level there is WARNING, and production's formatter leaves out what was filled in.
        sys.stderr.write(f"SMS to {to}: {text}\n")


def send(to: str, text: str) -> None:
    """Send one text message through the backend named in the settings."""
    backend: Backend = import_string(settings.SMS_BACKEND)()
    backend.send(to, text)


def kept_messages() -> QuerySet[OutboxMessage]:
    """What the outbox backend kept, newest first."""
    return OutboxMessage.objects.order_by("-id")
