"""Fetching candidates: by statements that the session keeps prepared, and for how long a question may take: beyond that it is refused as too
wide, and never answered in part.

Whoever asks for a rare fact among hundreds of thousands of equal marks keeps a process of the database busy for ten seconds, and a few who do
so keep everybody from searching. It is asked between the plans of a question and between their pages, and the server is told of a pattern's limit with its statement:
a statement that is kept prepared would need a round trip more. Every statement of a page has a limit besides (`ifar/settings.py`).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import psycopg
from django.db import connection
from django.utils.translation import gettext_lazy as _

from ifar.errors import IfarError, Invalid, Unavailable
from ifar.registry.search.compacted import Row

PATIENCE: Final = 3.0
"""Seconds that a question may take for which somebody waits, over all of its statements."""

UNHURRIED: Final = 60.0
"""The same where nobody does: of searches that stay open."""

TOO_WIDE: Final = "registry.search.too_wide"
PLANNED_ANEW: Final = " LIKE "
"""What statements of patterns hold."""
_LIMIT: Final = "SET LOCAL statement_timeout"
_NAMED: Final = re.compile(r"%\((\w+)\)s")


def in_time[Page](pages: Iterator[Page], until: float, growing: int) -> Iterator[Page]:
    """The pages, as long as the next one can be expected to end in time; whoever has enough asks for no further one.

    Args:
        until: when all must have ended, of the monotonic clock.
        growing: how many times as long a page takes as the one before.

    Raises:
        Invalid: it is too wide. What was found until then is no answer: the rest may hold what is looked for.
    """
    begun = time.monotonic()
    if begun > until:  # another plan of the same question took all of it
        raise too_wide()
    yield next(pages)
    for page in pages:
        now = time.monotonic()
        if now + growing * (now - begun) > until:
            raise too_wide()
        begun = now
        yield page


def too_wide() -> Invalid:
    """What is said then."""
    return Invalid(
        TOO_WIDE,
        _(
            "So many marks are equal to this one or near it that the search would take too long. Say the make as well, or search for another mark of the firearm."
        ),
        field="serial",
    )


def is_too_wide(error: IfarError) -> bool:
    """Whether that is what an error says."""
    return error.code == TOO_WIDE


def limited(statement: str, until: float) -> str:
    """A statement with its limit of time before it, and the session's own behind it: its rows are the second result."""
    limit = max(1, int((until - time.monotonic()) * 1000))
    return f"{_LIMIT} = {limit}; {statement}; SET LOCAL statement_timeout TO DEFAULT"


def fetch(statement: str, params: Mapping[str, Any]) -> list[Row]:
    """Run a statement that the session keeps prepared: planning it would take as long as running it.

    One that brings its limit of time along (`limited`) is planned each time, as patterns must be, whose beginning decides about the index.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors:
        try:
            if statement.startswith(_LIMIT):
                with psycopg.ClientCursor(connection.connection) as cursor:
                    cursor.execute(statement.encode(), params).nextset()
                    return cursor.fetchall()
            numbered, names = _numbered(statement)
            with psycopg.RawCursor(connection.connection) as cursor:
                return cursor.execute(numbered, [params[name] for name in names]).fetchall()
        except psycopg.errors.ObjectNotInPrerequisiteState as error:
            raise Unavailable(
                "registry.search.being_prepared",
                _("The index of marks is being made. Search again in a few minutes."),
            ) from error
        except psycopg.errors.QueryCanceled as error:
            raise too_wide() from error


@lru_cache(maxsize=256)
def _numbered(statement: str) -> tuple[bytes, tuple[str, ...]]:
    """A statement with numbers for its names, as the server reads it, and these in their order; taken apart once, not for each question."""
    names = tuple(dict.fromkeys(_NAMED.findall(statement)))
    numbers = {name: f"${at}" for at, name in enumerate(names, 1)}
    return _NAMED.sub(lambda match: numbers[match[1]], statement).encode(), names
