"""Plain functions that make what tests need, through the real services."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ifar.parties.services import NewParty, register_party
from ifar.registry.services.events import NewEvent, Recorded, register_firearm
from ifar.rights import Actor


def a_person(actor: Actor, name: str = "Amina Diallo", **values: Any) -> str:
    """A natural person; returns the public identifier."""
    return register_party(actor=actor, new=NewParty(kind="person", values={"name": name, **values}))


def a_firearm(
    actor: Actor,
    serial: str | None = "AB1234",
    *,
    state: str = "held_civilian",
    identity: Mapping[str, Any] | None = None,
    marks: tuple[Mapping[str, Any], ...] = (),
    **details: Any,
) -> Recorded:
    """A firearm entered from an older book, with a serial and whatever else is said."""
    own = ({"kind": "serial", "text": serial},) if serial else ()
    said = {"make": "beretta", "type": "pistol", "calibre": "9x19", **(identity or {})}
    event = NewEvent(
        kind="registered", details={"state": state, **details}, identity=said, marks=(*own, *marks)
    )
    return register_firearm(actor=actor, event=event)
