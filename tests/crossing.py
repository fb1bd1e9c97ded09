"""Two acts that cross: the second is done whole while the first has its number in the log and no effect yet."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from ifar.acts import recorder
from ifar.errors import IfarError

LONG = 1.0
"""Seconds that the first act waits between its number and its effect; the second takes milliseconds where nothing holds it."""


def crossing(
    monkeypatch: pytest.MonkeyPatch,
    first: Callable[[], Any],
    second: Callable[[], Any],
    *,
    at: str = "",
    committing: bool = False,
) -> list[str]:
    """Do two acts, each in a connection of its own, so that they cross; what came of each: `done`, or the class of its error.

    Args:
        at: name of the act at whose number the first waits, where it writes several; its first one where empty.
        committing: the first waits when everything is written and nothing committed, and not at its number.
    """
    numbered, over, values = threading.Event(), threading.Event(), ["", ""]
    append = recorder.ledger.append

    def slowly(**given: Any) -> Any:
        entries = append(**given)
        asked = at in ("", *(draft.act for draft in given["drafts"])) and not committing
        if asked and threading.current_thread().name == "first":
            numbered.set()
            over.wait(LONG)
        return entries

    def uncommitted() -> None:
        with transaction.atomic():
            first()
            numbered.set()
            over.wait(LONG)

    def run(number: int, act: Callable[[], Any]) -> None:
        try:
            if number:
                assert numbered.wait(20)
            act()
            values[number] = "done"
        except IfarError as error:
            values[number] = type(error).__name__
        finally:
            (over if number else numbered).set()
            connection.close()

    names = ("first", "second")
    with monkeypatch.context() as patched:
        patched.setattr(recorder.ledger, "append", slowly)
        threads = [
            threading.Thread(target=run, args=row, name=names[row[0]])
            for row in enumerate((uncommitted if committing else first, second))
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    return values
