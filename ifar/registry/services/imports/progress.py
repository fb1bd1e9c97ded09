"""How far an import has come, where others can see it while the work's own transactions are still open."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from django.db import connection

from ifar.registry.models import Import

Say = Callable[[str, int, int], None]
"""Told how far a phase has come: its name, how many rows are done, of how many (0 = not yet known)."""

EVERY_SECONDS: Final = 0.5
_LOCK: Final = "SELECT pg_try_advisory_lock(%s, %s)"
_UNLOCK: Final = "SELECT pg_advisory_unlock(%s, %s)"
_SPACE: Final = 1767268724


class Progress:
    """Writes phase, count and heartbeat to the import's row, at most every `EVERY_SECONDS`, and tells whoever watches."""

    def __init__(self, batch: Import, say: Say | None = None) -> None:
        self._batch = batch
        self._say = say or (lambda *_: None)
        self._last = 0.0
        self._phase = ""

    def __call__(self, phase: str, done: int, total: int) -> None:
        """Say that `done` of `total` rows of a phase are done."""
        self._say(phase, done, total)
        began = phase != self._phase
        if not began and time.monotonic() - self._last < EVERY_SECONDS and done < total:
            return
        self._last, self._phase = time.monotonic(), phase
        now = _now()
        more: dict[str, Any] = {"began_at": now} if began else {}
        Import.objects.filter(pk=self._batch.pk).update(
            phase=phase, done=done, total=total, beat_at=now, **more
        )


def _now() -> Any:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


class Alone:
    """That one process works on an import: a lock that the database drops when the process or its connection dies."""

    def __init__(self, batch: Import) -> None:
        self._key = batch.pk
        self.got = False

    def __enter__(self) -> Alone:
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, (_SPACE, self._key))
            self.got = cursor.fetchone()[0]
        return self

    def __exit__(self, *_: object) -> None:
        if self.got:
            with connection.cursor() as cursor:
                cursor.execute(_UNLOCK, (_SPACE, self._key))
