"""Writing an act of tracing: its ledger entry and its row; the database projects the state from it."""

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
from ifar.errors import Conflict, Forbidden, Invalid, Reason, Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import Draft
from ifar.outbox.services import state_fact
from ifar.registry.occurred import moment
from ifar.rights import AGENCY_COMPARTMENT, Actor
from ifar.tracing import clock, directory, payloads, states, words
from ifar.tracing.models import Request, Standing, Step
from ifar.tracing.states import TABLE, Noun

INSERT: Final = "INSERT INTO tracing_event (id, noun, subject, n, kind, schema, details, changes) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"


def new_id() -> str:
    """A new public identifier."""
    return identifiers.new("O", secrets.token_bytes)


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
    return Conflict("tracing.changed_meanwhile", words.of("tracing.changed_meanwhile"))


def other_office() -> Forbidden:
    """It is another office's to do."""
    return Forbidden("tracing.other_office", words.of("tracing.other_office"))


def check_expected(found: Standing, expected_n: int | None) -> None:
    """Refuse an act on a record about which somebody recorded something after the actor opened it."""
    if expected_n is not None and found.n != expected_n:
        raise changed_meanwhile()


def check_office(actor: Actor, found: Request, kind: str) -> None:
    """Refuse an act that is another office's: what answers is done where it is answered, what asks where it was asked.

    Raises:
        Forbidden: it is another office's to do.
    """
    owner = found.agency_id == actor.agency_id
    answers = found.office == actor.agency
    asking = kind in states.OWNERS
    follows = kind in (*states.ANSWERING, "followed", "stated")
    answering = follows and found.direction != "outgoing"
    if (asking and not owner) or (answering and not answers) or not (owner or answers):
        raise other_office()


def state_after(noun: Noun, kind: str, state: str, direction: str = "") -> str:
    """The state after an act.

    Raises:
        Refused: it cannot be done from this state, or with a request of this direction.
    """
    after = states.after(noun, kind, state, direction)
    if after is None:
        raise refused(Reason("tracing.impossible", params={"state": words.state_words(noun, state)}))
    return after


def due_from(
    now: dt.datetime, term: clock.Term, urgency: str, direction: str, country: str, desk: str = ""
) -> str | None:
    """When the next word is due, as an event holds it: counted at the desk that is asked where another State answers, here where we do."""
    return moment(clock.due(now, term, urgency, directory.where_answered(direction, country, desk)))


def write(
    actor: Actor,
    noun: Noun,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    recorded_at: dt.datetime | None = None,
) -> uuid.UUID:
    """Write one act in the caller's transaction; returns its entry.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        personal: what is kept apart from the log: `circumstances`, `justification`, `place`, `raw`, `note`, `text`, `answer`, `described`, `source`.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    sets: dict[str, Any] = json.loads(json.dumps(dict(changes or {}), default=str))
    if isinstance(on, str):
        subject, previous, n, state = on, None, 0, ""
        direction = str(sets.get("direction", ""))
        if noun != "step":
            compartment = AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian")
            sets |= {"agency": actor.agency, "compartment": compartment}
    else:
        subject, previous, n, state = on.public_id, on.last_event, on.n, on.state
        direction = getattr(on, "direction", "")
    sets = {"state": state_after(noun, kind, state, direction), **sets}
    said: dict[str, Any] = json.loads(json.dumps(dict(details or {}), default=str))
    schema = f"{noun}.{kind}/{payloads.VERSION}"
    if wrong := payloads.wrong(schema, said):
        raise invalid(wrong)
    draft = Draft(
        schema=schema,
        act=TABLE[noun, kind].name,
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
        topic=f"tracing.{noun}_{kind}",
        key=subject,
        payload={"entry": str(draft.entry), "noun": noun, "state": sets["state"]},
    )
    return draft.entry


def again(found: Request | Step) -> Any:
    """The same record as it stands after an act."""
    return type(found).objects.get(pk=found.pk)
