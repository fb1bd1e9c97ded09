"""Writing acts on cases and items: their ledger entries and rows; the database projects the state from them."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection

from ifar import identifiers, recording
from ifar.errors import Reason
from ifar.ledger import services as ledger
from ifar.outbox.services import state_fact
from ifar.recording import Recorder, plain, standing
from ifar.recoveries import payloads, words
from ifar.recoveries.acts import NOUNS, TABLE, Noun
from ifar.recoveries.models import Case, Item
from ifar.rights import Actor

VERSION: Final = 1
MEANWHILE: Final[Mapping[str, str]] = {
    "its case is concluded": "recoveries.case.concluded",
    "that is no firearm that could be it": "recoveries.changed_meanwhile",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""
RECORDER: Final = Recorder(
    "recoveries", of=words.of, explained=words.explained, refusals=MEANWHILE, waits="recoveries_wait"
)
refused = RECORDER.refused
invalid = RECORDER.invalid
changed_meanwhile = RECORDER.changed_meanwhile
_LOCK: Final = "SELECT pg_advisory_xact_lock(1767268726, hashtext(%s))"
_WAIT: Final = "SELECT recoveries_wait('item', 'linked', %s, '{}', '{}')"
_SHARED: Final = "SELECT pg_advisory_xact_lock_shared(1767268726, hashtext(%s))"


@dataclass(frozen=True, slots=True)
class Act:
    """An act before it is written: on the record as it stands, or on the identifier of one that it opens.

    `after` is the act on the same subject that is written just before it, with its number and the state that it leads to.
    """

    noun: Noun
    kind: str
    on: Case | Item | str
    changes: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    personal: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[uuid.UUID, int, str] | None = None
    entry: uuid.UUID = field(default_factory=ledger.new_entry_id)


def new_id(noun: Noun) -> str:
    """A new public identifier."""
    return identifiers.new(NOUNS[noun], secrets.token_bytes)


def check_open(case: Case) -> None:
    """Refuse what a concluded case allows no more."""
    if case.state != "open":
        raise refused(Reason("recoveries.case.concluded"))


def lock(subject: str) -> None:
    """Let nobody else number or judge what belongs to a case, an item or a room until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [subject])


def lock_link(item: str) -> None:
    """Wait for whoever acts on an item or its case, before its firearm is locked: whoever confirms a hit locks them in this order too."""
    lock(item)
    with connection.cursor() as cursor:
        cursor.execute(_WAIT, [item])


def share(subject: str) -> None:
    """Let nobody `lock` something until this transaction ends; any number share it."""
    with connection.cursor() as cursor:
        cursor.execute(_SHARED, [subject])


def write(actor: Actor, *acts: Act, recorded_at: dt.datetime | None = None) -> list[uuid.UUID]:
    """Write acts in the caller's transaction, in their order; returns their entries.

    Raises:
        Refused: one cannot be done from the state of its subject.
        Conflict: somebody else did something meanwhile.
    """
    written = [_composed(act) for act in acts]
    entries = RECORDER.write(actor, *written, recorded_at=recorded_at)
    for act in written:
        state_fact(
            topic=f"recoveries.{act.noun}_{act.kind}",
            key=act.subject,
            payload={"entry": str(act.entry), "noun": act.noun},
        )
    return entries


def _composed(act: Act) -> recording.Act:
    subject, state, n, previous = standing(act.on)
    if act.after is not None:
        previous, n, state = act.after
    after = TABLE[act.noun, act.kind].leads.get(state)
    if after is None:
        raise refused(Reason("recoveries.impossible"))
    name, schema = TABLE[act.noun, act.kind].name, f"{act.noun}.{act.kind}/{VERSION}"
    changes = {"state": after, **plain(act.changes)}
    composed = recording.Act(
        name,
        act.noun,
        act.kind,
        subject,
        n + 1,
        previous,
        schema,
        plain(act.details),
        changes,
        act.personal,
        entry=act.entry,
    )
    payloads.check(schema, composed.payload)
    return composed
