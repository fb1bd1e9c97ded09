"""Writing an act of tracing: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Final

from ifar import identifiers
from ifar.errors import Forbidden, Reason
from ifar.outbox.services import state_fact
from ifar.recording import Act, Recorder, plain, standing
from ifar.registry.occurred import moment
from ifar.rights import AGENCY_COMPARTMENT, Actor
from ifar.tracing import clock, directory, payloads, states, words
from ifar.tracing.models import Request, Standing, Step
from ifar.tracing.states import TABLE, Noun

MEANWHILE: Final[Mapping[str, str]] = {
    "its request is not being followed": "tracing.step.not_followed",
    "a question ends with its request, and only with it": "tracing.changed_meanwhile",
    "its request was not sent, or was withdrawn": "tracing.changed_meanwhile",
    "its chain or its state says otherwise": "tracing.changed_meanwhile",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""
RECORDER: Final = Recorder(
    "tracing", of=words.of, explained=words.explained, refusals=MEANWHILE, waits="tracing_wait"
)
refused = RECORDER.refused
invalid = RECORDER.invalid
changed_meanwhile = RECORDER.changed_meanwhile
check_expected = RECORDER.check_expected


def new_id() -> str:
    """A new public identifier."""
    return identifiers.new("O", secrets.token_bytes)


def other_office() -> Forbidden:
    """It is another office's to do."""
    return Forbidden("tracing.other_office", words.of("tracing.other_office"))


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
    subject, state, n, previous = standing(on)
    sets = plain(changes)
    if isinstance(on, str):
        direction = str(sets.get("direction", ""))
        if noun != "step":
            compartment = AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian")
            sets |= {"agency": actor.agency, "compartment": compartment}
    else:
        direction = getattr(on, "direction", "")
    sets = {"state": state_after(noun, kind, state, direction), **sets}
    said, schema = plain(details), f"{noun}.{kind}/{payloads.VERSION}"
    if wrong := payloads.wrong(schema, said):
        raise invalid(wrong)
    kept = {name: value for name, value in (personal or {}).items() if value}
    act = Act(TABLE[noun, kind].name, noun, kind, subject, n + 1, previous, schema, said, sets, kept)
    RECORDER.write(actor, act, recorded_at=recorded_at)
    state_fact(
        topic=f"tracing.{noun}_{kind}",
        key=subject,
        payload={"entry": str(act.entry), "noun": noun, "state": sets["state"]},
    )
    return act.entry


def again(found: Request | Step) -> Any:
    """The same record as it stands after an act."""
    return type(found).objects.get(pk=found.pk)
