"""Ask ifar's own web server over HTTP as an officer does: signed in, under a purpose, every search in the read log; open loop.

A request is sent when its turn comes, whether the ones before it were answered or not, and its time counts from that moment: a
server that falls behind cannot hide it.
"""

from __future__ import annotations

import http.client
import itertools
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from ifar.accounts import sessions
from ifar.accounts.session_store import SessionStore
from tests import cast

from . import ROOT

CLIENTS: Final = 48
"""Connections that are kept open; more requests than these wait, and their waiting counts."""

WORKERS: Final = 2


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


def open_loop(
    port: int,
    paths: Sequence[str],
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
    began = time.perf_counter() + 0.2

    def client() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (turn := next(turns)) < number:
            due = began + turn / rate
            time.sleep(max(due - time.perf_counter(), 0))
            try:
                line.request(
                    "GET", paths[turn % len(paths)], headers={"Cookie": token, "Accept-Language": "en"}
                )
                answer = line.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException):
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
    ordered = sorted(took)
    return {
        "offered a second": rate,
        "answered a second": round(number / (time.perf_counter() - began), 1),
        "p50 ms": round(ordered[number // 2] * 1000, 1),
        "p95 ms": round(ordered[int(number * 0.95)] * 1000, 1),
        "p99 ms": round(ordered[int(number * 0.99)] * 1000, 1),
        "not answered with 200": len(wrong),
    }
