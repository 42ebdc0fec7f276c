"""A visitor's browser, as far as the server can tell: a kept connection, cookies, CSRF, and the steps of a quiz.

Used by the benchmarks, the soak and the tests that kill the server.
"""

import gzip
import http.client
import re
import secrets
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from urllib.parse import urlencode

# A connection that the server closed or that died with it; nobody knows whether the request was worked on.
BROKEN = (OSError, http.client.HTTPException)
_CHOICE = re.compile(r'name="answer-(\d+)" type="\w+" value="([^"]*)"')
_ATTEMPT = re.compile(r'data-quiz="(\d+)"')


class Unexpected(Exception):
    """The server answered something else than the step asks for."""


@dataclass(frozen=True)
class Answer:
    """A whole answer of the server."""

    status: int
    headers: Mapping[str, str]
    text: str

    def must_be(self, *statuses: int) -> "Answer":
        if self.status not in statuses:
            raise Unexpected(f"{self.status} instead of {statuses}: {self.text[:300]}")
        return self


class Browser:
    """One visitor. `session`: the key of a session already signed in."""

    def __init__(self, address: tuple[str, int], session: str = "", *, timeout_s: float = 60) -> None:
        self.connection = http.client.HTTPConnection(*address, timeout=timeout_s)
        self.cookies = {"sessionid": session} if session else {}
        self.n_requests = 0

    def get(self, path: str) -> Answer:
        return self._send("GET", path, None)

    def post(self, path: str, fields: Iterable[tuple[str, str]] = ()) -> Answer:
        return self._send("POST", path, [("csrfmiddlewaretoken", self.cookies.get("csrftoken", "")), *fields])

    def _send(self, method: str, path: str, fields: list[tuple[str, str]] | None) -> Answer:
        headers = {"Accept-Encoding": "gzip", "Accept-Language": "vi"}
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._drop_stale()
        self.n_requests += 1
        try:
            self.connection.request(method, path, body, headers)
            response = self.connection.getresponse()
            data = response.read()
        except BROKEN:
            self.connection.close()
            raise
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: one.value for name, one in SimpleCookie(line).items()})
        if response.headers.get("Content-Encoding") == "gzip":
            data = gzip.decompress(data)
        return Answer(response.status, response.headers, data.decode("utf-8", "replace"))

    def _drop_stale(self) -> None:
        """Browsers notice that the server has closed a kept connection; http.client must be told to look."""
        if self.connection.sock is None:
            return
        self.connection.sock.setblocking(False)
        try:
            if not self.connection.sock.recv(1):
                self.connection.close()
        except BlockingIOError:
            pass
        except OSError:
            self.connection.close()
        if self.connection.sock is not None:
            self.connection.sock.settimeout(self.connection.timeout)

    def close(self) -> None:
        self.connection.close()


@dataclass(frozen=True)
class Paper:
    """The paper of an attempt as the page shows it."""

    attempt: int
    # Per position the values one can choose.
    choices: Mapping[int, list[str]]


def read_paper(page: str) -> Paper:
    found = _ATTEMPT.search(page)
    if found is None:
        raise Unexpected(f"No paper here: {page[:300]}")
    choices: dict[int, list[str]] = {}
    for position, value in _CHOICE.findall(page):
        choices.setdefault(int(position), []).append(value)
    return Paper(int(found[1]), choices)


def new_ref() -> str:
    """A name for one response, as the page's script makes it."""
    return secrets.token_hex(10)


def start_quiz(browser: Browser, path: str) -> Paper:
    return read_paper(browser.post(path).must_be(200).text)


def answer(browser: Browser, paper: Paper, position: int, value: str, *, ref: str) -> Answer:
    """Save one answer as the page's script does; returns only when it was acknowledged."""
    fields = [("position", str(position)), (f"answer-{position}", value), ("ref", ref)]
    return browser.post(f"/quiz/{paper.attempt}/answer/", fields).must_be(204)


def submit(browser: Browser, paper: Paper, chosen: Mapping[int, str]) -> Answer:
    """Hand in as the page's form does: with everything chosen on it."""
    fields = [("action", "submit"), ("confirmed", "1")]
    for position in paper.choices:
        fields.append((f"was-{position}", ""))
        fields += [(f"answer-{position}", chosen[position])] if position in chosen else []
    return browser.post(f"/quiz/{paper.attempt}/", fields).must_be(303)


def result(browser: Browser, paper: Paper) -> Answer:
    return browser.get(f"/quiz/{paper.attempt}/result/").must_be(200)


def insist(step, *, until: float, pause_s: float = 0.2):
    """Repeat a step until it is answered, as the page's script does on a dead line. Raises TimeoutError."""
    while True:
        try:
            return step()
        except BROKEN:
            if time.monotonic() > until:
                raise TimeoutError("The server did not come back.") from None
            time.sleep(pause_s)
