"""How every act of accounts is written: one ledger entry at the database's time, with the row of the same identifier."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any, Final

from django.db import connection

from ifar.ledger import payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.rights import Actor

_LAST: Final = (
    "SELECT entry FROM ledger_entry WHERE object = %s AND (%s = '' OR act = %s) ORDER BY id DESC LIMIT 1"
)


_ALONE: Final = "pg_advisory_xact_lock(1767268765, hashtext(%s))"
_DECIDING: Final = "pg_advisory_xact_lock_shared(1767268765, hashtext(%s))"
_PROPOSAL: Final = "SELECT pg_advisory_xact_lock(1767268723, hashtext(%s))"
STEWARDS: Final = "stewards"
"""Stands for all who hold a role of `stewards.KEPT`: of two who are taken away at once the second one's taking sees the first."""
CEREMONY: Final = "ceremony"
"""Stands for the founding."""


def wait_for(*changed: str, decider: str = "") -> None:
    """Let nobody else change what some people hold until this transaction ends, nor what whoever decides holds. In one order.

    It is asked before the act's time is taken: the verifier asks by the times whether somebody still held the role by which they decided.
    The triggers of the acts' rows wait for the same. A proposal's own lock, `wait_for_proposal`, comes before.
    """
    people = sorted({*changed, decider} - {""})
    asked = ", ".join(_ALONE if person in changed else _DECIDING for person in people)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}", people)


def wait_for_proposal(public_id: str) -> None:
    """Let nobody else decide about a proposal, or carry it out, until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(_PROPOSAL, [public_id])


def now() -> dt.datetime:
    """The time of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC)


def text(moment: dt.datetime | None) -> str | None:
    """A moment as payloads write it."""
    return None if moment is None else timestamp(moment)


def moment(written: str | None) -> dt.datetime | None:
    """A moment that a payload wrote."""
    return None if written is None else dt.datetime.fromisoformat(written)


def last_of(object: str, act: str = "") -> uuid.UUID | None:
    """The entry of an object's last act, to which the next one refers; of its last act of that name where one is said."""
    with connection.cursor() as cursor:
        cursor.execute(_LAST, [object, act, act])
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
    """Write the entry of an act inside the act's transaction, and return its identifier for the act's own row.

    Args:
        personal: what people wrote, by name: kept apart from the log, where an erasure reaches it; what is empty is left out.
    """
    payloads.check("accounts", schema, payload)
    draft = Draft(
        schema=schema,
        act=act,
        object=object,
        payload=payload,
        personal={name: value for name, value in (personal or {}).items() if value},
        previous=last_of(object),
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=recorded_at)
    return draft.entry
