"""An inspectorate with people, and a case about the harbour that a signal opened."""

from __future__ import annotations

from typing import Final

from ifar.oversight.facts import Fact
from ifar.oversight.selectors import signals
from ifar.oversight.services import cases as work
from ifar.oversight.services.signals import refresh
from ifar.rights import Actor
from tests import cast
from tests.oversight.making import fact, facts
from tests.stocks.making import works_at

ROLE: Final = "oversight_inspector"


def serial_then_destruction(actor: Actor, thing: str = "F1") -> list[Fact]:
    """Two rows on which a question stands."""
    edit = fact("registry.corrected", 100, actor.id, actor.agency, thing=thing, fields="serial")
    asked = fact("accounts.proposed", 120, actor.id, actor.agency, thing=thing, act="registry.destroyed")
    return [edit, asked]


def the_inspectorate() -> tuple[Actor, Actor, Actor]:
    """Judy, Mallory and Heidi are inspectors; Erin, who supervises the harbour, became one too."""
    office = cast.agency("inspectorate")
    names = ("erin", "judy", "mallory", "heidi")
    _erin, *inspectors = (works_at(name, ROLE, office, "inspection", "I-2026-4") for name in names)
    judy, mallory, heidi = inspectors
    return judy, mallory, heidi


def a_case(judy: Actor) -> str:
    """Opened from what the register asks about Dave, who works at the harbour."""
    refresh(facts(*serial_then_destruction(cast.actor("dave"))))
    assert signals.rows_for(judy)[0][0].who == cast.actor("dave").id
    return work.open_from_signals(actor=judy, who=cast.actor("dave").id, text="Serial, then destruction.")


def a_case_of_the_harbour(judy: Actor, mallory: Actor) -> str:
    """The same, with Mallory as its lead, under examination."""
    made = a_case(judy)
    work.assign(actor=judy, inspection_id=made, lead=mallory.id)
    work.declare(actor=mallory, inspection_id=made, declared=True)
    return made
