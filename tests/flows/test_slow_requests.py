"""The web server as it runs: slow bodies stop nobody, long ones are refused at their first bytes, answers of any length arrive whole."""

from __future__ import annotations

import asyncio
import http.client
import io
import socket
import subprocess
import sys
import time
import types
import urllib.request
from collections.abc import Iterator

import pytest
from django.conf import settings

from ifar.accounts import known
from ifar.rsgi import PIECE, SMALL, Application, BrokenOff, Late, body_of, environ_of, is_readable
from tests.databases import Database, Databases

ATTACKERS = 24


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def server(databases: Databases, peopled_template: str) -> Iterator[int]:
    """`ifar`'s web server, one process as on the smallest machine; gives its port."""
    with databases.clone(peopled_template) as database:
        yield from served(database)


def served(database: Database) -> Iterator[int]:
    """It runs on this database."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface=rsgi", "--host=127.0.0.1", f"--port={port}", "--workers=1",
               "--workers-kill-timeout=1", "--log-level=warning", "ifar.wsgi:served"]  # fmt: skip
    process = subprocess.Popen(command, env=database.environment)
    try:
        deadline = time.monotonic() + 180  # a laden machine may need a minute until everything is loaded
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/account/login/", timeout=120).close()
                break
            except OSError:
                assert time.monotonic() < deadline, "it never answered"
                time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


def begun(port: int, head: str, body: bytes = b"") -> socket.socket:
    """A connection on which a request was begun."""
    made = socket.create_connection(("127.0.0.1", port), 20)
    made.sendall(f"{head}\r\nHost: 127.0.0.1\r\n\r\n".encode() + body)
    return made


def test_w47_slow_bodies_of_strangers_keep_nobody_from_being_answered(server: int) -> None:
    """Nor do bodies that are too long; and answers of any length arrive whole, one after the other on one connection."""
    url = f"http://127.0.0.1:{server}/account/login/"
    with urllib.request.urlopen(url, timeout=20) as answer:
        cookie = answer.headers["Set-Cookie"].split(";")[0]
    head = (
        f"POST /account/login/ HTTP/1.1\r\nCookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded"
        "\r\nContent-Length: 1000"
    )
    slow = [begun(server, head, b"a") for _ in range(ATTACKERS)]
    chunked = head.replace("Content-Length: 1000", "Transfer-Encoding: chunked")
    with begun(server, chunked, b"1\r\na\r\n") as made:
        assert made.recv(200).startswith(b"HTTP/1.1 411")
    with begun(server, head, b"next=%2F") as made:
        made.shutdown(socket.SHUT_WR)
        assert made.recv(200).startswith((b"HTTP/1.1 400", b"")), "what broke off is not done"
    time.sleep(0.3)
    try:
        for _ in range(3):
            began = time.monotonic()
            with urllib.request.urlopen(url, timeout=10) as answer:
                assert answer.status == 200
            assert time.monotonic() - began < 3
    finally:
        for item in slow:
            item.close()
    for length in (2 * 2**20, 10**12, 10**30):
        with begun(server, f"POST /account/login/ HTTP/1.1\r\nContent-Length: {length}") as made:
            first = made.recv(200)
        assert first.startswith((b"HTTP/1.1 413", b"HTTP/1.1 400"))
    line = http.client.HTTPConnection("127.0.0.1", server, timeout=20)
    line.request("GET", "/account/login/?next=/%D8%A8/")
    page = line.getresponse().read()
    script = max(
        (part.split(b'"')[0].decode() for part in page.split(b'src="')[1:] if part.startswith(b"/static/")),
        default="",
    )
    line.request("GET", script)
    answer = line.getresponse()
    assert answer.status == 200
    assert len(answer.read()) == int(answer.headers["Content-Length"])
    line.close()


def arriving(*pieces: bytes | float) -> object:
    """What arrives, and how many seconds nothing does."""

    async def each():
        for piece in pieces:
            if isinstance(piece, float):
                await asyncio.sleep(piece)
            else:
                yield piece

    return each()


def test_w47_a_body_arrives_whole_or_not_at_all() -> None:
    def read(length, *pieces, **said):
        with asyncio.run(body_of(arriving(*pieces), length, **said)) as body:
            return body.read()

    assert read(0) == b""
    assert read(3, b"ab", 0.01, b"c") == b"abc"
    assert read(2 * PIECE, b"x" * PIECE, b"y" * PIECE) == b"x" * PIECE + b"y" * PIECE
    for pieces in ((b"a",), (b"ab", b"c", b"d"), ()):
        with pytest.raises(BrokenOff):
            read(3, *pieces)
    with pytest.raises(Late):
        read(2, b"a", 0.2, b"b", idle=0.05)
    with pytest.raises(Late):
        read(20, *[b"a", 0.03] * 20, slack=0.2)
    slowly = [b"a" * 1024, 0.03] * 5  # what arrives in good time may be long
    assert read(5 * 1024, *slowly, slack=0.1)[:1] == b"a"
    with pytest.raises(Late):  # but not for ever,
        read(5 * 1024, *slowly, whole=0.1)
    with pytest.raises(Late):  # and nothing is saved up for later
        read(2**20 + 20, b"a" * 2**20, *[b"a", 0.03] * 20, slack=0.2)


def test_w47_announced_bodies_take_no_room_and_small_ones_always_have_some(server: int) -> None:
    head = "POST /account/login/ HTTP/1.1\r\nCookie: a=b\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: "
    held = [begun(server, f"{head}{256 * 2**20}", b"x" * 1024) for _ in range(8)]
    time.sleep(0.3)
    with begun(server, f"{head}7", b"login=x") as made:
        assert made.recv(12) == b"HTTP/1.1 403", "no token against forgery: the register answered itself"
    for item in held:
        item.close()


class Line:
    """A connection as granian gives it: what arrives on it, and with which status it was answered."""

    def __init__(self, *pieces: bytes | float) -> None:
        self.pieces, self.status = pieces, 0

    def __aiter__(self):
        return arriving(*self.pieces)

    def response_str(self, status: int, *_said: object) -> None:
        self.status = status

    response_bytes = response_str


def asked(**headers: str) -> object:
    return types.SimpleNamespace(
        proto="http", http_version="1.1", server="127.0.0.1:8000", client="[::1]:4000", scheme="http", method="POST", path="/",
        query_string="", headers={name.replace("_", "-"): value for name, value in headers.items()},
    )  # fmt: skip


def test_w47_room_is_taken_by_what_has_arrived_and_given_back() -> None:
    def wsgi(_environ, start_response):
        start_response("200 OK", [])
        return [b""]

    async def answered() -> list[int]:
        served = Application(wsgi, limit=4 * SMALL, knows=bool, room=3 * SMALL, threads=1)

        def send(length: int, *pieces: bytes | float):
            line = Line(*pieces)
            return line, served.__rsgi__(asked(cookie="a=b", content_length=str(length)), line)

        whole, half = (b"x" * (2 * SMALL),), (b"x" * (2 * SMALL), 0.3)
        first, going = send(4 * SMALL, *half)
        slow = asyncio.create_task(going)
        await asyncio.sleep(0.05)
        results = [first]
        for length, pieces in ((2 * SMALL, whole), (SMALL, (b"x" * SMALL,))):
            line, going = send(length, *pieces)
            await going
            results.append(line)
        await slow
        line, going = send(2 * SMALL, *whole)
        await going
        return [item.status for item in (*results, line)]

    assert asyncio.run(answered()) == [400, 503, 200, 200]


@pytest.mark.parametrize(
    ("said", "readable"),
    [
        ("", True), ("application/json", True), ("text/plain; charset=UTF-8", True), ('text/plain; charset="utf8"', True), ("text/plain; charset=us-ascii", True),
        ("text/plain; charset=hex", False), ("text/plain; charset=rot13", False), ("text/plain; charset=idna", False), ("a/b; CHARSET=undefined", False),
        ("text/plain; charset=latin-1", False), ("text/plain; charset=no-such", False), ("text/plain; charset*=hex''61", False), ("multipart/form-data; boundary=x; charset=utf-16", False),
    ],
)  # fmt: skip
def test_w49_text_is_taken_in_utf_8_alone(said: str, readable: bool) -> None:
    assert is_readable({"content-type": said}) is readable
    line = Line()
    served = Application(lambda _environ, start: start("200 OK", []) or [b""], limit=1, knows=bool, threads=1)
    asyncio.run(served.__rsgi__(asked(content_type=said), line))
    assert line.status == (200 if readable else 415)


def test_w47_a_request_reaches_django_as_its_sender_wrote_it() -> None:
    headers = types.SimpleNamespace(
        items=lambda: [("x-forwarded-proto", "https"), ("x_forwarded_proto", "http"), ("cookie", "a=1"), ("cookie", "b=2"),
                       ("content-type", "text/plain"), ("content-length", "9")]
    )  # fmt: skip
    scope = types.SimpleNamespace(
        proto="http", http_version="1.1", server="127.0.0.1:8000", client="[::1]:4000", scheme="http", method="POST",
        path="/ب/", query_string="q=%D8%A8", headers=headers,
    )  # fmt: skip
    environ = environ_of(scope, io.BytesIO(b"abc"), 3)
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/ب/"
    assert (environ["HTTP_X_FORWARDED_PROTO"], environ["HTTP_COOKIE"]) == ("https", "a=1; b=2")
    assert (environ["CONTENT_LENGTH"], environ["CONTENT_TYPE"], environ["REMOTE_ADDR"]) == (
        "3",
        "text/plain",
        "::1",
    )


def test_w47_only_who_signed_in_or_holds_a_token_of_ours_is_known() -> None:
    """A cookie of any name, one that was made up, one of nobody who signed in, one of long ago: all are strangers'."""
    secret = "0" * 32
    good = known.with_code(secret)
    token = known.token_of("ifar_x-y_z")
    name = settings.SESSION_COOKIE_NAME
    strangers = [
        {"cookie": "a=b"}, {"cookie": f"{name}={secret}"}, {"cookie": f"other={good}"}, {"cookie": f"{name}={good}x"}, {"cookie": f"{name}={good[:-1]}"},
        {"cookie": f"{name}=1{good}"}, {"cookie": f"{name}=..."}, {"cookie": f"{name}={secret}.²."}, {"authorization": "Bearer x"}, {"authorization": "Basic x"},
        {"authorization": f"Bearer {token}x"}, {"authorization": f"Bearer {good}"}, {"cookie": f"{name}={token}"}, {"cookie": "\x00=;;;"}, {},
    ]  # fmt: skip
    assert [stranger for stranger in strangers if known.is_known(stranger)] == []
    assert known.is_known({"Cookie": f"a=b; {name}={good}"})
    assert known.is_known({"authorization": f"Bearer {token}"})
    assert known.secret_of(good) == secret
