"""What an event is given as, decided on and written from, and a firearm as it stands before it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

import orjson
import psycopg
from django.db import connection

from ifar import identifiers, prepared
from ifar.errors import NotFound
from ifar.ledger.entry import Entry
from ifar.licensing.selectors.facts import HELD_SQL
from ifar.registry.attestations import Attestation
from ifar.registry.labels import words_of
from ifar.registry.lifecycle import Facts, Outcome
from ifar.registry.lifecycle.states import FORFEIT, NEVER_MARKED
from ifar.registry.occurred import UNKNOWN, Occurred
from ifar.registry.possession import Keeping
from ifar.registry.selectors import books, licences
from ifar.registry.selectors.books import require_in_book
from ifar.registry.selectors.firearms import NAMED_SQL, NO_UNIT, visible_params, visible_sql
from ifar.registry.selectors.windows import OPEN_SQL
from ifar.rights import Actor

DOUBTFUL_SQL: Final = " OR ".join(
    f"e.changes ->> '{fact}' = ANY (ARRAY{sorted(map(str, values))})"
    for fact, values in (("legal", FORFEIT), ("physical", NEVER_MARKED))
)
"""An event by which an arm came to be forfeit or without marks: the condition of the index `registry_event_doubtful`."""

OBJECTED: Final = "portal.taken_in"
"""With what the cause of the matter begins that a holder's objection opens: what came into a trader's book without their will."""


def _now_is(held: str, visible: str = NAMED_SQL) -> str:
    return f"""
SELECT f.id, f.item, f.ownership, f.custody, f.legal, f.physical, f.owner, f.custodian, f.merged_into, f.n, f.last_event,
       clock_timestamp() AS now, f.compartment,
       (SELECT max(e.occurred_from) FROM registry_event e WHERE e.firearm_id = f.id
        AND e.kind NOT IN ('trace_requested', 'trace_answered')) AS latest_occurred,
       (SELECT coalesce(json_agg(m), '[]')::text FROM registry_mark m WHERE m.firearm_id = f.id) AS marks, f.make, f.former,
       f.category, {held} AS held,
       EXISTS (SELECT FROM registry_event e WHERE e.firearm_id = f.id AND ({DOUBTFUL_SQL})) AS doubtful,
       coalesce((SELECT e.details ->> 'result' = 'failed' FROM registry_event e WHERE e.firearm_id = f.id AND e.kind = 'proof_returned'
                 AND NOT EXISTS (SELECT FROM registry_event a WHERE a.firearm_id = f.id AND a.kind = 'annulled' AND a.details ->> 'event' = e.id::text)
                 ORDER BY e.n DESC LIMIT 1), false) AS failed,
       EXISTS (SELECT FROM matters_matter m WHERE m.about = f.public_id AND m.cause ^@ '{OBJECTED} ' AND m.state <> 'closed') AS disputed,
       (SELECT concat_ws(' ', a.public_id, registry_authority_over(a.id)) FROM accounts_agency a
        WHERE a.id = f.agency_id AND registry_is_trader(a.kind)) AS trader
FROM registry_firearm f WHERE f.public_id = %(public_id)s AND {visible}
"""


NOW_IS: Final = _now_is("NULL::text")
NOW_IS_HELD: Final = _now_is(HELD_SQL)
"""The same with the licences of those who take part: one round trip for an event whose rule asks for them."""

_OPEN_IS: Final = {
    (is_held, in_unit): _now_is(
        HELD_SQL if is_held else "NULL::text",
        visible_sql(unit=in_unit).replace(OPEN_SQL, "f.physical <> 'destroyed'"),
    )
    for is_held in (False, True)
    for in_unit in (False, True)
}
"""The same, by whether licences are read along and whether the stocks of other units are closed, for who sees their compartments, of a thing that was not destroyed: what nearly every event is about.

What the condition leaves out costs a fifth of the statement where it is asked and never needed.
"""
_MANY: Final = NOW_IS.replace("= %(public_id)s", "= ANY(%(public_ids)s)").replace(
    "\nFROM registry_firearm f WHERE", ", f.public_id\nFROM registry_firearm f WHERE"
)
_MANY_HELD: Final = NOW_IS_HELD.replace("= %(public_id)s", "= ANY(%(public_ids)s)").replace(
    "\nFROM registry_firearm f WHERE", ", f.public_id\nFROM registry_firearm f WHERE"
)
"""The same of many at once, with their public identifiers behind."""

TAKEN_ANYWHERE: Final = frozenset({"found", "surrendered", "seized"})
"""What is recorded of whatever turned up, also of what another unit has in its stock and nobody missed yet (Protocol art. 11)."""
_SAID_ALREADY: Final = ("own_book", "at_hand", "lying", "agency", "agency_kind")
"""Parameters of `NAMED_SQL` that these have no use for."""


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event as somebody gives it.

    Attributes:
        kind: kind of event, as in the life cycle's table.
        details: what the kind's schema asks for; its personal fields go to the ledger as commitments only.
        occurred: when it happened.
        place, paper: where, and under which paper (licence, order, report); free text.
        identity: what the event says about identity, see `describing`.
        marks: marks that it adds, see `describing.MARK_FIELDS`; in a correction or when marked anew, one with the `n` of a mark
            on record changes that one.
        attested: condition -> what the officer says of it with a document in hand, where no record answers.
        lateness: why it is entered late in the trader's book (a code of `late_ground`), where the State's term for it has passed.
    """

    kind: str
    details: Mapping[str, Any] = field(default_factory=dict)
    occurred: Occurred = UNKNOWN
    place: str = ""
    paper: str = ""
    identity: Mapping[str, Any] = field(default_factory=dict)
    marks: Sequence[Mapping[str, Any]] = ()
    attested: Mapping[str, Attestation] = field(default_factory=dict)
    lateness: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded: the event's entry, its number in the firearm's life, the state, and what the rule had to say."""

    firearm: str
    entry: uuid.UUID
    n: int
    recorded_at: dt.datetime
    state: str
    alarms: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    unverified: tuple[str, ...] = ()


class KeptBy(NamedTuple):
    """A trader that keeps a record until the first sale or registration, and the authority that keeps it from then on."""

    trader: str
    authority: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A firearm as it stands before an event; `n` is 0 and the rest empty before its first. `kept_by` a trader, where one keeps its record.

    `seen` is the number of the last event that the actor reads: whoever sees a part of a life counts no hidden events.
    """

    id: int
    public_id: str
    item: str
    facts: Facts | None
    keeping: Keeping
    merged_into: str
    n: int
    last_event: uuid.UUID | None
    now: dt.datetime
    compartment: str = "civilian"
    latest_occurred: dt.datetime | None = None
    marks: tuple[Mapping[str, Any], ...] = ()
    make: str | None = None
    former: tuple[str, ...] = ()
    category: str = ""
    held: str | None = None
    doubtful: bool = True
    failed: bool = False
    disputed: bool = False
    kept_by: KeptBy | None = None
    seen: int = 0


@dataclass(frozen=True, slots=True)
class Restored:
    """What an annulment of the latest event brings back: the four facts, and the columns and marks as they stood before."""

    facts: Facts
    sets: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Composed:
    """A decided event, ready to be written: its ledger entry, its row, its search keys."""

    snapshot: Snapshot
    event: NewEvent
    outcome: Outcome
    entry: Entry
    row: tuple[Any, ...]
    changes: Mapping[str, Any]


def snapshot_of(actor: Actor, public_id: str, event: NewEvent | None = None) -> Snapshot:
    """Read a firearm as it stands, with the database's clock: the first of the two round trips.

    Args:
        event: whose licences are read along, where its rule asks for them; its details are checked.

    Raises:
        NotFound: there is none for this actor.
        Refused: it left the actor's book: what happens to it is recorded by others.
    """
    params: dict[str, Any] = {"public_id": public_id, **visible_params(actor)}
    # Acts reach what is not shown while it is counted; and a prepared statement takes no parameter that it does not use.
    del params["closed"]
    held = event is not None and bool(licences.wanted(event.kind))
    if event is not None and event.kind in TAKEN_ANYWHERE:
        params["unit"] = NO_UNIT
    if event is not None and held:
        params["ids"] = licences.taking_part(actor, event.details)
    with connection.wrap_database_errors:
        row = None
        if not (actor.own_book_only or actor.at_hand_only):
            in_unit = params["unit"] != NO_UNIT
            not_used = _SAID_ALREADY if in_unit else (*_SAID_ALREADY, "unit")
            few = {name: value for name, value in params.items() if name not in not_used}
            row = prepared.first_row(connection.connection, _OPEN_IS[held, in_unit], few)
        if row is None:
            row = prepared.first_row(connection.connection, NOW_IS_HELD if held else NOW_IS, params)
    if row is None:
        raise NotFound("registry.firearm.not_found", words_of("registry.firearm.not_found"))
    return _snapshot(actor, public_id, row)


def snapshots_of(actor: Actor, public_ids: Sequence[str], event: NewEvent) -> dict[str, Snapshot]:
    """The same of many firearms at once, in two statements; what the actor does not see, or what left their book, is not among them."""
    params: dict[str, Any] = {"public_ids": list(public_ids), **visible_params(actor)}
    held = bool(licences.wanted(event.kind))
    if held:
        params["ids"] = licences.taking_part(actor, event.details)
    with connection.wrap_database_errors, psycopg.ClientCursor(connection.connection) as cursor:
        cursor.execute(_MANY_HELD if held else _MANY, params)
        rows = cursor.fetchall()
    gone = books.left(actor, [row[0] for row in rows]) if actor.own_book_only and rows else {}
    return {row[-1]: _snapshot(actor, row[-1], row[:-1], alone=False) for row in rows if row[0] not in gone}


def _snapshot(actor: Actor, public_id: str, row: Sequence[Any], *, alone: bool = True) -> Snapshot:
    key, item, ownership, custody, legal, physical, owner, custodian, merged_into = row[:9]
    (
        n,
        last_event,
        now,
        compartment,
        latest_occurred,
        marks,
        make,
        former,
        category,
        held,
        doubtful,
        failed,
        disputed,
        trader,
    ) = row[9:]
    seen = n
    if alone and actor.own_book_only:
        require_in_book(actor, key)
        seen, _ = books.last_seen(actor, [key]).get(key, (n, None))
    return Snapshot(
        key,
        public_id,
        item,
        Facts.of(ownership, custody, legal, physical),
        Keeping(owner, custodian),
        merged_into,
        n,
        last_event,
        now,
        compartment=compartment,
        latest_occurred=latest_occurred,
        marks=tuple(orjson.loads(marks)),
        make=make,
        former=tuple(former or ()),
        category=category,
        held=held,
        doubtful=doubtful,
        failed=failed,
        disputed=disputed,
        kept_by=_trader(trader or ""),
        seen=seen,
    )


def _trader(text: str) -> KeptBy | None:
    trader, _, authority = text.partition(" ")
    return KeptBy(trader, authority) if authority else None


def kept_by(trader: str) -> KeptBy | None:
    """A trader with the authority that keeps its records from the first sale or registration on; None where there is none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT registry_authority_over(id) FROM accounts_agency WHERE public_id = %s", [trader]
        )
        row = cursor.fetchone()
    return KeptBy(trader, row[0]) if row and row[0] else None


def nothing_yet(firearm_id: int, item: str, now: dt.datetime) -> Snapshot:
    """The snapshot of a firearm before its first event; its public identifier is drawn here."""
    public_id = identifiers.new("K" if item == "part" else "F", secrets.token_bytes)
    return Snapshot(firearm_id, public_id, item, None, Keeping(), "", 0, None, now, doubtful=False)
