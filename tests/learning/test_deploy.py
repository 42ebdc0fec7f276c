"""The files in deploy/: what systemd and a shell read must be the same."""

import os
import re
import subprocess

import pytest

from tests.learning.program import ROOT

# The least that systemd.exec(5) and sh agree on: a value in single quotes is taken as it stands.
LINE = re.compile(r"^(?:# )?([A-Z_]+)='([^']*)'$", re.MULTILINE)
EXAMPLE = (ROOT / "deploy/environment.example").read_text()


def test_systemd_and_a_shell_read_the_same_environment(tmp_path):
    file = tmp_path / "environment"
    file.write_text(
        "".join(f"{line.removeprefix('# ') if LINE.match(line) else line}\n" for line in EXAMPLE.split("\n"))
    )

    done = subprocess.run(
        ["env", "-i", "sh", "-c", f"set -a; . {file}; env -0"], capture_output=True, text=True, check=True
    )

    read = dict(entry.split("=", 1) for entry in done.stdout.split("\0") if entry)
    expected = dict(LINE.findall(EXAMPLE))
    assert len(expected) == len(re.findall(r"^(?:# )?[A-Z_]+=", EXAMPLE, re.MULTILINE)) > 10
    assert {name: read[name] for name in expected} == expected


@pytest.fixture
def run_manage(tmp_path):
    """deploy/manage with the example's environment, its folders in tmp_path."""
    environment = tmp_path / "environment"
    (tmp_path / "secret_key").write_text("a-secret-of-more-than-fifty-letters-with-many-different-0123456789-ones")

    def run(*arguments):
        environment.write_text(EXAMPLE.replace("/srv/nhipcauso", str(tmp_path)))
        env = {"PATH": os.environ["PATH"], "NHIPCAUSO_ENVIRONMENT": str(environment), "SITE_URL": "http://elsewhere"}
        return subprocess.run(
            [ROOT / "deploy/manage", *arguments], env=env, cwd=tmp_path, capture_output=True, text=True, check=False
        )

    return run


def test_an_operators_command_meets_the_site_that_is_served(run_manage):
    script = (
        "from django.conf import settings; found = settings.DATABASES['default'];"
        "print(found['ENGINE'], found['USER'], settings.SITE_URL);"
        "print(settings.SETTINGS_MODULE, settings.DEFAULT_FROM_EMAIL)"
    )

    done = run_manage("shell", "--no-imports", "-v", "0", "-c", script)

    assert done.stdout.strip() == (
        "django.db.backends.postgresql nhipcauso https://nhipcauso.example\nlearning.settings.production "
        "Nhịp Cầu Số <khong-tra-loi@nhipcauso.example>"
    ), done.stderr


def test_an_operators_command_without_an_environment_says_what_to_do(tmp_path):
    env = {"PATH": os.environ["PATH"], "NHIPCAUSO_ENVIRONMENT": str(tmp_path / "environment")}

    done = subprocess.run([ROOT / "deploy/manage", "check"], env=env, capture_output=True, text=True, check=False)

    assert done.returncode == 1
    assert "environment.example" in done.stderr
