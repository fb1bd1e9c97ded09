"""Writing an act of the counter: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from django.utils import timezone
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.counter import payloads, words
from ifar.counter.models import Standing
from ifar.counter.table import TABLE, Noun
from ifar.errors import Conflict, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.rights import AGENCY_COMPARTMENT, Actor

INSERT: Final = (
    "INSERT INTO counter_event (id, noun, subject, n, kind, schema, details, changes, proposal) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()


def new_id() -> str:
    """A new public identifier."""
    return identifiers.new("J", secrets.token_bytes)


def both(actor: Actor) -> frozenset[str]:
    """Whoever decides, and for whom they stand in: neither may be whom the act keeps apart from it (UNCAC art. 9, 10)."""
    return frozenset({actor.id, actor.standing_in_for}) - {""}


def changed_meanwhile() -> Conflict:
    """Somebody else was quicker."""
    return Conflict("counter.changed_meanwhile", words.of("counter.changed_meanwhile"))


def refused(*reasons: Reason) -> Refused:
    """A refusal with every reason in words."""
    told = words.explained(reasons)
    return Refused(told[0].code, told[0].message, article=told[0].article, reasons=told)


def invalid(*reasons: Reason) -> Invalid:
    """Input that cannot be, with every reason in words at its field."""
    told = words.explained(reasons)
    return Invalid(told[0].code, told[0].message, field=told[0].field, reasons=told)


def state_after(noun: Noun, kind: str, state: str) -> str:
    """The state after an act.

    Raises:
        Refused: it cannot be done from this state.
    """
    after = TABLE[noun, kind].leads.get(state)
    if after is None:
        raise refused(Reason("counter.impossible", params={"state": words.state_words(noun, state)}))
    return after


def write(
    actor: Actor,
    noun: Noun,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    proposal: str = "",
    keeper: tuple[str, str] | None = None,
) -> str:
    """Write one act in the caller's transaction; returns the public identifier of what it was done to.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        changes, details: amounts of money as `money.written` gives them.
        keeper: agency and compartment of a record that this opens, where they are not the actor's own.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    is_new = isinstance(on, str)
    subject = on if isinstance(on, str) else on.public_id
    state = state_after(noun, kind, "" if isinstance(on, str) else on.state)
    sets = {"state": state, **json.loads(json.dumps(dict(changes or {}), default=str))}
    if is_new:
        agency, compartment = keeper or (actor.agency, AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"))
        sets |= {"agency": agency, "compartment": compartment}
    said = json.loads(json.dumps(dict(details or {}), default=str))
    schema = f"{noun}.{kind}/{payloads.VERSION}"
    if wrong := payloads.wrong(schema, said):
        raise invalid(wrong)
    n = 1 if isinstance(on, str) else on.n + 1
    draft = Draft(
        schema=schema,
        act=TABLE[noun, kind].name,
        object=subject,
        payload={
            "noun": noun,
            "kind": kind,
            "n": n,
            "details": said,
            "changes": sets,
            "proposal": proposal,
        },
        personal=personal or {},
        previous=None if isinstance(on, str) else on.last_event,
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
    return subject
