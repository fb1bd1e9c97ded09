"""Writing an act of custody: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from ifar import identifiers
from ifar.errors import Reason
from ifar.outbox.services import state_fact
from ifar.recording import Act, Recorder, plain, standing
from ifar.recoveries import custody_words as words
from ifar.recoveries import payloads
from ifar.recoveries.custody_acts import NOUNS, TABLE, Noun
from ifar.recoveries.models import Kept
from ifar.rights import AGENCY_COMPARTMENT, Actor

VERSION: Final = 1
MEANWHILE: Final[Mapping[str, str]] = {
    "something on its list stands on another": "custody.changed_meanwhile",
    "something on its list does not wait for disposal": "custody.changed_meanwhile",
    "something on its list is no longer in the custody": "custody.changed_meanwhile",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""
RECORDER: Final = Recorder(
    "custody",
    of=words.of,
    explained=words.explained,
    table="recoveries_custodyevent",
    proposals=True,
    refusals=MEANWHILE,
    waits="recoveries_custody_wait",
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
        raise refused(Reason("custody.impossible", params={"state": words.state_words(noun, state)}))
    return after


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
    subject, state, n, previous = standing(on)
    sets = {"state": state_after(noun, kind, state), **plain(changes)}
    if n == 0:
        sets |= {
            "agency": actor.agency,
            "compartment": compartment or AGENCY_COMPARTMENT.get(actor.agency_kind, "civilian"),
        }
    kept = {**(personal or {}), **({"note": note.strip()} if note.strip() else {})}
    name, schema = TABLE[noun, kind].name, f"{noun}.{kind}/{VERSION}"
    act = Act(name, noun, kind, subject, n + 1, previous, schema, plain(details), sets, kept, proposal)
    payloads.check(schema, act.payload)
    RECORDER.write(actor, act)
    state_fact(
        topic=f"custody.{noun}_{kind}",
        key=subject,
        payload={"entry": str(act.entry), "state": sets["state"]},
    )
    return subject
