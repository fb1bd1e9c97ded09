"""Writing a composed event: the second of the two round trips."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import orjson
import psycopg
from django.db import IntegrityError, OperationalError, connection, transaction
from psycopg.types.json import Jsonb

from ifar.errors import Conflict, Refused
from ifar.ledger import services as ledger
from ifar.outbox import handlers
from ifar.outbox.services import state_fact
from ifar.registry.alerts.services import hits
from ifar.registry.labels import words_of
from ifar.registry.search import keys as search_keys
from ifar.registry.services.events.composing import former_after, make_after, rekeyed
from ifar.registry.services.events.shapes import Composed, Recorded

INSERT_EVENT = (
    "INSERT INTO registry_event (id, firearm_id, n, kind, schema, occurred_from, occurred_to, precision, zone, place, paper, proposal,"
    " details, checks, changes) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
INSERT_WITH_ENTRY = (
    f"{INSERT_EVENT.partition(' VALUES')[0]} SELECT entry, %s, %s, %s, schema{', %s' * 10} FROM entry"
)

UNDER_LICENCE: Final = "stands under licence"
"""What the database says where it refuses an event because of the licence that the event names."""

REFUSED: Final = {
    "Firearms Protocol, article 6(2)": ("registry.forfeit_unmarked", "Protocol art. 6(2)"),
    "bears no transfer mark": ("registry.precondition.transfer_mark", "Protocol art. 8(1)(c)"),
    "does not write it off": ("registry.precondition.not_the_counter", "MOSAIC 05.20"),
    "something else was decided": ("registry.precondition.disposal_authority", "Protocol art. 6(2)"),
    "destroyed with a sealed list": ("registry.precondition.list_sealed", "Protocol art. 6(2)"),
    "stands in no consignment": ("registry.not_carried", "Protocol art. 10(1)"),
    "by the marking campaign": ("registry.not_struck", "ITI para. 8(d)"),
    "is closed, ": ("registry.book.closed", "Directive (EU) 2021/555 art. 4(6)"),
}
"""What it says where it refuses an event for what others did meanwhile, or past the service -> the code and article of the refusal."""

RECOGNISED_BY: Final = frozenset(
    {"marks", "make", "model", "calibre", "type", "country_made", "year", "compartment"}
)
"""What an event may set that lets a saved search recognise the firearm."""


def write(composed: Composed) -> Recorded:
    """Write a composed event: the second round trip. Entry and event go in one statement, with more of it in one pipeline.

    It must be called inside the act's own transaction.

    Raises:
        Conflict: somebody else recorded an event of this firearm meanwhile.
    """
    return _write(composed, alone=is_alone(composed))


@contextmanager
def in_words() -> Iterator[None]:
    """What the database refuses of events, as the service says it."""
    try:
        yield
    except OperationalError as error:
        if not isinstance(
            error.__cause__, (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)
        ):
            raise
        raise Conflict(
            "registry.firearm.changed_meanwhile", words_of("registry.firearm.changed_meanwhile")
        ) from error
    except IntegrityError as error:
        # The facts were good when they were gathered; the database looks again with the licence locked.
        for said, (code, article) in REFUSED.items():
            if said in str(error):
                raise Refused(code, words_of(code), article=article) from error
        if UNDER_LICENCE not in str(error):
            raise
        raise Conflict(
            "registry.licence.changed_meanwhile", words_of("registry.licence.changed_meanwhile")
        ) from error


def _write(composed: Composed, *, alone: bool) -> Recorded:
    with in_words():
        if alone:
            _, *row = map(_as_text, composed.row)
            ledger.write_with_row(composed.entry, INSERT_WITH_ENTRY, (*row[:3], *row[4:]))
        else:
            _write_with_more(composed)
    return Recorded(
        firearm=composed.snapshot.public_id,
        entry=composed.entry.entry,
        n=composed.snapshot.n + 1,
        recorded_at=composed.entry.recorded_at,
        state=str(composed.outcome.state),
        alarms=composed.outcome.alarms,
        flags=composed.outcome.flags,
        unverified=composed.outcome.unverified,
    )


def _as_text(value: Any) -> str | None:
    """A value as text that the database reads by the column's type."""
    if value is None or type(value) is str:
        return value
    return orjson.dumps(value.obj).decode() if isinstance(value, Jsonb) else str(value)


def is_alone(composed: Composed) -> bool:
    """Whether entry and event are all there is to write: no personal value, no search keys, nobody who wants to hear of it."""
    if composed.entry.personal or composed.changes.keys() & RECOGNISED_BY:
        return False
    if rekeyed(composed.snapshot, composed.changes):
        return False
    return not any(handlers.names_for(topic) for topic, _ in _facts(composed))


def _write_with_more(composed: Composed) -> None:
    with connection.wrap_database_errors, connection.connection.pipeline():
        ledger.write([composed.entry])
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(INSERT_EVENT, composed.row)
        if marks := rekeyed(composed.snapshot, composed.changes):
            make = make_after(composed.snapshot, composed.changes)
            former = former_after(composed.snapshot, composed.changes)
            search_keys.write(composed.snapshot.id, marks, make=make, former=former)
    if composed.changes.keys() & RECOGNISED_BY:
        hits.tell_marked([composed.snapshot.id])
    for topic, fact in _facts(composed):
        state_fact(topic=topic, key=composed.snapshot.public_id, payload=fact)


def _facts(composed: Composed) -> Iterator[tuple[str, dict[str, Any]]]:
    """What others may want to hear: topic and payload."""
    fact = {"entry": str(composed.entry.entry), "kind": composed.event.kind}
    yield f"registry.{composed.event.kind}", fact
    if composed.outcome.alarms:
        yield "registry.alarm", {**fact, "alarms": list(composed.outcome.alarms)}


def recorded(composed: Composed) -> Recorded:
    """Write a composed event in a transaction of its own, or in a part of the caller's."""
    alone = is_alone(composed)
    if alone and not connection.in_atomic_block:
        # One statement is a transaction by itself; BEGIN and COMMIT would be two more round trips.
        return _write(composed, alone=True)
    with transaction.atomic():
        return _write(composed, alone=alone)
