import json
import logging
import sys

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
