"""Logs that a machine can read and that hold nobody's data: one JSON object a line."""

import json
import logging
import traceback

__all__ = ["StructuredFormatter"]


class StructuredFormatter(logging.Formatter):
    """Writes what happened and where in the code; never the values.

    The message stays the template it was written as, without its arguments; an exception gives its class and line,
    not its text; a security event gives its class; a request gives the name of its route, not its address. Any of
    these could hold a name or a number.
    """

    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": _template(record),
        }
        if status := getattr(record, "status_code", None):
            entry["status"] = status
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        if match is not None:
            entry["route"] = match.view_name or match.route
        if record.exc_info and record.exc_info[0]:
            entry["exception"] = record.exc_info[0].__name__
            frames = traceback.extract_tb(record.exc_info[2])
            entry["line"] = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
        return json.dumps(entry, ensure_ascii=False)


def _template(record: logging.LogRecord) -> str:
    """What the programmer wrote, without what was filled in."""
    if record.name.startswith("django.security.") and not record.args:
        # Django logs the text of the exception there, with the host or the path that was asked for in it.
        return record.name.rpartition(".")[2]
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__
