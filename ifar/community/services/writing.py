"""Writing an accountable act of the community: its ledger entry and its row; the database projects the state from it."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Mapping
from typing import Any, Final

from ifar import identifiers
from ifar.community import acts, payloads, words
from ifar.community.models import Event
from ifar.community.models.acts import Standing
from ifar.community.services import telling
from ifar.errors import Refused
from ifar.ledger import services as ledger
from ifar.ledger.entry import timestamp
from ifar.outbox.services import state_fact
from ifar.recording import Act, Recorder, plain, standing
from ifar.rights import Actor

MEANWHILE: Final[Mapping[str, str]] = {
    "nobody would moderate it any more": "community.space.last_moderator",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""
RECORDER: Final = Recorder(
    "community", of=words.of, proposals=True, refusals=MEANWHILE, waits="community_wait"
)
changed_meanwhile = RECORDER.changed_meanwhile


def new_id() -> str:
    """A new public identifier of a thing of the community."""
    return identifiers.new("S", secrets.token_bytes)


def now() -> dt.datetime:
    """The time of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC)


def text(moment: dt.datetime) -> str:
    """A moment as entries write it."""
    return timestamp(moment)


def impossible() -> Refused:
    """It cannot be done from the state in which it stands."""
    return words.refused("community.impossible")


def write(
    actor: Actor,
    noun: str,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    personal: Mapping[str, Any] | None = None,
    proposal: str = "",
) -> uuid.UUID:
    """Write one act in the caller's transaction; returns its entry.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        personal: words of people (`note`, `name`, `words`): kept apart from the log.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    subject, before, n, previous = standing(on)
    state = acts.after(noun, kind, before)
    if state is None:
        raise impossible()
    said, schema = plain(details), f"{noun}.{kind}/{payloads.VERSION}"
    payloads.check(schema, said)
    sets = {"state": state, **plain(changes)}
    kept = {name: value for name, value in (personal or {}).items() if value}
    name = acts.TABLE[noun, kind].name
    act = Act(name, noun, kind, subject, n + 1, previous, schema, said, sets, kept, proposal)
    RECORDER.write(actor, act)
    # Whoever listens is told that something happened, not what: facts of the outbox carry no word of a member.
    state_fact(
        topic=f"community.{noun}_{kind}", key=subject, payload={"entry": str(act.entry), "state": state}
    )
    telling.tell(actor, noun, kind, subject, act.entry)
    return act.entry


def events_of(subject: str, noun: str) -> list[Event]:
    """The acts on a record, the first first."""
    return list(Event.objects.filter(subject=subject, noun=noun).order_by("n"))
