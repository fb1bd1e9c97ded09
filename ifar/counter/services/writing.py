"""Writing an act of the counter: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.utils import timezone

from ifar import identifiers
from ifar.counter import payloads, words
from ifar.counter.models import Standing
from ifar.counter.table import TABLE, Noun
from ifar.errors import Reason
from ifar.recording import Act, Recorder, plain, standing
from ifar.rights import AGENCY_COMPARTMENT, Actor

RECORDER: Final = Recorder("counter", of=words.of, explained=words.explained, proposals=True)
refused = RECORDER.refused
invalid = RECORDER.invalid
changed_meanwhile = RECORDER.changed_meanwhile


def today() -> dt.date:
    """The day of the office."""
    return timezone.localdate()


def new_id() -> str:
    """A new public identifier."""
    return identifiers.new("J", secrets.token_bytes)


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
    subject, state, n, previous = standing(on)
    sets = {"state": state_after(noun, kind, state), **plain(changes)}
    if isinstance(on, str):
        agency, compartment = keeper or (actor.agency, AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"))
        sets |= {"agency": agency, "compartment": compartment}
    said, schema = plain(details), f"{noun}.{kind}/{payloads.VERSION}"
    if wrong := payloads.wrong(schema, said):
        raise invalid(wrong)
    name = TABLE[noun, kind].name
    act = Act(name, noun, kind, subject, n + 1, previous, schema, said, sets, personal or {}, proposal)
    RECORDER.write(actor, act)
    return subject
