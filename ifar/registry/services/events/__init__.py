"""Recording what happens to a firearm: one act, one transaction, two round trips.

The first trip reads the firearm as it stands and the database's clock; the life cycle decides; the second writes the ledger
entry and the event in one statement, and the database projects the state from the event. Nothing is locked in between: the
database refuses an event that was decided on another state. Search keys, personal values and facts for others take an
explicit transaction.
"""

from __future__ import annotations

from typing import Final

from django.db import connection, transaction

from ifar.errors import Conflict, Refused
from ifar.ledger import services as ledger
from ifar.registry import reserving
from ifar.registry.classifying import require_classifying
from ifar.registry.labels import words_of
from ifar.registry.services.events.composing import (
    changes_of,
    compose,
    late_of,
    make_after,
    numbered,
)
from ifar.registry.services.events.deciding import (
    OWN_SERVICE,
    check_described,
    check_mounted,
    check_recordable,
    checked,
    decided,
    kind_of,
)
from ifar.registry.services.events.shapes import (
    NOW_IS,
    NOW_IS_HELD,
    Composed,
    KeptBy,
    NewEvent,
    Recorded,
    Restored,
    Snapshot,
    kept_by,
    nothing_yet,
    snapshot_of,
    snapshots_of,
)
from ifar.registry.services.events.writing import (
    INSERT_EVENT,
    INSERT_WITH_ENTRY,
    recorded,
    write,
)
from ifar.rights import AGENCY_COMPARTMENT, Actor, require

__all__ = [
    "INSERT_EVENT",
    "INSERT_WITH_ENTRY",
    "NOW_IS",
    "NOW_IS_HELD",
    "OWN_SERVICE",
    "Composed",
    "KeptBy",
    "NewEvent",
    "Recorded",
    "Restored",
    "Snapshot",
    "changes_of",
    "check_described",
    "check_mounted",
    "check_recordable",
    "checked",
    "compose",
    "decided",
    "kept_by",
    "kind_of",
    "late_of",
    "make_after",
    "next_firearm_id",
    "note_trace",
    "nothing_yet",
    "numbered",
    "record_event",
    "recorded",
    "register_firearm",
    "snapshot_of",
    "snapshots_of",
    "write",
]


def record_event(*, actor: Actor, firearm: str, event: NewEvent, expected_n: int | None = None) -> Recorded:
    """Record the next event of a firearm.

    Args:
        firearm: its public identifier.
        expected_n: how many events its life had when the officer looked; another number is a conflict.

    Raises:
        NotFound: no such firearm for this actor.
        Invalid: the event is not of the right form.
        Refused: the life cycle says no, with every reason and its article; or it takes a second person, see `proposals`.
        Conflict: somebody else recorded an event meanwhile.
    """
    require(actor, "registry:event:record")
    kind = checked(event)
    connection.ensure_connection()
    snapshot = snapshot_of(actor, firearm, event)
    if expected_n is not None and expected_n != snapshot.seen:
        raise Conflict("registry.firearm.changed_meanwhile", words_of("registry.firearm.changed_meanwhile"))
    check_recordable(snapshot, event)
    check_mounted(actor, event, firearm)
    require_classifying(actor, event.identity, snapshot.compartment)
    outcome = decided(actor, snapshot, event, people=frozenset({actor.id}))
    return recorded(compose(actor, snapshot, event, kind, outcome))


TRACED: Final = frozenset({"trace_requested", "trace_answered"})
"""What a tracing desk notes of its own requests."""


def note_trace(*, actor: Actor, firearm: str, event: NewEvent) -> Recorded:
    """Note on a firearm's life that a tracing desk was asked about it, or what came of it; no other event.

    Raises:
        NotFound: no such firearm for this actor.
        Invalid: it is another kind of event, or not of its form.
        Refused: the life cycle says no.
        Conflict: somebody else recorded an event meanwhile.
    """
    require(actor, "registry:trace:note")
    kind = checked(event)
    if event.kind not in TRACED:
        raise Refused("registry.kind.own_service", words_of("registry.kind.own_service"), field="kind")
    connection.ensure_connection()
    snapshot = snapshot_of(actor, firearm, event)
    outcome = decided(actor, snapshot, event, people=frozenset({actor.id}))
    return recorded(compose(actor, snapshot, event, kind, outcome))


def next_firearm_id() -> int:
    """Draw the next internal key of a firearm."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('registry_firearm_id_seq')")
        number: int = cursor.fetchone()[0]
    return number


@transaction.atomic
def register_firearm(*, actor: Actor, event: NewEvent, item: str = "firearm") -> Recorded:
    """Open the record of a firearm or part with its first event (registered, imported, production planned …).

    Raises:
        Invalid, Refused: as for `record_event`.
    """
    require(actor, "registry:event:record")
    kind = checked(event)
    check_described(event)
    check_mounted(actor, event)
    require_classifying(actor, event.identity, AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"))
    if item == "firearm":
        reserving.check(actor, event)
    connection.ensure_connection()
    snapshot = nothing_yet(next_firearm_id(), item, ledger.now())
    outcome = decided(actor, snapshot, event, people=frozenset({actor.id}))
    return write(compose(actor, snapshot, event, kind, outcome))
