"""Writing an act of custody: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.services import state_fact
from ifar.recoveries import custody_words as words
from ifar.recoveries import payloads
from ifar.recoveries.custody_acts import NOUNS, TABLE, Noun
from ifar.recoveries.models import Kept
from ifar.rights import AGENCY_COMPARTMENT, Actor

VERSION: Final = 1
_INSERT: Final = (
    "INSERT INTO recoveries_custodyevent (id, noun, subject, n, kind, schema, details, changes, proposal) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def new_id(noun: Noun) -> str:
    """A new public identifier."""
    return identifiers.new(NOUNS[noun], secrets.token_bytes)


def refused(*reasons: Reason) -> Refused:
    """A refusal with every reason in words."""
    told = words.explained(reasons)
    return Refused(told[0].code, told[0].message, article=told[0].article, reasons=told)


def invalid(*reasons: Reason) -> Invalid:
    """Input that cannot be, with every reason in words at its field."""
    told = words.explained(reasons)
    return Invalid(told[0].code, told[0].message, field=told[0].field, reasons=told)


def changed_meanwhile() -> Conflict:
    """Somebody else was quicker."""
    return Conflict("custody.changed_meanwhile", words.of("custody.changed_meanwhile"))


def check_expected(found: Kept, expected_n: int | None) -> None:
    """Refuse an act on a record about which somebody recorded something after the actor opened it."""
    if expected_n is not None and found.n != expected_n:
        raise changed_meanwhile()


def state_after(noun: Noun, kind: str, state: str) -> str:
    """The state after an act.

    Raises:
        Refused: it cannot be done from this state.
    """
    after = TABLE[noun, kind].leads.get(state)
    if after is None:
        raise refused(Reason("custody.impossible", params={"state": words.state_words(noun, state)}))
    return after


def plain(said: Mapping[str, Any]) -> dict[str, Any]:
    """Values as an entry of the log holds them."""
    found: dict[str, Any] = json.loads(json.dumps(dict(said), default=str))
    return found


def write(
    actor: Actor,
    noun: Noun,
    kind: str,
    on: Kept | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    note: str = "",
    personal: Mapping[str, Any] | None = None,
    proposal: str = "",
    compartment: str = "",
) -> str:
    """Write one act in the caller's transaction; returns the public identifier of what it was done to.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        note: what an officer writes in their own words: kept apart, like every personal value.
        personal: more of that, by what it is called.
        compartment: of a record that this opens, where it is not the office's own.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    subject, state, n, previous = (
        (on, "", 0, None) if isinstance(on, str) else (on.public_id, on.state, on.n, on.last_event)
    )
    sets = {"state": state_after(noun, kind, state), **plain(changes or {})}
    if n == 0:
        sets |= {
            "agency": actor.agency,
            "compartment": compartment or AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"),
        }
    said = plain(details or {})
    schema = f"{noun}.{kind}/{VERSION}"
    payload = {
        "noun": noun,
        "kind": kind,
        "n": n + 1,
        "details": said,
        "changes": sets,
        "proposal": proposal,
    }
    payloads.check(schema, payload)
    draft = Draft(
        schema=schema,
        act=TABLE[noun, kind].name,
        object=subject,
        payload=payload,
        personal={**(personal or {}), **({"note": note.strip()} if note.strip() else {})},
        previous=previous,
        entry=ledger.new_entry_id(),
    )
    row: tuple[Any, ...] = (
        draft.entry,
        noun,
        subject,
        n + 1,
        kind,
        schema,
        Jsonb(said),
        Jsonb(sets),
        proposal,
    )
    try:
        ledger.append(actor=actor, drafts=[draft])
        with connection.cursor() as cursor:
            cursor.execute(_INSERT, row)
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.SerializationFailure):
            raise changed_meanwhile() from error
        raise
    except IntegrityError as error:
        if isinstance(error.__cause__, psycopg.errors.UniqueViolation):
            raise changed_meanwhile() from error
        raise
    state_fact(
        topic=f"custody.{noun}_{kind}",
        key=subject,
        payload={"entry": str(draft.entry), "state": sets["state"]},
    )
    return subject
