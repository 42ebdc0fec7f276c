"""The site's own application, which also says in a header how many SQL statements a request took.

For a server of its own (`gunicorn benchmarks.counted:application`): counting costs time, so CPU is measured without it.
Counted is everything sent to the database, transactions and connection checks included. STATEMENTS_LOG names a file
for the statements themselves.
"""

import os
from pathlib import Path
from typing import Any

from django.db import connections

from learning.wsgi import application as site

LOG = os.environ.get("STATEMENTS_LOG")
connection = connections["default"]


def _watch_checks(wrapper: type) -> None:
    """Is the kept connection still good? PostgreSQL is asked below Django's cursors."""
    ask = wrapper.is_usable

    def is_usable(self: Any) -> bool:
        self.queries_log.append({"sql": "SELECT 1", "time": "0"})
        return ask(self)

    wrapper.is_usable = is_usable


if connection.vendor == "postgresql":
    _watch_checks(type(connection))


def application(environ: dict[str, Any], start_response: Any) -> Any:
    here = connections["default"]  # this thread's
    here.force_debug_cursor = True
    here.queries_log.clear()

    def counting(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        statements = [query["sql"] for query in here.queries_log]
        if LOG:
            with Path(LOG).open("a") as log:
                log.write(f"\n## {environ['REQUEST_METHOD']} {environ['PATH_INFO']}: {len(statements)}\n")
                log.writelines(f"{' '.join(str(sql).split())[:1500]}\n" for sql in statements)
        return start_response(status, [*headers, ("X-Statements", str(len(statements)))], *rest)

    return site(environ, counting)
