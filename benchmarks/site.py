"""A site of its own to measure or to kill: its own folder, its own database, gunicorn on loopback.

CPU is read from /proc, so it counts what the processes did and not how busy the machine is with others.
"""

import http.client
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WORKERS, THREADS = 2, 4
START_WITHIN_S = 90
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name, which may hold blanks; empty: the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def family(pid: int) -> list[int]:
    """The process and its living children."""
    others = (int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal())
    return [pid, *(one for one in others if (fields := _stat(one)) and fields[1] == str(pid))]


def cpu_s(pid: int) -> float:
    """CPU-seconds, user and system, of the process, its living children and the dead ones it has buried."""
    total = 0
    for one in family(pid):
        fields = _stat(one)
        total += sum(map(int, fields[11:15] if one == pid else fields[11:13]))
    return total * TICK_S


def memory_mb(pid: int) -> float:
    """Resident memory of one process."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


@dataclass(frozen=True)
class Spent:
    """What one command took."""

    cpu_s: float
    peak_mb: float
    said: str


class Cluster:
    """A private PostgreSQL with as many databases as asked for."""

    def __init__(self, server: Any, url: str, pid: int) -> None:
        self.server, self.url, self.pid = server, url, pid

    def database(self, name: str, *, like: str = "template0") -> str:
        """Make a database, empty or as a copy; its DATABASE_URL."""
        return make_database(self.url, name, like=like)

    def cpu_s(self) -> float:
        return cpu_s(self.pid)


def make_database(url: str, name: str, *, like: str = "template0") -> str:
    """Make a database in the server that `url` names; the DATABASE_URL of the new one."""
    _on_server(url, f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
    return f"{url.rpartition('/')[0]}/{name}"


def drop_database(url: str, name: str) -> None:
    _on_server(url, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(statement)


@contextmanager
def cluster() -> Iterator[Cluster | None]:
    """A private PostgreSQL by scripts/postgres.py; None where its programs are not installed."""
    spec = importlib.util.spec_from_file_location("postgres_script", ROOT / "scripts/postgres.py")
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    binaries = script.programs()
    if binaries is None:
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="bridge-bench-pg-"))
    server = script.Server(folder, binaries)
    try:
        url = server.start()
        yield Cluster(server, url, int((folder / "data/postmaster.pid").read_text().split()[0]))
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


class Site:
    """One site: a folder, a database (SQLite in the folder, or the one of `database_url`), and its server."""

    def __init__(self, folder: Path, database_url: str = "") -> None:
        self.folder, self.port = folder, _free_port()
        self.server: subprocess.Popen | None = None
        # Nothing of the caller's own site may leak in: neither its database nor its settings.
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "SHARED_DIR") if name in os.environ}
        self.env = {
            **kept,
            "DJANGO_SETTINGS_MODULE": "learning.settings.dev",
            "DEBUG": "false",
            "VAR_DIR": str(folder),
            "DATABASE_URL": database_url,
            "SITE_URL": f"http://127.0.0.1:{self.port}",
            "PYTHONWARNINGS": "ignore",
        }

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    def run(self, *arguments: str) -> Spent:
        """Run our Python with the site's settings to its end; a failure shows what it said and stops us."""
        with tempfile.TemporaryFile("w+") as out:
            child = subprocess.Popen(
                [sys.executable, *arguments], cwd=ROOT, env=self.env, stdout=out, stderr=subprocess.STDOUT
            )
            try:
                _pid, status, used = os.wait4(child.pid, 0)
            except BaseException:
                child.kill()
                child.wait()
                raise
            child.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            said = out.read()
        if child.returncode:
            raise SystemExit(f"{said[-4000:]}\nThis failed: {' '.join(arguments)[:200]}")
        return Spent(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said)

    def manage(self, *arguments: str) -> Spent:
        return self.run("manage.py", *arguments)

    def ask(self, module: str, *arguments: str) -> Any:
        """What a module of ours, run with the site's settings, prints as JSON in its last line."""
        return json.loads(self.run("-m", module, *arguments).said.splitlines()[-1])

    def start(self, *, workers: int = WORKERS, threads: int = THREADS, app: str = "learning.wsgi:application") -> None:
        """Start gunicorn as production does, and wait until it answers."""
        command = [sys.executable, "-m", "gunicorn", app, "--worker-class=gthread", "--no-control-socket"]
        command += [f"--workers={workers}", f"--threads={threads}", f"--bind=127.0.0.1:{self.port}"]
        with (self.folder / "server.log").open("a") as log:
            # A session of its own: one signal to the group reaches master and workers at once.
            self.server = subprocess.Popen(
                [*command, "--log-level=warning"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_WITHIN_S
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > deadline:
                self.kill()
                raise SystemExit(f"{(self.folder / 'server.log').read_text()[-4000:]}\nThe server did not start.")
            time.sleep(0.05)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(*self.address, timeout=20)
        try:
            connection.request("GET", "/health/")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self) -> None:
        """Let requests end, then stop."""
        if self.server is not None:
            self.server.terminate()
            try:
                self.server.wait(40)
            except subprocess.TimeoutExpired:
                self.kill()
            self.server = None

    def kill(self) -> None:
        """SIGKILL to master and workers in one system call."""
        if self.server is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def cpu_s(self) -> float:
        return cpu_s(self.server.pid)

    def workers_mb(self) -> list[float]:
        return [memory_mb(pid) for pid in family(self.server.pid)[1:]]

    @contextmanager
    def serving(self, **options: Any) -> Iterator[None]:
        self.start(**options)
        try:
            yield
        finally:
            self.stop()
