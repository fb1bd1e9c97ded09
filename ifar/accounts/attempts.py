"""Counting what strangers try, in all processes together and by address, as sign-in counts its failures."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from allauth.core.internal import ratelimit
from django.db import connection
from django.http import HttpRequest

from ifar.errors import TooMany


def count(request: HttpRequest, action: str, rates: str) -> Any:
    """Count one attempt from this address; the answer's `rollback()` takes it back where it was none.

    Args:
        action: what is tried.
        rates: how many in how long, e.g. `10/m/key,100/d/key`.

    Raises:
        TooMany: there were too many.
    """
    usage = ratelimit.consume(
        request,
        app="ifar",
        action=action,
        config={action: rates},
        key=ratelimit.get_ip(request),
        limit_get=True,
    )
    if not usage:
        raise TooMany()
    return usage


def count_by(who: str, action: str, rates: str) -> None:
    """Count one attempt of somebody who is known, in all processes together: of several in the same moment no more pass than may.

    Args:
        who: the public identifier of whoever tries.
        action, rates: as `count`.

    Raises:
        TooMany: there were too many.
    """
    usage = ratelimit.consume(
        HttpRequest(), app="ifar", action=action, config={action: rates}, key=who, limit_get=True
    )
    if not usage:
        raise TooMany()


def count_apart(who: str, action: str, rates: str) -> None:
    """As `count_by`, on a connection of its own: a try counts also where all else of its transaction is undone with what was refused.

    Raises:
        TooMany: there were too many.
    """
    with ThreadPoolExecutor(1) as aside:
        aside.submit(_count_and_close, who, action, rates).result()


def _count_and_close(who: str, action: str, rates: str) -> None:
    try:
        count_by(who, action, rates)
    finally:
        connection.close()
