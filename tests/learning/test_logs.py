import io
import json
import logging
import sys

import pytest

from learning.logs import StructuredFormatter

SECRET = "0912345678"


def line(**extra):
    record = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, "Not Found: %s", (f"/{SECRET}/",), None)
    record.__dict__.update(extra)
    return StructuredFormatter().format(record)


def test_a_log_line_is_json_and_tells_what_happened():
    entry = json.loads(line(status_code=404))

    assert (entry["message"], entry["status"], entry["level"]) == ("Not Found: %s", 404, "ERROR")


def test_neither_arguments_nor_the_text_of_an_exception_are_written():
    try:
        raise ValueError(f"no such phone {SECRET}")
    except ValueError:
        written = line(exc_info=sys.exc_info())

    assert SECRET not in written
    assert json.loads(written)["exception"] == "ValueError"


@pytest.fixture
def security_log():
    """The security logger's lines as a production server writes them."""
    written, logger = io.StringIO(), logging.getLogger("django.security")
    handler = logging.StreamHandler(written)
    handler.setFormatter(StructuredFormatter())
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


def test_a_refused_host_is_told_without_its_name(client, security_log):
    assert client.get("/health/", headers={"host": f"{SECRET}.example"}).status_code == 400

    assert SECRET not in security_log.getvalue()
    assert json.loads(security_log.getvalue().splitlines()[0])["message"] == "DisallowedHost"


def test_an_exception_logged_as_a_message_gives_its_class_only():
    written = line(msg=ValueError(f"no such phone {SECRET}"), args=())

    assert json.loads(written)["message"] == "ValueError"
