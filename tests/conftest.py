"""What the test run itself needs: a browser where there is one, and the names of the tests that did not run."""

import os
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from hypothesis import settings as hypothesis_settings

from tests.databases import MIGRATED, keep_database

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
# Nothing of Chromium's own goes to the network; without --no-sandbox it refuses to run as root in CI.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# The same examples every time, so that a red run is red for everybody; `make fuzz` looks for new ones.
hypothesis_settings.register_profile("short", max_examples=50, deadline=None, derandomize=True)
hypothesis_settings.register_profile("long", max_examples=5000, deadline=None)
hypothesis_settings.load_profile("short")


def pytest_configure(config):
    # Wagtail leaves the temporary file of a new rendition to the garbage collector.
    unclosed = "ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning"
    config.addinivalue_line("filterwarnings", unclosed)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    if item.get_closest_marker("browser") and not CHROMIUM:
        refuse = pytest.fail if os.environ.get("REQUIRE_BROWSER") == "1" else pytest.skip
        refuse("no Chromium found (apt-get install chromium, or name one in CHROMIUM)")
    if item.get_closest_marker("shared") and not settings.SHARED_DIR.is_dir():
        pytest.skip("SHARED_DIR, the reference data outside the project, is not here")


def pytest_terminal_summary(terminalreporter):
    """Name every test that did not run: a green run must not hide them."""
    by_reason = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        by_reason[reason.removeprefix("Skipped: ")].append(report.nodeid)
    if by_reason:
        terminalreporter.section("did not run", yellow=True)
    for reason, names in sorted(by_reason.items()):
        terminalreporter.write_line(f"{len(names)} × {reason}")
        for name in sorted(names):
            terminalreporter.write_line(f"    {name}")


def pytest_unconfigure():
    # learning.settings.test makes a temporary folder per process.
    if settings.configured:
        shutil.rmtree(settings.VAR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """…and a copy of what the migrations made: a test that commits empties it, and tests/journeys begins from it."""
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            keep_database(settings.VAR / MIGRATED)


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """What a process keeps for a minute belongs to a database that is rolled back, and whose ids come again."""
    caches["default"].clear()


@pytest.fixture(scope="session")
def chromium():
    """The run's one Chromium; take `open_page` unless a test needs more."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def server_url(live_server):
    """Where open_page's server answers; tests/journeys has a server with the whole site."""
    return live_server.url


@pytest.fixture
def open_page(chromium, server_url):
    """open_page(width=360, **options) → a new visitor's page on the live server (java_script_enabled=False, …)."""
    contexts = []

    def open_one(*, width=360, height=740, **options):
        size = {"width": width, "height": height}
        context = chromium.new_context(base_url=server_url, viewport=size, locale="vi-VN", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        return context.new_page()

    yield open_one
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def axe():
    """axe(page) → what axe-core finds against WCAG 2.2 A and AA, one line each; empty: nothing."""
    source = (ROOT / "node_modules/axe-core/axe.min.js").read_text(encoding="utf-8")

    def violations(page):
        # By the debugger, not a script tag: our content security policy would rightly refuse that.
        page.evaluate(source)
        found = page.evaluate("tags => axe.run(document, {runOnly: tags})", WCAG)["violations"]
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]

    return violations
