"""Check style, contracts and types, then run the tests (make test); what failed is listed at the end.

python3 scripts/test.py [checks|quick|all] [-- PYTEST ARGUMENTS ...]
"""

from __future__ import annotations

import subprocess
import sys
import time

from bootstrap import BIN, ROOT, bootstrap, environment


def templates() -> list[str]:
    """The folders with templates: the site's, and those that a package keeps for itself."""
    return [str(path) for path in sorted(ROOT.glob("templates")) + sorted(ROOT.glob("*/templates"))]


def checks() -> list[tuple[str, list[str]]]:
    listed = [("format", ["ruff", "format", "--check", "."]), ("lint", ["ruff", "check", "."])]
    if templates():
        listed.append(("templates", ["djhtml", "--check", *templates()]))
    return [
        *listed,
        ("contracts", ["lint-imports", "--no-logo"]),
        ("types", ["mypy"]),
        ("migrations", ["python", "manage.py", "makemigrations", "--check", "--dry-run"]),
    ]


def run(name: str, command: list[str]) -> tuple[str, bool, float]:
    print(f"\n── {name}: {' '.join(command)}", flush=True)
    start = time.monotonic()
    env = {**environment(), "DJANGO_SETTINGS_MODULE": "learning.settings.test"}
    done = subprocess.run([BIN / command[0], *command[1:]], cwd=ROOT, env=env, stdin=subprocess.DEVNULL, check=False)
    return name, done.returncode == 0, time.monotonic() - start


def main() -> None:
    arguments = sys.argv[1:]
    at = arguments.index("--") if "--" in arguments else len(arguments)
    scope, extra = (arguments[:at] or ["all"])[0], arguments[at + 1 :]
    if scope not in {"checks", "quick", "all"}:
        sys.exit(__doc__)
    bootstrap(dev=True)
    tests = ["pytest", "-n", "2"]
    if scope == "quick":
        tests += ["-m", "not browser and not slow"]
    results = [] if scope == "quick" else [run(name, command) for name, command in checks()]
    if scope != "checks":
        results.append(run("tests", [*tests, *extra]))
    print()
    for name, passed, seconds in results:
        print(f"{'ok    ' if passed else 'FAILED'} {name:<10} {seconds:6.1f} s")
    sys.exit(not all(passed for _, passed, _ in results))


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nInterrupted.")
