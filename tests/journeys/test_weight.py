"""What a first visit costs on a slow network: against the real server, with everything compressed as in production."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

import pytest
from django.conf import settings

from tests.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]
KB = 1000
# 400 kbit/s both ways and 400 ms a request: Chromium's own “Slow 3G”.
SLOW_3G = {"offline": False, "latency": 400, "downloadThroughput": 51200, "uploadThroughput": 51200}
START_WITHIN_S = 120
COLLECT = """
import django; django.setup()
from django.core.management import call_command
call_command("collectstatic", interactive=False, verbosity=0)
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(url: str, server: subprocess.Popen) -> None:
    deadline = time.monotonic() + START_WITHIN_S
    while time.monotonic() < deadline:
        assert server.poll() is None, f"gunicorn ended with code {server.returncode}"
        try:
            return urllib.request.urlopen(url, timeout=START_WITHIN_S).close()
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.2)
    raise AssertionError("gunicorn did not answer")


@pytest.fixture(scope="session")
def real_server(filled, tmp_path_factory):
    """gunicorn with the settings of `make run`, on a copy of the founding site."""
    var, port = tmp_path_factory.mktemp("var"), free_port()
    shutil.copy(filled, var / "site.sqlite3")
    shutil.copytree(settings.MEDIA_ROOT, var / "media")
    env = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DEBUG", "SECRET_KEY"}}
    env |= {"DJANGO_SETTINGS_MODULE": "learning.settings.dev", "VAR_DIR": str(var)}
    env["SITE_URL"] = url = f"http://localhost:{port}"
    subprocess.run([sys.executable, "-c", COLLECT], cwd=ROOT, env=env, check=True)
    command = [sys.executable, "-m", "gunicorn", "learning.wsgi:application", "--worker-class=gthread", "--threads=4"]
    command += [f"--bind=127.0.0.1:{port}", "--no-control-socket", "--log-level=warning"]
    server = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(f"{url}/", server)
        yield url
    finally:
        server.terminate()
        server.wait(30)


@dataclass(frozen=True)
class Visit:
    """A first visit: requests, bytes on the wire with headers, milliseconds to the first words."""

    requests: int
    bytes: int
    font_bytes: int
    painted_ms: float


@pytest.fixture
def first_visit(chromium, real_server):
    """first_visit(address, slowly=False, cookies=()) → Visit, by a phone that has never been here."""

    def go(address, *, slowly=False, cookies=()):
        context = chromium.new_context(base_url=real_server, viewport={"width": 360, "height": 740}, locale="vi-VN")
        context.set_default_timeout(60_000)
        context.add_cookies(list(cookies))
        page = context.new_page()
        wire = context.new_cdp_session(page)
        wire.send("Network.enable")
        kinds, sizes = {}, {}
        wire.on("Network.responseReceived", lambda one: kinds.update({one["requestId"]: one["type"]}))
        wire.on("Network.loadingFinished", lambda one: sizes.update({one["requestId"]: one["encodedDataLength"]}))
        if slowly:
            wire.send("Network.emulateNetworkConditions", SLOW_3G)
        page.goto(address, wait_until="networkidle")
        painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        # Pictures come when they are near: someone reads to the end.
        page.mouse.wheel(0, 100_000)
        page.wait_for_timeout(300)
        page.wait_for_load_state("networkidle")
        context.close()
        fonts = sum(size for name, size in sizes.items() if kinds.get(name) == "Font")
        visit = Visit(len(sizes), int(sum(sizes.values())), int(fonts), painted)
        sys.stdout.write(f"\n{address}: {visit}\n")  # the figures, with pytest -s
        return visit

    return go


@pytest.fixture
def paper(chromium, real_server):
    """The address of an open quiz, and the cookies of the guest whose it is."""
    context = chromium.new_context(base_url=real_server, locale="vi-VN")
    page = context.new_page()
    page.goto("/khoa-hoc/goi-1022/that-hay-gia/")
    with page.expect_navigation():
        page.locator("form[action*='/quiz/'] button").first.click()
    page.locator("form[data-quiz]").wait_for()
    address = page.locator("form[data-quiz]").get_attribute("data-url")
    cookies = context.cookies()
    context.close()
    return {"address": address, "cookies": cookies}


LESSON = {"address": "/khoa-hoc/goi-1022/khi-nao-goi/"}


@pytest.fixture(params=["home", "lesson", "quiz"])
def visited(request):
    """A page that someone may come to first."""
    return {"home": {"address": "/"}, "lesson": LESSON}.get(request.param) or request.getfixturevalue("paper")


def test_first_visit_is_light(visited, first_visit):
    visit = first_visit(**visited)

    assert visit.bytes - visit.font_bytes <= 60 * KB
    assert visit.bytes <= 100 * KB
    assert visit.requests <= 10


def test_words_can_be_read_within_one_and_a_half_seconds_on_slow_3g(visited, first_visit):
    visit = first_visit(**visited, slowly=True)

    assert visit.painted_ms <= 1500


def test_everything_that_can_be_compressed_is(real_server):
    for address in ("/", LESSON["address"], "/static/site.css", "/static/js/quiz.js"):
        request = urllib.request.Request(real_server + address, headers={"Accept-Encoding": "gzip, br"})
        with urllib.request.urlopen(request) as response:
            assert response.headers["Content-Encoding"] in {"gzip", "br"}, address
