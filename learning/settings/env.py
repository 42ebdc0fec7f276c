"""Read settings from the environment; a value that cannot be right stops the start."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

__all__ = ["env_bool", "env_int", "env_list", "env_secret", "env_text"]

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


def env_int(name: str, default: int, *, at_least: int = 0) -> int:
    """A whole number, not below `at_least`."""
    value = env_text(name, str(default))
    try:
        number = int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None
    if number < at_least:
        raise ImproperlyConfigured(f"{name}={number} is below {at_least}.")
    return number


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
