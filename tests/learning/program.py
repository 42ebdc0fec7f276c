"""The site's own command line in a process of its own, with nothing of this test run in its environment."""

import os
import subprocess
import sys
from pathlib import Path

__all__ = ["PRODUCTION", "ROOT", "manage"]

ROOT = Path(__file__).resolve().parents[2]
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "learning.settings.production",
    "SECRET_KEY": "a-secret-of-more-than-fifty-letters-with-many-different-0123456789-ones",
    "ALLOWED_HOSTS": "nhipcauso.example",
    "SITE_URL": "https://nhipcauso.example",
    "SMS_BACKEND": "tests.learning.program.Gateway",
}


class Gateway:
    """What a province would write for its text messages."""

    def send(self, to, text):
        pass


def manage(*arguments, said="", **environment):
    """Run manage.py to its end with this environment and standard input."""
    command = [sys.executable, "manage.py", *arguments]
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env = {**kept, **environment}
    return subprocess.run(
        command, cwd=ROOT, env=env, input=said, capture_output=True, text=True, check=False, timeout=120
    )
