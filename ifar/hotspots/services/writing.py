"""Writing an act of hotspots: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping
from typing import Any, Final

from django.db import connection

from ifar import identifiers
from ifar.errors import Reason
from ifar.hotspots import acts, payloads, words
from ifar.hotspots.models import Standing
from ifar.outbox.services import state_fact
from ifar.recording import Act, Recorder, plain, standing
from ifar.rights import AGENCY_COMPARTMENT, Actor

MEANWHILE: Final[Mapping[str, str]] = {
    "its hotspot is closed": "hotspots.changed_meanwhile",
    "there is no such hotspot": "hotspots.changed_meanwhile",
    "something is under way": "hotspots.changed_meanwhile",
    "it reports another version": "hotspots.changed_meanwhile",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""
RECORDER: Final = Recorder(
    "hotspots", of=words.of, explained=words.explained, refusals=MEANWHILE, waits="hotspots_wait"
)
refused = RECORDER.refused
invalid = RECORDER.invalid
changed_meanwhile = RECORDER.changed_meanwhile
check_expected = RECORDER.check_expected


_ALONE: Final = "SELECT pg_advisory_xact_lock(1767268741, hashtext(%s))"


def alone(*sources: str) -> None:
    """Have what some sources tell to oneself until the transaction ends, in one order: how an incident stands follows from all of it."""
    with connection.cursor() as cursor:
        for source in sorted(set(sources)):
            cursor.execute(_ALONE, [source])


def new_id() -> str:
    """A new public identifier."""
    return identifiers.new("H", secrets.token_bytes)


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
    subject, state, n, previous = standing(on)
    sets = plain(changes)
    if isinstance(on, str):
        agency, agency_kind = office or (actor.agency, actor.agency_kind)
        sets |= {"agency": agency, "compartment": AGENCY_COMPARTMENT.get(agency_kind, "civilian")}
    after = acts.TABLE[noun, kind].leads.get(state)
    if after is None:
        raise refused(Reason("hotspots.impossible", params={"state": words.state_words(noun, state)}))
    said, schema = plain(details), f"{noun}.{kind}/{payloads.VERSION}"
    payloads.check(schema, said)
    kept = {name: value for name, value in (personal or {}).items() if value}
    name = acts.TABLE[noun, kind].name
    act = Act(name, noun, kind, subject, n + 1, previous, schema, said, {"state": after, **sets}, kept)
    RECORDER.write(actor, act, recorded_at=recorded_at)
    state_fact(
        topic=f"hotspots.{noun}_{kind}",
        key=subject,
        payload={"entry": str(act.entry), "noun": noun, "state": after},
    )
    return act.entry


def again[Record: Standing](found: Record) -> Record:
    """The same record as it stands after an act."""
    return type(found).objects.get(pk=found.pk)  # type: ignore[attr-defined,no-any-return]


def said_of(names: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Those of some columns that are given."""
    return {name: given[name] for name in names if name in given}
