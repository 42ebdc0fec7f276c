"""Set up and serve the site on this machine (make run). Ctrl-C stops it; the next run goes on from there.

`migrate`, `setup_site` and `load_demo` are idempotent, so they run every time: a newcomer never wonders which of them
an update needs. The database, uploads and everything else the site writes is in var/.
"""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

from bootstrap import PYTHON, ROOT, bootstrap, environment

# One process: `import` and start-up of Django and Wagtail cost two seconds each time.
PREPARE = """
import django
django.setup()
from django.core.management import call_command
for name, options in [
    ("migrate", {"verbosity": 0}),
    ("createcachetable", {"verbosity": 0}),
    ("collectstatic", {"interactive": False, "verbosity": 0}),
    ("setup_site", {}),
    ("load_demo", {}),
]:
    print(f"manage.py {name}", flush=True)
    call_command(name, **options)
"""
TICK_S = 15
FIRST_PORT = 8000
START_WITHIN_S = 60
STOP_WITHIN_S = 15


def free_port() -> int:
    """The first port from 8000 on which nobody listens."""
    for port in range(FIRST_PORT, FIRST_PORT + 100):
        with socket.socket() as probe:
            # As gunicorn will bind: a port that only just closed counts as free.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    sys.exit(f"No free port between {FIRST_PORT} and {FIRST_PORT + 99}: stop one of the servers there.")


def start(children: dict[str, subprocess.Popen], name: str, *command: str, env: dict[str, str]) -> None:
    # A session of its own: Ctrl-C reaches us alone, and we stop the children in good order.
    children[name] = subprocess.Popen([PYTHON, *command], cwd=ROOT, env=env, start_new_session=True)


def stop(children: dict[str, subprocess.Popen]) -> None:
    for child in children.values():
        child.terminate()
    deadline = time.monotonic() + STOP_WITHIN_S
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()


def refuse_dead(children: dict[str, subprocess.Popen]) -> None:
    """Stop the program with a message where a child has ended; half a site helps nobody."""
    for name, child in children.items():
        if child.poll() is not None:
            raise SystemExit(f"The {name} ended with code {child.returncode}; what it said is above.")


def wait_until_served(children: dict[str, subprocess.Popen], port: int) -> None:
    """Ask for the first page until it comes, so that the printed address works at once."""
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        refuse_dead(children)
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=START_WITHIN_S).close()
            return
        except urllib.error.HTTPError as problem:
            raise SystemExit(f"The first page answers {problem.code} {problem.reason}; why is above.") from None
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"The web server did not answer within {START_WITHIN_S} s.")


def box(*lines: str) -> str:
    width = max(map(len, lines))
    rows = [f"│ {line:<{width}} │" for line in lines]
    return "\n".join([f"┌{'─' * (width + 2)}┐", *rows, f"└{'─' * (width + 2)}┘"])


def prepare(env: dict[str, str]) -> None:
    child = subprocess.Popen([PYTHON, "-c", PREPARE], cwd=ROOT, env=env)
    try:
        if child.wait():
            raise SystemExit("The site could not be set up; what went wrong is above.")
    except KeyboardInterrupt:
        # It got the same Ctrl-C; let it roll its transaction back before we go.
        child.wait()
        raise


def serve(env: dict[str, str], port: int) -> None:
    children: dict[str, subprocess.Popen] = {}
    gunicorn = ["gunicorn", "learning.wsgi:application", "--worker-class=gthread", "--workers=1", "--threads=4"]
    gunicorn += [f"--bind=127.0.0.1:{port}", "--no-control-socket", "--log-level=warning"]
    try:
        start(children, "web server", "-m", *gunicorn, env=env)
        start(children, "clock for recurring jobs", "manage.py", "tick", f"--every={TICK_S}", env=env)
        wait_until_served(children, port)
        address = env["SITE_URL"]
        lines = (f"Nhịp Cầu Số: {address}", f"CMS:         {address}/manage/")
        print(box(*lines, "The demo logins are on the sign-in page. Ctrl-C stops."), flush=True)
        while True:
            time.sleep(0.5)
            refuse_dead(children)
    finally:
        stop(children)


def hang_up(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def main() -> None:
    # A closed terminal or a service manager stops us as Ctrl-C does: no orphans on the port.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, hang_up)
    try:
        bootstrap(dev=False)
        port = free_port()
        env = environment()
        # The dev settings are what this command is for; everything else in the environment counts.
        env["DJANGO_SETTINGS_MODULE"] = "learning.settings.dev"
        env.setdefault("SITE_URL", f"http://localhost:{port}")
        prepare(env)
        serve(env, port)
    except KeyboardInterrupt:
        print("\nStopped. `make run` starts it again where it was.")


if __name__ == "__main__":
    main()
