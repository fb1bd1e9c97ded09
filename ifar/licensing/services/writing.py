"""Writing an act of licensing: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, Final

from ifar import identifiers
from ifar.errors import Forbidden, Reason
from ifar.licensing import payloads, words
from ifar.licensing.acts import NOUNS, Noun
from ifar.licensing.models import Standing
from ifar.licensing.table import TABLE
from ifar.outbox.services import state_fact
from ifar.recording import Act, Recorder, plain, standing
from ifar.rights import AGENCY_COMPARTMENT, Actor

MEANWHILE: Final[Mapping[str, str]] = {
    "a licence is suspended because of it": "licensing.notice.stops",
    "there is a round of these licences in that time already": "licensing.round.twice",
    "a visit of it waits": "licensing.round.waits",
    "another one follows in its stratum": "licensing.changed_meanwhile",
    "the applicant is barred": "licensing.changed_meanwhile",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""
RECORDER: Final = Recorder(
    "licensing",
    of=words.of,
    explained=words.explained,
    proposals=True,
    refusals=MEANWHILE,
    waits="licensing_wait",
)
refused = RECORDER.refused
invalid = RECORDER.invalid
changed_meanwhile = RECORDER.changed_meanwhile
check_expected = RECORDER.check_expected


def new_id(noun: Noun) -> str:
    """A new public identifier."""
    return identifiers.new(NOUNS[noun], secrets.token_bytes)


def state_after(noun: Noun, kind: str, state: str) -> str:
    """The state after an act.

    Raises:
        Refused: it cannot be done from this state.
    """
    after = TABLE[noun, kind].leads.get(state)
    if after is None:
        raise refused(Reason("licensing.impossible", params={"state": words.state_words(noun, state)}))
    return after


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
    subject, before, n, previous = standing(on)
    state = state_after(noun, kind, before)
    sets = {"state": state, **plain(changes)}
    if isinstance(on, str):
        agency, compartment = keeper or (actor.agency, AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"))
        sets |= {"agency": agency, "compartment": compartment}
    said, schema = plain(details), f"{noun}.{kind}/{payloads.VERSION}"
    if "holder" in actor.roles:
        said["by"] = "holder"
    if wrong := payloads.wrong(schema, said):
        raise invalid(wrong)
    kept = {**(personal or {}), **({"note": note.strip()} if note.strip() else {})}
    name = TABLE[noun, kind].name
    act = Act(name, noun, kind, subject, n + 1, previous, schema, said, sets, kept, proposal)
    RECORDER.write(actor, act, recorded_at=recorded_at)
    state_fact(
        topic=f"licensing.{noun}_{kind}", key=subject, payload={"entry": str(act.entry), "state": state}
    )
    return subject


def not_examiner(actor: Actor, examiners: frozenset[str]) -> None:
    """Refuse whoever examined or advised the right to decide; the database refuses it too (UNCAC art. 7-9)."""
    if actor.acts_for(*examiners):
        code = "licensing.examined_by_you"
        raise Forbidden(code, words.of(code), article="UNCAC art. 7-9")
