"""Read settings from the environment; a value that cannot be right stops the start."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

__all__ = ["env_bool", "env_database", "env_hosts", "env_int", "env_list", "env_secret", "env_text", "env_url"]

_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


def env_text(name: str, default: str | None = None) -> str:
    """The variable's text; without a default a missing or empty variable stops the start."""
    value = os.environ.get(name, "").strip()
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} must be set.")
    return default


def env_bool(name: str, default: bool) -> bool:
    """True or False; anything but 1/0, true/false, yes/no, on/off stops the start."""
    value = env_text(name, "true" if default else "false").lower()
    if value in _TRUE | _FALSE:
        return value in _TRUE
    raise ImproperlyConfigured(f"{name}={value!r} is not a yes or a no: write true or false.")


def env_int(name: str, default: int, *, at_least: int = 0, at_most: int | None = None) -> int:
    """A whole number, not below `at_least`, not above `at_most`."""
    value = env_text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
    if number < at_least:
        raise ImproperlyConfigured(f"{name}={number} is below {at_least}.")
    if at_most is not None and number > at_most:
        raise ImproperlyConfigured(f"{name}={number} is above {at_most}.")
    return number


def env_url(name: str, default: str | None = None) -> str:
    """An http or https address, without a slash at its end."""
    value = env_text(name, default)
    try:
        parts = urlsplit(value)
        is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, a bracket that does not close
        is_address = False
    if not is_address or any(letter.isspace() for letter in value):
        raise ImproperlyConfigured(f"{name}={value!r} is not a web address: write one like https://name.example.")
    return value.rstrip("/")


def env_hosts(name: str) -> list[str]:
    """Names of hosts, at least one; * would let anyone choose the name that links in our mails point to."""
    hosts = env_list(name, env_text(name))
    for host in hosts:
        if "*" in host or "/" in host or any(letter.isspace() for letter in host):
            raise ImproperlyConfigured(
                f"{name}: {host!r} is not the name of a host: write one like name.example, without * and https://."
            )
    return hosts


def env_database(name: str, default: str, **options: Any) -> dict[str, Any]:
    """Django's description of the database at this sqlite:// or postgres:// address.

    The message leaves the value out: it may hold a password.
    """
    value = env_text(name, default)
    cure = f"{name} cannot be read: write sqlite:////path/to/file or postgres://user:password@host:5432/name"
    try:
        if urlsplit(value).scheme not in {"sqlite", "postgres", "postgresql"}:
            raise ImproperlyConfigured(f"{cure}.")
        found = dict(dj_database_url.parse(value, **options))
    except ValueError:
        raise ImproperlyConfigured(f"{cure} (with %2F, %23 … for signs like / and # in a password).") from None
    if not found["NAME"] or found.get("PORT") == 0:
        raise ImproperlyConfigured(f"{cure}.")
    return found


def env_list(name: str, default: str = "") -> list[str]:
    """The comma-separated parts, blanks dropped."""
    return [part.strip() for part in env_text(name, default).split(",") if part.strip()]


def env_secret(name: str, *, file: Path | None = None) -> str:
    """A secret from NAME, or from the file that NAME_FILE (or `file`) points to.

    Raises ImproperlyConfigured where neither gives at least 32 characters: a short
    secret can be guessed, and every signed cookie rests on it.
    """
    value = os.environ.get(name, "").strip()
    path = os.environ.get(f"{name}_FILE", "").strip()
    if not value and path:
        try:
            value = Path(path).read_text().strip()
        except OSError as problem:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {problem}") from None
    if not value and file is not None:
        value = file.read_text().strip()
    if len(value) < 32:
        raise ImproperlyConfigured(f"{name} must hold at least 32 characters (or name a file in {name}_FILE).")
    return value
