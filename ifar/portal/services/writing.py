"""Writing an act of holders: its ledger entry, at the database's time, for the row of the same identifier."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from ifar.ledger import payloads
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft, timestamp
from ifar.rights import Actor


def now() -> dt.datetime:
    """The time of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC)


def write(
    actor: Actor,
    act: str,
    object: str,
    payload: Mapping[str, Any],
    at: dt.datetime,
    *,
    personal: Mapping[str, Any] | None = None,
    previous: uuid.UUID | None = None,
) -> uuid.UUID:
    """Write the entry of `portal.<act>` in the caller's transaction; returns its identifier for the row."""
    values = {**payload, "at": timestamp(at)}
    payloads.check("portal", f"portal.{act}/1", values)
    draft = Draft(
        schema=f"portal.{act}/1",
        act=f"portal.{act}",
        object=object,
        payload=values,
        personal={name: value for name, value in (personal or {}).items() if value},
        previous=previous,
        entry=ledger.new_entry_id(),
    )
    ledger.append(actor=actor, drafts=[draft], recorded_at=at)
    return draft.entry
