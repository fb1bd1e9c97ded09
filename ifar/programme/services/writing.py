"""Writing accountable acts of the programme: their ledger entries and their rows; the database projects the state from them."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from ifar import identifiers, recording
from ifar.ledger import services as ledger
from ifar.outbox.services import state_fact
from ifar.programme import acts, payloads, words
from ifar.programme.models import Standing
from ifar.programme.services import telling
from ifar.recording import Recorder, plain, standing
from ifar.rights import Actor

MEANWHILE: Final[Mapping[str, str]] = {
    "it would bring below zero": "programme.fund.short",
    "the period has not ended": "programme.period.running",
    "values of it were not counted from there": "programme.indicator.typed",
    "the period is locked": "programme.period.locked",
    "the books of that day are closed": "programme.fund.locked",
    "the committee is not met": "programme.committee.quorum",
    "somebody voted who may not": "programme.committee.absent",
    "its quorum is another, or somebody has no seat": "programme.changed_meanwhile",
    "a value of a locked period is read by it": "programme.indicator.locked",
    "it is assessed already": "programme.diligence.there",
    "the donor bound it to something else": "programme.fund.bound",
    "the project or the contribution is over": "programme.fund.over",
    "support to security forces is not released": "programme.diligence.needed",
    "it has no recipients, or unconfirmed ones": "programme.diligence.unconfirmed",
    "another person approves such an amount": "programme.changed_meanwhile",
    "the project has not started": "programme.fund.planned",
}
"""What the database says where the service saw it otherwise, because somebody else was quicker -> the refusal."""
RECORDER: Final = Recorder("programme", of=words.of, refusals=MEANWHILE, waits="programme_wait")
changed_meanwhile = RECORDER.changed_meanwhile


def new_id() -> str:
    """A new public identifier of a record of the programme."""
    return identifiers.new("R", secrets.token_bytes)


def today() -> dt.date:
    """The day of the database's clock, in UTC."""
    return ledger.now().astimezone(dt.UTC).date()


@dataclass(slots=True)
class Act:
    """One act to be written: on a record as it stands, or on the identifier of the one that it opens."""

    noun: str
    kind: str
    on: Standing | str
    changes: Mapping[str, Any] = field(default_factory=dict)
    details: Mapping[str, Any] = field(default_factory=dict)
    note: str = ""
    personal: Mapping[str, Any] = field(default_factory=dict)


def _composed(act: Act, state: str, n: int, previous: uuid.UUID | None) -> recording.Act:
    subject = act.on if isinstance(act.on, str) else act.on.public_id
    after = acts.after(act.noun, act.kind, state)
    if after is None:
        raise words.refused("programme.impossible")
    sets = {"state": after, **plain(act.changes)}
    said, schema = plain(act.details), f"{act.noun}.{act.kind}/{payloads.VERSION}"
    payloads.check(schema, said)
    kept = {name: value for name, value in {"note": act.note, **act.personal}.items() if value}
    name = acts.TABLE[act.noun, act.kind].name
    return recording.Act(name, act.noun, act.kind, subject, n, previous, schema, said, sets, kept)


def write(
    actor: Actor,
    noun: str,
    kind: str,
    on: Standing | str,
    *,
    changes: Mapping[str, Any] | None = None,
    details: Mapping[str, Any] | None = None,
    note: str = "",
    personal: Mapping[str, Any] | None = None,
) -> uuid.UUID:
    """Write one act in the caller's transaction; returns its entry.

    Args:
        on: the record as it stands, or the identifier of the one that this opens.
        note: words of a person about it: kept apart from the log.
        personal: more of what stands apart, by name.

    Raises:
        Refused: the act cannot be done from this state.
        Conflict: somebody else did something meanwhile.
    """
    _subject, state, n, previous = standing(on)
    act = _composed(
        Act(noun, kind, on, changes or {}, details or {}, note.strip(), personal or {}),
        state,
        n + 1,
        previous,
    )
    RECORDER.write(actor, act)
    # Whoever listens is told that something happened, not what.
    state_fact(
        topic=f"programme.{noun}_{kind}",
        key=act.subject,
        payload={"entry": str(act.entry), "state": act.changes["state"]},
    )
    before = (
        {} if isinstance(on, str) else {name: value for name, value in vars(on).items() if name[0] != "_"}
    )
    telling.assigned(actor, noun, kind, act.subject, before, changes or {}, act.entry)
    return act.entry


class Many:
    """Thousands of acts at once, over COPY, in the caller's transaction: the database checks each like any other. No facts are stated.

    The acts of one record stand in their order; `on` is always an identifier. What is read meanwhile does not show them.
    """

    def __init__(self) -> None:
        self._stands: dict[tuple[str, str], tuple[str, int, uuid.UUID | None]] = {}
        self._acts: list[tuple[Actor, recording.Act]] = []

    def add(self, actor: Actor, act: Act) -> str:
        """Put one more act at the end; the identifier of its record."""
        subject = act.on if isinstance(act.on, str) else act.on.public_id
        state, n, previous = self._stands.get((act.noun, subject), ("", 0, None))
        composed = _composed(act, state, n + 1, previous)
        self._stands[act.noun, subject] = (composed.changes["state"], n + 1, composed.entry)
        self._acts.append((actor, composed))
        return subject

    def write(self) -> int:
        """Write them; how many there were."""
        done = RECORDER.write_many(self._acts)
        self._acts = []
        return done


def write_many(pairs: Iterable[tuple[Actor, Act]]) -> int:
    """Write acts of several people at once, in their order; how many."""
    many = Many()
    for actor, act in pairs:
        many.add(actor, act)
    return many.write()
