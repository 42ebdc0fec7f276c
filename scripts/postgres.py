"""Run a command with DATABASE_URL naming a private, empty PostgreSQL, and remove that PostgreSQL afterwards.

    python3 scripts/postgres.py COMMAND ...

Reachable on loopback only, by its own port and folder, so it meets no other server. Durable as in production (fsync
on): the tests that kill the site in mid-attempt count on it. Without PostgreSQL's programs it says that nothing ran
and succeeds, unless REQUIRE_POSTGRES=1.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def programs() -> Path | None:
    """The folder with PostgreSQL's server programs; the newest of Debian's, where PATH has none."""
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    for folder in [*(Path(part) for part in os.get_exec_path()), *packaged]:
        if all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return folder
    return None


def as_user() -> str | None:
    """Whom the server runs as: PostgreSQL refuses root. None: ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """One cluster in one temporary folder."""

    def __init__(self, folder: Path, binaries: Path) -> None:
        self.folder, self.binaries, self.user, self.port = folder, binaries, as_user(), free_port()

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), "-D", str(self.folder / "data"), *arguments]
        if self.user:
            command = ["runuser", "-u", self.user, "--", *command]
        # A log file, not a pipe: the server inherits it and would keep a pipe open for ever.
        with (self.folder / "setup.log").open("a") as log:
            done = subprocess.run(command, cwd=self.folder, stdout=log, stderr=log, check=False)
        if done.returncode:
            logs = "\n".join(path.read_text() for path in sorted(self.folder.glob("*.log")))
            raise SystemExit(f"{logs}\nPostgreSQL: {program} failed, see above.")

    def start(self) -> str:
        """The DATABASE_URL."""
        if self.user:
            shutil.chown(self.folder, self.user)
        self.run("initdb", "-U", "site", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run("pg_ctl", "start", "-w", "-l", str(self.folder / "server.log"), "-o", options)
        return f"postgres://site@127.0.0.1:{self.port}/postgres"

    def stop(self) -> None:
        if (self.folder / "data/postmaster.pid").exists():
            self.run("pg_ctl", "stop", "-w", "-m", "immediate")


def interrupt(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> int:
    if not sys.argv[1:]:
        sys.exit(__doc__)
    binaries = programs()
    if binaries is None:
        print("PostgreSQL tests did not run: no initdb here. On Debian and Ubuntu: apt-get install postgresql")
        return int(os.environ.get("REQUIRE_POSTGRES") == "1")
    signal.signal(signal.SIGTERM, interrupt)
    folder = Path(tempfile.mkdtemp(prefix="bridge-pg-"))
    server = Server(folder, binaries)
    try:
        env = {**os.environ, "DATABASE_URL": server.start()}
        print(f"PostgreSQL from {binaries} on port {server.port}", flush=True)
        return subprocess.run(sys.argv[1:], env=env, check=False).returncode
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("\nInterrupted.")
