"""Writing an act of hotspots: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import json
import secrets
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

import psycopg
from django.db import IntegrityError, OperationalError, connection
from psycopg.types.json import Jsonb

from ifar import identifiers
from ifar.errors import Conflict, Invalid, Reason, Refused
from ifar.hotspots import acts, payloads, words
from ifar.hotspots.models import Standing
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.services import state_fact
from ifar.rights import AGENCY_COMPARTMENT, Actor

INSERT: Final = "INSERT INTO hotspots_event (id, noun, subject, n, kind, schema, details, changes) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"


def new_id() -> str:
    """A new public identifier."""
    return identifiers.new("H", secrets.token_bytes)


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
    return Conflict("hotspots.changed_meanwhile", words.of("hotspots.changed_meanwhile"))


def check_expected(found: Standing, expected_n: int | None) -> None:
    """Refuse an act on a record about which somebody recorded something after the actor opened it."""
    if expected_n is not None and found.n != expected_n:
        raise changed_meanwhile()


def write(
    actor: Actor,
    noun: str,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    office: tuple[str, str] | None = None,
    recorded_at: dt.datetime | None = None,
) -> uuid.UUID:
    """Write one act in the caller's transaction; returns its entry.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        personal: values that stand apart from the log; those that the act's `personal` names become columns.
        office: identifier and kind of the office for which a job opens something; else it is the actor's own.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    act = acts.TABLE[noun, kind]
    sets: dict[str, Any] = json.loads(json.dumps(dict(changes or {}), default=str))
    if isinstance(on, str):
        subject, previous, n, state = on, None, 0, ""
        agency, agency_kind = office or (actor.agency, actor.agency_kind)
        sets |= {"agency": agency, "compartment": AGENCY_COMPARTMENT.get(agency_kind, "civilian")}
    else:
        subject, previous, n, state = on.public_id, on.last_event, on.n, on.state
    after = act.leads.get(state)
    if after is None:
        raise refused(Reason("hotspots.impossible", params={"state": words.state_words(noun, state)}))
    sets = {"state": after, **sets}
    said: dict[str, Any] = json.loads(json.dumps(dict(details or {}), default=str))
    schema = f"{noun}.{kind}/{payloads.VERSION}"
    payloads.check(schema, said)
    draft = Draft(
        schema=schema,
        act=act.name,
        object=subject,
        payload={"noun": noun, "kind": kind, "n": n + 1, "details": said, "changes": sets},
        personal={name: value for name, value in (personal or {}).items() if value},
        previous=previous,
        entry=ledger.new_entry_id(),
    )
    row: tuple[Any, ...] = (draft.entry, noun, subject, n + 1, kind, schema, Jsonb(said), Jsonb(sets))
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
        topic=f"hotspots.{noun}_{kind}",
        key=subject,
        payload={"entry": str(draft.entry), "noun": noun, "state": after},
    )
    return draft.entry


def again[Record: Standing](found: Record) -> Record:
    """The same record as it stands after an act."""
    return type(found).objects.get(pk=found.pk)  # type: ignore[attr-defined,no-any-return]


def said_of(names: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some columns that are given."""
    return {name: given[name] for name in names if name in given}
