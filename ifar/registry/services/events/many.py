"""Writing thousands of composed events at once, over COPY; the same triggers check each of them as any INSERT."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from django.db import connection

from ifar import copytext
from ifar.ledger import services as ledger
from ifar.registry.alerts.services import hits
from ifar.registry.search import keys as search_keys
from ifar.registry.services.events.composing import make_after
from ifar.registry.services.events.shapes import Composed
from ifar.registry.services.events.writing import INSERT_EVENT, in_words, is_alone, write

_EVENTS: Final = INSERT_EVENT.removeprefix("INSERT INTO ").partition(" VALUES")[0]
_KEYS: Final = f"registry_markkey ({', '.join(search_keys.COLUMNS)})"
_NUMBERS: Final = "SELECT nextval('registry_firearm_id_seq') FROM generate_series(1, %s)"


def write_many(composed: Sequence[Composed]) -> None:
    """Write events in the caller's transaction: those that open records, and those that add marks to some.

    Raises:
        ValueError: one changes a mark on record, or the make: its keys are written anew, which `write` does.
    """
    marked = [value for value in composed if value.changes.get("marks")]
    for item in composed:
        known = {mark["n"] for mark in item.snapshot.marks}
        anew = any(mark["n"] in known for mark in item.changes.get("marks", ()))
        if anew or (item.snapshot.n and make_after(item.snapshot, item.changes) != item.snapshot.make):
            raise ValueError("keys of marks on record are written anew")
    ledger.write_many(value.entry for value in composed)
    copy(_EVENTS, (value.row for value in composed))
    copy(
        _KEYS,
        (
            key
            for value in marked
            for key in search_keys.rows(
                value.snapshot.id,
                value.changes["marks"],
                make=make_after(value.snapshot, value.changes),
                former=value.snapshot.former,
            )
        ),
    )
    if marked:
        hits.tell_marked([value.snapshot.id for value in marked])


def write_each(composed: Sequence[Composed]) -> None:
    """Write events of many firearms on record in the caller's transaction: at once where entry and event are all there is of one, as `write` does the others.

    Raises:
        Conflict: somebody else recorded an event of one of them meanwhile.
    """
    alone = [value for value in composed if is_alone(value)]
    if alone:
        with in_words():
            ledger.write_many(value.entry for value in alone)
            copy(_EVENTS, (value.row for value in alone))
    for item in composed:
        if not is_alone(item):
            write(item)


def new_firearm_ids(count: int) -> list[int]:
    """Draw so many internal keys of firearms."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [count])
        return [number for (number,) in cursor.fetchall()]


def copy(place: str, rows: Iterable[Iterable[Any]]) -> None:
    """Write rows over COPY."""
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f"COPY {place} FROM STDIN") as writer,
    ):
        writer.write(copytext.rows(rows))
