"""Ask ifar's own web server over HTTP as an officer does: signed in, under a purpose, every search in the read log; open loop.

A request is sent when its turn comes, whether the ones before it were answered or not, and its time counts from that moment: a
server that falls behind cannot hide it.
"""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import login
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ifar.accounts import sessions
from ifar.accounts.session_store import SessionStore
from tests import cast

from . import ROOT, processor

CLIENTS: Final = 48
"""Connections that are kept open; more requests than these wait, and their waiting counts."""

WORKERS: Final = 2
ENDS_WITHIN: Final = 20.0
"""Seconds in which the server ends when it is told to; after them it is ended."""
type Asked = str | tuple[str, Mapping[str, str]]
"""An address, or an address and the form that is sent there."""
_CSRF: Final = "c" * 32


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving() -> Iterator[int]:
    """The web server as `ifar run` starts it; its port."""
    port = _free_port()
    words = (
        sys.executable, "-m", "granian", "--interface=rsgi", "--host=127.0.0.1", f"--port={port}", f"--workers={WORKERS}",
        "--log-level=warning", "ifar.wsgi:served",
    )  # fmt: skip
    server = subprocess.Popen(words, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        try:
            server.wait(ENDS_WITHIN)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def cookie(name: str) -> str:
    """The cookie of a session in which a cast member is signed in with a second factor."""
    request = HttpRequest()
    session = request.session = SessionStore()
    person = cast.user(name)
    login(request, person, backend="allauth.account.auth_backends.AuthenticationBackend")
    sessions.begin(session, sign_in=cast.sign_in_of(person), second_factor=True)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.secret}"


class Line:
    """A connection that is kept open. It shares the server's processors: it reads of an answer what tells whether it is one, and where it ends."""

    def __init__(self, port: int, token: str) -> None:
        self._port = port
        cookies = f"{token}; {settings.CSRF_COOKIE_NAME}={_CSRF}"
        self._headers = f"Host: 127.0.0.1:{port}\r\nCookie: {cookies}\r\nAccept-Language: en\r\n"
        self._socket: socket.socket | None = None
        self.answer = b""

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> int:
        """Ask for `path`, or send a form there, and read the whole answer, which is kept in `answer`; its status.

        Raises:
            OSError: the server cannot be reached.
            ValueError: the answer breaks off, or does not say how long it is.
        """
        if self._socket is None:
            self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=30)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        body = "" if form is None else urlencode({**form, "csrfmiddlewaretoken": _CSRF})
        sent = (
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            if body
            else ""
        )
        how = "POST" if body else "GET"
        self._socket.sendall(f"{how} {path} HTTP/1.1\r\n{self._headers}{sent}\r\n{body}".encode())
        got = bytearray()
        ends = length = 0
        while not ends or len(got) < ends + length:
            read = self._socket.recv(65_536)
            if not read:
                raise ValueError("the answer broke off")
            got += read
            if not ends and (at := got.find(b"\r\n\r\n")) >= 0:
                ends = at + 4
                length = int(got[:at].lower().split(b"\r\ncontent-length:")[1].split(b"\r\n")[0])
        self.answer = bytes(got[ends:])
        return int(got[9:12])

    def close(self) -> None:
        """Close the connection; the next question opens another one."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None


def counted(browser: Client, asked: Sequence[Asked]) -> int:
    """The most queries that one of some pages asks, after a first look that fills what is remembered.

    Raises:
        SystemExit: one of them answers neither with a page nor with nothing to show (204).
    """
    most = 0
    for place, item in enumerate([asked[0], *asked[:5]]):
        with CaptureQueriesContext(connection) as captured:
            answer = browser.get(item) if isinstance(item, str) else browser.post(*item)
        if answer.status_code not in (200, 204):
            raise SystemExit(f"{item} answers {answer.status_code}")
        most = max(most, len(captured) if place else 0)
    return most


def open_loop(
    port: int,
    paths: Sequence[Asked],
    token: str,
    *,
    rate: float,
    seconds: float,
    right: Collection[int] = (200,),
) -> dict[str, Any]:
    """Ask for one path after the other, `rate` times a second; what was answered, and in which time from each one's turn.

    Args:
        right: the statuses that are a right answer.
    """
    number = int(rate * seconds)
    turns = itertools.count()
    took: list[float] = []
    wrong: list[int] = []
    before = processor()
    began = time.perf_counter() + 0.2

    def client() -> None:
        line = Line(port, token)
        while (turn := next(turns)) < number:
            due = began + turn / rate
            time.sleep(max(due - time.perf_counter(), 0))
            try:
                asked = paths[turn % len(paths)]
                status = line.ask(asked) if isinstance(asked, str) else line.ask(*asked)
            except (OSError, ValueError, IndexError):
                line.close()
                status = 0
            took.append(time.perf_counter() - due)
            if status not in right:
                wrong.append(status)
        line.close()

    threads = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    spent = {name: seconds - before[name] for name, seconds in processor().items()}
    ordered = sorted(took)
    return {
        "offered a second": rate,
        "answered a second": round(number / (time.perf_counter() - began), 1),
        "p50 ms": round(ordered[number // 2] * 1000, 1),
        "p95 ms": round(ordered[int(number * 0.95)] * 1000, 1),
        "p99 ms": round(ordered[int(number * 0.99)] * 1000, 1),
        "processor ms": {
            "web server": round(spent["begun by it"] / number * 1000, 1),
            "database": round(spent["database"] / number * 1000, 1),
        },
        "not answered with 200": len(wrong),
    }
