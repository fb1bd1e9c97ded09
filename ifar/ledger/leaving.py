"""What is asked before the log leaves the register: by an app above the ledger that knows purposes, reads and approvals (`accounts`)."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

Before = Callable[[HttpRequest, int], HttpResponse | None]
_before: list[Before] = []


def provide(before: Before) -> None:
    """Have `before(request, size)` asked: it gives the page that comes first, or None where the log may leave."""
    _before[:] = [before]


def before(request: HttpRequest, size: int) -> HttpResponse | None:
    """The page that comes before the log, or None where it may leave."""
    for asked in _before:
        return asked(request, size)
    return None
