"""ifar over HTTP for tests: served by threads of this process, on whatever database the settings lead to at the time.

Django's own server for tests gives every connection of a browser a thread, and every thread connections to the database that nobody
used before: with six of them for each person at a browser, PostgreSQL spent half of a test with reading its catalogue and compiling
functions anew. Here a request borrows what the one before it used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIEnvironment

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test.testcases import LiveServerThread

HOST: Final = "localhost"


class Lender:
    """Connections to the database that no request is using, the last used first."""

    def __init__(self) -> None:
        self._idle: list[dict[str, BaseDatabaseWrapper]] = []

    @contextmanager
    def lent(self) -> Iterator[None]:
        """This thread's connections, inside the block, are some that another thread may have used before."""
        idle = self._idle
        mine = idle.pop() if idle else self._new()
        for alias, base_database_wrapper in mine.items():
            connections[alias] = base_database_wrapper
        try:
            yield
        finally:
            for alias in mine:
                del connections[alias]
            if idle is self._idle:
                idle.append(mine)
            else:  # what it leads to is gone
                _close(mine)

    def _new(self) -> dict[str, BaseDatabaseWrapper]:
        made = {alias: connections.create_connection(alias) for alias in connections}
        for base_database_wrapper in made.values():
            base_database_wrapper.inc_thread_sharing()
        return made

    def close(self) -> None:
        """Close everything: the database that it leads to is about to go."""
        before, self._idle = self._idle, []
        for some in before:
            _close(some)


def _close(some: dict[str, BaseDatabaseWrapper]) -> None:
    for base_database_wrapper in some.values():
        base_database_wrapper.close()


def _may_be_kept(headers: list[tuple[str, str]]) -> bool:
    values = {name.lower(): value for name, value in headers}
    return "no-store" not in values.get("cache-control", "") and bool(
        values.keys() & {"expires", "last-modified"} or "max-age" in values.get("cache-control", "")
    )


class LiveSite(LiveServerThread):
    """The server; `url` is its address, the same for every test: what browsers keep of scripts and styles is of use to the next.

    `begin` and `end` are said by each test, for the settings and the database that it has. Files are served as in real use.
    `gave_to_keep` is true from when it answered with anything but such a file that a browser may show again without asking.
    """

    def __init__(self) -> None:
        super().__init__(HOST, lambda _: self._answer)
        self.daemon = True
        self._lender = Lender()
        self.begin()
        self.start()
        self.is_ready.wait()
        if self.error:
            raise self.error

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer as the application does; the request borrows its connections until it is answered whole."""

        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Callable[[bytes], object]:
            if not environ["PATH_INFO"].startswith(settings.STATIC_URL) and _may_be_kept(headers):
                self.gave_to_keep = True
            return start_response(status, headers, *more)

        with self._lender.lent():
            response = self._app(environ, start)
            try:
                return [b"".join(response)]
            finally:
                if close := getattr(response, "close", None):
                    close()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{self.host}:{self.port}"

    def begin(self) -> None:
        """Read the settings again, as they are now."""
        self._app = WSGIHandler()
        self.gave_to_keep = False

    def end(self) -> None:
        """Leave the database."""
        self._lender.close()

    def close(self) -> None:
        """Stop it."""
        self.terminate()
        self.end()
