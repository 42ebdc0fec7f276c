"""One file that holds the whole site: database, uploads, and the means to check that it came back whole."""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

__all__ = ["BackupError", "back_up", "restore", "row_counts"]

_FORMAT = 1


class BackupError(RuntimeError):
    """The backup could not be made or must not be restored; the text says why, without anyone's data."""


def row_counts(cursor=None) -> dict[str, int]:
    """Rows by table, for comparing before and after; of the site's database, or through another cursor.

    Of the tables that are there, not of those the models want: a backup is also restored to undo an upgrade.
    """
    if cursor is None:
        with connection.cursor() as own:
            return row_counts(own)
    counts = {}
    for table in connection.introspection.table_names(cursor):
        cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own names)
        counts[table] = cursor.fetchone()[0]
    return counts


def back_up(target: Path) -> dict:
    """Write the site to `target` (a .tar file, readable by its owner only) and return its manifest.

    Runs while the site is in use: the database part is one consistent moment; uploads are never changed, so files
    added meanwhile do no harm. Written beside the target and moved at the end: a broken run leaves no half backup.
    Raises BackupError.
    """
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        dump = Path(folder) / "database"
        counts = _dump(dump)
        media = {f"media/{name}": path for name, path in _files(Path(settings.MEDIA_ROOT)).items()}
        media |= {f"private/{name}": path for name, path in _files(Path(settings.PRIVATE_ROOT)).items()}
        manifest = {
            "format": _FORMAT,
            "made_at": timezone.now().isoformat(),
            "vendor": connection.vendor,
            "rows": counts,
            "sha256": {"database": _sha256(dump), **{name: _sha256(path) for name, path in media.items()}},
        }
        draft = Path(folder) / "backup.tar"
        # Only the owner may read it: it holds everybody's data.
        with (
            os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as raw,
            tarfile.open(fileobj=raw, mode="w") as tar,
        ):
            _add_text(tar, "manifest.json", json.dumps(manifest, indent=1, sort_keys=True))
            tar.add(dump, "database")
            for name, path in media.items():
                tar.add(path, name)
        draft.replace(target)
    return manifest


def restore(source: Path) -> dict:
    """Replace the site's database and uploads by those of the backup; returns its manifest.

    Everything is unpacked and checked against its checksums before anything is touched, and nothing of the database
    that was there stays: not the tables of a later version either. Stop the site first.
    Raises BackupError where the file is damaged, of another kind of database, or not one of ours.
    """
    with tempfile.TemporaryDirectory(dir=Path(settings.MEDIA_ROOT).parent) as folder:
        manifest = _unpack(source, Path(folder))
        if manifest["vendor"] != connection.vendor:
            raise BackupError(f"The backup is of {manifest['vendor']}, this site runs on {connection.vendor}.")
        _load(Path(folder) / "database")
        _open_to_web_server(Path(folder) / "media")
        _swap(Path(folder) / "media", Path(settings.MEDIA_ROOT))
        _close_to_others(Path(folder) / "private")
        _swap(Path(folder) / "private", Path(settings.PRIVATE_ROOT))
    counts = row_counts()
    differing = sorted(table for table, rows in manifest["rows"].items() if counts.get(table) != rows)
    if differing:
        raise BackupError(f"After the restore the number of rows differs in: {', '.join(differing)}.")
    return manifest


def _unpack(source: Path, folder: Path) -> dict:
    try:
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text())
    except (tarfile.TarError, OSError, ValueError) as problem:
        raise BackupError(f"{source.name} is not a backup of this platform, or it is damaged: {problem}") from None
    if manifest.get("format") != _FORMAT:
        raise BackupError(f"{source.name} is of backup format {manifest.get('format')}; this version reads {_FORMAT}.")
    for name, expected in manifest["sha256"].items():
        path = folder / name
        if not path.is_file() or _sha256(path) != expected:
            raise BackupError(f"{name} in the backup is missing or damaged.")
    return manifest


def _dump(path: Path) -> dict[str, int]:
    """Write the database as it is at one moment, and count its rows at that same moment."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
            return row_counts(copy.cursor())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        plain = ("--format=custom", "--no-owner", "--no-privileges")
        _postgres("pg_dump", *plain, f"--snapshot={snapshot}", f"--file={path}")
        return row_counts(cursor)


def _load(path: Path) -> None:
    connections.close_all()
    if connection.vendor == "sqlite":
        name = Path(connection.settings_dict["NAME"])
        name.parent.mkdir(parents=True, exist_ok=True)
        # Beside it first: a full disk must leave the old database as it was.
        draft = name.with_name(f"{name.name}.restoring")
        shutil.copyfile(path, draft)
        for rest in ("-wal", "-shm"):
            name.with_name(f"{name.name}{rest}").unlink(missing_ok=True)
        draft.replace(name)
    else:
        script = path.with_name("database.sql")
        _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
        # `pg_restore --clean` drops only what the backup knows: a later version's tables would stay, or be in the way.
        # One transaction: what fails leaves the old database. A site still running must not keep us waiting for ever.
        empty = "SET LOCAL lock_timeout = '20s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public"
        stop = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
        _postgres("psql", *stop, f"--command={empty}", f"--file={script}")


def _open_to_web_server(media: Path) -> None:
    """Give the uploads the modes that uploading gives: the web server is another user."""
    media.mkdir(exist_ok=True)
    for path in [media, *media.rglob("*")]:
        path.chmod(settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS if path.is_dir() else settings.FILE_UPLOAD_PERMISSIONS)


def _close_to_others(private: Path) -> None:
    """Give learners' files the modes that sending gives: nobody but the site reads them. Older backups have none."""
    private.mkdir(exist_ok=True)
    for path in [private, *private.rglob("*")]:
        path.chmod(0o700 if path.is_dir() else 0o600)


def _swap(fresh: Path, place: Path) -> None:
    """Put a folder in the place of another; the old one goes only when the new one stands."""
    old = place.with_name(f"{place.name}.before-restore")
    if place.exists():
        shutil.rmtree(old, ignore_errors=True)
        place.replace(old)
    shutil.move(fresh, place)
    shutil.rmtree(old, ignore_errors=True)


def _postgres(program: str, *arguments: str) -> None:
    """Run a PostgreSQL program on the site's database; the password travels in the environment, not on the line."""
    own = connection.settings_dict
    names = {"PGHOST": own["HOST"], "PGPORT": own["PORT"], "PGUSER": own["USER"], "PGPASSWORD": own["PASSWORD"]}
    env = {name: str(value) for name, value in names.items() if value}
    _run(program, *arguments, f"--dbname={own['NAME']}", env=env)


def _run(program: str, *arguments: str, env: dict[str, str] | None = None) -> None:
    executable = shutil.which(program)
    if executable is None:
        raise BackupError(f"{program} is not installed here (Debian: apt-get install postgresql-client).")
    done = subprocess.run(  # noqa: S603
        [executable, *arguments], env=os.environ | (env or {}), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip().splitlines()[-1:]}")


def _files(folder: Path) -> dict[str, Path]:
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _add_text(tar: tarfile.TarFile, name: str, text: str) -> None:
    data = text.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    tar.addfile(entry, io.BytesIO(data))
