"""How every act of accounts is written: one ledger entry at the database's time, with the row of the same identifier."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import connection

from ifar.accounts import payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.rights import Actor

_LAST = "SELECT entry FROM ledger_entry WHERE object = %s ORDER BY id DESC LIMIT 1"


def now() -> dt.datetime:
    """The time of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC)


def text(moment: dt.datetime | None) -> str | None:
    """A moment as payloads write it."""
    return None if moment is None else timestamp(moment)


def moment(written: str | None) -> dt.datetime | None:
    """A moment that a payload wrote."""
    return None if written is None else dt.datetime.fromisoformat(written)


def last_of(object: str) -> uuid.UUID | None:
    """The entry of an object's last act, to which the next one refers."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [object])
        row = cursor.fetchone()
    return row[0] if row else None


def write(
    *,
    actor: Actor,
    schema: str,
    act: str,
    object: str,
    payload: Mapping[str, Any],
    recorded_at: dt.datetime,
    personal: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    """Write the entry of an act inside the act's transaction, and return its identifier for the act's own row."""
    payloads.check(schema, payload)
    draft = Draft(
        schema=schema,
        act=act,
        object=object,
        payload=payload,
        personal=personal or {},
        previous=last_of(object),
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=recorded_at)
    return draft.entry
