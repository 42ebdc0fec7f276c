"""Whole SQLite databases kept and brought back, page by page: milliseconds, where filling one takes seconds."""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.cache import caches
from django.db import connection

__all__ = ["MIGRATED", "bring_back", "keep_database"]

MIGRATED = "migrated.sqlite3"


def keep_database(file: Path) -> Path:
    """Copy the test database into a file."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        connection.connection.backup(copy)
    return file


def bring_back(file: Path) -> None:
    """Make the test database what keep_database has seen, and forget what this process remembers of the other one."""
    connection.ensure_connection()
    with closing(sqlite3.connect(file)) as copy:
        copy.backup(connection.connection)
    forget()


def forget() -> None:
    """Empty what is kept in memory of a database that is another one now."""
    ContentType.objects.clear_cache()
    for name in ("default", "shared", "renditions"):
        if name in caches.settings:
            caches[name].clear()
