"""ifar over HTTP for tests: served by threads of this process, on whatever database the settings lead to at the time.

Django's own server for tests gives every connection of a browser a thread, and every thread connections to the database that nobody
used before: with six of them for each person at a browser, PostgreSQL spent half of a test with reading its catalogue and compiling
functions anew. Here a request borrows what the one before it used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
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
        mine = self._idle.pop() if self._idle else self._new()
        for alias, one in mine.items():
            connections[alias] = one
        try:
            yield
        finally:
            for alias in mine:
                del connections[alias]
            self._idle.append(mine)

    def _new(self) -> dict[str, BaseDatabaseWrapper]:
        made = {alias: connections.create_connection(alias) for alias in connections}
        for one in made.values():
            one.inc_thread_sharing()
        return made

    def close(self) -> None:
        """Close everything: the database that it leads to is about to go."""
        while self._idle:
            for one in self._idle.pop().values():
                one.close()


def _borrowing(app: WSGIApplication, lender: Lender) -> Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]:
    """The same application, each request of which borrows its connections until it is answered whole."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with lender.lent():
            response = app(environ, start_response)
            try:
                return [b"".join(response)]
            finally:
                if close := getattr(response, "close", None):
                    close()

    return answer


class _Server(ThreadedWSGIServer):
    lender: Lender

    def set_app(self, application: Any) -> None:
        super().set_app(_borrowing(application, self.lender))


class LiveSite(LiveServerThread):
    """The server; `url` is its address."""

    def __init__(self) -> None:
        super().__init__(HOST, StaticFilesHandler)
        self.daemon = True
        self.lender = Lender()
        self.server_class = type("_Served", (_Server,), {"lender": self.lender})
        self.start()
        self.is_ready.wait()
        if self.error:
            raise self.error

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{self.host}:{self.port}"

    def close(self) -> None:
        """Stop it."""
        self.terminate()
        self.lender.close()
