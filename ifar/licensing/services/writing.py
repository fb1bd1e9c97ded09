"""Writing an act of licensing: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Mapping
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Forbidden, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.licensing import payloads, words
from ifar.licensing.acts import NOUNS, Noun
from ifar.licensing.models import Standing
from ifar.licensing.table import TABLE
from ifar.outbox.services import state_fact
from ifar.rights import AGENCY_COMPARTMENT, Actor

INSERT: Final = (
    "INSERT INTO licensing_event (id, noun, subject, n, kind, schema, details, changes, proposal) "
    "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)


def new_id(noun: Noun) -> str:
    """A new public identifier."""
    return identifiers.new(NOUNS[noun], secrets.token_bytes)


def changed_meanwhile() -> Conflict:
    """Somebody else was quicker."""
    return Conflict("licensing.changed_meanwhile", words.of("licensing.changed_meanwhile"))


def check_expected(found: Standing, expected_n: int | None) -> None:
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
        raise refused(Reason("licensing.impossible", params={"state": words.state_words(noun, state)}))
    return after


def refused(*reasons: Reason) -> Refused:
    """A refusal with every reason in words."""
    told = words.explained(reasons)
    return Refused(told[0].code, told[0].message, article=told[0].article, reasons=told)


def invalid(*reasons: Reason) -> Invalid:
    """Input that cannot be, with every reason in words at its field."""
    told = words.explained(reasons)
    return Invalid(told[0].code, told[0].message, field=told[0].field, reasons=told)


def write(
    actor: Actor,
    noun: Noun,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    note: str = "",
    personal: Mapping[str, Any] | None = None,
    proposal: str = "",
    recorded_at: dt.datetime | None = None,
    keeper: tuple[str, str] | None = None,
) -> str:
    """Write one act in the caller's transaction; returns the public identifier of what it was done to.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        note: what an officer writes in their own words: kept apart, like every personal value.
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
    if "holder" in actor.roles:
        said["by"] = "holder"
    schema = f"{noun}.{kind}/{payloads.VERSION}"
    if wrong := payloads.wrong(schema, said):
        raise invalid(wrong)
    noted = {"note": note.strip()} if note.strip() else {}
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
        personal={**(personal or {}), **noted},
        previous=None if isinstance(on, str) else on.last_event,
        entry=ledger.new_entry_id(),
    )
    row: tuple[Any, ...] = (draft.entry, noun, subject, n, kind, schema, Jsonb(said), Jsonb(sets), proposal)
    try:
        ledger.append(actor=actor, drafts=[draft], recorded_at=recorded_at)
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
    state_fact(
        topic=f"licensing.{noun}_{kind}", key=subject, payload={"entry": str(draft.entry), "state": state}
    )
    return subject


def not_examiner(actor: Actor, examiners: frozenset[str]) -> None:
    """Refuse whoever examined or advised the right to decide; the database refuses it too (UNCAC art. 7-9)."""
    if examiners & {actor.id, actor.standing_in_for}:
        code = "licensing.examined_by_you"
        raise Forbidden(code, words.of(code), article="UNCAC art. 7-9")
