"""The versions in which lists are loaded: what is built of a list is kept by the process under them, so whoever needs it asks for them first.

While a request is answered they are asked for once, of all lists together; a worker or a command asks each time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextvars import ContextVar
from typing import Final

from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_REMEMBERED: Final[ContextVar[dict[str, int] | None]] = ContextVar("versions", default=None)
"""What the request at hand was told, empty before it asked; None where no request is answered."""
_ALL: Final = "SELECT name, version FROM reference_codelist ORDER BY name"
_SOME: Final = "SELECT name, version FROM reference_codelist WHERE name = ANY (%s) ORDER BY name"


def versions_of(names: Collection[str]) -> tuple[tuple[str, int], ...]:
    """Some lists and their versions, by name; a list that is not loaded is left out. In SQL at once, as nearly every page asks."""
    result = _REMEMBERED.get()
    if result is None:
        with connection.cursor() as cursor:
            cursor.execute(_SOME, [list(names)])
            return tuple(cursor.fetchall())
    if not result:
        with connection.cursor() as cursor:
            cursor.execute(_ALL)
            result.update(cursor.fetchall())
    return tuple((name, result[name]) for name in sorted(set(names)) if name in result)


def forget() -> None:
    """Have the request at hand, if there is one, ask again: a list was loaded."""
    if result := _REMEMBERED.get():
        result.clear()


class VersionsMiddleware:
    """Remembers the versions while a request is answered, and no longer: what a response still sends afterwards asks anew."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request."""
        before = _REMEMBERED.set({})
        try:
            return self._get_response(request)
        finally:
            _REMEMBERED.reset(before)
