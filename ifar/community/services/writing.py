"""Writing an accountable act of the community: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.community import acts, payloads, words
from ifar.community.models import Event
from ifar.community.models.acts import Standing
from ifar.errors import Conflict, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.outbox.services import state_fact
from ifar.rights import Actor

INSERT: Final = (
    "INSERT INTO community_event (id, noun, subject, n, kind, schema, details, changes, proposal) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def new_id() -> str:
    """A new public identifier of a thing of the community."""
    return identifiers.new("S", secrets.token_bytes)


def now() -> dt.datetime:
    """The time of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC)


def text(moment: dt.datetime) -> str:
    """A moment as entries write it."""
    return timestamp(moment)


def changed_meanwhile() -> Conflict:
    """Somebody else was quicker."""
    return Conflict("community.changed_meanwhile", words.of("community.changed_meanwhile"))


def impossible() -> Refused:
    """It cannot be done from the state in which it stands."""
    return words.refused("community.impossible")


def write(
    actor: Actor,
    noun: str,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    proposal: str = "",
) -> uuid.UUID:
    """Write one act in the caller's transaction; returns its entry.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        personal: words of people (`note`, `name`, `words`): kept apart from the log.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    before = None if isinstance(on, str) else on
    subject = on if isinstance(on, str) else on.public_id
    state = acts.after(noun, kind, before.state if before else "")
    if state is None:
        raise impossible()
    n = before.n + 1 if before else 1
    sets: dict[str, Any] = json.loads(json.dumps({"state": state, **(changes or {})}, default=str))
    said: dict[str, Any] = json.loads(json.dumps(dict(details or {}), default=str))
    schema = f"{noun}.{kind}/{payloads.VERSION}"
    payloads.check(schema, said)
    draft = Draft(
        schema=schema,
        act=acts.TABLE[noun, kind].name,
        object=subject,
        payload={"noun": noun, "kind": kind, "n": n, "details": said, "changes": sets, "proposal": proposal},
        personal={name: value for name, value in (personal or {}).items() if value},
        previous=before.last_event if before else None,
        entry=ledger.new_entry_id(),
    )
    row: tuple[Any, ...] = (draft.entry, noun, subject, n, kind, schema, Jsonb(said), Jsonb(sets), proposal)
    try:
        ledger.append(actor=actor, drafts=[draft])
        with connection.cursor() as cursor:
            cursor.execute(INSERT, row)
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.SerializationFailure):
            raise changed_meanwhile() from error
        raise
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
            raise changed_meanwhile() from error
        raise
    # Whoever listens is told that something happened, not what: facts of the outbox carry no word of a member.
    state_fact(
        topic=f"community.{noun}_{kind}", key=subject, payload={"entry": str(draft.entry), "state": state}
    )
    assert draft.entry is not None
    return draft.entry


def events_of(subject: str, noun: str) -> list[Event]:
    """The acts on a record, the first first."""
    return list(Event.objects.filter(subject=subject, noun=noun).order_by("n"))
