"""Requests to the web server: one takes a thread when it has arrived whole, and not before.

A body that comes slowly, or never, costs a socket and what has arrived of it; it keeps nobody else from being answered. What does not
arrive within its time is answered with 408 and forgotten (CWE-400; the attack is known as R.U.D.Y.). The answer is made by Django's
WSGI handler in one thread from beginning to end, because connections to the database belong to their thread.

Granian's interface RSGI: https://github.com/emmett-framework/granian/blob/master/docs/spec/RSGI.md
"""

from __future__ import annotations

import asyncio
import codecs
import os
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from typing import IO, Any, Final, Protocol

from django.utils.http import parse_header_parameters

from ifar.typed import BIGINT, whole_number

THREADS: Final = int(os.environ.get("IFAR_WEB_THREADS", "4"))
"""Requests that one process of the web server answers at once."""
IDLE_SECONDS: Final = 15.0
"""How long nothing may arrive."""
SLACK_SECONDS: Final = 30.0
BYTES_PER_SECOND: Final = 4096
"""The least that arrives, half of what a bad line of 64 kbit/s carries. A body may lag 30 seconds behind it, and saves up no more than those."""
WHOLE_SECONDS: Final = 3600.0
"""How long any body may take: the longest one (`IFAR_UPLOAD_LIMIT`) needs 600 kbit/s."""
IN_MEMORY: Final = 256 * 1024
"""Bytes of a body that stay in memory; the rest goes to a file without a name."""
PIECE: Final = 256 * 1024
"""Bytes of an answer that are sent at once."""
SMALL: Final = 2**20
"""Bytes of a body that is never refused for lack of room, and the most of whoever is not known to us."""
ROOM: Final = 2**30
"""Bytes that have arrived of all longer bodies together and are kept by one process at a time. What is only announced takes no room."""
TEXT: Final = frozenset({"utf-8", "ascii"})
"""How text is written (names of `codecs`). Django would read even an address by what else a sender names, be it `hex`."""
SEND_SECONDS: Final = 60.0
"""How long a reader may take for one piece."""
Headers = list[tuple[str, str]]


class Scope(Protocol):
    """What granian says of a request."""

    proto: str
    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Any


class Late(Exception):
    """The body did not arrive within its time."""


class Full(Exception):
    """There is no room for what arrived."""


class BrokenOff(Exception):
    """The connection ended before the whole body had arrived: nothing of it is done."""


async def body_of(
    pieces: Any,
    length: int,
    *,
    arrived: Callable[[int], None] = lambda _more: None,
    idle: float = IDLE_SECONDS,
    slack: float = SLACK_SECONDS,
    whole: float = WHOLE_SECONDS,
) -> IO[bytes]:
    """The whole body, from its beginning.

    Args:
        pieces: an asynchronous iterator over what arrives.
        length: bytes that were announced.
        arrived: told of each piece how many bytes it has; may raise `Full`.
        idle, slack, whole: seconds without anything, behind the least rate, and altogether.

    Raises:
        Late: it was too slow.
        BrokenOff: fewer bytes came, or more.
        Full: there is no room for it.
    """
    loop = asyncio.get_running_loop()
    began, received = loop.time(), 0
    until = began + slack
    kept: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed with the request
    arriving = aiter(pieces)
    try:
        while True:
            now = loop.time()
            left = min(idle, until - now, began + whole - now)
            try:
                piece = await asyncio.wait_for(anext(arriving), max(0.0, left))
            except StopAsyncIteration as end:
                if received != length:
                    raise BrokenOff from end
                kept.seek(0)
                return kept
            except TimeoutError as error:
                raise Late from error
            received += len(piece)
            if received > length:
                raise BrokenOff
            arrived(len(piece))
            until = min(loop.time() + slack, until + len(piece) / BYTES_PER_SECOND)
            kept.write(piece)
    except BaseException:
        kept.close()
        raise


def is_readable(headers: Any) -> bool:
    """Whether text is sent as we read it, by whatever says how it is written."""
    text = ",".join(value for name, value in headers.items() if name.lower() == "content-type")
    try:
        charset = parse_header_parameters(text)[1].get("charset", "utf-8")
        return codecs.lookup(charset).name in TEXT
    except (LookupError, ValueError):
        return False


def environ_of(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """The request as WSGI has it (PEP 3333): text whose characters are bytes."""
    address, _, port = scope.server.rpartition(":")
    client = scope.client.rpartition(":")[0].strip("[]")
    result: dict[str, Any] = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": scope.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode("utf-8", "surrogateescape").decode("latin-1"),
        "SERVER_NAME": address.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "REMOTE_ADDR": client,
        "CONTENT_LENGTH": str(length),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        key = name.upper().replace("-", "_")
        if "_" in name or key == "CONTENT_LENGTH":
            continue  # an underscore would pass for the dash of a header that a proxy sets
        if key != "CONTENT_TYPE":
            key = f"HTTP_{key}"
        result[key] = (
            f"{result[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{value}" if key in result else value
        )
    return result


class Application:
    """A WSGI application, behind a door that waits for whole requests.

    Args:
        limit: bytes of the longest body.
        knows: whether headers come from somebody who may send more than a small one; asked before anything has arrived.
    """

    def __init__(
        self,
        wsgi: Callable[..., Iterable[bytes]],
        *,
        limit: int,
        knows: Callable[[Any], bool],
        room: int = ROOM,
        threads: int = THREADS,
    ) -> None:
        self.wsgi, self._knows = wsgi, knows
        self.limit = limit
        self._room = room
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="request")

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Answer a request."""
        if scope.proto != "http":
            protocol.close()
            return
        if scope.headers.get("transfer-encoding"):
            # Without a length nobody can tell the end of a body from a connection that broke; browsers and our clients state one.
            protocol.response_str(411, _PLAIN, "State the length of the request (Content-Length).\n")
            return
        length = whole_number(scope.headers.get("content-length"), most=BIGINT, otherwise=0)
        if length > SMALL and (length > self.limit or not self._knows(scope.headers)):
            protocol.response_str(413, _PLAIN, "The request is too long.\n")
            return
        if not is_readable(scope.headers):
            protocol.response_str(415, _PLAIN, "Send text in UTF-8 (Content-Type).\n")
            return
        taken = 0

        def take(more: int) -> None:
            nonlocal taken
            if length <= SMALL:
                return
            if more > self._room:
                raise Full
            taken += more
            self._room -= more

        try:
            body = await body_of(protocol, length, arrived=take)
        except Late:
            protocol.response_str(408, _PLAIN, "The request did not arrive in time. Send it again.\n")
        except Full:
            protocol.response_str(503, _PLAIN, "Many uploads are under way. Try again in a minute.\n")
        except BrokenOff:
            protocol.response_str(400, _PLAIN, "The request broke off. Nothing was done; send it again.\n")
        except OSError:
            protocol.response_str(503, _PLAIN, "This machine's disk takes no more data. Try again later.\n")
        else:
            await self._have_answered(scope, protocol, body)
        finally:
            self._room += taken

    async def _have_answered(self, scope: Scope, protocol: Any, body: IO[bytes]) -> None:
        loop = asyncio.get_running_loop()

        def wait_for(sending: Awaitable[None]) -> None:
            asyncio.run_coroutine_threadsafe(_sent(sending), loop).result(SEND_SECONDS)

        await loop.run_in_executor(self._threads, self._answer, scope, protocol, body, wait_for)

    def _answer(
        self, scope: Scope, protocol: Any, body: IO[bytes], wait_for: Callable[[Awaitable[None]], None]
    ) -> None:
        """In a thread of its own: have the answer made, and send it."""
        values: list[Any] = []

        def start_response(status: str, headers: Headers, _error: Any = None) -> None:
            values[:] = [int(status.split(" ", 1)[0]), headers]

        with body:
            length = body.seek(0, os.SEEK_END)
            body.seek(0)
            answer = self.wsgi(environ_of(scope, body, length), start_response)
            try:
                pieces = iter(answer)
                first = _gathered(pieces)
                status, headers = values
                if len(first) < PIECE:
                    protocol.response_bytes(status, headers, first)
                    return
                stream = protocol.response_stream(status, headers)
                for piece in chain((first,), iter(lambda: _gathered(pieces), b"")):
                    wait_for(stream.send_bytes(piece))
            finally:
                if hasattr(answer, "close"):
                    answer.close()


_PLAIN: Final[Headers] = [("content-type", "text/plain; charset=utf-8"), ("connection", "close")]


async def _sent(sending: Awaitable[None]) -> None:
    await sending


def _gathered(pieces: Any) -> bytes:
    """The next pieces together, as many as are sent at once; empty at the end."""
    results, length = [], 0
    for piece in pieces:
        results.append(piece)
        length += len(piece)
        if length >= PIECE:
            break
    return b"".join(results)
